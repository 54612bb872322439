#include "studies/output/json.hpp"

#include <cmath>

namespace ausfall::studies {

namespace {

std::string dumped(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

Json text(const std::optional<std::string>& value) { return value ? Json(*value) : Json(nullptr); }

Json interval(const std::optional<Estimate>& estimate) {
  if (!estimate) return nullptr;
  return {{"mean", number(estimate->mean)},
          {"low", number(estimate->low)},
          {"high", number(estimate->high)}};
}

std::string in_one_line(const Json& json) { return dumped(json, -1); }

std::string document(const Json& json) { return dumped(json, 2) + '\n'; }

}  // namespace ausfall::studies
