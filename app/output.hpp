// Results as text for people, as JSON for programs, as tables for documents and spreadsheets.
//
// 1. Each is a pure function of the result: the same result gives the same bytes everywhere.
// 2. JSON never holds NaN or an infinity: what is not known is null.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "app/result.hpp"
#include "app/solution.hpp"

namespace ausfall::app {

enum class Format : std::uint8_t { text, json, csv, markdown };

/// At most 100 columns; no digit that the intervals do not support.
std::string text_of(const RunResult& result);
std::string text_of(const Solution& solution);

/// The keys are a contract; their order is stable. Ends in a line feed.
std::string json_of(const RunResult& result);
std::string json_of(const Solution& solution);

/// One number a row: kind, name, measure, value, low, high.
std::string csv_of(const RunResult& result);
std::string csv_of(const Solution& solution);

/// One table of services, one of clusters.
std::string markdown_of(const RunResult& result);
std::string markdown_of(const Solution& solution);

template <class Result>
std::string formatted(const Result& result, Format format) {
  switch (format) {
    case Format::json:
      return json_of(result);
    case Format::csv:
      return csv_of(result);
    case Format::markdown:
      return markdown_of(result);
    case Format::text:
      break;
  }
  return text_of(result);
}

/// 16 hexadecimal digits (FNV-1a, 64 bits) of the JSON without what depends on the machine. Two
/// runs of one scenario with one seed have the same, at any number of threads.
std::string digest_of(const RunResult& result);

}  // namespace ausfall::app
