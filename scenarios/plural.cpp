#include "scenarios/plural.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "scenarios/names.hpp"

namespace ausfall::scenarios {
namespace {

bool is_quote(std::string_view message, std::size_t at, std::size_t neighbour) {
  if (message[at] != '\'') return false;
  return neighbour >= message.size() ||
         std::isalnum(static_cast<unsigned char>(message[neighbour])) == 0;
}

struct Word {
  std::string_view of_one;
  std::string_view of_several;
};

constexpr std::array nouns{
    Word{"VM", "VMs"},
    Word{"app", "apps"},
    Word{"host", "hosts"},
    Word{"network", "networks"},
    Word{"storage", "storage"},
    Word{"device", "devices"},
    Word{"trunk", "trunks"},
    Word{"node", "nodes"},
    Word{"group", "groups"},
    Word{"service", "services"},
    Word{"crew", "crews"},
    Word{"cluster", "clusters"},
    Word{"failure mode", "failure modes"},
};

constexpr std::array verbs{
    Word{"is no ", "are no "},      Word{"is not a node of", "are not nodes of"},
    Word{"is a host", "are hosts"}, Word{"is a VM", "are VMs"},
    Word{"is an app", "are apps"},  Word{"is ", "are "},
    Word{"is, ", "are, "},          Word{"has ", "have "},
    Word{"needs ", "need "},        Word{"runs ", "run "},
    Word{"does ", "do "},           Word{"lies ", "lie "},
    Word{"takes ", "take "},        Word{"starts ", "start "},
    Word{"stands ", "stand "},      Word{"was ", "were "},
    Word{"fits ", "fit "},          Word{"belongs ", "belong "},
    Word{"says ", "say "},          Word{"begins ", "begin "},
    Word{"itself", "themselves"},
};

/// Where the noun before this place begins, with the noun; none where another word stands there.
std::optional<std::pair<std::size_t, Word>> noun_before(std::string_view before) {
  for (const Word& noun : nouns) {
    const std::string ending = fmt::format("{} ", noun.of_one);
    if (!before.ends_with(ending)) continue;
    const std::size_t at = before.size() - ending.size();
    if (at == 0 || before[at - 1] == ' ') return std::pair(at, noun);
  }
  return std::nullopt;
}

}  // namespace

std::vector<Part> quoted_parts(std::string_view message) {
  constexpr std::size_t parts_max = 6;
  std::vector<Part> parts;
  constexpr std::size_t none = std::string_view::npos;
  std::size_t open = none;  // where the quoted text begins
  for (std::size_t i = 0; i < message.size() && parts.size() < parts_max; ++i) {
    if (open == none && is_quote(message, i, i - 1)) {
      open = i + 1;
    } else if (open != none && is_quote(message, i, i + 1)) {
      parts.push_back({open, i - open});
      open = none;
    }
  }
  return parts;
}

std::string in_plural(std::string message, std::size_t from, std::size_t to) {
  const std::string_view before = std::string_view(message).substr(0, from);
  const auto noun = noun_before(before);
  const bool alone = before.empty() || before.ends_with(": ") || before.ends_with(", ");
  if (!noun && !alone) return message;
  // One of a list of kinds: "no host, VM or device 'x'".
  if (noun && before.substr(0, noun->first).ends_with(" or ")) return message;
  if (to < message.size() && message[to] == ' ') {
    const std::string_view rest = std::string_view(message).substr(to + 1);
    const auto* const verb = std::ranges::find_if(
        verbs, [&](const Word& each) { return rest.starts_with(each.of_one); });
    if (verb != verbs.end()) message.replace(to + 1, verb->of_one.size(), verb->of_several);
  }
  if (!noun) return message;
  const auto& [at, word] = *noun;
  message.replace(at, word.of_one.size(), word.of_several);
  constexpr std::string_view none = "there is no ";
  if (std::string_view(message).substr(0, at).ends_with(none))
    message.replace(at - none.size(), none.size(), "there are no ");
  return message;
}

std::string spoken_of_several(std::string message) {
  const std::vector<Part> parts = quoted_parts(message);
  for (std::size_t i = parts.size(); i-- > 0;) {
    const Part& part = parts[i];
    if (is_range(std::string_view(message).substr(part.from, part.length)))
      message = in_plural(std::move(message), part.from - 1, part.from + part.length + 1);
  }
  return message;
}

}  // namespace ausfall::scenarios
