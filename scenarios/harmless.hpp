// Text from outside (a scenario, a baseline, a log, a command line) that is shown to people and to
// the programs that read what we print: it must not move a terminal's cursor, turn the direction of
// writing, or be taken for a command of a CI system.
//
// 1. What cannot be shown is written as \u and four hexadecimal digits, which is what JSON writes for
//    it, too: of a whole JSON document the values stay the same.
// 2. Shown so are: control characters (C0, DEL, C1), marks and overrides of the direction of writing,
//    and the separators of lines and paragraphs (U+2028, U+2029). Bytes that are not UTF-8 become
//    U+FFFD.
// 3. Commands of CI systems are lines that begin with `::` (GitHub), and `##[`, `##vso[`, `##teamcity[`
//    anywhere: their first sign is written in the same way.
#pragma once

#include <string>
#include <string_view>

namespace ausfall::scenarios {

/// Something that stands within a line: line breaks and tabs are made visible as well.
std::string harmless(std::string_view text);

/// Nothing in it would be changed by `harmless`.
bool is_harmless(std::string_view text);

/// Whole output: lines stay lines. Of a text that is written in pieces, `begins_line` tells whether
/// this one begins on a new line.
std::string harmless_lines(std::string_view text, bool begins_line = true);

}  // namespace ausfall::scenarios
