// What `check` found, in words: for its text, for JUnit, for annotations and for summaries alike.
#pragma once

#include <string>
#include <vector>

#include "studies/check_report.hpp"

namespace ausfall::studies {

/// "99.98 %", "1 min 31 s", "none".
std::string found_words(const ExpectationResult& result);
/// Its interval: "99.96 to 99.99 %", "2 h or more"; empty where there is none to tell.
std::string range_words(const ExpectationResult& result);
/// What there is to say of it beside its numbers; empty if nothing.
std::string remark(const ExpectationResult& result);
/// "services.mail.availability is 99.8 % (99.7 to 99.9 %), expected is at least 99.9 %".
std::string sentence(const ExpectationResult& result);

/// "+56 min a year (50 min to 1 h 2 min)".
std::string difference_words(const ServiceChange& change);
/// "array.array +56 min", "node1.os -2 min": what brings the difference, the largest first.
std::vector<std::string> reasons_of(const ServiceChange& change);
std::string sentence(const ServiceChange& change);

/// Before or after, with its unit.
std::string value_words(const MeasureChange& change, double value);
std::string difference_words(const MeasureChange& change);
std::string sentence(const MeasureChange& change);
/// It is worse or better, which is told of each; of the others their number is.
bool is_told(const MeasureChange& change);

/// The scenario, and its variant where there is one.
std::string title_of(const CheckResult& result);

}  // namespace ausfall::studies
