#include "studies/output/svg.hpp"

#include <fmt/format.h>

#include <array>

#include "scenarios/harmless.hpp"

namespace ausfall::studies {

std::string svg_text(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

std::string_view line_colour(std::size_t number) {
  constexpr std::array<std::string_view, 8> colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                    "#e69f00", "#56b4e9", "#000000", "#8a8a00"};
  return colours[number % colours.size()];
}

Svg::Svg(double width, double height)
    : text_(fmt::format(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 "
          "{0} {1}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\">\n"
          "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
          width, height)) {}

void Svg::label(double x, double y, std::string_view anchor, std::string_view words,
                std::string_view style) {
  text_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" {}>{}</text>\n", x, y,
                       anchor, style, svg_text(scenarios::harmless(std::string(words))));
}

void Svg::box(double x, double y, double width, double height, std::string_view style) {
  text_ += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" {}/>\n",
                       x, y, width, height, style);
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view style) {
  text_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" {}/>\n", x1,
                       y1, x2, y2, style);
}

void Svg::dot(double x, double y, double radius, std::string_view style) {
  text_ +=
      fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" {}/>\n", x, y, radius, style);
}

void Svg::path(const Points& points, std::string_view style) { shape("polyline", points, style); }

void Svg::area(const Points& points, std::string_view style) { shape("polygon", points, style); }

void Svg::shape(std::string_view name, const Points& points, std::string_view style) {
  text_ += fmt::format("<{} points=\"", name);
  for (std::size_t i = 0; i < points.size(); ++i)
    text_ += fmt::format("{}{:.1f},{:.1f}", i == 0 ? "" : " ", points[i].first, points[i].second);
  text_ += fmt::format("\" {}/>\n", style);
}

}  // namespace ausfall::studies
