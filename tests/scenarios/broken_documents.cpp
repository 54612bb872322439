// What is no scenario at all, or wrong at its top.
#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"
#include "tests/scenarios/broken.hpp"

namespace ausfall::scenarios {
namespace {

std::string staircase(std::size_t steps) {
  std::string text;
  for (std::size_t i = 0; i < steps; ++i) text += std::string(i, ' ') + "a:\n";
  return text;
}

/// A lorry load of laughs: ten of ten of ten.
std::string alias_bomb() {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string below = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + times(9, below + ", ") +
            below + "]\n";
  }
  return text;
}

}  // namespace

std::vector<Broken> not_a_document() {
  return {
      {"empty", "", 1, "there is nothing in it"},
      {"blank", "  \n\n", 1, "there is nothing in it"},
      {"comment_only", "# nothing\n# at all\n", 1, "there is nothing in it"},
      {"null", "null\n", 1, "there is nothing in it"},
      {"scalar", "hello\n", 1, "a scenario is a mapping"},
      {"list", "- a\n- b\n", 1, "a scenario is a mapping"},
      {"nul_in_a_name", "ausfall: 1\nname: \"a\\0b\"\n", 2,
       "'a\\u0000b': no text here can hold a NUL"},
      {"nul_in_a_key", "ausfall: 1\n\"a\\0b\": 1\n", 2, "'a\\u0000b'"},
      {"nul_in_a_path", "ausfall: 1\ninclude: [\"a\\0b\"]\n", 2, "'a\\u0000b'"},
      {"unclosed_brace", "ausfall: 1\nhosts: {a: {}\n", 3, "not YAML"},
      {"unclosed_quote", "ausfall: 1\nname: \"web\nhosts: {}\n", 2, "never closed"},
      {"two_colons", "ausfall: 1\nname: a: b\n", 2, "not YAML"},
      {"bad_indentation", "ausfall: 1\nhosts:\n  a: {}\n b: {}\n", 4, "not YAML"},
      {"unclosed_single_quote", "ausfall: 1\nname: 'it''s\nhosts: {}\n\n", 2, "never closed"},
      {"closing_brace", "ausfall: 1\n}\n", 2, "not YAML"},
      {"after_the_end", "{ausfall: 1}\nhosts: {}\n", 2, "a second document"},
      {"tab", "ausfall: 1\nhosts:\n\ta: {}\n", 3, "not by tabs"},
      {"second_document", "ausfall: 1\n---\nausfall: 1\n", 2, "a second document"},
      {"unknown_anchor", "ausfall: 1\nhosts: *room\n", 2, "not YAML"},
      {"tag", "ausfall: !!int 1\n", 1, "tag"},
      {"merge_key", "ausfall: 1\nhosts: {a: &a {}, b: {<<: *a}}\n", 2, "merge keys"},
      {"key_is_a_list", "ausfall: 1\n[a, b]: 1\n", 2, "a key has to be a word"},
      {"nul_byte", std::string("ausfall: 1\nname: a\0b\n", 21), 2, "not text"},
      {"escape_byte", "ausfall: 1\nname: \x1b[31m\n", 2, "not text"},
      {"invalid_utf8", "ausfall: 1\nname: caf\xe9\n", 2, "UTF-8"},
      {"overlong_utf8", "ausfall: 1\n\nname: \xc0\xaf\n", 3, "UTF-8"},
      {"utf16",
       std::string("\xff\xfe"
                   "a\0:\0",
                   6),
       1, "UTF-8"},
      {"elf",
       std::string("\x7f"
                   "ELF\x02\x01\x01\0\0\0",
                   10),
       1, "not text"},
      {"junk", "ausfall: 1\n" + times(1000, "\xde\xad\xbe\xef"), 2, "UTF-8"},
      {"ten_megabytes", "ausfall: 1\n" + times(1'000'000, "# a comment"), 1,
       "larger than 1024 KiB"},
      {"just_too_large", "ausfall: 1\n#" + times(file_size_max - 11, "x"), 1,
       "larger than 1024 KiB"},
      {"deep_flow_lists", "ausfall: 1\na: " + times(100'000, "["), 2, "levels deep"},
      {"deep_flow_mappings", "ausfall: 1\nb: " + times(50'000, "{a: "), 2, "levels deep"},
      {"deep_block", staircase(500), 65, "levels deep"},
      {"deep_block_list", "ausfall: 1\nhosts:\n" + times(400'000, "- "), 3, "levels deep"},
      {"alias_bomb", alias_bomb(), 5, "with its aliases"},
      {"alias_of_itself", "ausfall: 1\nhosts: &a {b: *a}\n", 2, "inside of what it stands for"},
      {"deep_by_aliases",
       "a: &a " + times(40, "[") + times(40, "]") + "\nb: " + times(40, "[") + "*a" +
           times(40, "]") + "\n",
       2, "levels deep"},
      {"duplicate_key", "ausfall: 1\nseed: 1\nseed: 2\n", 3, "'seed' is given twice"},
      {"duplicate_host", "ausfall: 1\nhosts:\n  a: {}\n  b: {}\n  a: {}\n", 5, "first in line 3"},
      {"range_of_ranges",
       "ausfall: 1\nhosts: {a1..100000: {failures: {b1..100000: {mttf: 1 h}}}}\n", 2, "more than"},
  };
}

std::vector<Broken> wrong_top_level() {
  return {
      {"no_version", "name: x\n", 1, "needs 'ausfall'"},
      {"other_version", "ausfall: 2\n", 1, "version 2"},
      {"version_in_words", "ausfall: one\n", 1, "not a whole number"},
      {"unknown_key", "ausfall: 1\nhorizn: 10 y\n", 2, "did you mean 'horizon'?"},
      {"unknown_key_far", "ausfall: 1\nfrobnicate: 10 y\n", 2, "unknown key 'frobnicate'"},
      {"bare_horizon", "ausfall: 1\nhorizon: 10\n", 2, "write '10 s'"},
      {"zero_horizon", "ausfall: 1\nhorizon: 0 s\n", 2, "more than 0 s"},
      {"negative_horizon", "ausfall: 1\nhorizon: -10 y\n", 2, "cannot be negative"},
      {"endless_horizon", "ausfall: 1\nhorizon: 1e300 y\n", 2, "end of time"},
      {"infinite_horizon", "ausfall: 1\nhorizon: inf y\n", 2, "not a time"},
      {"horizon_is_a_list", "ausfall: 1\nhorizon: [1 y]\n", 2, "a list where a time"},
      {"month", "ausfall: 1\nhorizon: 6 months\n", 2, "no fixed length"},
      {"wrong_unit", "ausfall: 1\nhorizon: 6 GiB\n", 2, "'GiB' is not a unit of time"},
      {"near_unit", "ausfall: 1\nhorizon: 6 yaer\n", 2, "did you mean 'year'?"},
      {"comma", "ausfall: 1\nhorizon: 1,000 h\n", 2, "not a unit of time"},
      {"negative_seed", "ausfall: 1\nseed: -1\n", 2, "cannot be negative"},
      {"huge_seed", "ausfall: 1\nseed: 99999999999999999999999\n", 2, "too large a number"},
      {"no_replications", "ausfall: 1\nreplications: 0\n", 2, "out of range"},
      {"half_a_replication", "ausfall: 1\nreplications: 1.5\n", 2, "not a whole number"},
      {"min_over_max", "ausfall: 1\nreplications: {min: 10, max: 5}\n", 2, "more than max"},
      {"no_max", "ausfall: 1\nreplications: {min: 10}\n", 2, "needs 'max'"},
      {"zero_precision", "ausfall: 1\nprecision: 0 %\n", 2, "more than 0"},
      {"confidence_over_1", "ausfall: 1\nconfidence: 95\n", 2, "did you mean '95 %'?"},
      {"certain", "ausfall: 1\nconfidence: 100 %\n", 2, "from 1 % to 99.9999999 %"},
      {"hosts_is_a_list", "ausfall: 1\nhosts: [node1, node2]\n", 2, "a mapping of names"},
      {"empty_host", "ausfall: 1\nhosts:\n  node1:\n", 3, "'node1' has no value"},
      {"variants", "ausfall: 1\nvariants: {}\n", 2, "there is none in it"},
      {"sweep", "ausfall: 1\nsweep: {seed: 1}\n", 2, "a list of the values of seed is due"},
      {"sweep_of_nothing", "ausfall: 1\nsweep: {seed: []}\n", 2, "no value of seed"},
      {"plan", "ausfall: 1\nplan: {minimise: cost}\n", 2, "not built yet"},
      {"expect", "ausfall: 1\nexpect: [a]\n", 2, "say what is expected"},
      {"maintenance_hours",
       "ausfall: 1\nmaintenance: {patching: {every: 7 d, duration: 1 h, hours: son 2-6}}\n", 2,
       "did you mean 'mon'?"},
      {"maintenance_without_an_end",
       "ausfall: 1\nmaintenance: {patching: {every: 1 d, duration: 30 h}}\n", 2,
       "no round would ever end"},
      {"maintenance", "ausfall: 1\nmaintenance: {patching: {every: 0 s, duration: 1 h}}\n", 2,
       "never ends"},
      {"include_missing", "ausfall: 1\ninclude: [nowhere.yaml]\n", 2, "No such file"},
      {"include_mapping", "ausfall: 1\ninclude: {a: b}\n", 2, "a list of files"},
      {"name_with_dot", "ausfall: 1\nhosts: {a.b: {}}\n", 2, "'.' cannot be part of a name"},
      {"name_with_star", "ausfall: 1\nhosts: {a*: {}}\n", 2, "'*' cannot be part of a name"},
      {"name_all", "ausfall: 1\nhosts: {all: {}}\n", 2, "cannot be a name"},
      {"backward_range", "ausfall: 1\nhosts:\n  node4..1: {}\n", 3, "node1..4"},
      {"huge_range", "ausfall: 1\nhosts:\n  node1..99999999: {}\n", 3, "too long"},
      {"endless_range", "ausfall: 1\nhosts:\n  node1..99999999999999999999999: {}\n", 3,
       "too large a number"},
      {"same_name_app_vm",
       "ausfall: 1\nhosts: {a: {}}\nvms: {mail: {host: a}}\napps: {mail: {on: a}}\n", 4,
       "the name of a VM"},
      {"too_many_networks", "ausfall: 1\nnetworks:\n  lan1..255: {}\n", 3, "at most 254 networks"},
      {"same_name_network", "ausfall: 1\nhosts: {lan: {}}\nnetworks: {lan: {}}\n", 3,
       "the name of a host"},
  };
}

}  // namespace ausfall::scenarios
