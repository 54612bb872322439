// Results as text for people, as JSON for programs, as tables for documents and spreadsheets.
//
// 1. Each is a pure function of the result: the same result gives the same bytes everywhere.
// 2. JSON never holds NaN or an infinity: what is not known is null.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "studies/compare.hpp"
#include "studies/result.hpp"
#include "studies/solution.hpp"

namespace ausfall::studies {

enum class Format : std::uint8_t { text, json, csv, markdown };

/// At most the page's columns (PageWidth); no digit that the intervals do not support.
std::string text_of(const RunResult& result);
std::string text_of(const std::vector<RunResult>& variants);
std::string text_of(const Solution& solution);

/// The keys are a contract; their order is stable. Ends in a line feed.
std::string json_of(const RunResult& result);
std::string json_of(const Solution& solution);
/// {"variants": {NAME: what it is of one}}.
std::string json_of(const std::vector<RunResult>& variants);
/// That, and the differences.
std::string json_of(const Comparison& comparison);

/// One number a row: kind, name, measure, value, low, high.
std::string csv_of(const RunResult& result);
std::string csv_of(const Solution& solution);
/// The same with the variant in front.
std::string csv_of(const std::vector<RunResult>& variants);
/// The same with the variant in front and, for differences, the one it is compared against.
std::string csv_of(const Comparison& comparison);

/// One table of services, one of clusters.
std::string markdown_of(const RunResult& result);
std::string markdown_of(const Solution& solution);
std::string markdown_of(const std::vector<RunResult>& variants);

/// Which pairs of a comparison are shown to people. Programs get all of them.
enum class Pairs : std::uint8_t {
  first,  ///< each against the first variant
  best,   ///< each against the one with the least downtime
  all,
};

/// A table of the variants, the pairs, and what explains their differences.
std::string text_of(const Comparison& comparison, Pairs pairs);
/// A table of the variants and one of the pairs, of each service.
std::string markdown_of(const Comparison& comparison, Pairs pairs);

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

}  // namespace ausfall::studies
