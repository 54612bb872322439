// Labels: what hosts, VMs and apps say of themselves, and what is selected by it, as in `rack=A`.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"

namespace ausfall::scenarios {
namespace {

/// `rack=A`, taken apart. The value may be a glob.
Label label_of(std::string_view word) {
  const std::size_t equals = word.find('=');
  return {std::string(word.substr(0, equals)), std::string(word.substr(equals + 1))};
}

bool carries(const Thing& thing, const Label& wanted) {
  return std::ranges::any_of(thing.labels, [&](const Label& label) {
    return label.name == wanted.name && matches(wanted.value, label.value);
  });
}

}  // namespace

bool is_label(std::string_view word) { return word.find('=') != std::string_view::npos; }

void read_labels(Draft& draft, Section& section, Thing& thing) {
  const Tree labels = section.raw("labels");
  if (labels == nullptr) return;
  if (!labels->is_mapping()) {
    return section.error("labels", "labels: a mapping of names to words is due",
                         "labels: {row: 7, owner: research}");
  }
  for (const Entry& entry : labels->entries) {
    const std::string wrong = wrong_with_name(entry.key);
    if (!wrong.empty()) {
      draft.error(entry.at, fmt::format("bad name '{}': {}", entry.key, wrong));
    } else if (find_key("host", entry.key) != nullptr) {
      draft.error(entry.at, fmt::format("labels: '{}' is a key of a host", entry.key),
                  entry.key == "site" || entry.key == "rack"
                      ? fmt::format("a host says it without `labels`, as in {}: A; a VM or an app "
                                    "is where its host is",
                                    entry.key)
                      : "call the label otherwise");
    } else if (const auto value = scalar_of(draft.reading, entry.value, entry.key, "a word")) {
      thing.labels.push_back({entry.key, *value});
    }
  }
}

const Thing* Draft::host_of(const Thing& thing) {
  if (thing.kind == kinds::host) return &thing;
  if (!thing.component.named()) return nullptr;
  if (hosts_.empty()) {
    for (const Thing& each : things_) {
      if ((each.kind & kinds::running) != 0) hosts_.emplace(each.component, &each);
    }
  }
  if (const models::ComponentId place = plant[thing.component].place; place.named())
    return host_of(*hosts_.at(place));
  // Before everything has its place, it is where it says.
  for (const Placement& placement : placements) {
    if (placement.component != thing.component || placement.place == nullptr) continue;
    const Thing* place = find(placement.place->text, kinds::host | kinds::vm);
    if (place != nullptr && place != &thing) return host_of(*place);
  }
  return nullptr;
}

/// What carries the label itself; if nothing does, the VMs and apps on hosts that carry it.
void Draft::select_label(const std::string& word, Position at, Kinds kind, std::string_view key,
                         std::vector<const Thing*>& selected) {
  const Label wanted = label_of(word);
  const std::size_t before = selected.size();
  count_work(at, things_.size());
  for (const Thing& thing : things_) {
    if ((thing.kind & kind) != 0 && carries(thing, wanted)) selected.push_back(&thing);
  }
  if (selected.size() > before) return;
  std::vector<std::string> known;
  const auto note = [&](const Thing& thing) {
    for (const Label& label : thing.labels) {
      std::string text = fmt::format("{}={}", label.name, label.value);
      if (std::ranges::find(known, text) == known.end()) known.push_back(std::move(text));
    }
  };
  for (const Thing& thing : things_) {
    if ((thing.kind & kind) == 0) continue;
    count_work(at, placements.size());
    note(thing);
    const Thing* host = host_of(thing);
    if (host == nullptr || host == &thing) continue;
    note(*host);
    if (carries(*host, wanted)) selected.push_back(&thing);
  }
  if (selected.size() > before) return;
  const Kinds may_carry = kind & kinds::running;
  if (may_carry == 0) {
    return error(at,
                 fmt::format("{}: '{}' is a label, and {} has none", key, word, a(words_for(kind))),
                 "hosts, VMs and apps have labels");
  }
  error(at,
        fmt::format("{}: '{}' selects nothing: no {} has that label", key, word,
                    words_for(may_carry)),
        known.empty() ? "hosts have `site`, `rack` and `labels`"
                      : known_names_hint(word, known, "labels"));
}

}  // namespace ausfall::scenarios
