#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "scenarios/quantity.hpp"
#include "studies/output/output_sweep.hpp"
#include "studies/output/output_unknowns.hpp"
#include "studies/output/result_text.hpp"
#include "studies/output/svg.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {
namespace {

constexpr double page_width = 960;
constexpr double plot_left = 120;
constexpr double plot_width = 560;
constexpr double plot_height = 240;
constexpr double panel_height = plot_height + 110;
constexpr double legend_left = plot_left + plot_width + 30;
constexpr double head_height = 64;
constexpr double cell_height = 34;
constexpr std::size_t lines_max = 8;
constexpr std::string_view thin = "stroke=\"#dddddd\" stroke-width=\"1\"";

/// What is drawn of a point: an estimate, and how its size is said.
struct Quantity {
  std::string title;
  std::function<std::optional<Estimate>(const SweptPoint&)> of;
  std::function<std::string(double value, double about)> words;
};

std::string time_in_words(double seconds, double about) {
  return rough_words(Seconds(std::max(0.0, seconds)), Seconds(about));
}

std::string number_in_words(double value, double about) {
  return decimal(value, about > 0 ? decimals_for(about, 2) : 2);
}

/// A value and its place along an axis.
struct Scale {
  bool logarithmic = false;
  double from = 0;
  double to = 1;

  /// In [0, 1].
  [[nodiscard]] double place(double value) const {
    if (!(to > from)) return 0.5;
    const double at = logarithmic ? (std::log(std::max(value, from)) - std::log(from)) /
                                        (std::log(to) - std::log(from))
                                  : (value - from) / (to - from);
    return std::clamp(at, 0.0, 1.0);
  }
};

using Parser = double (*)(std::string_view);

double as_seconds(std::string_view text) { return scenarios::seconds_of(text).count(); }

/// The values of an axis as numbers of one kind, if they are; otherwise nothing.
std::optional<std::vector<double>> numbers_of(const std::vector<std::string>& values) {
  for (const Parser parser :
       {Parser(as_seconds), Parser(scenarios::number_of), Parser(scenarios::share_of)}) {
    try {
      std::vector<double> numbers;
      for (const std::string& value : values) numbers.push_back(parser(value));
      if (std::set<double>(numbers.begin(), numbers.end()).size() == values.size()) return numbers;
    } catch (const scenarios::NotAQuantity&) {
      // of another kind
    }
  }
  return std::nullopt;
}

/// Where each value of an axis stands, in [0, 1]: by its size, or one after another where it has none.
std::vector<double> places_of(const std::vector<std::string>& values) {
  std::vector<double> places;
  const auto numbers = numbers_of(values);
  if (!numbers) {
    for (std::size_t i = 0; i < values.size(); ++i)
      places.push_back((static_cast<double>(i) + 0.5) / static_cast<double>(values.size()));
    return places;
  }
  const auto [least, most] = std::ranges::minmax(*numbers);
  const Scale scale{least > 0 && most / least > 10, least, most};
  for (const double number : *numbers) places.push_back(0.03 + 0.94 * scale.place(number));
  return places;
}

/// The values that a line is drawn for, beside those of the first axis; and the variant.
using LineKey = std::pair<std::optional<std::string>, std::vector<std::size_t>>;

struct Line {
  std::string name;
  std::vector<const SweptPoint*> points;  ///< by the values of the first axis
};

std::vector<Line> lines_of(const Swept& swept) {
  const std::vector<std::string> names = short_names(swept.axes);
  std::map<LineKey, std::size_t> known;
  std::vector<Line> lines;
  for (const SweptPoint& point : swept.points) {
    const LineKey key{point.result.variant, {point.at.begin() + 1, point.at.end()}};
    const auto [found, is_new] = known.emplace(key, lines.size());
    if (is_new) {
      std::vector<std::string> words;
      if (point.result.variant) words.push_back(*point.result.variant);
      for (std::size_t axis = 1; axis < swept.axes.size(); ++axis)
        words.push_back(names[axis] + " " + swept.axes[axis].values[point.at[axis]]);
      lines.push_back({fmt::format("{}", fmt::join(words, ", ")), {}});
    }
    lines[found->second].points.push_back(&point);
  }
  for (Line& line : lines) {
    std::ranges::sort(line.points, [](const SweptPoint* a, const SweptPoint* b) {
      return a->at.front() < b->at.front();
    });
  }
  return lines;
}

double upper(const Estimate& estimate) {
  return std::isfinite(estimate.high) ? estimate.high : estimate.mean;
}

/// From 0, or in powers of ten where the sizes differ much.
Scale scale_of(const std::vector<Line>& lines, const Quantity& quantity) {
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  bool zero = false;
  for (const Line& line : lines) {
    for (const SweptPoint* point : line.points) {
      const auto value = quantity.of(*point);
      if (!value) continue;
      zero = zero || value->mean <= 0;
      least = std::min(least, value->low > 0 ? value->low : value->mean);
      most = std::max(most, upper(*value));
    }
  }
  if (!zero && least > 0 && most / least > 30) return {true, least * 0.8, most * 1.2};
  return {false, 0, most > 0 ? most * 1.05 : 1};
}

std::vector<double> ticks_of(const Scale& scale) {
  std::vector<double> ticks;
  if (scale.logarithmic) {
    const double ratio = std::pow(scale.to / scale.from, 1.0 / 4);
    for (int i = 0; i <= 4; ++i) ticks.push_back(scale.from * std::pow(ratio, i));
    return ticks;
  }
  for (int i = 0; i <= 4; ++i) ticks.push_back(scale.to * i / 4);
  return ticks;
}

class Drawing {
 public:
  explicit Drawing(const Swept& swept)
      : swept_(swept),
        lines_(lines_of(swept)),
        places_(places_of(swept.axes.front().values)),
        svg_(page_width, height()) {
    svg_.label(20, 28, "start", title(swept.scenario, std::nullopt),
               "font-size=\"17\" font-weight=\"bold\"");
    svg_.label(20, 50, "start",
               fmt::format("{}; bands: {} confidence", count(swept.points.size(), "point"),
                           percent(swept.confidence)),
               "font-size=\"11\" fill=\"#555555\"");
    double top = head_height;
    for (const Quantity& quantity : quantities()) {
      panel(quantity, top);
      top += panel_height;
    }
    if (!has_maps()) return;
    for (const Quantity& quantity : quantities()) {
      for (const auto& variant : variants()) {
        map(quantity, variant, top);
        top += map_height();
      }
    }
  }

  [[nodiscard]] std::string text() && { return std::move(svg_).text(); }

 private:
  [[nodiscard]] bool has_maps() const { return swept_.axes.size() == 2; }
  [[nodiscard]] double map_height() const {
    return 100 + cell_height * static_cast<double>(swept_.axes[1].values.size());
  }
  [[nodiscard]] double height() const {
    const auto panels = static_cast<double>(quantities().size());
    double all = head_height + panels * panel_height;
    if (has_maps()) all += panels * static_cast<double>(variants().size()) * map_height();
    return all;
  }

  [[nodiscard]] std::vector<std::optional<std::string>> variants() const {
    std::vector<std::optional<std::string>> names;
    for (const SweptPoint& point : swept_.points) {
      if (std::ranges::find(names, point.result.variant) == names.end())
        names.push_back(point.result.variant);
    }
    return names;
  }

  /// Downtime of services, then failovers of clusters where there are any.
  [[nodiscard]] std::vector<Quantity> quantities() const {
    std::vector<Quantity> all;
    std::set<std::string> services;
    std::set<std::string> clusters;
    for (const SweptPoint& point : swept_.points) {
      for (const ServiceResult& service : point.result.services) {
        if (services.insert(service.name).second) all.push_back(downtime_of(service.name));
      }
    }
    for (const SweptPoint& point : swept_.points) {
      for (const ClusterResult& cluster : point.result.clusters) {
        if (cluster.failovers > 0 && clusters.insert(cluster.name).second)
          all.push_back(failovers_of(cluster.name));
      }
    }
    return all;
  }

  static Quantity downtime_of(const std::string& name) {
    return {"service " + name + ": downtime a year",
            [name](const SweptPoint& point) -> std::optional<Estimate> {
              const ServiceResult* service = find_service(point.result, name);
              if (service == nullptr) return std::nullopt;
              return scaled(service->unavailability, seconds_in(year));
            },
            time_in_words};
  }

  static Quantity failovers_of(const std::string& name) {
    return {"cluster " + name + ": failovers a year",
            [name](const SweptPoint& point) -> std::optional<Estimate> {
              const auto& clusters = point.result.clusters;
              const auto found = std::ranges::find(clusters, name, &ClusterResult::name);
              if (found == clusters.end()) return std::nullopt;
              return found->failovers_per_year;
            },
            number_in_words};
  }

  void panel(const Quantity& quantity, double top) {
    const double bottom = top + 40 + plot_height;
    svg_.label(20, top + 20, "start", quantity.title, "font-size=\"15\"");
    const Scale scale = scale_of(lines_, quantity);
    const auto y = [&](double value) { return bottom - plot_height * scale.place(value); };
    for (const double tick : ticks_of(scale)) {
      svg_.line(plot_left, y(tick), plot_left + plot_width, y(tick), thin);
      const double about = scale.logarithmic ? tick / 20 : scale.to / 20;
      svg_.label(plot_left - 8, y(tick) + 4, "end", quantity.words(tick, about),
                 "font-size=\"11\"");
    }
    values_along(bottom);
    for (std::size_t i = 0; i < std::min(lines_.size(), lines_max); ++i) curve(i, quantity, y);
    legend(top + 52);
  }

  [[nodiscard]] double x(std::size_t value) const {
    return plot_left + plot_width * places_[value];
  }

  /// The values of the first axis below the plot; those that would cover another are left out.
  void values_along(double bottom) {
    const std::vector<std::string>& values = swept_.axes.front().values;
    double free = plot_left - 40;
    for (std::size_t i = 0; i < values.size(); ++i) {
      svg_.line(x(i), bottom, x(i), bottom + 5, "stroke=\"#222222\"");
      const std::string words = shortened(values[i], 16);
      const double half = 3.4 * static_cast<double>(width_of(words));
      if (x(i) - half < free) continue;
      free = x(i) + half + 6;
      svg_.label(x(i), bottom + 20, "middle", words, "font-size=\"11\"");
    }
    svg_.line(plot_left, bottom, plot_left + plot_width, bottom, "stroke=\"#222222\"");
    svg_.label(plot_left + plot_width / 2, bottom + 42, "middle",
               shortened(swept_.axes.front().path, 80), "font-size=\"12\"");
  }

  template <class Y>
  void curve(std::size_t number, const Quantity& quantity, Y y) {
    Svg::Points mean;
    Svg::Points band;
    Svg::Points below;
    for (const SweptPoint* point : lines_[number].points) {
      const auto value = quantity.of(*point);
      if (!value) continue;
      const double at = x(point->at.front());
      mean.emplace_back(at, y(value->mean));
      band.emplace_back(at, y(upper(*value)));
      below.emplace_back(at, y(std::isfinite(value->low) ? value->low : value->mean));
    }
    band.insert(band.end(), below.rbegin(), below.rend());
    const std::string colour(line_colour(number));
    svg_.area(band, fmt::format("fill=\"{}\" fill-opacity=\"0.18\"", colour));
    svg_.path(mean, fmt::format("fill=\"none\" stroke=\"{}\" stroke-width=\"2\"", colour));
    for (const auto& [px, py] : mean) svg_.dot(px, py, 3, fmt::format("fill=\"{}\"", colour));
  }

  void legend(double top) {
    if (lines_.size() == 1 && lines_.front().name.empty()) return;
    double y = top;
    for (std::size_t i = 0; i < std::min(lines_.size(), lines_max); ++i, y += 20) {
      svg_.line(legend_left, y - 4, legend_left + 20, y - 4,
                fmt::format("stroke=\"{}\" stroke-width=\"3\"", line_colour(i)));
      svg_.label(legend_left + 26, y, "start", shortened(lines_[i].name, 34), "font-size=\"11\"");
    }
    if (lines_.size() > lines_max) {
      svg_.label(legend_left, y, "start",
                 fmt::format("and {} more, which the tables have", lines_.size() - lines_max),
                 "font-size=\"11\"");
    }
  }

  /// Columns are the first axis, rows the second.
  void map(const Quantity& quantity, const std::optional<std::string>& variant, double top) {
    const scenarios::Axis& across = swept_.axes[0];
    const scenarios::Axis& down = swept_.axes[1];
    svg_.label(20, top + 20, "start", quantity.title + (variant ? ", " + *variant : ""),
               "font-size=\"15\"");
    svg_.label(
        20, top + 40, "start",
        fmt::format("across: {}; down: {}", shortened(across.path, 60), shortened(down.path, 60)),
        "font-size=\"11\" fill=\"#555555\"");
    const Scale scale = scale_of(lines_, quantity);
    const double width =
        std::min(130.0, (page_width - plot_left - 40) / static_cast<double>(across.values.size()));
    const double grid = top + 66;
    for (std::size_t i = 0; i < across.values.size(); ++i) {
      svg_.label(plot_left + width * (static_cast<double>(i) + 0.5), grid - 6, "middle",
                 shortened(across.values[i], static_cast<std::size_t>(std::max(3.0, width / 7))),
                 "font-size=\"11\"");
    }
    for (std::size_t i = 0; i < down.values.size(); ++i) {
      svg_.label(plot_left - 8, grid + cell_height * (static_cast<double>(i) + 0.62), "end",
                 shortened(down.values[i], 16), "font-size=\"11\"");
    }
    for (const SweptPoint& point : swept_.points) {
      if (point.result.variant == variant) cell(quantity, scale, point, width, grid);
    }
  }

  void cell(const Quantity& quantity, const Scale& scale, const SweptPoint& point, double width,
            double grid) {
    const auto value = quantity.of(point);
    if (!value) return;
    const double left = plot_left + width * static_cast<double>(point.at[0]);
    const double top = grid + cell_height * static_cast<double>(point.at[1]);
    const double shade = scale.place(value->mean);
    svg_.box(left, top, width - 2, cell_height - 2, fmt::format("fill=\"{}\"", colour_of(shade)));
    const std::string words = quantity.words(
        value->mean, half_width(*value) > 0 ? half_width(*value) : value->mean / 100);
    if (3.4 * 2 * static_cast<double>(width_of(words)) > width) return;
    svg_.label(left + width / 2 - 1, top + cell_height / 2 + 3, "middle", words,
               fmt::format("font-size=\"11\" fill=\"{}\"", shade > 0.55 ? "#ffffff" : "#111111"));
  }

  /// From nearly white to dark blue: it gets darker all the way, so it is read in print, too.
  static std::string colour_of(double shade) {
    constexpr std::array<double, 3> light{240, 244, 250};
    constexpr std::array<double, 3> dark{8, 48, 107};
    std::array<int, 3> mixed{};
    for (std::size_t i = 0; i < mixed.size(); ++i)
      mixed[i] = static_cast<int>(std::lround(light[i] + (dark[i] - light[i]) * shade));
    return fmt::format("#{:02x}{:02x}{:02x}", mixed[0], mixed[1], mixed[2]);
  }

  const Swept& swept_;
  std::vector<Line> lines_;
  std::vector<double> places_;  // of the first axis's values
  Svg svg_;
};

}  // namespace

std::string svg_of(const Swept& swept) { return Drawing(swept).text(); }

}  // namespace ausfall::studies
