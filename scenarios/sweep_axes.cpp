#include "scenarios/sweep_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "scenarios/load.hpp"
#include "scenarios/merging.hpp"

namespace ausfall::scenarios {
namespace {

constexpr std::string_view example = "sweep: {hosts.node*.boot: [1 min, 5 min]}";

std::string path_of(const std::vector<std::string>& segments) {
  std::string path;
  for (const std::string& segment : segments) {
    const bool dotted = segment.find('.') != std::string::npos;
    path += (path.empty() ? "" : ".") + (dotted ? '"' + segment + '"' : segment);
  }
  return path;
}

/// Why no path of these segments can be swept; empty if it can.
std::string wrong_with_path(const std::vector<std::string>& segments) {
  if (std::ranges::find(segments, "") != segments.end())
    return "a path has a name between its dots, as in horizon or hosts.node1.boot";
  const std::string& first = segments.front();
  for (const std::string_view key : {"ausfall", "include", "sweep", "plan", "expect", "name"}) {
    if (first == key) return fmt::format("'{}' cannot be swept: it changes nothing of a run", key);
  }
  if (first == "variants" && segments.size() < 3)
    return "variants are swept one by one anyway: give a path into one, variants.NAME.hosts";
  return {};
}

class AxesReader {
 public:
  explicit AxesReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void read(const Node& mapping, const std::vector<std::string>& above) {
    for (const Entry& entry : mapping.entries) {
      std::vector<std::string> segments = above;
      for (std::string& segment : segments_of_path(entry.key))
        segments.push_back(std::move(segment));
      if (entry.value->is_mapping()) {
        read(*entry.value, segments);
      } else {
        add_axis(axes_, std::move(segments), entry.value, entry.at, diagnostics_);
      }
    }
  }

  [[nodiscard]] std::vector<AxisRead> axes() && { return std::move(axes_); }

 private:
  Diagnostics& diagnostics_;
  std::vector<AxisRead> axes_;
};

/// Reports a value that stands twice.
bool is_repeated(const AxisRead& axis, Diagnostics& diagnostics) {
  std::set<std::string> known;
  for (const Tree& value : axis.values) {
    if (known.insert(to_text(value)).second) continue;
    diagnostics.error(value->at,
                      fmt::format("sweep: {} has the value '{}' twice", axis.path, to_text(value)));
    return true;
  }
  return false;
}

}  // namespace

void add_axis(std::vector<AxisRead>& axes, std::vector<std::string> segments, const Tree& values,
              Position at, Diagnostics& diagnostics) {
  AxisRead axis{path_of(segments), std::move(segments), at, {}};
  const std::string wrong = wrong_with_path(axis.segments);
  if (!wrong.empty()) {
    diagnostics.error(at, "sweep: " + wrong);
    return;
  }
  if (!values->is_list()) {
    diagnostics.error(values->at.line > 0 ? values->at : at,
                      fmt::format("sweep: a list of the values of {} is due", axis.path),
                      std::string(example));
    return;
  }
  if (values->items.empty()) {
    diagnostics.error(values->at,
                      fmt::format("sweep: there is no value of {} in this list", axis.path),
                      std::string(example));
    return;
  }
  if (values->items.size() > values_of_axis_max) {
    diagnostics.error(values->at, fmt::format("sweep: {} has {} values, and at most {} can be run",
                                              axis.path, values->items.size(), values_of_axis_max));
    return;
  }
  Place place = whole_scenario;
  for (const std::string& segment : axis.segments) place = place.below(segment);
  for (const Tree& value : values->items)
    axis.values.push_back(spelled_out(value, place, diagnostics));
  const bool twice = std::ranges::any_of(
      axes, [&](const AxisRead& other) { return other.segments == axis.segments; });
  if (twice) {
    diagnostics.error(at, fmt::format("sweep: {} stands twice", axis.path));
  } else if (!is_repeated(axis, diagnostics)) {
    axes.push_back(std::move(axis));
  }
}

std::vector<AxisRead> axes_in(const Tree& sweep, Diagnostics& diagnostics) {
  if (sweep->is_null()) return {};
  if (!sweep->is_mapping()) {
    diagnostics.error(sweep->at, "sweep: a mapping of paths to lists of values is due",
                      std::string(example));
    return {};
  }
  AxesReader reader(diagnostics);
  reader.read(*sweep, {});
  std::vector<AxisRead> axes = std::move(reader).axes();
  if (axes.size() > axes_max) {
    diagnostics.error(axes[axes_max].at,
                      fmt::format("sweep: there are {} paths, and at most {} can be combined",
                                  axes.size(), axes_max));
    axes.resize(axes_max);
  }
  return axes;
}

}  // namespace ausfall::scenarios
