// Numbers in words that people use.
//
// 1. The same number gives the same words on every machine: no locale, no wall clock.
// 2. Where an interval is known, no more digits are printed than it supports.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/time.hpp"

namespace ausfall::studies {

/// Exact to the microsecond, in units from the largest that is not zero: "1 h 0 min 4.5 s", "0 s".
/// Days are the largest. `never` is "never".
std::string exact_words(Duration duration);

/// The length of the longest text that `exact_words` gives for a time up to `end`.
std::size_t exact_words_width(Duration end);

/// Two units at most, for people who plan: "4 h 12 min", "2.35 s", "350 ms", "3 y 40 d". REQUIRES:
/// time >= 0.
std::string rough_words(Seconds time);

/// As `rough_words`, with no unit or digit below what an uncertainty of `give_or_take` leaves: "4 h
/// 10 min", "4 h".
std::string rough_words(Seconds time, Seconds give_or_take);

/// "three nines", "three and a half nines" (99.95 %), "no nine" below 90 %, "all nines" for no
/// unavailability at all.
std::string nines(double unavailability);

/// A length as a person writes it, in the largest unit that divides it or else exactly: "10 y", "36
/// h", "1 h 0 min 4.5 s".
std::string exact_span(Duration duration);

/// How long was simulated: "8,000 years", "0.5 years", or "5 h".
std::string years_words(double years);

/// The number of decimals that show two significant digits of the uncertainty: 0.0123 -> 3, 12 ->
/// 0. With no uncertainty, `otherwise`.
int decimals_for(double give_or_take, int otherwise);

/// A decimal number of so many decimals: "0.0042", with thousands set apart by commas: "12,345.6".
std::string decimal(double number, int decimals);

/// A number of so many significant digits, without an exponent as far as that is readable:
/// "0.00123", "1.2e-12".
std::string significant(double number, int digits);

/// A share as a percentage, without a tail that says nothing: "43 %", "0.04 %", "0.0000035 %".
std::string percent(double share);

/// A share as its writer gave it, in percent: 0.999 -> "99.9".
std::string significant_share(double share);

/// "once", "twice", "3 times".
std::string times(std::uint64_t number);

/// "12,003".
std::string count(std::uint64_t number);

/// "1 failover", "2 failovers", "no failover".
std::string count(std::uint64_t number, std::string_view thing);

/// "a", "a and b", "a, b and c".
std::string enumeration(const std::vector<std::string>& items);

}  // namespace ausfall::studies
