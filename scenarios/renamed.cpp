#include "scenarios/renamed.hpp"

#include <fmt/format.h>

#include <set>
#include <stdexcept>
#include <vector>

#include "scenarios/names.hpp"

namespace ausfall::scenarios {
namespace {

std::vector<std::string> spelled(const std::string& name) {
  return is_range(name) ? range(name) : std::vector<std::string>{name};
}

/// Every name in the plant, as `change(name)` leaves it.
template <class Change>
void each_name(models::Plant& plant, Change change) {
  for (auto& it : plant.components) change(it.name);
  for (std::string& family : plant.families) change(family);
  for (auto& it : plant.crews) change(it.name);
  for (auto& it : plant.spares) change(it.name);
  for (auto& it : plant.common_causes) change(it.name);
  for (auto& it : plant.faults) change(it.name);
  for (auto& it : plant.networks) change(it.name);
  for (auto& it : plant.storages) change(it.name);
  for (auto& it : plant.clusters) change(it.name);
  for (auto& it : plant.groups) change(it.name);
  for (auto& it : plant.maintenance) change(it.name);
  for (auto& it : plant.services) change(it.name);
}

/// Parts lie between single dots; two are those of a range.
template <class Part>
void each_part(std::string_view name, Part part) {
  std::size_t from = 0;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const bool dot = i < name.size() && name[i] == '.';
    const bool of_range =
        dot && ((i > 0 && name[i - 1] == '.') || (i + 1 < name.size() && name[i + 1] == '.'));
    if (i < name.size() && (!dot || of_range) && name[i] != ':') continue;
    part(name.substr(from, i - from), i < name.size() ? name.substr(i, 1) : std::string_view());
    from = i + 1;
  }
}

}  // namespace

void add_rename(std::string_view text, Renames& renames) {
  const std::size_t equals = text.find('=');
  const std::string before(text.substr(0, equals));
  const std::string now(equals == std::string_view::npos ? "" : text.substr(equals + 1));
  if (before.empty() || now.empty())
    throw std::invalid_argument(
        fmt::format("'{}' is no pair of names: write BEFORE=NOW, as in array=san", text));
  try {
    const std::vector<std::string> old_names = spelled(before);
    const std::vector<std::string> new_names = spelled(now);
    if (old_names.size() != new_names.size())
      throw std::invalid_argument(fmt::format("'{}': {} names on the left, {} on the right", text,
                                              old_names.size(), new_names.size()));
    renames[now] = before;  // a range is also the name of its family
    for (std::size_t i = 0; i < new_names.size(); ++i) renames[new_names[i]] = old_names[i];
  } catch (const BadRange& wrong) {
    throw std::invalid_argument(wrong.message);
  }
}

std::string renamed(std::string_view name, const Renames& renames) {
  if (const auto whole = renames.find(name); whole != renames.end()) return whole->second;
  std::string result;
  const std::string_view thing = name.substr(0, name.find('.'));
  each_part(name, [&](std::string_view part, std::string_view separator) {
    // Of "array.array" the second is a part, or a failure mode, of the thing that is called so.
    const bool is_part = !result.empty() && part == thing;
    const auto known = is_part ? renames.end() : renames.find(part);
    result += known == renames.end() ? std::string(part) : known->second;
    result += separator;
  });
  return result;
}

Renames reversed(const Renames& renames) {
  Renames result;
  for (const auto& [now, before] : renames) result[before] = now;
  return result;
}

models::Plant under_old_names(models::Plant plant, const Renames& renames) {
  std::set<std::string, std::less<>> known;
  std::set<std::string, std::less<>> things;  // not what parts and failure modes are called
  each_name(plant, [&](const std::string& name) {
    known.emplace(name);
    things.emplace(name);
    things.emplace(name.substr(0, name.find('.')));
    each_part(name, [&](std::string_view part, std::string_view) { known.emplace(part); });
  });
  for (const auto& [now, before] : renames) {
    if (!known.contains(now) && !is_range(now))
      throw std::invalid_argument(fmt::format("nothing is called '{}' now", now));
    if (things.contains(before) && !renames.contains(before))
      throw std::invalid_argument(
          fmt::format("'{}' was called '{}', but something is called so still", now, before));
  }
  each_name(plant, [&](std::string& name) { name = renamed(name, renames); });
  return plant;
}

}  // namespace ausfall::scenarios
