// Drawings: what all SVGs have in common.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ausfall::studies {

/// Text inside of SVG.
std::string svg_text(std::string_view text);

/// Told apart by who cannot see all colours, too: Okabe and Ito, "Color Universal Design" (2008). From
/// the ninth on they begin again.
std::string_view line_colour(std::size_t number);

/// A white page, filled from the outside in; lengths in pixels.
class Svg {
 public:
  using Points = std::vector<std::pair<double, double>>;

  Svg(double width, double height);

  /// `anchor` is start, middle or end; `style` more attributes.
  void label(double x, double y, std::string_view anchor, std::string_view words,
             std::string_view style = "");
  void box(double x, double y, double width, double height, std::string_view style);
  void line(double x1, double y1, double x2, double y2, std::string_view style);
  void dot(double x, double y, double radius, std::string_view style);
  void path(const Points& points, std::string_view style);
  void area(const Points& points, std::string_view style);

  /// The whole document.
  [[nodiscard]] std::string text() && { return std::move(text_) + "</svg>\n"; }

 private:
  void shape(std::string_view name, const Points& points, std::string_view style);

  std::string text_;
};

}  // namespace ausfall::studies
