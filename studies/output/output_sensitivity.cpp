#include "studies/output/output_sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "studies/output/json.hpp"
#include "studies/output/output_unknowns.hpp"
#include "studies/output/result_text.hpp"
#include "studies/output/svg.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

/// In one unit, with two digits: "5 y", "2.7 h", "600 ms".
std::string about(Seconds time) {
  struct Unit {
    double seconds;
    std::string_view name;
  };
  constexpr std::array units{Unit{365 * 86400.0, "y"}, Unit{86400, "d"}, Unit{3600, "h"},
                             Unit{60, "min"},          Unit{1, "s"},     Unit{1e-3, "ms"},
                             Unit{1e-6, "us"}};
  for (const auto& [seconds, name] : units) {
    const double value = time.count() / seconds;
    if (value < 0.995) continue;
    if (value >= 99.5) return fmt::format("{} {}", decimal(value, 0), name);
    const std::string digits = decimal(value, value < 9.95 ? 1 : 0);
    return fmt::format("{} {}",
                       digits.ends_with(".0") ? digits.substr(0, digits.size() - 2) : digits, name);
  }
  return "0 s";
}

std::string downtime(double unavailability) {
  return about(Seconds(std::max(0.0, unavailability) * seconds_in(year)));
}

/// The ends by what they lead to.
struct Ends {
  const SensitivityEnd* less;
  const SensitivityEnd* more;
};

Ends ends_of(const SensitivityBar& bar) {
  return bar.low.unavailability <= bar.high.unavailability ? Ends{&bar.low, &bar.high}
                                                           : Ends{&bar.high, &bar.low};
}

std::string words_of(const SensitivityEnd& end) {
  return fmt::format("{} at {}", downtime(end.unavailability), about(end.at));
}

/// What the axis of a service's bars goes from and to.
struct Axis {
  double from = 0;
  double to = 0;

  /// In [0, 1].
  [[nodiscard]] double place(double unavailability) const {
    return to > from ? (unavailability - from) / (to - from) : 0.5;
  }
};

Axis axis_of(const SensitivityService& service) {
  Axis axis{service.unavailability.mean, service.unavailability.mean};
  for (const SensitivityBar& bar : service.bars) {
    for (const SensitivityEnd* end : {&bar.low, &bar.high}) {
      axis.from = std::min(axis.from, end->unavailability);
      axis.to = std::max(axis.to, end->unavailability);
    }
  }
  return axis;
}

std::string how(const Sensitivity& tornado) {
  std::string text = tornado.factor
                         ? fmt::format("every time by itself divided and multiplied by {}",
                                       fmt::format("{:g}", *tornado.factor))
                         : "every input that is not known by itself at the ends of its 90 % range";
  text += ", all others at their medians; ";
  if (tornado.exact) return text + "exact, in the long run";
  return text + fmt::format("{} of {} each, on the same random numbers, seed {}",
                            count(tornado.replications, "replication"), exact_span(tornado.horizon),
                            tornado.seed);
}

// ---- text ---------------------------------------------------------------------------------------

constexpr std::size_t bars_shown = 15;
// A page of 100 columns has room for the words at both ends with these; one of 80 with less.
std::size_t name_width() { return PageWidth::columns() < 100 ? 26 : 34; }
std::size_t bar_width() { return PageWidth::columns() < 100 ? 12 : 24; }
constexpr std::string_view low_cell = "░";
constexpr std::string_view high_cell = "█";
constexpr std::string_view median_cell = "┃";

std::size_t cell_of(const Axis& axis, double unavailability) {
  const double place = axis.place(unavailability) * static_cast<double>(bar_width() - 1);
  return static_cast<std::size_t>(std::lround(place));
}

/// From the line of the medians to either end; of ends on one side the nearer lies on top.
std::string bar_of(const Axis& axis, double median, const SensitivityBar& bar) {
  std::vector<std::string_view> cells(bar_width(), " ");
  const std::size_t middle = cell_of(axis, median);
  const auto fill = [&](const SensitivityEnd& end, std::string_view cell) {
    const std::size_t place = cell_of(axis, end.unavailability);
    for (std::size_t i = std::min(place, middle); i <= std::max(place, middle); ++i)
      cells[i] = cell;
  };
  const bool low_is_longer = std::abs(bar.low.change.mean) > std::abs(bar.high.change.mean);
  fill(low_is_longer ? bar.low : bar.high, low_is_longer ? low_cell : high_cell);
  fill(low_is_longer ? bar.high : bar.low, low_is_longer ? high_cell : low_cell);
  cells[middle] = median_cell;
  std::string text;
  for (const std::string_view cell : cells) text += cell;
  return text;
}

std::string block(const SensitivityService& service) {
  using enum Align;
  const Axis axis = axis_of(service);
  std::string text =
      fmt::format("\nservice {}: {} of downtime a year with all at their medians\n\n", service.name,
                  downtime(service.unavailability.mean));
  Table table({left, right, left, left});
  table.add({"", "least downtime", "", "most downtime"});
  std::size_t shown = 0;
  std::vector<std::string> names;
  for (const SensitivityBar& bar : service.bars) {
    if (shown == bars_shown) break;
    const Ends ends = ends_of(bar);
    names.push_back(bar.name);
    table.add({row_name(bar.name, name_width()), words_of(*ends.less),
               bar_of(axis, service.unavailability.mean, bar),
               words_of(*ends.more) + (bar.is_lost_in_chance() ? " ~" : "")});
    ++shown;
  }
  if (shown < service.bars.size())
    table.add({fmt::format("{} others, with less", service.bars.size() - shown)});
  return text + table.text("  ") + also_words(names);
}

// ---- the drawing --------------------------------------------------------------------------------

constexpr double svg_width = 960;
constexpr double svg_names = 360;  // the bars begin here
constexpr double svg_bars = 420;   // how wide they can be
constexpr double svg_words = 100;  // at either end of a bar
constexpr double svg_row = 26;
constexpr double svg_head = 64;     // of the drawing
constexpr double svg_service = 96;  // of each service, without its rows

class Drawing {
 public:
  explicit Drawing(const Sensitivity& tornado) {
    for (const SensitivityService& service : tornado.services)
      height_ += svg_service + svg_row * static_cast<double>(rows(service));
    text_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
        "{1}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\">\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
        svg_width, height_);
    label(20, 28, "start", title(tornado.scenario, tornado.variant),
          "font-size=\"17\" font-weight=\"bold\"");
    label(20, 50, "start", how(tornado), "font-size=\"11\" fill=\"#555555\"");
    double top = svg_head;
    for (const SensitivityService& service : tornado.services) top = draw(service, top);
    text_ += "</svg>\n";
  }

  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  static std::size_t rows(const SensitivityService& service) {
    return std::min(service.bars.size(), bars_shown);
  }

  void label(double x, double y, std::string_view anchor, const std::string& words,
             std::string_view style = "") {
    text_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" {}>{}</text>\n", x, y,
                         anchor, style, svg_text(words));
  }

  void box(double from, double to, double y, std::string_view colour) {
    text_ += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>\n",
        std::min(from, to), y, std::max(0.5, std::abs(to - from)), svg_row - 8, colour);
  }

  double draw(const SensitivityService& service, double top) {
    const Axis axis = axis_of(service);
    const auto x = [&](double unavailability) {
      // Words stand on both sides of a bar.
      return svg_names + svg_words + (svg_bars - svg_words) * axis.place(unavailability);
    };
    const double median = x(service.unavailability.mean);
    label(20, top + 20, "start", "service " + service.name, "font-size=\"15\"");
    double y = top + 56;
    label(median, top + 44, "middle",
          downtime(service.unavailability.mean) + " of downtime a year with all at their medians",
          "font-size=\"11\"");
    const double bottom = y + svg_row * static_cast<double>(rows(service));
    for (std::size_t i = 0; i < rows(service); ++i, y += svg_row)
      draw(service.bars[i], x, median, y);
    text_ += fmt::format(
        "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" stroke=\"#222222\" "
        "stroke-width=\"1.5\"/>\n",
        median, top + 50, bottom);
    legend(bottom + 20);
    return top + svg_service + svg_row * static_cast<double>(rows(service));
  }

  template <class Place>
  void draw(const SensitivityBar& bar, Place x, double median, double y) {
    const double base = y + svg_row - 12;
    label(svg_names - 10, base, "end", shortened(bar.name, 50));
    const double low = x(bar.low.unavailability);
    const double high = x(bar.high.unavailability);
    const bool low_is_longer = std::abs(low - median) > std::abs(high - median);
    box(median, low_is_longer ? low : high, y, low_is_longer ? low_colour : high_colour);
    box(median, low_is_longer ? high : low, y, low_is_longer ? high_colour : low_colour);
    const Ends ends = ends_of(bar);
    const double left = std::min({low, high, median});
    const double right = std::max({low, high, median});
    label(left - 6, base, "end", words_of(*ends.less), "font-size=\"11\"");
    label(right + 6, base, "start", words_of(*ends.more) + (bar.is_lost_in_chance() ? " ~" : ""),
          "font-size=\"11\"");
  }

  void legend(double y) {
    box(svg_names, svg_names + 18, y - 12, low_colour);
    label(svg_names + 24, y + 1, "start", "the input at its low end", "font-size=\"11\"");
    box(svg_names + 200, svg_names + 218, y - 12, high_colour);
    label(svg_names + 224, y + 1, "start", "at its high end", "font-size=\"11\"");
  }

  // Told apart by who cannot see all colours, too: Okabe and Ito, "Color Universal Design" (2008).
  static constexpr std::string_view low_colour = "#e69f00";
  static constexpr std::string_view high_colour = "#0072b2";

  double height_ = svg_head;
  std::string text_;
};

// ---- JSON ---------------------------------------------------------------------------------------

Json object(const SensitivityEnd& end) {
  return {{"hours", number(end.at.count() / 3600)},
          {"unavailability", number(end.unavailability)},
          {"downtime_minutes_per_year", number(end.unavailability * minutes_in(year))},
          {"change_minutes_per_year", interval(scaled(end.change, minutes_in(year)))}};
}

Json object(const SensitivityService& service) {
  Json bars = Json::array();
  for (const SensitivityBar& bar : service.bars) {
    bars.push_back({{"input", bar.name},
                    {"line", bar.line},
                    {"median_hours", number(bar.median.count() / 3600)},
                    {"low", object(bar.low)},
                    {"high", object(bar.high)},
                    {"swing_minutes_per_year", number(bar.swing() * minutes_in(year))},
                    {"lost_in_chance", bar.is_lost_in_chance()}});
  }
  return {{"unavailability", interval(service.unavailability)},
          {"downtime_minutes_per_year", interval(scaled(service.unavailability, minutes_in(year)))},
          {"inputs", std::move(bars)}};
}

}  // namespace

std::string text_of(const Sensitivity& tornado) {
  std::string text =
      title(tornado.scenario, tornado.variant) + '\n' + wrapped(how(tornado), "", "");
  bool lost = false;
  for (const SensitivityService& service : tornado.services) {
    text += block(service);
    const auto shown = std::min(service.bars.size(), bars_shown);
    lost = lost || std::any_of(service.bars.begin(),
                               service.bars.begin() + static_cast<std::ptrdiff_t>(shown),
                               [](const SensitivityBar& bar) { return bar.is_lost_in_chance(); });
  }
  text +=
      fmt::format("\n  {} the input at its low end, {} at its high end, {} all at their medians\n",
                  low_cell, high_cell, median_cell);
  if (lost) text += "  ~ not told from chance: let there be more replications\n";
  for (const std::string& warning : tornado.warnings) text += wrapped(warning, "note: ", "      ");
  return text;
}

std::string json_of(const Sensitivity& tornado) {
  Json json{{"ausfall", AUSFALL_VERSION},
            {"scenario", tornado.scenario},
            {"variant", text(tornado.variant)},
            {"method", tornado.exact ? "exact" : "simulation"},
            {"factor", number(tornado.factor)}};
  if (!tornado.exact) {
    json["seed"] = tornado.seed;
    json["replications"] = tornado.replications;
    json["horizon_hours"] = hours_in(tornado.horizon);
    json["confidence"] = number(tornado.confidence);
  }
  json["wall_seconds"] = number(tornado.wall_seconds);
  json["services"] = Json::object();
  for (const SensitivityService& service : tornado.services)
    json["services"][service.name] = object(service);
  json["warnings"] = tornado.warnings;
  return document(json);
}

std::string csv_of(const Sensitivity& tornado) {
  Table table({});
  table.add({"service", "input", "end", "hours", "downtime_minutes_per_year",
             "change_minutes_per_year", "change_low", "change_high"});
  const auto exact = [](double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : std::string();
  };
  for (const SensitivityService& service : tornado.services) {
    for (const SensitivityBar& bar : service.bars) {
      const auto add = [&](std::string_view which, const SensitivityEnd& end) {
        table.add({service.name, bar.name, std::string(which), exact(end.at.count() / 3600),
                   exact(end.unavailability * minutes_in(year)),
                   exact(end.change.mean * minutes_in(year)),
                   exact(end.change.low * minutes_in(year)),
                   exact(end.change.high * minutes_in(year))});
      };
      add("low", bar.low);
      add("high", bar.high);
    }
  }
  return table.csv();
}

std::string markdown_of(const Sensitivity& tornado) {
  using enum Align;
  Table table({left, left, right, right});
  table.add({"service", "input", "least downtime a year", "most downtime a year"});
  for (const SensitivityService& service : tornado.services) {
    for (const SensitivityBar& bar : service.bars) {
      const Ends ends = ends_of(bar);
      table.add({service.name, bar.name, words_of(*ends.less), words_of(*ends.more)});
    }
  }
  return table.markdown();
}

std::string svg_of(const Sensitivity& tornado) { return Drawing(tornado).text(); }

}  // namespace ausfall::studies
