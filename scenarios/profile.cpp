#include "scenarios/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <stdexcept>

#include "scenarios/embedded.hpp"
#include "scenarios/merging.hpp"
#include "scenarios/names.hpp"
#include "scenarios/quantity.hpp"
#include "scenarios/section.hpp"
#include "scenarios/unknowns.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const EmbeddedFile& file : embedded_profiles()) result.emplace_back(file.name);
  std::sort(result.begin(), result.end());
  return result;
}

const EmbeddedFile* embedded(std::string_view name) {
  for (const EmbeddedFile& file : embedded_profiles()) {
    if (file.name == name) return &file;
  }
  return nullptr;
}

/// Everything below `tree` that has a source, with its path.
void collect(const Tree& tree, const std::string& path, std::vector<ProfileValue>& values,
             Diagnostics& diagnostics) {
  if (!tree->is_mapping()) {
    diagnostics.error(tree->at,
                      fmt::format("{}: a value of a profile is {{value: ..., source: ...}}", path));
    return;
  }
  if (tree->find("value") == nullptr) {
    for (const Entry& entry : tree->entries)
      collect(entry.value, path + "." + entry.key, values, diagnostics);
    return;
  }
  ProfileValue value{path, tree->find("value")->value, "", ""};
  for (const Entry& entry : tree->entries) {
    if (entry.key == "source") value.source = entry.value->text;
    if (entry.key == "assumption") value.assumption = entry.value->text;
    if (entry.key != "value" && entry.key != "source" && entry.key != "assumption") {
      diagnostics.error(entry.at, fmt::format("unknown key '{}' of a value", entry.key),
                        "keys: value, source, assumption");
    }
  }
  if (value.source.empty() == value.assumption.empty()) {
    diagnostics.error(tree->at,
                      fmt::format("{}: a value has either a source or an assumption", path));
  }
  values.push_back(std::move(value));
}

/// Puts the values of a profile onto those of the profile it extends. A value given anew takes the
/// place of the old one of the same path, and of those on paths below or above it.
void take_over(std::vector<ProfileValue>& values, std::vector<ProfileValue> anew) {
  for (ProfileValue& value : anew) {
    const auto same = [&](const ProfileValue& old) { return old.path == value.path; };
    if (const auto found = std::find_if(values.begin(), values.end(), same);
        found != values.end()) {
      *found = std::move(value);
      continue;
    }
    std::erase_if(values, [&](const ProfileValue& old) {
      return old.path.starts_with(value.path + ".") || value.path.starts_with(old.path + ".");
    });
    values.push_back(std::move(value));
  }
}

/// A mapping with the value at its dotted path.
Tree at_path(std::string_view path, const Tree& value) {
  const std::size_t dot = path.find('.');
  const std::string key(path.substr(0, dot));
  Node node;
  node.kind = Node::Kind::mapping;
  node.at = value->at;
  Tree below = dot == std::string_view::npos ? value : at_path(path.substr(dot + 1), value);
  node.weight += below->weight;
  node.entries.push_back({key, key, value->at, std::move(below)});
  return std::make_shared<const Node>(std::move(node));
}

Tree policy_of(const Profile& profile, Position at) {
  Tree policy = empty_mapping(at);
  for (const ProfileValue& value : profile.values)
    policy = merged(policy, at_path(value.path, value.value), {});
  return policy;
}

/// The key at a dotted path of a policy; null if its place has a shape of its own.
const Key* key_at(std::string_view path) {
  std::string_view section = "policy";
  for (;;) {
    const std::size_t dot = path.find('.');
    const Key* key = find_key(section, path.substr(0, dot));
    if (key == nullptr || dot == std::string_view::npos) return key;
    const bool goes_on = std::ranges::any_of(
        vocabulary(), [&](const Key& each) { return each.section == key->name; });
    if (!goes_on) return nullptr;
    section = key->name;
    path.remove_prefix(dot + 1);
  }
}

/// A time above 0 that may be not known; nothing if it is another value.
std::optional<Seconds> time_in(const ProfileValue& value) {
  const Key* key = key_at(value.path);
  if (key == nullptr || !may_be_unknown(*key) || !value.value->is_scalar()) return std::nullopt;
  try {
    const Seconds time = seconds_of(value.value->text);
    return time.count() > 0 ? std::optional(time) : std::nullopt;
  } catch (const NotAQuantity&) {
    return std::nullopt;
  }
}

Tree scalar(std::string text, Position at) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.at = at;
  node.text = std::move(text);
  return std::make_shared<const Node>(std::move(node));
}

Tree range_around(Seconds time, double factor, Position at) {
  const auto seconds = [&](double number) { return scalar(fmt::format("{} s", number), at); };
  Node list;
  list.kind = Node::Kind::list;
  list.at = at;
  list.items = {seconds(time.count() / factor), seconds(time.count() * factor)};
  list.weight = 3;
  return at_path("between", std::make_shared<const Node>(std::move(list)));
}

std::shared_ptr<Profile> read(const EmbeddedFile& file, Sources& sources,
                              Diagnostics& diagnostics) {
  const std::string title = fmt::format("{}{}", profile_source, file.name);
  const std::uint32_t source = sources.add(title, std::string(file.text));
  const Tree document = parsed(source, sources, diagnostics);
  if (document == nullptr) return nullptr;

  auto profile = std::make_shared<Profile>();
  profile->name = file.name;
  Reading reading{sources, diagnostics};
  Section section(reading, "profile", document, title);
  profile->title = section.text("title").value_or("");
  profile->description = section.text("description").value_or("");
  if (const Tree base_name = section.raw("extends")) {
    profile->extends = base_name->text;
    const auto base = find_profile(base_name->text, base_name->at, sources, diagnostics);
    if (base == nullptr) return nullptr;
    profile->values = base->values;
    profile->identical_hosts = base->identical_hosts;
    profile->virtual_nodes = base->virtual_nodes;
    profile->members = base->members;
    profile->takes_rest = base->takes_rest;
  }
  if (section.has("rest"))
    profile->takes_rest = section.choice("rest", words::rests).value_or(profile->takes_rest);
  if (section.has("members"))
    profile->members = section.choice("members", words::profile_members).value_or(profile->members);
  if (const Tree required = section.raw("requires")) {
    Section what(reading, "requires", required);
    profile->identical_hosts = what.flag("identical-hosts").value_or(false);
    profile->virtual_nodes = what.flag("virtual-nodes").value_or(false);
  }
  std::vector<ProfileValue> anew;
  for (const Key* key : keys_of("policy")) {
    if (const Tree value = section.raw(key->name))
      collect(value, std::string(key->name), anew, diagnostics);
  }
  take_over(profile->values, std::move(anew));
  profile->policy = policy_of(*profile, document->at);
  return profile;
}

/// One that is built in and therefore good.
std::shared_ptr<const Profile> built_in(const EmbeddedFile& file) {
  Sources sources;
  Diagnostics diagnostics(sources);
  auto profile = read(file, sources, diagnostics);
  diagnostics.throw_if_any();
  return profile;
}

std::string unknown(std::string_view name) { return fmt::format("there is no profile '{}'", name); }

}  // namespace

std::shared_ptr<const Profile> find_profile(std::string_view name, Position at, Sources& sources,
                                            Diagnostics& diagnostics) {
  const EmbeddedFile* file = embedded(name);
  if (file != nullptr) return read(*file, sources, diagnostics);
  diagnostics.error(at, unknown(name), known_names_hint(name, names(), "profiles"));
  return nullptr;
}

std::vector<std::string> profiles_about(ProfileMembers members) {
  std::vector<std::string> result;
  for (const std::string& name : names()) {
    if (built_in(*embedded(name))->members == members) result.push_back(name);
  }
  return result;
}

Profile with_assumptions_unknown(Profile profile, double factor) {
  for (ProfileValue& value : profile.values) {
    const auto time = value.assumption.empty() ? std::nullopt : time_in(value);
    if (time) value.value = range_around(*time, factor, value.value->at);
  }
  profile.policy = policy_of(profile, profile.policy->at);
  return profile;
}

std::shared_ptr<const Profile> built_in_profile(std::string_view name) {
  const EmbeddedFile* file = embedded(name);
  return file == nullptr ? nullptr : built_in(*file);
}

std::vector<ProfileSummary> profiles() {
  std::vector<ProfileSummary> result;
  for (const std::string& name : names()) {
    const auto profile = built_in(*embedded(name));
    const auto assumptions =
        std::count_if(profile->values.begin(), profile->values.end(),
                      [](const ProfileValue& value) { return value.source.empty(); });
    result.push_back(
        {name, profile->title, profile->values.size(), static_cast<std::size_t>(assumptions)});
  }
  return result;
}

std::string show_profile(std::string_view name) {
  const EmbeddedFile* file = embedded(name);
  if (file == nullptr) {
    const std::string hint = known_names_hint(name, names(), "profiles");
    throw std::invalid_argument(fmt::format("{}; {}", unknown(name), hint));
  }
  const auto profile = built_in(*file);
  std::string text = fmt::format("{}: {}\n", profile->name, profile->title);
  if (!profile->description.empty()) text += fmt::format("{}\n", profile->description);
  if (!profile->extends.empty()) text += fmt::format("Extends {}.\n", profile->extends);
  if (profile->identical_hosts)
    text += "Refuses a cluster whose hosts differ in cores, memory or boot.\n";
  if (profile->members == ProfileMembers::vms) text += "For groups of VMs.\n";
  if (profile->members == ProfileMembers::apps) text += "For groups of applications.\n";
  if (!profile->takes_rest)
    text += "Where some groups are named, what none of them names is not protected.\n";
  if (profile->virtual_nodes) text += "Refuses nodes that are not VMs.\n";
  text += '\n';

  std::size_t path_width = 0;
  std::size_t value_width = 0;
  for (const ProfileValue& value : profile->values) {
    path_width = std::max(path_width, value.path.size());
    value_width = std::max(value_width, to_text(value.value).size());
  }
  for (const ProfileValue& value : profile->values) {
    const std::string origin =
        value.source.empty() ? "assumption: " + value.assumption : value.source;
    text += fmt::format("  {:{}}  {:{}}  {}\n", value.path, path_width, to_text(value.value),
                        value_width, origin);
  }
  return text;
}

}  // namespace ausfall::scenarios
