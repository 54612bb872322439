#include "scenarios/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/findings.hpp"
#include "scenarios/load.hpp"
#include "scenarios/one_read.hpp"
#include "scenarios/sweep_axes.hpp"
#include "scenarios/wording.hpp"

namespace ausfall::scenarios {
namespace {

/// Those of the document, and those that were asked for in their place or beside them.
std::vector<AxisRead> all_axes(Sources& sources, Diagnostics& diagnostics, const Tree& base,
                               const std::vector<Override>& asked) {
  std::vector<AxisRead> given;
  for (const Change& axis :
       parsed_changes(asked, sources, diagnostics, setting_words({"sweep", ""}))) {
    add_axis(given, axis.segments, axis.value, axis.at, diagnostics);
  }
  std::vector<AxisRead> axes;
  if (const Entry* sweep = base->find("sweep")) axes = axes_in(sweep->value, diagnostics);
  for (AxisRead& axis : given) {
    const auto same = std::ranges::find(axes, axis.segments, &AxisRead::segments);
    if (same != axes.end()) {
      *same = std::move(axis);
    } else {
      axes.push_back(std::move(axis));
    }
  }
  return axes;
}

std::size_t product(const std::vector<AxisRead>& axes) {
  std::size_t points = 1;
  for (const AxisRead& axis : axes) points *= std::min(axis.values.size(), values_of_axis_max);
  return points;
}

/// Says what is wrong with their number.
void check_number(const std::vector<AxisRead>& axes, std::size_t variants,
                  Diagnostics& diagnostics) {
  if (axes.empty()) {
    if (diagnostics.errors() > 0) return;
    diagnostics.error({0, 0, 0}, "there is nothing to sweep: the scenario has no `sweep`",
                      fmt::format("write sweep: {{hosts.node*.boot: [1 min, 5 min]}}, or give {}",
                                  setting_words({"sweep", "'hosts.node*.boot=[1 min, 5 min]'"})));
    return;
  }
  std::size_t points = variants;
  for (const AxisRead& axis : axes)
    points = std::min(points * axis.values.size(), points_max * 1000);
  if (points <= points_max) return;
  std::vector<std::string> sizes;
  for (const AxisRead& axis : axes) sizes.push_back(fmt::format("{}", axis.values.size()));
  if (variants > 1) sizes.push_back(fmt::format("{} variants", variants));
  diagnostics.error(
      axes.front().at,
      fmt::format("sweep: {} are {} points, and at most {} can be run", fmt::join(sizes, " x "),
                  points >= points_max * 1000 ? "very many" : fmt::format("{}", points),
                  points_max),
      "give fewer values, or sweep one path after another");
}

class SweepReader {
 public:
  SweepReader(Sources& sources, const SweepAsked& asked)
      : sources_(sources), diagnostics_(sources) {
    documents_ = loaded(0, sources, diagnostics_);
    if (documents_.base == nullptr) diagnostics_.throw_if_any();
    changes_ = parsed_changes(asked.overrides, sources, diagnostics_);
    documents_ = with_variants_changed(std::move(documents_), changes_, diagnostics_);
    check_variants(documents_, diagnostics_);
    variants_ = wanted_variants(asked.variants);
    Diagnostics unheard(sources);  // it is said again of each point
    axes_ = all_axes(sources, diagnostics_, overridden(documents_.base, "", changes_, unheard),
                     asked.axes);
    check_number(axes_, variants_.size(), diagnostics_);
    diagnostics_.throw_if_any();
  }

  Sweep read() {
    Sweep sweep;
    for (const AxisRead& axis : axes_) {
      sweep.axes.push_back({axis.path, {}});
      for (const Tree& value : axis.values) sweep.axes.back().values.push_back(to_text(value));
    }
    const std::size_t points = product(axes_);
    check_paths();
    Findings errors("at the point", points * variants_.size());
    Findings warnings("at the point", points * variants_.size());
    bool goes_on = true;
    for (const std::string& variant : variants_) {
      for (std::size_t number = 0; goes_on && number < points; ++number)
        goes_on = read_point(sweep, variant, at(number), errors, warnings);
    }
    errors.for_each([&](Position where, const Diagnostic& error) {
      diagnostics_.error(where, error.message, error.hint);
    });
    diagnostics_.throw_if_any();
    sweep.warnings = diagnostics_.warnings();
    warnings.for_each(
        [&](Position, const Diagnostic& warning) { sweep.warnings.push_back(warning); });
    return sweep;
  }

 private:
  /// Documents' parts, after which one with mistakes is the last that is read.
  static constexpr std::size_t weight_enough = 100'000;

  /// An empty name where there are none.
  std::vector<std::string> wanted_variants(const std::vector<std::string>& names) {
    if (documents_.variants != nullptr) return chosen(documents_, Wanted::any, names, diagnostics_);
    if (documents_.variants_at.line > 0) diagnostics_.throw_if_any();  // they are no mapping
    if (!names.empty()) {
      diagnostics_.error(
          {0, 0, 0},
          fmt::format("there is no variant '{}': the scenario has no variants", names.front()),
          "leave " + setting_words({"variant", ""}) + " out");
    }
    return {""};
  }

  [[nodiscard]] std::vector<std::size_t> at(std::size_t number) const {
    std::vector<std::size_t> result(axes_.size());
    for (std::size_t axis = axes_.size(); axis-- > 0;) {
      result[axis] = number % axes_[axis].values.size();
      number /= axes_[axis].values.size();
    }
    return result;
  }

  [[nodiscard]] Change change(std::size_t axis, std::size_t value) const {
    const AxisRead& its = axes_[axis];
    return {its.segments, its.values[value], its.at, its.values[value]->at};
  }

  /// What no value can set, since the path leads nowhere, is said once, at the path.
  void check_paths() {
    std::vector<Change> first;
    for (std::size_t axis = 0; axis < axes_.size(); ++axis) first.push_back(change(axis, 0));
    Diagnostics found(sources_);
    with_variants_changed(documents_, first, found);
    for (const std::string& variant : variants_) {
      Diagnostics others(sources_);  // they are told of each point
      const Tree patched = documents_.variants == nullptr ? documents_.base
                                                          : with_patch(documents_, variant, others);
      const Tree before = overridden(patched, variant, changes_, others);
      if (others.errors() == 0) overridden(before, variant, first, found);
    }
    for (const auto& [where, error] : found.kept())
      diagnostics_.error(where, error.message, error.hint);
    diagnostics_.throw_if_any();
  }

  /// Whether it is worth while to read the next.
  bool read_point(Sweep& sweep, const std::string& variant, std::vector<std::size_t> where,
                  Findings& errors, Findings& warnings) {
    std::vector<Change> changes = changes_;
    for (std::size_t axis = 0; axis < axes_.size(); ++axis)
      changes.push_back(change(axis, where[axis]));
    const std::string name = (variant.empty() ? "" : variant + ": ") + words_of(sweep.axes, where);
    Diagnostics own(sources_);
    OneRead one = read_one(sources_, own, documents_, {variant, changes}, !wrong_);
    weight_ += one.weight;
    wrong_ = wrong_ || own.errors() > 0;
    for (const auto& [place, error] : own.kept()) errors.add(name, place, error);
    for (const Diagnostic& warning : own.warnings()) warnings.add(name, {}, warning);
    if (one.scenario) sweep.points.push_back({std::move(where), std::move(*one.scenario)});
    return !own.full() && (!wrong_ || weight_ < weight_enough);
  }

  Sources& sources_;
  Diagnostics diagnostics_;
  Documents documents_;
  std::vector<Change> changes_;
  std::vector<std::string> variants_;
  std::vector<AxisRead> axes_;
  std::size_t weight_ = 0;
  bool wrong_ = false;
};

}  // namespace

Override parse_axis(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    Diagnostic mistake;
    mistake.file = setting_words({"sweep", ""});
    mistake.line = 1;
    mistake.column = 1;
    mistake.source_line = text;
    mistake.message = "an axis is path=[value, value]";
    mistake.hint = "as in " + setting_words({"sweep", "'hosts.node*.boot=[1 min, 5 min]'"});
    throw Mistakes({mistake});
  }
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

Sweep read_sweep(const std::filesystem::path& path, const SweepAsked& asked) {
  Sources sources = source_of(path, asked.allowed);
  return SweepReader(sources, asked).read();
}

Sweep read_sweep_text(const std::string& name, std::string text, const SweepAsked& asked) {
  Sources sources = source_of(name, std::move(text), asked.allowed);
  return SweepReader(sources, asked).read();
}

std::string words_of(const std::vector<Axis>& axes, const std::vector<std::size_t>& at) {
  std::vector<std::string> words;
  for (std::size_t axis = 0; axis < axes.size(); ++axis)
    words.push_back(fmt::format("{}={}", axes[axis].path, axes[axis].values[at[axis]]));
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace ausfall::scenarios
