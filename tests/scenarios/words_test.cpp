// Quantities, names, diagnostics, the vocabulary and the profiles.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/diagnostic.hpp"
#include "scenarios/document.hpp"
#include "scenarios/hours.hpp"
#include "scenarios/merging.hpp"
#include "scenarios/names.hpp"
#include "scenarios/profile.hpp"
#include "scenarios/quantity.hpp"
#include "scenarios/vocabulary.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

TEST(Quantity, DurationsAreExact) {
  EXPECT_EQ(duration_of("1.2 s"), 1200ms);
  EXPECT_EQ(duration_of("200us"), 200us);
  EXPECT_EQ(duration_of("200 µs"), 200us);
  EXPECT_EQ(duration_of(" 90  s "), 90s);
  EXPECT_EQ(duration_of("0.1 h"), 6min);
  EXPECT_EQ(duration_of("1e3 h"), 1000h);
  EXPECT_EQ(duration_of("10 y"), 10 * year);
  EXPECT_EQ(duration_of("2 weeks"), 336h);
  EXPECT_EQ(duration_of("0 s"), 0s);
  EXPECT_EQ(duration_of("-0 s"), 0s);
  EXPECT_EQ(duration_of("+5 min"), 5min);
  EXPECT_EQ(duration_of("1 h 30 min"), 90min);
  EXPECT_EQ(duration_of("1h30min"), 90min);
  EXPECT_EQ(duration_of("2 d 1.5 h 1e1 s"), 49h + 30min + 10s);
  EXPECT_EQ(duration_of("90 mins"), duration_of("1.5 hrs"));
  EXPECT_THROW(duration_of("30 min 1 h"), NotAQuantity) << "from the longest to the shortest";
  EXPECT_THROW(duration_of("1 h 1 h"), NotAQuantity);
  EXPECT_THROW(duration_of("1 h 30"), NotAQuantity);
  EXPECT_THROW(duration_of("1 h -30 min"), NotAQuantity);
  EXPECT_THROW(duration_of("1,000 h"), NotAQuantity);
  EXPECT_THROW(duration_of("1_000 h"), NotAQuantity);
  EXPECT_THROW(duration_of("0x10 h"), NotAQuantity);
  EXPECT_THROW(duration_of("1:30 h"), NotAQuantity);
  EXPECT_THROW(duration_of("0.1 us"), NotAQuantity);
  EXPECT_THROW(duration_of("300000 y"), NotAQuantity);
  EXPECT_THROW(duration_of("5"), NotAQuantity);
  EXPECT_THROW(duration_of("h"), NotAQuantity);
  EXPECT_THROW(duration_of(""), NotAQuantity);
  EXPECT_THROW(duration_of("nan s"), NotAQuantity);
  EXPECT_THROW(duration_of("0x10 s"), NotAQuantity);
  EXPECT_THROW(duration_of("--5 s"), NotAQuantity);
  EXPECT_THROW(duration_of("+-5 s"), NotAQuantity);
}

TEST(Quantity, MeansKeepFractionsOfATick) {
  EXPECT_DOUBLE_EQ(seconds_of("0.25 us").count(), 0.25e-6);
}

TEST(Quantity, SizesRatesAndShares) {
  EXPECT_DOUBLE_EQ(size_of("16 GiB"), 17179869184.0);
  EXPECT_DOUBLE_EQ(size_of("1.5 TB"), 1.5e12);
  EXPECT_DOUBLE_EQ(rate_of("200 MB/s"), 200e6);
  EXPECT_DOUBLE_EQ(rate_of("10 Gbit/s"), 1.25e9);
  EXPECT_DOUBLE_EQ(share_of("95 %"), 0.95);
  EXPECT_DOUBLE_EQ(share_of("95%"), 0.95);
  EXPECT_DOUBLE_EQ(share_of("0.95"), 0.95);
  EXPECT_DOUBLE_EQ(share_of("1"), 1);
  EXPECT_THROW(share_of("101 %"), NotAQuantity);
  EXPECT_THROW(share_of("-1 %"), NotAQuantity);
  EXPECT_THROW(size_of("16 Gb"), NotAQuantity);
  EXPECT_EQ(count_of("18446744073709551615"), 18446744073709551615ULL);
  EXPECT_THROW(count_of("4.0"), NotAQuantity);
}

/// A unit, and how much it is.
using Unit = std::pair<std::string_view, double>;

constexpr Unit times_in_seconds[] = {
    {"us", 1e-6},
    {"\u00b5s", 1e-6},
    {"microsecond", 1e-6},
    {"ms", 1e-3},
    {"millisecond", 1e-3},
    {"microseconds", 1e-6},
    {"s", 1},
    {"sec", 1},
    {"milliseconds", 1e-3},
    {"secs", 1},
    {"second", 1},
    {"seconds", 1},
    {"min", 60},
    {"mins", 60},
    {"minute", 60},
    {"minutes", 60},
    {"h", 3600},
    {"hr", 3600},
    {"hrs", 3600},
    {"hour", 3600},
    {"hours", 3600},
    {"d", 86'400},
    {"day", 86'400},
    {"days", 86'400},
    {"w", 604'800},
    {"week", 604'800},
    {"weeks", 604'800},
    {"y", 31'536'000},
    {"yr", 31'536'000},
    {"yrs", 31'536'000},
    {"year", 31'536'000},
    {"years", 31'536'000},
};

constexpr Unit sizes_in_bytes[] = {
    {"B", 1},
    {"kB", 1'000},
    {"KB", 1'000},
    {"MB", 1'000'000},
    {"GB", 1'000'000'000},
    {"TB", 1'000'000'000'000},
    {"KiB", 1024},
    {"MiB", 1'048'576},
    {"GiB", 1'073'741'824},
    {"TiB", 1'099'511'627'776},
};

constexpr Unit rates_in_bytes_a_second[] = {
    {"B/s", 1},
    {"kB/s", 1'000},
    {"KB/s", 1'000},
    {"MB/s", 1'000'000},
    {"GB/s", 1'000'000'000},
    {"TB/s", 1'000'000'000'000},
    {"KiB/s", 1024},
    {"MiB/s", 1'048'576},
    {"GiB/s", 1'073'741'824},
    {"bit/s", 0.125},
    {"kbit/s", 125},
    {"Mbit/s", 125'000},
    {"Gbit/s", 125'000'000},
    {"Tbit/s", 125'000'000'000},
};

TEST(Quantity, EveryUnitIsWhatItSays) {
  for (const auto& [unit, factor] : times_in_seconds) {
    const std::string text = "3 " + std::string(unit);
    EXPECT_DOUBLE_EQ(seconds_of(text).count(), 3 * factor) << text;
    EXPECT_DOUBLE_EQ(static_cast<double>(duration_of(text).count()), 3e6 * factor) << text;
    EXPECT_DOUBLE_EQ(time_unit(unit).count(), factor) << unit;
  }
  for (const auto& [unit, factor] : sizes_in_bytes)
    EXPECT_EQ(size_of("3 " + std::string(unit)), 3 * factor) << unit;
  for (const auto& [unit, factor] : rates_in_bytes_a_second)
    EXPECT_EQ(rate_of("3 " + std::string(unit)), 3 * factor) << unit;
}

TEST(Quantity, UnitsOfOneThingAreNoneOfAnother) {
  for (const auto& [unit, factor] : sizes_in_bytes) {
    EXPECT_THROW(rate_of("3 " + std::string(unit)), NotAQuantity) << unit;
    EXPECT_THROW(seconds_of("3 " + std::string(unit)), NotAQuantity) << unit;
  }
  for (const auto& [unit, factor] : rates_in_bytes_a_second)
    EXPECT_THROW(size_of("3 " + std::string(unit)), NotAQuantity) << unit;
  for (const std::string unit :
       {"m", "M", "month", "months", "Y", "H", "S", "mb", "Mb", "b", "K"}) {
    EXPECT_THROW(seconds_of("3 " + unit), NotAQuantity) << unit;
    EXPECT_THROW(size_of("3 " + unit), NotAQuantity) << unit;
  }
}

TEST(Quantity, CountsNumbersAndFlagsAreTakenAsTheyStand) {
  EXPECT_EQ(count_of(" 12 "), 12U);
  EXPECT_EQ(count_of("0"), 0U);
  EXPECT_EQ(number_of("0.7"), 0.7);
  EXPECT_EQ(number_of("3e3"), 3000);
  for (const std::string wrong : {"-1", "1 %", "", "18446744073709551616", "1e3", "3 h"})
    EXPECT_THROW(count_of(wrong), NotAQuantity) << wrong;
  for (const std::string wrong : {"-0.5", "50 %", "3 MB", ""})
    EXPECT_THROW(number_of(wrong), NotAQuantity) << wrong;
  EXPECT_EQ(share_of("0"), 0);
  EXPECT_EQ(share_of("0.5 %"), 0.005);
  EXPECT_THROW(share_of("1.5"), NotAQuantity);
  EXPECT_THROW(share_of("5 MB"), NotAQuantity);
  EXPECT_TRUE(flag_of("true"));
  EXPECT_FALSE(flag_of("false"));
  EXPECT_THROW(flag_of("yes"), NotAQuantity);
}

TEST(Quantity, PercentagesAreExact) {
  EXPECT_EQ(share_of("99.9 %"), 0.999);
  EXPECT_EQ(share_of("+99.9%"), 0.999);
  EXPECT_EQ(share_of("9.99e1 %"), 0.999);
  EXPECT_EQ(share_of("999e-1 %"), 0.999);
  EXPECT_EQ(share_of(".1 %"), 0.001);
  EXPECT_EQ(share_of("0 %"), 0);
  EXPECT_EQ(share_of("100 %"), 1);
  // Every per mille, as the compiler reads it in decimal.
  for (int i = 0; i <= 1000; ++i) {
    const std::string percent = std::to_string(i / 10) + '.' + std::to_string(i % 10) + " %";
    EXPECT_EQ(share_of(percent), i / 1000.0) << percent;  // correctly rounded, as both are exact
  }
}

TEST(Names, Globs) {
  EXPECT_TRUE(matches("web*", "web12"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("*b*1", "web1b1"));
  EXPECT_TRUE(matches("ws?", "ws1"));
  EXPECT_FALSE(matches("ws?", "ws12"));
  EXPECT_FALSE(matches("web*x", "web12"));
  EXPECT_FALSE(matches(std::string(30, '*') + "b", std::string(5000, 'a')));
}

TEST(Names, Ranges) {
  EXPECT_EQ(range("node9..11"), (std::vector<std::string>{"node9", "node10", "node11"}));
  EXPECT_EQ(range("ws01..03"), (std::vector<std::string>{"ws01", "ws02", "ws03"}));
  EXPECT_EQ(range("a5..5"), (std::vector<std::string>{"a5"}));
  EXPECT_EQ(range("ws08..10").back(), "ws10");
  EXPECT_EQ(range("n1..100000").size(), 100'000U);
  EXPECT_THROW(range("n1..100001"), BadRange);
  EXPECT_THROW(range("n2..1"), BadRange);
  EXPECT_FALSE(is_range("node1"));
  EXPECT_FALSE(is_range("node..4"));
  EXPECT_FALSE(is_range("1...4x"));
}

TEST(Names, TheNearestIsFoundOnlyIfItIsNear) {
  const std::vector<std::string> known{"horizon", "hosts", "heartbeat", "on"};
  EXPECT_EQ(nearest("horizn", known), "horizon");
  EXPECT_EQ(nearest("hsots", known), "hosts");
  EXPECT_EQ(nearest("haertbaet", known), "heartbeat");
  EXPECT_EQ(nearest("zebra", known), "");
  EXPECT_EQ(nearest("xy", known), "");
}

/// What is said of a column of the third line of a text.
std::string said(const std::string& line, std::uint32_t column) {
  Sources sources;
  const std::uint32_t source = sources.add("room.yaml", "\n\n" + line + "\nafter\n");
  Diagnostics diagnostics(sources);
  diagnostics.error({source, 3, column}, "boot: a time needs a unit", "times: us, ms");
  try {
    diagnostics.throw_if_any();
  } catch (const Mistakes& mistakes) {
    return to_text(mistakes.diagnostics().front());
  }
  return {};
}

TEST(Diagnostic, ReadsLikeACompilers) {
  EXPECT_EQ(said("  büro: {boot: 4}\r", 8),
            "room.yaml:3:8: error: boot: a time needs a unit\n"
            "    3 |   büro: {boot: 4}\n"
            "      |       ^\n"
            "        times: us, ms\n");
}

TEST(Diagnostic, WhatIsNoTextIsNotPrinted) {
  EXPECT_EQ(said(std::string("a\xff\x1b\0\xc3\xbc", 6), 2),
            "room.yaml:3:2: error: boot: a time needs a unit\n"
            "    3 | a\xEF\xBF\xBD\\u001b\\u0000ü\n"
            "      |  ^\n"
            "        times: us, ms\n");
}

TEST(Diagnostic, LongLinesAreCutAroundTheColumn) {
  const std::string text = said(std::string(99'999, 'x') + "Y" + std::string(99'999, 'x'), 100'000);
  EXPECT_LT(text.size(), 600U);
  const std::string line = text.substr(text.find("    3 | "));
  const std::size_t caret = line.find('^') - line.find('\n') - 1;
  EXPECT_EQ(line[caret], 'Y') << text;
}

TEST(Document, AMergePatchIsThatOfRfc7396) {
  // The table of RFC 7396, appendix A, where original and patch are mappings.
  const auto merge = [](const std::string& base, const std::string& patch) {
    Sources sources;
    Diagnostics diagnostics(sources);
    const Tree a = parsed(sources.add("a", base), sources, diagnostics);
    const Tree b = parsed(sources.add("b", patch), sources, diagnostics);
    diagnostics.throw_if_any();
    return to_text(merged(a, b, {}));
  };
  EXPECT_EQ(merge("{a: b}", "{a: c}"), "{a: c}");
  EXPECT_EQ(merge("{a: b}", "{b: c}"), "{a: b, b: c}");
  EXPECT_EQ(merge("{a: b}", "{a: null}"), "{}");
  EXPECT_EQ(merge("{a: b, b: c}", "{a: null}"), "{b: c}");
  EXPECT_EQ(merge("{a: [b]}", "{a: c}"), "{a: c}");
  EXPECT_EQ(merge("{a: c}", "{a: [b]}"), "{a: [b]}");
  EXPECT_EQ(merge("{a: {b: c}}", "{a: {b: d, c: null}}"), "{a: {b: d}}");
  EXPECT_EQ(merge("{a: [{b: c}]}", "{a: [1]}"), "{a: [1]}");
  EXPECT_EQ(merge("{e: null}", "{a: 1}"), "{e: null, a: 1}");
  EXPECT_EQ(merge("{a: foo}", "{a: {bb: {ccc: null}}}"), "{a: {bb: {}}}");
}

TEST(Vocabulary, EachKeyIsDefinedOnceAndExplained) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Key& key : vocabulary()) {
    EXPECT_TRUE(seen.emplace(key.section, key.name).second) << key.section << "." << key.name;
    EXPECT_FALSE(expectation_of(key).empty());
    EXPECT_FALSE(phrase_of(key.section).empty());
    if (key.use == Use::required) {
      EXPECT_TRUE(key.fallback.empty()) << key.section << "." << key.name;
    }
    const bool has_sections =
        key.use != Use::later &&
        (key.type == Type::section || key.type == Type::named || key.type == Type::sections);
    if (has_sections) {
      EXPECT_FALSE(keys_of(key.of).empty()) << key.section << "." << key.name;
    }
  }
}

TEST(Vocabulary, WordsAreBuiltOrToCome) {
  const Key key{"crew", "order", Type::choice, listed<words::crew_orders, "|by-age, by-name">};
  EXPECT_EQ(words_of(key).built, (std::vector<std::string>{"fifo", "random", "race"}));
  EXPECT_EQ(words_of(key).later, (std::vector<std::string>{"by-age", "by-name"}));
  EXPECT_EQ(expectation_of(key), "one of: fifo, random, race");
}

template <class Table>
void expect_keys_of(std::string_view section, const Table& table) {
  for (const auto& word : table) {
    for (const std::string_view key : word.keys) {
      EXPECT_TRUE(key.empty() || find_key(section, key) != nullptr) << word.text << ": " << key;
    }
  }
}

TEST(Vocabulary, KeysThatMeanSomethingForAKindAreThoseOfItsSection) {
  expect_keys_of("quorum", words::quorum_kinds);
  expect_keys_of("fencing", words::fencing_kinds);
  expect_keys_of("isolation", words::isolation_responses);
  expect_keys_of("planned", words::planned_kinds);
}

TEST(Vocabulary, DefaultsAreOfTheirType) {
  for (const Key& key : vocabulary()) {
    if (key.fallback.empty()) continue;
    SCOPED_TRACE(std::string(key.section) + "." + std::string(key.name));
    if (key.type == Type::duration || key.type == Type::law) {
      EXPECT_NO_THROW(duration_of(key.fallback));
    }
    if (key.type == Type::hours) {
      EXPECT_NO_THROW(hours_of(key.fallback));
    }
    if (key.type == Type::share) {
      EXPECT_NO_THROW(share_of(key.fallback));
    }
    if (key.type == Type::count && key.of.empty()) {
      EXPECT_NO_THROW(count_of(key.fallback));
    }
    if (key.type == Type::choice) {
      const auto words = words_of(key).built;
      EXPECT_NE(std::find(words.begin(), words.end(), key.fallback), words.end());
    }
  }
}

TEST(Profiles, AreThoseOfTheLanguageSoFar) {
  std::vector<std::string> names;
  for (const ProfileSummary& profile : profiles()) {
    names.push_back(profile.name);
    EXPECT_FALSE(profile.title.empty());
    EXPECT_GT(profile.values, 3U);
  }
  EXPECT_EQ(
      names,
      (std::vector<std::string>{
          "drbd-pacemaker", "f5-ltm",         "galera",          "haproxy",    "harvester",
          "ideal",          "innodb-cluster", "keepalived",      "kubernetes", "kubevirt",
          "load-balancer",  "mscs-2003",      "mscs-guest",      "nlb",        "ovirt",
          "pacemaker",      "patroni",        "proxmox-ha",      "sql-ag",     "sql-fci",
          "vi3-ha",         "vs2005-host",    "vsphere-fdm",     "vsphere-ft", "wsfc-2008r2",
          "wsfc-2012r2",    "wsfc-2016",      "wsfc-2016-guest", "wsfc-2019",  "wsfc-2019-guest",
          "wsfc-2022",      "xenserver-ha"}));
}

TEST(Profiles, EveryValueHasASourceOrIsAnAssumption) {
  for (const ProfileSummary& summary : profiles()) {
    Sources sources;
    Diagnostics diagnostics(sources);
    const auto profile = find_profile(summary.name, {}, sources, diagnostics);
    ASSERT_NE(profile, nullptr);
    EXPECT_EQ(diagnostics.errors(), 0U);
    for (const ProfileValue& value : profile->values) {
      EXPECT_NE(value.source.empty(), value.assumption.empty())
          << summary.name << " " << value.path;
    }
  }
}

TEST(Profiles, AreShownWithTheirSources) {
  const std::string text = show_profile("vs2005-host");
  EXPECT_NE(text.find("Extends mscs-2003."), std::string::npos);
  EXPECT_NE(text.find("  heartbeat.interval              1.2 s         KB892422\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("assumption: "), std::string::npos);
  EXPECT_NE(text.find("guest-os"), std::string::npos);
  EXPECT_EQ(text.find(" 60 s         learn: IsAlive"), std::string::npos)
      << "replaced by the guest's heartbeat";
}

TEST(Profiles, OfAnUnknownOneTheNearestIsNamed) {
  const auto said = [](std::string_view name) {
    try {
      return show_profile(name);
    } catch (const std::invalid_argument& wrong) {
      return std::string(wrong.what());
    }
  };
  EXPECT_NE(said("mscs-2004").find("did you mean 'mscs-2003'?"), std::string::npos);
}

}  // namespace
}  // namespace ausfall::scenarios
