// What others wrote: baselines, scenarios that name files of ours, text that a terminal or a CI system
// would obey, numbers beyond what can be computed. Nobody is let in.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <utility>

#include "tests/app/place.hpp"

namespace ausfall {
namespace {

// ---- baselines ----------------------------------------------------------------------------------

TEST(BaselineInput, EachFaultIsNamedWithItsKey) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const json checked = parsed({"check", scenario, "--format", "json"});
  const json run = parsed({"run", scenario, "--format", "json"});
  struct Fault {
    std::string pointer;
    json value;  // null: taken out
    std::string named;
  };
  const auto refused = [&](json baseline, const Fault& fault) {
    const json::json_pointer at(fault.pointer);
    if (fault.value.is_null()) {
      baseline[at.parent_pointer()].erase(at.back());
    } else {
      baseline[at] = fault.value;
    }
    const std::string file = place.with("bad.json", baseline.dump());
    expect_refused({"check", scenario, "--baseline", file}, fault.named + ": ");
  };
  const std::vector<Fault> of_check{
      {"/checks", 7, "checks"},
      {"/checks/0/scenario", nullptr, "checks[0].scenario"},
      {"/checks/0/scenario", 1, "checks[0].scenario"},
      {"/checks/0/variant", 1, "checks[0].variant"},
      {"/checks/0/file", nullptr, "checks[0].file"},
      {"/checks/0/baseline", "none", "checks[0].baseline"},
      {"/checks/0/baseline/seed", -1, "checks[0].baseline.seed"},
      {"/checks/0/baseline/seed", 1.5, "checks[0].baseline.seed"},
      {"/checks/0/baseline/seed", nullptr, "checks[0].baseline.seed"},
      {"/checks/0/baseline/replications", 0, "checks[0].baseline.replications"},
      {"/checks/0/baseline/replications", 10001, "checks[0].baseline.replications"},
      {"/checks/0/baseline/replications", 51, "checks[0].baseline.downtime_us.mail"},
      {"/checks/0/baseline/warmup_us", -1, "checks[0].baseline.warmup_us"},
      {"/checks/0/baseline/horizon_us", 0, "checks[0].baseline.horizon_us"},
      {"/checks/0/baseline/horizon_us", 9223372036854775807, "checks[0].baseline.horizon_us"},
      {"/checks/0/baseline/horizon_us", 1e30, "checks[0].baseline.horizon_us"},
      {"/checks/0/baseline/downtime_us", json::array(), "checks[0].baseline.downtime_us"},
      {"/checks/0/baseline/downtime_us/mail", 3, "checks[0].baseline.downtime_us.mail"},
      {"/checks/0/baseline/downtime_us/mail", "0*50 x", "checks[0].baseline.downtime_us.mail"},
      {"/checks/0/baseline/downtime_us/mail", "0*18446744073709551615",
       "checks[0].baseline.downtime_us.mail"},
      {"/checks/0/baseline/downtime_on_paths_ns", json::object({{"mail", "-1*50"}}),
       "checks[0].baseline.downtime_on_paths_ns.mail"},
      {"/checks/0/baseline/downtime_on_paths_ns", json::object(),
       "checks[0].baseline.downtime_on_paths_ns.mail"}};
  for (const Fault& fault : of_check) refused(checked, fault);
  const std::vector<Fault> of_run{
      {"/replications", 0, "replications"},
      {"/replications", -3, "replications"},
      {"/replications", 18446744073709551615U, "replications"},
      {"/pilot_replications", 18446744073709551615U, "pilot_replications"},
      {"/horizon_hours", 1e300, "horizon_hours"},
      {"/horizon_hours", -8760, "horizon_hours"},
      {"/horizon_hours", "a year", "horizon_hours"},
      {"/seed", nullptr, "seed"},
      {"/scenario", nullptr, "scenario"},
      {"/services", 4, "services"},
      {"/services/mail/unavailability/mean", nullptr, "services.mail.unavailability.mean"},
      {"/services/mail/unavailability/mean", 2, "services.mail.unavailability.mean"},
      {"/services/mail/unavailability/low", 0.9, "services.mail.unavailability.mean"},
      {"/services/mail/unavailability/low", -1, "services.mail.unavailability.low"},
      {"/services/mail/unavailability/high", 0, "services.mail.unavailability.high"}};
  for (const Fault& fault : of_run) refused(run, fault);
}

TEST(BaselineInput, WhatIsNoJsonIsNotQuoted) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string secret = place.with("secret", "{\n  \"key\": hunter2\n}\n");
  const Outcome outcome =
      expect_refused({"check", scenario, "--baseline", secret}, "line 2, column ");
  EXPECT_EQ(outcome.errors.find("hunter2"), std::string::npos) << outcome.errors;
  const std::string deep = place.with("deep", std::string(2'000'000, '['));
  expect_refused({"check", scenario, "--baseline", deep}, "nested too deeply");
  const std::string number = place.with("number", "{\"replications\": 1e999}");
  expect_refused({"check", scenario, "--baseline", number}, "too large");
  const std::string empty = place.with("empty", "");
  expect_refused({"check", scenario, "--baseline", empty}, "line 1, column 1");
}

TEST(BaselineInput, NamesOfThingsAreShownHarmlessly) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  json checked = parsed({"check", scenario, "--format", "json"});
  json& downtime = checked["checks"][0]["baseline"]["downtime_us"];
  downtime["\x1b[31mevil\n::error::x"] = downtime["mail"];
  const Outcome outcome =
      expect_refused({"check", scenario, "--baseline", place.with("evil.json", checked.dump())},
                     "\\u001b[31mevil\\u000a");
  EXPECT_EQ(outcome.errors.find('\x1b'), std::string::npos);
}

// ---- disclosure ---------------------------------------------------------------------------------

TEST(Disclosure, OnlyTheScenariosOwnTreeIsRead) {
  const Place place;
  place.with("secret.yaml", "root: hunter2\n");
  place.with("secret.csv", "h\n1\n2\n");
  place.with("room/part.yaml", pair);
  fs::create_symlink("../secret.yaml", place.at("room/link.yaml"));
  fs::create_symlink("..", place.at("room/up"));
  const auto outside = [&](const std::string& name) {
    const std::string file = place.with("room/main.yaml", "ausfall: 1\ninclude: [" + name + "]\n");
    const Outcome outcome =
        expect_refused({"validate", file}, "outside the scenario's own directory");
    EXPECT_NE(outcome.errors.find("--allow-read"), std::string::npos);
    EXPECT_EQ(outcome.errors.find("hunter2"), std::string::npos) << outcome.errors;
    return outcome.errors;
  };
  outside("../secret.yaml");
  outside("link.yaml");
  outside("up/secret.yaml");
  outside("/etc/passwd");
  outside("/proc/self/environ");
  outside("../room2/../secret.yaml");
  outside("../roommate.yaml");
  // Whether it is there is nobody's business, nor where links of the machine lead.
  outside("../not-there.yaml");
  EXPECT_NE(outside("/var/run/x.yaml").find("--allow-read /var/run\n"), std::string::npos);
  const std::string csv = place.with(
      "room/csv.yaml",
      "ausfall: 1\nhosts: {n: {failures: {x: {mttf: 1 y, ttr: {empirical: {file: ../secret.csv, "
      "column: h, unit: h}}}}}}\nservices: {s: {needs: n}}\n");
  expect_refused({"validate", csv}, "outside the scenario's own directory");
  EXPECT_EQ(test::ausfall({"validate", csv, "--allow-read", place.path()}).exit_code, 0);
  const std::string good =
      place.with("room/good.yaml", "ausfall: 1\ninclude: [part.yaml, ../room/part.yaml]\n");
  EXPECT_EQ(test::ausfall({"validate", good}).exit_code, 0);
  const std::string allowed =
      place.with("sub/x.yaml", "ausfall: 1\ninclude: [../room/part.yaml]\n");
  expect_refused({"validate", allowed}, "--allow-read");
  EXPECT_EQ(test::ausfall({"validate", allowed, "--allow-read", place.at("room")}).exit_code, 0);
  expect_refused({"validate", allowed, "--allow-read", place.at("nowhere")}, "--allow-read: '");
}

TEST(Disclosure, AScenarioThatIsALinkElsewhereIsNotRead) {
  const Place place;
  place.with("secret.yaml", "root: hunter2\n");
  place.with("room/data/real.yaml", pair);
  fs::create_directories(place.at("room"));
  fs::create_symlink("../secret.yaml", place.at("room/main.yaml"));
  const Outcome outcome = expect_refused({"validate", place.at("room/main.yaml")}, "it is a link");
  EXPECT_EQ(outcome.errors.find("hunter2"), std::string::npos) << outcome.errors;
  // As a volume of Kubernetes has it.
  fs::create_symlink("data/real.yaml", place.at("room/ok.yaml"));
  EXPECT_EQ(test::ausfall({"validate", place.at("room/ok.yaml")}).exit_code, 0);
  EXPECT_EQ(
      by_shell(program + " validate /dev/stdin < '" + place.at("room/ok.yaml") + "' >/dev/null"),
      0);
  EXPECT_EQ(by_shell("exec bash -c \"" + program + " validate <(cat " + place.at("room/ok.yaml") +
                     ") >/dev/null\""),
            0);
}

/// Whatever is outside, or is not: the same words and the same exit code, of a path, of a link and of the
/// scenario itself.
TEST(Disclosure, WhetherSomethingIsThereIsNotTold) {
  const Place place;
  fs::create_directories(place.at("outside/dir"));
  fs::create_directories(place.at("room"));
  place.with("outside/there.yaml", pair);
  place.with("outside/there.csv", "h\n1\n");
  place.with("room/data.csv", "h\n1\n");
  place.with("room/part.yaml", "hosts: {more: {}}\n");
  EXPECT_EQ(mkfifo(place.at("outside/pipe").c_str(), 0600), 0);
  fs::create_symlink("loop", place.at("outside/loop"));
  const auto told = [&](const std::string& text, const std::string& named) {
    const std::string file = place.with("room/main.yaml", text);
    Outcome outcome = test::ausfall({"validate", file});
    for (std::size_t at; (at = outcome.errors.find(named)) != std::string::npos;)
      outcome.errors.replace(at, named.size(), "it");
    return std::pair(outcome.exit_code, outcome.errors);
  };
  const auto told_of = [](std::pair<int, std::string> all, const std::string& name) {
    for (std::size_t at; (at = all.second.find(name)) != std::string::npos;)
      all.second.replace(at, name.size(), "it");
    return all;
  };
  const auto including = [&](const std::string& named) {
    return told("ausfall: 1\ninclude: [" + named + "]\n", named);
  };
  const auto reading = [&](const std::string& named) {
    return told("ausfall: 1\nhosts: {n: {failures: {x: {mttf: 1 y, ttr: {empirical: {file: '" +
                    named + "', column: h, unit: h}}}}}}\nservices: {s: {needs: n}}\n",
                named);
  };
  const auto linked = [&](const std::string& target, const std::string& rest) {
    fs::remove(place.at("room/link"));
    fs::create_symlink(target, place.at("room/link"));
    return std::pair(including("link" + rest), reading("link" + rest));
  };
  const auto nothing = linked("../outside/nothing", "");
  EXPECT_EQ(nothing.first.first, 2);
  EXPECT_NE(nothing.first.second.find("outside the scenario's own directory"), std::string::npos);
  for (const std::string there : {"there.yaml", "there.csv", "dir", "pipe", "loop"})
    EXPECT_EQ(linked("../outside/" + there, ""), nothing) << there;
  EXPECT_EQ(linked(place.at("outside/there.yaml"), ""), linked(place.at("outside/not.yaml"), ""));
  EXPECT_EQ(linked("../outside/dir", "/x.yaml"), linked("../outside/not", "/x.yaml"));
  // A way through a place outside and back, which ends only where that is there.
  EXPECT_EQ(linked("../outside/dir/../../room/part.yaml", ""),
            linked("../outside/not/../../room/part.yaml", ""));
  EXPECT_EQ(reading("../outside/dir/../../room/data.csv").first,
            reading("../outside/not/../../room/data.csv").first);
  EXPECT_EQ(told_of(reading("../outside/there.csv"), "there.csv"),
            told_of(reading("../outside/nowhere.csv"), "nowhere.csv"));
  // Inside, links lead where they lead.
  EXPECT_EQ(linked("part.yaml", "").first.first, 0);
  EXPECT_EQ(linked("../room/part.yaml", "").first.first, 0);
  EXPECT_NE(linked("link", "").first.second.find("Too many levels"), std::string::npos);
  // The scenario itself.
  const auto itself = [&](const std::string& target) {
    fs::remove(place.at("room/itself.yaml"));
    fs::create_symlink(target, place.at("room/itself.yaml"));
    const Outcome outcome = test::ausfall({"validate", place.at("room/itself.yaml")});
    EXPECT_EQ(test::ausfall({"report", place.at("room/itself.yaml"), "-o", place.at("page")})
                  .errors.find("hosts"),
              std::string::npos);
    return std::pair(outcome.exit_code, outcome.errors);
  };
  EXPECT_EQ(itself("../outside/there.yaml"), itself("../outside/not-there.yaml"));
  EXPECT_EQ(itself("../outside/pipe"), itself("../outside/not-there.yaml"));
}

// ---- what is shown ------------------------------------------------------------------------------

/// Nothing in it that a terminal or a CI system would obey.
void expect_harmless(const std::string& text, const std::string& what) {
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << what;
  EXPECT_EQ(text.find('\r'), std::string::npos) << what;
  EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos) << what;      // U+009B
  EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos) << what;  // U+202E
  EXPECT_EQ(text.find("\xE2\x80\xA8"), std::string::npos) << what;  // U+2028
  EXPECT_EQ(text.find("##[evil"), std::string::npos) << what;
  EXPECT_EQ(text.find("##vso["), std::string::npos) << what;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    EXPECT_FALSE(line.starts_with("::stop") || line.starts_with("  ::stop")) << what << "\n"
                                                                             << line;
}

TEST(Shown, NoTextOfAScenarioIsObeyed) {
  const Place place;
  const std::string hostile =
      place.with("hostile\x1b[31m.yaml",
                 "ausfall: 1\n"
                 "name: \"=x\\n::stop-commands::tok\\n  "
                 "::stop::\\e[31m\\u009b1m\\u202e\\u2028<script>##[evil]##vso[x] | `\"\n"
                 "horizon: 1 y\nreplications: 50\n"
                 "hosts: {node1..2: {failures: {hardware: {mttf: 60 d, mttr: 8 h}}}}\n"
                 "services: {mail: {needs: {any: node*}}}\n"
                 "expect: {services.mail.availability: {at-least: 99.9999 %}}\n"
                 "variants: {a: {}, b: {hosts: {node1: {failures: {hardware: {mttr: 9 h}}}}}}\n");
  const std::string junit = place.at("junit.xml");
  const std::string svg = place.at("a.svg");
  const std::vector<std::vector<std::string>> calls{
      {"run", "--variant", "a"},
      {"run", "--variant", "all"},
      {"compare"},
      {"solve", "--variant", "a"},
      {"inject", "--variant", "a", "--fault", "node1:hardware"},
      {"fmea", "--variant", "a"},
      {"sensitivity", "--variant", "a", "--factor", "2"}};
  for (const auto& call : calls) {
    for (const std::string format : {"text", "json", "csv", "markdown"}) {
      std::vector<std::string> words{call.front(), hostile};
      words.insert(words.end(), call.begin() + 1, call.end());
      words.insert(words.end(), {"--format", format});
      if (call.front() == "sensitivity") words.insert(words.end(), {"--svg", svg});
      const Outcome outcome = test::ausfall(words);
      EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
      expect_harmless(outcome.output, call.front() + ' ' + format);
      expect_harmless(outcome.errors, call.front() + ' ' + format);
      if (format == "json") {
        const json result = json::parse(outcome.output);
        // The document says the same as if nothing had been shown otherwise.
        if (result.contains("scenario")) {
          EXPECT_NE(result["scenario"].get<std::string>().find("\n::stop-commands"),
                    std::string::npos);
        }
      }
    }
  }
  expect_harmless(contents(svg), "svg");
  EXPECT_EQ(contents(svg).find("<script"), std::string::npos);
  const Outcome check =
      test::ausfall({"check", hostile, "--junit", junit, "--github", "--out", place.at("b.json")});
  EXPECT_EQ(check.exit_code, 1);
  expect_harmless(check.output, "check");
  expect_harmless(check.errors, "annotations");
  EXPECT_EQ(check.errors.find("::error file="), 0U) << check.errors;
  expect_harmless(contents(junit), "junit");
  expect_harmless(contents(place.at("b.json")), "check --out");
  EXPECT_TRUE(json::accept(contents(place.at("b.json"))));
  expect_harmless(test::ausfall({"validate", hostile}).output, "validate");
  expect_harmless(test::ausfall({"validate", hostile, "--format", "json"}).output, "validate json");
  for (const std::string format : {"text", "json", "chrome"})
    expect_harmless(test::ausfall({"trace", hostile, "--variant", "a", "--format", format}).output,
                    "trace");
}

TEST(Shown, NamesOfThingsHoldNoControls) {
  for (const std::string name :
       {"\\e", "a\\u009bb", "a\\u202eb", "a\\nb", "a\\u2028b", "a\\u007fb", "a\\tb"}) {
    for (const std::string form :
         {"hosts: {\"@\": {}}", "vms: {\"@\": {}}", "services: {\"@\": {}}",
          "variants: {\"@\": {}}", "hosts: {a: {failures: {\"@\": {mttf: 1 y, mttr: 1 h}}}}",
          "networks: {\"@\": {}}", "clusters: {\"@\": {}}", "storage: {\"@\": {}}"}) {
      std::string text = form;
      text.replace(text.find('@'), 1, name);
      const Outcome outcome = test::ausfall({"validate", file("ausfall: 1\n" + text + "\n")});
      EXPECT_EQ(outcome.exit_code, 2) << text;
      EXPECT_NE(outcome.errors.find("cannot contain control characters"), std::string::npos)
          << outcome.errors;
      expect_harmless(outcome.errors, text);
    }
  }
}

TEST(Shown, NoTextOfACommandLineOrALogIsObeyed) {
  const Place place;
  const std::string evil = "x\n::stop::\x1b[31m\xC2\x9B";
  for (const std::vector<std::string>& call :
       {std::vector<std::string>{evil},
        {"run", evil},
        {"run", one_host_file(), "--set", evil},
        {"run", one_host_file(), "--set", "hosts." + evil + ".boot=1 s"},
        {"run", one_host_file(), "--" + evil},
        {"run", one_host_file(), "--format", evil},
        {"run", variants_file(), "--variant", evil},
        {"inject", one_host_file(), "--fault", evil},
        {"profiles", "show", evil},
        {"solve", one_host_file(), "--at", evil},
        {"check", one_host_file(), "--out", place.at(evil + "/no")}}) {
    const Outcome outcome = test::ausfall(call);
    EXPECT_NE(outcome.exit_code, 0);
    expect_harmless(outcome.errors, call.front());
    expect_harmless(outcome.output, call.front());
  }
  std::string log = "node,start,end\n";
  for (int day = 10; day < 29; ++day)
    log += "\"n\x1b[31m\xE2\x80\xAE,=1\n::stop::\",2020-01-" + std::to_string(day) +
           " 10:00,2020-01-" + std::to_string(day) + " 11:" + std::to_string(day) + "\n";
  const std::string csv = place.with("log.csv", log);
  for (const std::string format : {"text", "json", "csv", "markdown"}) {
    const Outcome outcome =
        test::ausfall({"fit", csv, "--component", "node", "--start", "start", "--end", "end",
                       "--by", "component", "--format", format});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    expect_harmless(outcome.output, "fit " + format);
  }
  const Outcome yaml = test::ausfall({"fit", csv, "--component", "node", "--start", "start",
                                      "--end", "end", "--by", "component", "--yaml"});
  expect_harmless(yaml.output, "fit --yaml");
}

// ---- numbers ------------------------------------------------------------------------------------

/// Several intervals that end beyond the end of time: nobody is missed.
TEST(NumbersAtTheEdge, WaitsBeyondTheEndOfTimeNeverEnd) {
  for (const std::string heartbeat :
       {"interval: 1 s, missed: 5", "interval: 292000 y, missed: 5"}) {
    std::string text(cluster);
    text.replace(text.find("interval: 1 s, missed: 5"), 24, heartbeat);
    const Outcome told = test::ausfall(
        {"inject", file(text), "--fault", "node1:hardware", "--samples", "3", "--format", "json"});
    ASSERT_EQ(told.exit_code, 0) << told.errors;
    const bool missed = heartbeat.find("1 s") != std::string::npos;
    EXPECT_EQ(json::parse(told.output)["clusters"]["msc"]["failovers_moved"], missed ? 3 : 0);
  }
}

TEST(NumbersAtTheEdge, AreRefusedWithWhatIsAllowed) {
  const std::string scenario = file(pair);
  for (const std::string confidence : {"1e-300", "0.001", "0.9999999999999", "1", "nan"}) {
    for (const std::string verb : {"run", "check"})
      expect_refused({verb, scenario, "--confidence", confidence}, "--confidence");
  }
  for (const std::string factor : {"nan", "-nan", "inf", "1", "1e9", "0", "-2"})
    expect_refused({"sensitivity", one_host_file(), "--factor", factor}, "--factor");
  const auto law = [](const std::string& text) {
    return file("ausfall: 1\nhosts: {n: {failures: {x: {" + text +
                ", ttr: 1 h}}}}\nreplications: 3\nhorizon: 1 y\nservices: {s: {needs: n}}\n");
  };
  for (const std::string wrong :
       {"mttf: {observed: {failures: 18446744073709551615, time: 1 y}}",
        "mttf: {observed: {failures: 1000000000001, time: 1 y}}",
        "ttf: {gamma: {shape: 1e7, mean: 1 y}}", "ttf: {gamma: {shape: 1e-300, mean: 1 y}}",
        "ttf: {weibull: {shape: 0.01, mean: 20 d}}", "ttf: {weibull: {shape: 1e18, scale: 20 d}}",
        "ttf: {lognormal: {mean: 20 d, cv: 1e300}}"}) {
    for (const std::string verb : {"validate", "run", "solve", "sensitivity"}) {
      const Outcome outcome = test::ausfall({verb, law(wrong)});
      EXPECT_EQ(outcome.exit_code, 2) << wrong;
      EXPECT_NE(outcome.errors.find(".yaml:2:"), std::string::npos) << outcome.errors;
    }
  }
  for (const std::string good :
       {"mttf: {observed: {failures: 1000000000, time: 200000 y}}",
        "ttf: {gamma: {shape: 1000000, mean: 1 y}}", "ttf: {weibull: {shape: 1000, mean: 20 d}}",
        "ttf: {erlang: {k: 1000000, mean: 20 d}}"}) {
    const Outcome outcome =
        test::ausfall({"run", law(good), "--replications", "2", "--method", "plain"});
    EXPECT_EQ(outcome.exit_code, 0) << good << outcome.errors;
  }
}

TEST(Extremes, PathsThatClaimMoreThanAllOfTheTimeDecideNothing) {
  // Of times to failure with a coefficient of variation of 5, paths' weights add up to more than 1.
  const std::string scenario = file(
      "ausfall: 1\nname: irregular\nhorizon: 3 y\n"
      "hosts: {node1..2: {boot: 1 min, failures: {hw: {ttf: {gamma: {shape: 0.04, mean: 1 h}}, "
      "ttr: 8 h}}}}\n"
      "networks: {n: {}}\napps: {mail: {on: node1, start: 1 min}}\n"
      "clusters: {pair: {profile: mscs-2003, nodes: node*, quorum: local, groups: {g: {members: "
      "mail}}}}\n"
      "services: {mail: {needs: mail}}\n"
      "expect: {services.mail.availability: {at-most: 5 %}}\n");
  for (const char* seed : {"1", "2", "3"}) {  // it is 11 %
    const Outcome told = test::ausfall({"check", scenario, "--budget", "60", "--seed", seed});
    EXPECT_EQ(told.exit_code, 1) << told.output;
  }
}

}  // namespace
}  // namespace ausfall
