// Broken scenarios: each ends in one diagnostic that names the right line and says what is wrong,
// and in nothing else: no crash, no second error that only follows from the first. What asks for far
// more work than any room needs is told so before it is done.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"

namespace ausfall::scenarios {
namespace {

struct Broken {
  std::string name;
  std::string text;
  std::size_t line;      ///< of the diagnostic
  std::string fragment;  ///< of its message or hint
};

std::ostream& operator<<(std::ostream& out, const Broken& broken) { return out << broken.name; }

/// `text`, so many times.
std::string times(std::size_t count, const std::string& text) {
  std::string result;
  result.reserve(count * text.size());
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

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

// Lines 1 and 2 of most scenarios below.
const std::string two = "ausfall: 1\nhosts: {node1..2: {}}\n";

/// A cluster of the two, with something to protect; what is wrong comes in line 4.
std::string cluster(const std::string& keys) {
  return two + "apps: {web: {on: node1}}\nclusters: {c: {nodes: node*, " + keys +
         "}}\nservices: {web: {needs: web}}\n";
}

std::string vm(const std::string& body) {
  return "ausfall: 1\nhosts: {a: {}}\nvms: {v: {host: a, " + body + "}}\n";
}
std::string storage(const std::string& body) { return two + "storage: {array: {" + body + "}}\n"; }
std::string mode(const std::string& body) {
  return "ausfall: 1\nhosts:\n  node1:\n    failures: {hw: {" + body + "}}\n";
}
std::string ttf(const std::string& law) { return mode("ttf: " + law); }
std::string service(const std::string& needs) {
  return two + "services: {web: {needs: " + needs + "}}\n";
}
/// With a thing of each kind that has a name and cannot be needed; the need is in line 7.
std::string other(const std::string& needs) {
  return "ausfall: 1\n"
         "crews: {field: {}}\nspares: {discs: {size: 1}}\n"
         "hosts: {node1..2: {failures: {hardware: {mttf: 1 y, crew: field, spare: discs}}}}\n"
         "common-causes: {feed: {mttf: 1 y, hits: node*}}\nmaintenance: {patching: {every: 30 d, "
         "duration: 1 h}}\nservices: {shop: {needs: mail}, s: {needs: " +
         needs +
         "}}\napps: {mail: {on: node1}, web: {on: node1}}\nclusters: {msc: {nodes: node*, groups: "
         "{office: {members: [mail, web]}}}}\n";
}
std::string fault(const std::string& body) {
  return two + "networks: {lan: {}}\nfaults:\n  - {" + body +
         "}\nstorage: {san: {type: fc, controllers: 2}}\n";
}

std::vector<Broken> not_a_document() {
  return {
      {"empty", "", 1, "there is nothing in it"},
      {"blank", "  \n\n", 1, "there is nothing in it"},
      {"comment_only", "# nothing\n# at all\n", 1, "there is nothing in it"},
      {"null", "null\n", 1, "there is nothing in it"},
      {"scalar", "hello\n", 1, "a scenario is a mapping"},
      {"list", "- a\n- b\n", 1, "a scenario is a mapping"},
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

std::vector<Broken> top_level() {
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
      {"certain", "ausfall: 1\nconfidence: 100 %\n", 2, "both excluded"},
      {"hosts_is_a_list", "ausfall: 1\nhosts: [node1, node2]\n", 2, "a mapping of names"},
      {"empty_host", "ausfall: 1\nhosts:\n  node1:\n", 3, "'node1' has no value"},
      {"variants", "ausfall: 1\nvariants: {}\n", 2, "there is none in it"},
      {"sweep", "ausfall: 1\nsweep: {seed: [1, 2]}\n", 2, "not built yet"},
      {"expect", "ausfall: 1\nexpect: [a]\n", 2, "say what is expected"},
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

std::vector<Broken> failures() {
  return {
      {"never_fails", mode("mttf: never, mttr: 1 h"), 4, "'never' is not a time"},
      {"never_as_a_mean", mode("mttf: 1 y, ttr: {exponential: {mean: never}}"), 4,
       "'never' is not a time"},
      {"never_and_a_law", mode("mttf: 1 y, mttr: never, ttr: 1 h"), 4, "both 'mttr' and 'ttr'"},
      {"nearly_never", mode("mttf: 1 y, mttr: nevr"), 4, "or never"},
      {"between_backwards", mode("mttf: {between: [2 y, 1 y]}"), 4, "comes first"},
      {"between_equal", mode("mttf: {between: [1 y, 1 y]}"), 4, "comes first"},
      {"between_from_zero", mode("mttf: 1 y, mttr: {between: [0 s, 1 h]}"), 4, "more than 0 s"},
      {"between_three", mode("mttf: {between: [1 y, 2 y, 3 y]}"), 4, "has two ends"},
      {"between_one_time", mode("mttf: {between: 1 y}"), 4, "a list of times"},
      {"between_bare", mode("mttf: {between: [1, 2 y]}"), 4, "write '1 s'"},
      {"between_and_law", mode("ttf: {between: [1 y, 2 y], exponential: {mean: 1 y}}"), 4,
       "unknown key 'exponential'"},
      {"between_and_observed",
       mode("mttf: {between: [1 y, 2 y], observed: {failures: 1, time: 1 y}}"), 4,
       "both 'between' and 'observed'"},
      {"between_in_a_mean", mode("ttf: {weibull: {shape: 2, mean: {between: [2 y, 1 y]}}}"), 4,
       "comes first"},
      {"between_shape", mode("ttf: {weibull: {shape: {between: [1, 2]}, mean: 1 y}}"), 4,
       "cannot be a value that is not known"},
      {"between_bound", mode("ttf: {uniform: {min: {between: [1 h, 2 h]}, max: 1 y}}"), 4,
       "cannot be a value that is not known"},
      {"between_horizon", "ausfall: 1\nhorizon: {between: [1 y, 2 y]}\n", 2,
       "cannot be a value that is not known"},
      {"observed_nothing", mode("mttf: {observed: {}}"), 4, "'failures' and 'time', or 'values'"},
      {"observed_no_time", mode("mttf: {observed: {failures: 3}}"), 4, "'failures' and 'time'"},
      {"observed_no_span", mode("mttf: {observed: {failures: 3, time: 0 s}}"), 4, "more than 0 s"},
      {"observed_half", mode("mttf: {observed: {failures: 1.5, time: 1 y}}"), 4,
       "not a whole number"},
      {"observed_both", mode("mttf: {observed: {failures: 3, time: 1 y, values: [1 y]}}"), 4,
       "both 'values' and 'failures'"},
      {"observed_no_values", mode("mttf: {observed: {values: []}}"), 4, "at least one value"},
      {"observed_zeros", mode("mttr: {observed: {values: [0 s, 0 s]}}, mttf: 1 y"), 4, "all 0 s"},
      {"observed_one_boot", mode("mttf: 1 y, ttr: {observed: {values: [1 h]}}"), 4,
       "at least two values"},
      {"observed_failures_of_a_constant",
       mode("mttf: 1 y, ttr: {observed: {failures: 1, time: 1 y}}"), 4, "are its 'values'"},
      {"observed_unknown_key", mode("mttf: {observed: {failure: 3, time: 1 y}}"), 4,
       "did you mean 'failures'?"},
      {"mttf_nothing", mode("mttf: ~"), 4, "'mttf' has no value"},
      {"no_mttf", mode("mttr: 1 h"), 4, "needs 'mttf' or 'ttf'"},
      {"mttf_and_ttf", mode("mttf: 1 h, ttf: 1 h"), 4, "both 'mttf' and 'ttf'"},
      {"mttr_and_ttr", mode("mttf: 1 h, mttr: 1 h, ttr: 1 h"), 4, "both 'mttr' and 'ttr'"},
      {"zero_mttf", mode("mttf: 0 h"), 4, "fail without end"},
      {"zero_ttf", mode("ttf: 0 s"), 4, "fail without end"},
      {"negative_mttf", mode("mttf: -1 h"), 4, "cannot be negative"},
      {"negative_mttr", mode("mttf: 1 h, mttr: -1 h"), 4, "cannot be negative"},
      {"bare_mttf", mode("mttf: 1000"), 4, "write '1000 s'"},
      {"mttf_in_metres", mode("mttf: 10 m"), 4, "'min' for minutes"},
      {"mttf_in_bytes", mode("mttf: 10 MB"), 4, "not a unit of time"},
      {"mttf_a_distribution", mode("mttf: {exponential: {mean: 1 h}}"), 4,
       "a mapping where a time"},
      {"unknown_mode_key", mode("mtff: 1 h, mttf: 1 h"), 4, "did you mean 'mttf'?"},
      {"unknown_effect", mode("mttf: 1 h, effect: hnag"), 4, "did you mean 'hang'?"},
      {"degrade_without_capacity", mode("mttf: 1 h, effect: degrade"), 4, "needs 'capacity'"},
      {"capacity_over_1", mode("mttf: 1 h, effect: degrade, capacity: 150 %"), 4,
       "between 0 and 1"},
      {"capacity_of_down", mode("mttf: 1 h, capacity: 50 %"), 4, "'capacity' has no effect here"},
      {"manual_of_down", mode("mttf: 1 h, manual: 1 h"), 4, "'manual' has no effect here"},
      {"unknown_crew", mode("mttf: 1 h, crew: field"), 4, "there is no crew 'field'"},
      {"near_crew",
       "ausfall: 1\ncrews: {field: {}}\nhosts: {a: {failures: {hw: {mttf: 1 h, crew: feild}}}}\n",
       3, "did you mean 'field'?"},
      {"unknown_spares", mode("mttf: 1 h, spare: disks"), 4, "there is no pool of spares 'disks'"},
      {"failures_a_list", "ausfall: 1\nhosts: {a: {failures: [hw]}}\n", 2, "a mapping of names"},
      {"mode_a_time", "ausfall: 1\nhosts: {a: {failures: {hw: 5 y}}}\n", 2, "is a mapping"},
      {"link_hangs",
       two + "networks: {lan: {failures: {link: {mttf: 1 y, effect: hang, ttr: 1 h}}}}\n", 3,
       "only hosts, VMs and apps"},
      {"unknown_law", ttf("{weibul: {shape: 1, mean: 1 h}}"), 4, "did you mean 'weibull'?"},
      {"two_laws", ttf("{uniform: {min: 1 h, max: 2 h}, gamma: {shape: 1, mean: 1 h}}"), 4,
       "one distribution"},
      {"no_law", ttf("{}"), 4, "one distribution"},
      {"law_a_list", ttf("[1 h, 2 h]"), 4, "one distribution"},
      {"weibull_without_mean", ttf("{weibull: {shape: 2}}"), 4, "'mean' or 'scale'"},
      {"weibull_mean_and_scale", ttf("{weibull: {shape: 2, mean: 1 h, scale: 1 h}}"), 4,
       "both 'mean' and 'scale'"},
      {"weibull_zero_shape", ttf("{weibull: {shape: 0, mean: 1 h}}"), 4, "shape"},
      {"lognormal_without_cv", ttf("{lognormal: {mean: 1 h}}"), 4, "needs 'cv'"},
      {"lognormal_mixed", ttf("{lognormal: {mean: 1 h, cv: 1, sigma: 1}}"), 4,
       "'sigma' has no effect here"},
      {"gamma_negative", ttf("{gamma: {shape: -1, mean: 1 h}}"), 4, "cannot be negative"},
      {"erlang_half", ttf("{erlang: {k: 1.5, mean: 1 h}}"), 4, "not a whole number"},
      {"erlang_zero", ttf("{erlang: {k: 0, mean: 1 h}}"), 4, "out of range"},
      {"uniform_backwards", ttf("{uniform: {min: 2 h, max: 1 h}}"), 4, "uniform"},
      {"triangular_outside", ttf("{triangular: {min: 1 h, mode: 5 h, max: 2 h}}"), 4, "triangular"},
      {"hyper_not_a_list", ttf("{hyperexponential: {weight: 1, mean: 1 h}}"), 4,
       "a list of branches"},
      {"hyper_no_branch", ttf("{hyperexponential: []}"), 4, "branch"},
      {"hyper_bare", ttf("{hyperexponential: [{weight: 1, mean: 1}]}"), 4, "write '1 s'"},
      {"empirical_nothing", ttf("{empirical: {}}"), 4, "'values' or 'file'"},
      {"empirical_empty", ttf("{empirical: {values: []}}"), 4, "value"},
      {"empirical_bare", ttf("{empirical: {values: [1 h, 2]}}"), 4, "write '2 s'"},
      {"empirical_no_file", ttf("{empirical: {file: nowhere.csv, column: a, unit: h}}"), 4,
       "No such file"},
      {"empirical_no_column", ttf("{empirical: {file: nowhere.csv, unit: h}}"), 4,
       "needs 'column'"},
      {"empirical_bad_unit", ttf("{empirical: {file: nowhere.csv, column: a, unit: m}}"), 4,
       "'min' for minutes"},
      {"no_crew_member", "ausfall: 1\ncrews: {field: {size: 0}}\n", 2, "out of range"},
      {"crew_order", "ausfall: 1\ncrews: {field: {order: lifo}}\n", 2, "did you mean 'fifo'?"},
      {"crew_priority", two + "crews: {field: {order: [nod1]}}\n", 3, "did you mean 'node1'?"},
      {"spares_without_size", "ausfall: 1\nspares: {disks: {restock: 5 d}}\n", 2, "needs 'size'"},
      {"cause_hits_nobody", two + "common-causes: {feed: {mttf: 4 y, hits: [rack9]}}\n", 3,
       "no host, VM, app"},
      {"cause_without_hits", two + "common-causes: {feed: {mttf: 4 y}}\n", 3, "needs 'hits'"},
      {"cause_probability",
       two + "common-causes: {feed: {mttf: 4 y, hits: all, probability: 1.5}}\n", 3,
       "between 0 and 1"},
      {"cause_crew", two + "common-causes: {feed: {mttf: 4 y, hits: all, crew: field}}\n", 3,
       "unknown key 'crew'"},
  };
}

std::vector<Broken> room() {
  return {
      {"memory_without_unit", "ausfall: 1\nhosts: {a: {memory: 16}}\n", 2, "write '16 GiB'"},
      {"memory_in_hours", "ausfall: 1\nhosts: {a: {memory: 16 h}}\n", 2, "not a unit of size"},
      {"memory_in_gib", "ausfall: 1\nhosts: {a: {memory: 16 Gib}}\n", 2, "did you mean 'GiB'?"},
      {"no_cores", "ausfall: 1\nhosts: {a: {cores: 0}}\n", 2, "out of range"},
      {"half_a_core", "ausfall: 1\nhosts: {a: {cores: 0.5}}\n", 2, "not a whole number"},
      {"host_with_start", "ausfall: 1\nhosts: {a: {start: 1 min}}\n", 2, "unknown key 'start'"},
      {"boot_io_unit", vm("boot: {cpu: 10 s, io: 20000 IOPS}"), 3, "takes no unit"},
      {"boot_io_negative", vm("boot: {cpu: 10 s, io: -1}"), 3, "cannot be negative"},
      {"boot_cpu_unit", vm("boot: {cpu: 10, io: 20000}"), 3, "needs a unit"},
      {"boot_key", vm("boot: {cpu: 10 s, ios: 20000}"), 3, "did you mean 'io'?"},
      {"boot_law", vm("boot: {gpu: 10 s}"), 3, "gpu"},
      {"boot_list", vm("boot: [10 s, 20000]"), 3, "a time or one distribution is due"},
      {"host_boot_io", "ausfall: 1\nhosts: {a: {boot: {cpu: 10 s, io: 20000}}}\n", 2, "cpu"},
      {"vm_without_host", "ausfall: 1\nvms:\n  mail: {}\n", 3, "needs 'host'"},
      {"vm_on_unknown", two + "vms: {mail: {host: nod1}}\n", 3, "did you mean 'node1'?"},
      {"vm_on_itself", two + "vms: {mail: {host: mail}}\n", 3, "cannot run on itself"},
      {"vm_on_vm", two + "vms: {a: {host: node1}, b: {host: a}}\n", 3, "a VM runs on a host"},
      {"vm_cycle", two + "vms:\n  a: {host: b}\n  b: {host: node1}\n", 4, "a VM runs on a host"},
      {"vm_on_two", two + "vms: {a: {host: [node1, node2]}}\n", 3, "a list where the name"},
      {"vm_priority", two + "vms: {a: {host: node1, priority: highest}}\n", 3,
       "words: high, medium, low"},
      {"vm_too_large",
       "ausfall: 1\nhosts: {a: {memory: 4 GiB}}\nvms:\n  v1: {host: a, memory: 3 GiB}\n  v2: "
       "{host: a, memory: 2 GiB}\n",
       5, "does not fit"},
      {"vm_too_wide", "ausfall: 1\nhosts: {a: {cores: 4}}\nvms:\n  v1: {host: a, cores: 8}\n", 4,
       "only 4"},
      {"vm_storage", two + "vms: {a: {host: node1, storage: array}}\n", 3,
       "there is no storage 'array'"},
      {"vm_not_attached",
       two +
           "storage: {array: {type: fc, hosts: node2}}\nvms: {a: {host: node1, storage: array}}\n",
       4, "not attached"},
      {"disk_timeout_alone", two + "vms: {a: {host: node1, disk-timeout: 30 s}}\n", 3, "no effect"},
      {"app_nowhere", two + "apps:\n  web: {}\n", 4, "needs 'on'"},
      {"app_on_app", two + "apps:\n  web: {on: node1}\n  db: {on: web}\n", 5,
       "an app runs on a host"},
      {"app_on_itself", two + "apps:\n  web: {on: web}\n", 4, "cannot run on itself"},
      {"app_on_network", two + "networks: {lan: {}}\napps: {web: {on: lan}}\n", 4,
       "'lan' is a network"},
      {"network_hosts", two + "networks: {lan: {hosts: [node1, node7]}}\n", 3,
       "there is no host 'node7'"},
      {"network_glob", two + "networks: {lan: {hosts: web*}}\n", 3, "selects nothing"},
      {"network_empty_list", two + "networks: {lan: {hosts: []}}\n", 3, "the list is empty"},
      {"network_carries", two + "networks: {lan: {carries: [hartbeat]}}\n", 3,
       "did you mean 'heartbeat'?"},
      {"network_latency", two + "networks: {lan: {latency: 200}}\n", 3, "needs a unit"},
      {"network_loss", two + "networks: {lan: {loss: 100 %}}\n", 3, "carries none"},
      {"network_loss_interval",
       two + "networks: {lan: {loss: 1 %}}\napps: {w: {on: node1}}\n"
             "clusters: {c: {nodes: all, heartbeat: {networks: all}}}\n",
       5, "need an 'interval'"},
      {"network_bandwidth", two + "networks: {lan: {bandwidth: 1 Gbit}}\n", 3,
       "not a unit of rate"},
      {"network_no_bandwidth", two + "networks: {lan: {bandwidth: 0 Mbit/s}}\n", 3,
       "nothing would ever be moved"},
      {"network_switches", two + "networks: {lan: {switches: 0}}\n", 3, "out of range"},
      {"network_failures", two + "networks: {lan: {failures: {cable: {mttf: 1 y}}}}\n", 3,
       "unknown key 'cable'"},
      {"trunk_one_end", two + "networks: {a: {}}\ntrunks: {t: {between: [a]}}\n", 4,
       "joins two networks"},
      {"trunk_same_end", two + "networks: {a: {}}\ntrunks: {t: {between: [a, a]}}\n", 4,
       "joins two networks"},
      {"trunk_to_host", two + "networks: {a: {}}\ntrunks: {t: {between: [a, node1]}}\n", 4,
       "'node1' is a host"},
      {"trunk_nowhere", "ausfall: 1\ntrunks: {t: {}}\n", 2, "needs 'between'"},
      {"storage_type", storage("type: sata"), 3, "words: scsi, fc, iscsi"},
      {"storage_no_type", storage("hosts: all"), 3, "needs 'type'"},
      {"scsi_of_three", "ausfall: 1\nhosts: {node1..3: {}}\nstorage: {array: {type: scsi}}\n", 3,
       "at most 2 hosts"},
      {"scsi_ids", storage("type: scsi, controllers: 15"), 3, "16 ids"},
      {"scsi_paths", storage("type: scsi, paths: 2"), 3, "the one path of each host"},
      {"fc_network", two + "networks: {san: {}}\nstorage: {array: {type: fc, network: san}}\n", 4,
       "only storage of type iscsi"},
      {"iscsi_unknown_network", storage("type: iscsi, network: san"), 3,
       "there is no network 'san'"},
      {"iscsi_off_network",
       two + "networks: {san: {hosts: node1}}\nstorage: {array: {type: iscsi, network: san}}\n", 4,
       "'node2'"},
      {"storage_throughput", storage("type: fc, throughput: 200 MB"), 3, "not a unit of rate"},
      {"storage_iops", storage("type: fc, iops: 3000 io"), 3, "takes no unit"},
      {"storage_no_iops", storage("type: fc, iops: 0"), 3, "nothing would ever be moved"},
      {"storage_no_throughput", storage("type: fc, throughput: 0 MB/s"), 3,
       "nothing would ever be moved"},
      {"controller_failover", storage("type: fc, controller-failover: 3"), 3, "needs a unit"},
      {"path_failover", storage("type: fc, path-failover: -3 s"), 3, "cannot be negative"},
      {"bus_reset", storage("type: scsi, bus-reset: [3 s]"), 3,
       "a time or one distribution is due"},
      {"bus_resets", storage("type: scsi, bus-resets: 3 s"), 3, "did you mean 'bus-reset'?"},
      {"storage_failures", storage("type: fc, failures: {disk: {mttf: 1 y}}"), 3,
       "keys: array, controller, path"},
  };
}

std::vector<Broken> clusters() {
  return {
      {"cluster_without_nodes", two + "clusters: {c: {}}\n", 3, "needs 'nodes'"},
      {"cluster_unknown_node", two + "clusters: {c: {nodes: [node1, node3]}}\n", 3,
       "there is no host or VM 'node3'"},
      {"cluster_mixed", two + "vms: {v: {host: node1}}\nclusters: {c: {nodes: [node1, v]}}\n", 4,
       "stands on hosts or on VMs"},
      {"cluster_of_apps", two + "apps: {web: {on: node1}}\nclusters: {c: {nodes: web}}\n", 4,
       "'web' is an app"},
      {"cluster_of_65", "ausfall: 1\nhosts: {n1..65: {}}\nclusters: {c: {nodes: all}}\n", 3,
       "at most 64"},
      {"no_node_is_known", two + "clusters: {c: {profile: vs2005-host, nodes: [web*]}}\n", 3,
       "selects nothing"},
      {"guest_cluster_of_hosts", cluster("profile: mscs-guest"), 4, "for nodes that are VMs"},
      {"pending_bare", cluster("monitor: {pending-timeout: 180}"), 4, "write '180 s'"},
      {"check_with_failover", cluster("profile: load-balancer, failover: {delay: 1 s}"), 4,
       "'failover' has no effect"},
      {"balanced_without_a_place",
       two + "apps:\n  web: {}\nclusters: {c: {nodes: node*, profile: nlb, groups: {g: {members: "
             "[web]}}}}\n",
       4, "a load balancer does not say where it runs"},
      {"balanced_elsewhere",
       "ausfall: 1\nhosts: {node1..3: {}}\napps: {web: {on: node3}}\nclusters: {c: {nodes: "
       "[node1, node2], profile: nlb, groups: {g: {members: [web]}}}}\n",
       4, "does not run on a node of the load balancer"},
      {"admission_refuses",
       "ausfall: 1\nhosts: {node1..2: {memory: 4 GiB}}\nvms:\n  a: {host: node1, memory: 3 GiB}\n"
       "  b: {host: node2, memory: 3 GiB}\nclusters: {c: {nodes: node*, admission: {hosts: 1}}}\n",
       5, "does not let VM 'b' be powered on"},
      {"profile_unknown", cluster("profile: mscs-2004"), 4, "did you mean 'mscs-2003'?"},
      {"profile_misspelt", cluster("profile: vsphere-fmd"), 4, "did you mean 'vsphere-fdm'?"},
      {"profile_a_list", cluster("profile: [ideal]"), 4, "the name of a profile"},
      {"cluster_unknown_key", cluster("hearbeat: {}"), 4, "did you mean 'heartbeat'?"},
      {"heartbeat_a_time", cluster("heartbeat: 1 s"), 4, "the heartbeat is a mapping"},
      {"heartbeat_bare", cluster("heartbeat: {interval: 1}"), 4, "write '1 s'"},
      {"heartbeat_random", cluster("heartbeat: {interval: {exponential: {mean: 1 s}}}"), 4,
       "a mapping where a time"},
      {"heartbeat_never_missed", cluster("heartbeat: {missed: 0}"), 4, "out of range"},
      {"admission_hosts", cluster("admission: {hosts: 1, slots: 1}"), 4, "one of hosts"},
      {"admission_percentage", cluster("admission: {percentage: 125 %}"), 4, "between 0 and 1"},
      {"isolation_after", cluster("isolation: {response: power}"), 4, "words: stay"},
      {"quorum_witness", cluster("quorum: {kind: witness, witness: node1}"), 4,
       "a node of the cluster itself"},
      {"quorum_witness_off_the_network",
       "ausfall: 1\nhosts: {node1..2: {}, keeper: {}}\nnetworks: {lan: {hosts: node*}}\n"
       "apps: {web: {on: node1}}\n"
       "clusters: {c: {nodes: node*, quorum: {kind: witness, witness: keeper}}}\n",
       5, "'keeper' is on no network"},
      {"fencing_power", cluster("fencing: {kind: power, time: 5 s, attempts: 0}"), 4, "at least 1"},
      {"fencing_power_time",
       two + "networks: {lan: {}}\napps: {web: {on: node1}}\n"
             "clusters: {c: {nodes: node*, heartbeat: {missed: 2}, fencing: power}}\n",
       5, "an attempt to switch a node off"},
      {"fencing_watchdog", cluster("fencing: {kind: watchdog, timeout: 60 s}"), 4, "it never does"},
      {"heartbeat_explicit", cluster("heartbeat: {mode: explicit}"), 4, "need an 'interval'"},
      {"heartbeat_network",
       two + "networks: {lan: {carries: client}}\napps: {w: {on: node1}}\n"
             "clusters: {c: {nodes: all, heartbeat: {networks: lan}}}\n",
       5, "does not carry heartbeats"},
      {"quorum_word", cluster("quorum: majorty"), 4, "did you mean 'majority'?"},
      {"quorum_witness_none", cluster("quorum: {kind: witness, witness: none}"), 4, "has one"},
      {"quorum_storage", cluster("quorum: {kind: shared-disk, storage: array}"), 4,
       "there is no storage 'array'"},
      {"quorum_a_list", cluster("quorum: [majority]"), 4, "is a mapping"},
      {"fencing_word", cluster("fencing: reservations"), 4, "did you mean 'reservation'?"},
      {"monitor_scope", cluster("monitor: {scope: guest}"), 4,
       "words: node, vm-state, guest-os, app"},
      {"monitor_floor", cluster("monitor: {capacity-floor: 150 %}"), 4, "between 0 and 1"},
      {"monitor_messages", cluster("monitor: {status-messages: {missed: 3}}"), 4, "'interval'"},
      {"restart_many", cluster("restart: {attempts: 1000}"), 4, "write unlimited"},
      {"restart_words", cluster("restart: {attempts: always}"), 4, "not a whole number"},
      {"restart_delay_empty", cluster("restart: {attempts: 1, delay: []}"), 4, "in a list"},
      {"restart_delay_bare", cluster("restart: {attempts: 1, delay: [0 s, 5]}"), 4, "unit"},
      {"failover_threshold", cluster("failover: {threshold: other-node}"), 4, "not a whole number"},
      {"monitor_disks", cluster("monitor: {disks: all}"), 4, "true"},
      {"failover_placement", cluster("failover: {placement: most}"), 4, "words:"},
      {"failover_concurrency", cluster("failover: {concurrency: 0}"), 4, "at least 1"},
      {"failover_coverage_over_1", cluster("failover: {coverage: 1.2, manual: 1 h}"), 4,
       "between 0 and 1"},
      {"failback_word", cluster("failback: now"), 4, "words: never, immediate"},
      {"failback_window", cluster("failback: {window: [22]}"), 4, "two different hours"},
      {"failback_hour_25", cluster("failback: {window: [22, 25]}"), 4, "two different hours"},
      {"admission", cluster("admission: slot"), 4, "did you mean 'slots'?"},
      {"check", cluster("check: {interval: 5 s, fal: 3}"), 4, "did you mean 'fall'?"},
      {"group_unknown_member", cluster("groups: {g: {members: [wbe]}}"), 4, "did you mean 'web'?"},
      {"group_of_hosts", cluster("groups: {g: {members: [node1]}}"), 4, "'node1' is a host"},
      {"group_empty", cluster("groups: {g: {}}"), 4, "has no members"},
      {"group_twice", cluster("groups: {g: {members: web}, h: {members: web}}"), 4,
       "in two groups"},
      {"group_owner", cluster("groups: {g: {members: web, owners: [node1, node9]}}"), 4,
       "there is no host or VM 'node9'"},
      {"group_order",
       two + "apps: {a: {on: node1}, b: {on: node1}}\nclusters: {c: {nodes: all, groups: {g: "
             "{members: a, order: [b, a]}}}}\n",
       4, "'b' is not a member"},
      {"group_storage", cluster("groups: {g: {members: web, storage: array}}"), 4,
       "there is no storage 'array'"},
      {"group_apart",
       two + "apps: {a: {on: node1}, b: {on: node2}}\nclusters: {c: {nodes: all, groups: {g: "
             "{members: [a, b]}}}}\n",
       4, "start on different nodes"},
      {"group_inside_vm",
       two + "vms: {v: {host: node1}}\napps: {a: {on: v}}\nclusters: {c: {nodes: node*, groups: "
             "{g: {members: [v, a]}}}}\n",
       5, "not a node of the cluster"},
      {"owner_not_a_node",
       "ausfall: 1\nhosts: {n1..3: {}}\napps: {a: {on: n1}}\n"
       "clusters: {c: {nodes: [n1, n2], groups: {g: {members: a, owners: n3}}}}\n",
       4, "not a node of the cluster"},
      {"node_not_attached",
       "ausfall: 1\nhosts: {n1..2: {}}\nstorage: {s: {type: fc, hosts: n1}}\napps: {a: {on: n1}}\n"
       "clusters: {c: {nodes: all, groups: {g: {members: a, storage: s}}}}\n",
       5, "the node 'n2' is not attached"},
      {"hosts_differ_memory",
       "ausfall: 1\nhosts: {n1: {memory: 4 GiB}, n2: {memory: 8 GiB}}\nvms: {v: {host: n1}}\n"
       "clusters: {c: {profile: vs2005-host, nodes: all}}\n",
       4, "in memory"},
      {"hosts_differ_boot",
       "ausfall: 1\nhosts: {n1: {boot: 4 min}, n2: {boot: 5 min}}\nvms: {v: {host: n1}}\n"
       "clusters: {c: {profile: vs2005-host, nodes: all}}\n",
       4, "in boot"},
      {"unplaced_vm_in_vms",
       two +
           "vms: {a: {host: node1}, b: {}}\nclusters: {c: {nodes: a, groups: {g: {members: b}}}}\n",
       3, "a VM runs on a host"},
  };
}

std::vector<Broken> services_and_faults() {
  return {
      {"needs_unknown", service("wbe"), 3, "there is no host, VM, app"},
      {"needs_nothing", two + "services: {web: {}}\n", 3, "needs 'needs'"},
      {"needs_empty_list", service("[]"), 3, "the list is empty"},
      {"needs_two_ways", service("{all: node1, any: node2}"), 3, "is one of"},
      {"needs_no_way", service("{}"), 3, "is one of"},
      {"needs_unknown_way", service("{some: node1}"), 3, "unknown key 'some'"},
      {"at_least_too_many", service("{at-least: 3, of: node*}"), 3, "3 of 2"},
      {"at_least_none", service("{at-least: 0, of: node*}"), 3, "0 of 2"},
      {"needs_null", two + "services: {s: {needs: ~}}\n", 3, "'needs' has no value"},
      {"at_least_of_what", service("{at-least: 1}"), 3, "needs 'of'"},
      {"connected_any", service("{any: node*, connected: true}"), 3, "'connected' has no effect"},
      {"connected_apps",
       two + "networks: {lan: {}}\napps: {a: {on: node1}}\nservices: {s: {needs: {at-least: 1, of: "
             "[a, node2], connected: true}}}\n",
       5, "only hosts"},
      {"connected_by_nothing", service("{at-least: 1, of: node*, connected: true}"), 3,
       "no network"},
      {"connected_maybe", service("{at-least: 1, of: node*, connected: maybe}"), 3,
       "neither true nor false"},
      {"nested_unknown", service("{all: [node1, {any: [node2, node9]}]}"), 3, "'node9'"},
      {"needs_a_cluster", other("msc"), 7, "name what it protects: [mail, web]"},
      {"needs_a_group", other("office"), 7, "name its members: [mail, web]"},
      {"needs_a_crew", other("field"), 7, "'field' is a crew, which a service cannot need"},
      {"needs_spares", other("discs"), 7, "'discs' is a pool of spares"},
      {"needs_a_common_cause", other("feed"), 7, "name what it hits: [node1, node2]"},
      {"needs_planned_work", other("patching"), 7, "'patching' is planned work"},
      {"needs_a_service", other("shop"), 7, "write what that service needs"},
      {"needs_a_mode", other("node1.hardware"), 7, "name what fails by it: node1"},
      {"needs_one_too_many", other("{at-least: 2, of: [mail, msc]}"), 7, "'msc' is a cluster"},
      {"needs_no_such_part", other("node1.hardwere"), 7, "there is no part 'node1.hardwere'"},
      {"needs_no_such_glob", other("lan*"), 7,
       "there is no such host, VM, app, network, trunk or storage"},
      {"needs_too_many_parts",
       "ausfall: 1\nhosts: {n1..1000: {}}\nstorage: {san: {type: fc, paths: 64}}\nservices:\n  "
       "s1..40: {needs: san}\n",
       5, "services count more than 2000000 parts"},
      {"slo_over_1", two + "services: {web: {needs: node1, slo: 99.9}}\n", 3,
       "did you mean '99.9 %'?"},
      {"service_a_word", two + "services: {web: node1}\n", 3, "is a mapping"},
      {"faults_a_mapping", two + "faults: {at: 1 h, fail: node1}\n", 3, "a list is due"},
      {"fault_when", fault("fail: node1"), 5, "needs 'at'"},
      {"fault_bare", fault("at: 1, fail: node1"), 5, "write '1 s'"},
      {"fault_negative", fault("at: -1 h, fail: node1"), 5, "cannot be negative"},
      {"fault_what", fault("at: 1 h"), 5, "one of 'fail', 'cut'"},
      {"fault_both", fault("at: 1 h, fail: node1, cut: lan"), 5, "one of 'fail', 'cut'"},
      {"fault_unknown", fault("at: 1 h, fail: nod1"), 5, "did you mean 'node1'?"},
      {"fault_mode", fault("at: 1 h, fail: node1, mode: hardware"), 5,
       "no failure mode 'hardware'"},
      {"fault_mode_link", fault("at: 1 h, fail: lan, mode: link"), 5, "lan.link.node1"},
      {"fault_mode_controller", fault("at: 1 h, fail: san, mode: controller"), 5,
       "fail: san.controller"},
      {"fault_mode_path", fault("at: 1 h, fail: san, mode: path"), 5, "san.path.node2"},
      {"fault_no_such_link", fault("at: 1 h, fail: lan.lnk.node1"), 5,
       "did you mean 'lan.link.node1'?"},
      {"fault_no_such_path", fault("at: 1 h, fail: san.path3.node1"), 5, "there is no part"},
      {"fault_hanging_switch", fault("at: 1 h, fail: lan, mode: hang"), 5, "cannot hang"},
      {"fault_cut_where", fault("at: 1 h, cut: node1"), 5, "needs 'network'"},
      {"fault_cut_network", fault("at: 1 h, cut: node1, network: wan"), 5,
       "there is no network 'wan'"},
      {"fault_cut_network_of_switch", fault("at: 1 h, cut: lan, network: lan"), 5,
       "'network' has no effect"},
      {"fault_evacuate", fault("at: 1 h, evacuate: lan"), 5, "'lan' is a network"},
  };
}

std::vector<Broken> all() {
  std::vector<Broken> result;
  for (const auto& part :
       {not_a_document(), top_level(), failures(), room(), clusters(), services_and_faults()}) {
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

class BrokenScenario : public testing::TestWithParam<Broken> {};

TEST_P(BrokenScenario, IsRefusedWithItsLine) {
  const Broken& broken = GetParam();
  try {
    read_text("broken.yaml", broken.text);
    FAIL() << "it was read without a complaint";
  } catch (const Mistakes& mistakes) {
    ASSERT_EQ(mistakes.diagnostics().size(), 1U) << mistakes.what();
    const Diagnostic& diagnostic = mistakes.diagnostics().front();
    EXPECT_EQ(diagnostic.file, "broken.yaml");
    EXPECT_EQ(diagnostic.line, broken.line) << mistakes.what();
    EXPECT_GE(diagnostic.column, 1U);
    const std::string said = diagnostic.message + "\n" + diagnostic.hint;
    EXPECT_NE(said.find(broken.fragment), std::string::npos) << mistakes.what();
  }
}

INSTANTIATE_TEST_SUITE_P(, BrokenScenario, testing::ValuesIn(all()),
                         [](const auto& broken) { return broken.param.name; });

TEST(BrokenScenarios, AreManyAndNamedOnce) {
  std::vector<std::string> names;
  for (const Broken& broken : all()) names.push_back(broken.name);
  EXPECT_GE(names.size(), 200U);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(BrokenScenarios, AllMistakesAreReportedAtOnceInTheOrderOfLines) {
  const std::string text =
      "ausfall: 1\n"
      "horizn: 1 y\n"
      "hosts:\n"
      "  node1..3: {memory: 16, boot: 4 m}\n"
      "apps:\n"
      "  web: {on: nod1}\n";
  try {
    read_text("room.yaml", text);
    FAIL();
  } catch (const Mistakes& mistakes) {
    std::vector<std::size_t> lines;
    for (const Diagnostic& diagnostic : mistakes.diagnostics()) lines.push_back(diagnostic.line);
    EXPECT_EQ(lines, (std::vector<std::size_t>{2, 4, 4, 6})) << mistakes.what();
  }
}

std::vector<Diagnostic> mistakes_of_hosts(int count) {
  std::string text = "ausfall: 1\nhosts:\n";
  for (int i = 0; i < count; ++i) text += "  node" + std::to_string(i) + ": {memory: 16}\n";
  try {
    read_text("room.yaml", text);
  } catch (const Mistakes& mistakes) {
    return mistakes.diagnostics();
  }
  return {};
}

TEST(BrokenScenarios, HundredsOfMistakesAreCounted) {
  const std::vector<Diagnostic> mistakes = mistakes_of_hosts(500);
  ASSERT_EQ(mistakes.size(), Diagnostics::errors_max + 1);
  EXPECT_EQ(mistakes.back().message, "and 400 more errors");
}

TEST(BrokenScenarios, ThousandsOfMistakesEndTheReading) {
  const std::vector<Diagnostic> mistakes = mistakes_of_hosts(5000);
  ASSERT_EQ(mistakes.size(), Diagnostics::errors_max + 1);
  EXPECT_EQ(mistakes.back().message, "too many errors: the rest was not read");
}

/// Each is at most 1 MiB of text that asks for far more work than any room needs. That it is not
/// done shows in what is said, and how often, not on a clock: how fast a machine is proves nothing.
TEST(BrokenScenarios, HostileOnesEndBeforeTheirWorkIsDone) {
  struct Hostile {
    std::string text;
    std::string last;         ///< what the reading ended with
    std::size_t diagnostics;  ///< at most so many
  };
  std::string unknown_names;
  for (int i = 0; i < 90'000; ++i) unknown_names += "nod" + std::to_string(i) + ", ";
  std::string unknown_keys;
  for (int i = 0; i < 60'000; ++i) unknown_keys += "hosst" + std::to_string(i) + ": {}\n";
  constexpr std::size_t all_kept = Diagnostics::errors_max + 1;
  const std::vector<Hostile> texts{
      {"hosts: {node1..20000: {}}\nservices: {s: {needs: [" + unknown_names + "]}}\n",
       "too many errors: the rest was not read", all_kept},
      {"hosts: {node1..3000: {}}\nservices: {s: {needs: [" + times(150'000, "\"n*\", ") + "]}}\n",
       "these are too many globs for so many things", 1},
      {"hosts: {n1..1000: {}}\nnetworks: {l1..10000: {switches: 64}}\n",
       "with this there are more than 500000 links and paths", 2},
      {"hosts: {n1..100000: {memroy: 1, failures: {hw: {mttf: 1, crew: x}}}}\n",
       "crew: there is no crew 'x'", 3},
      {unknown_keys, "too many errors: the rest was not read", all_kept},
      {"hosts: {n1..1000: {}}\nstorage: {san: {type: fc, paths: 64}}\nservices: {s1..90000: "
       "{needs: "
       "san}}\n",
       "needs: with this, services count more than 2000000 parts", 1},
  };
  for (const Hostile& hostile : texts) {
    SCOPED_TRACE(hostile.text.substr(0, 40));
    try {
      read_text("room.yaml", "ausfall: 1\n" + hostile.text);
      ADD_FAILURE() << "it was read without a complaint";
    } catch (const Mistakes& mistakes) {
      EXPECT_LE(mistakes.diagnostics().size(), hostile.diagnostics);
      EXPECT_EQ(mistakes.diagnostics().back().message, hostile.last);
    }
  }
}

TEST(BrokenScenarios, ARangeWithABadBodyIsReportedOnce) {
  try {
    read_text("room.yaml",
              "ausfall: 1\nhosts: {n1..50: {boots: 1 s, failures: {hw: {ttf: {normal: {}}}}}}\n");
    FAIL();
  } catch (const Mistakes& mistakes) {
    ASSERT_EQ(mistakes.diagnostics().size(), 2U) << mistakes.what();
    EXPECT_EQ(mistakes.diagnostics()[0].message, "unknown key 'boots' of host 'n1..50'");
    EXPECT_EQ(mistakes.diagnostics()[1].message, "unknown key 'normal' of a distribution");
  }
}

TEST(BrokenScenarios, AFileThatIsNotThereIsNoMistake) {
  EXPECT_THROW(read_file("no/such/file.yaml"), Unreadable);
  EXPECT_THROW(read_file("."), Unreadable);
}

}  // namespace
}  // namespace ausfall::scenarios
