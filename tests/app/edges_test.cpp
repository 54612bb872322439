// The edges of the program: files that it reads and writes, standard output and error. Nothing is lost,
// and nothing hangs.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <utility>

#include "tests/app/place.hpp"
#include "tests/support/places.hpp"

namespace ausfall {
namespace {

// ---- writing ------------------------------------------------------------------------------------

TEST(Writing, AFailureLeavesWhatWasThere) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string old = place.with("base.json", "the old one\n");
  // A file of more than half a KiB cannot be written, and says so instead of ending the program.
  const std::string full = "trap '' XFSZ; ulimit -f 1; exec " + program + " ";
  EXPECT_EQ(by_shell(full + "check '" + scenario + "' --out '" + old + "' >/dev/null 2>&1"), 4);
  EXPECT_EQ(contents(old), "the old one\n");
  EXPECT_EQ(by_shell(full + "sensitivity '" + scenario + "' --svg '" + old + "' >/dev/null 2>&1"),
            4);
  EXPECT_EQ(contents(old), "the old one\n");
  EXPECT_EQ(test::ausfall({"check", scenario, "--out", old}).exit_code, 0);
  EXPECT_TRUE(json::accept(contents(old)));
}

TEST(Writing, AFailureDoesNotCostTheResult) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string told = place.at("told");
  EXPECT_EQ(by_shell("trap '' XFSZ; ulimit -f 1; " + program + " check '" + scenario +
                     "' --junit '" + place.at("junit.xml") + "' --out '" + place.at("b.json") +
                     "' 2>/dev/null | cat > '" + told + "'"),
            0);
  EXPECT_NE(contents(told).find("1 passed"), std::string::npos);
}

TEST(Writing, IsFoundOutBeforeTheWork) {
  const Place place;
  const std::string forever =
      place.with("long.yaml", std::string(pair) +
                                  "variants: {a: {replications: 1000000000, horizon: 9000 y}}\n");
  const std::string nowhere = place.at("nowhere/base.json");
  const Outcome check =
      test::ausfall({"check", forever, "--budget", "1000000000", "--out", nowhere});
  EXPECT_EQ(check.exit_code, 4);
  EXPECT_NE(check.errors.find("--out: cannot write '" + nowhere + "': No such file"),
            std::string::npos)
      << check.errors;
  EXPECT_EQ(test::ausfall({"check", forever, "--budget", "1000000000", "--junit", place.at("")})
                .exit_code,
            4);
  EXPECT_EQ(
      test::ausfall({"sensitivity", forever, "--variant", "a", "--simulate", "--svg", nowhere})
          .exit_code,
      4);
}

TEST(Writing, ANameThatIsTooLongIsToldBeforeTheWork) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string name(300, 'a');
  const Outcome outcome = test::ausfall({"check", scenario, "--out", place.at(name)});
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_EQ(outcome.output, "");
  EXPECT_NE(outcome.errors.find("File name too long"), std::string::npos) << outcome.errors;
  EXPECT_EQ(test::ausfall({"run", place.at(name)}).exit_code, 4);
}

TEST(Writing, KeepsTheModeAndTheLink) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string real = place.with("real.json", "old");
  ASSERT_EQ(chmod(real.c_str(), 0640), 0);
  fs::create_symlink("real.json", place.at("link.json"));
  EXPECT_EQ(test::ausfall({"check", scenario, "--out", place.at("link.json")}).exit_code, 0);
  EXPECT_TRUE(fs::is_symlink(place.at("link.json")));
  EXPECT_TRUE(json::accept(contents(real)));
  struct stat status = {};
  ASSERT_EQ(stat(real.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0640U);
  EXPECT_EQ(place.files(), 3U);
  // A new one has what the user's mask leaves.
  EXPECT_EQ(by_shell("umask 027; " + program + " check '" + scenario + "' --out '" +
                     place.at("new.json") + "' > /dev/null"),
            0);
  ASSERT_EQ(stat(place.at("new.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0640U);
}

TEST(Writing, DevicesAndPipesAreWrittenAsTheyAre) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  EXPECT_EQ(test::ausfall({"check", scenario, "--out", "/dev/null"}).exit_code, 0);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(test::ausfall({"check", scenario, "--out", "/dev/full"}).exit_code, 4);
}

TEST(Writing, TheOutputIsNoneOfTheInputs) {
  const Place place;
  place.with("part.yaml", "hosts: {more: {}}\n");
  place.with("times.csv", "h\n1\n2\n");
  const std::string scenario = place.with(
      "room.yaml", std::string(pair) +
                       "include: [part.yaml]\napps: {a: {on: node1, failures: {x: {mttf: 1 y, ttr: "
                       "{empirical: {file: times.csv, column: h, unit: h}}}}}}\n");
  fs::create_symlink("room.yaml", place.at("other.yaml"));
  fs::create_hard_link(scenario, place.at("third.yaml"));
  const std::string before = contents(scenario);
  for (const std::string name :
       {"room.yaml", "part.yaml", "times.csv", "other.yaml", "third.yaml", "./room.yaml"}) {
    const std::string part = contents(place.at(name));
    for (const std::string option : {"--out", "--junit"})
      expect_refused({"check", scenario, option, place.at(name)}, option + ": '");
    expect_refused({"sensitivity", scenario, "--svg", place.at(name)}, "--svg: '");
    EXPECT_EQ(contents(place.at(name)), part);
  }
  EXPECT_EQ(contents(scenario), before);
  expect_refused({"check", scenario, "--out", place.at("new"), "--junit", place.path() / "./new"},
                 "--junit: '");
  // Where nothing is yet, a link may already lead to it.
  fs::create_symlink("new", place.at("dangling"));
  for (const auto& [out, junit] : std::vector<std::pair<std::string, std::string>>{
           {"new", "dangling"}, {"dangling", "new"}, {"base", "base.partial"}})
    expect_refused({"check", scenario, "--out", place.at(out), "--junit", place.at(junit)}, "--");
  EXPECT_FALSE(fs::exists(place.at("new")));
  const std::string tra = place.with("c.tra", pair);
  expect_refused({"export", tra, "--prism", "--out", place.at("c")}, "--out: '");
}

TEST(Writing, WhatIsWorseDoesNotBecomeTheBaseline) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string base = place.at("base.json");
  ASSERT_EQ(test::ausfall({"check", scenario, "--out", base}).exit_code, 0);
  const std::string before = contents(base);
  const std::string worse = "hosts.*.failures.hardware.mttr=80 h";
  const Outcome found = test::ausfall({"check", scenario, "--set", worse, "--set", "expect=null",
                                       "--baseline", base, "--out", base});
  EXPECT_EQ(found.exit_code, 1) << found.errors;
  EXPECT_NE(found.errors.find("is as it was"), std::string::npos) << found.errors;
  EXPECT_EQ(contents(base), before);
  const std::string elsewhere = place.at("next.json");
  EXPECT_EQ(test::ausfall({"check", scenario, "--set", worse, "--set", "expect=null", "--baseline",
                           base, "--out", elsewhere})
                .exit_code,
            1);
  EXPECT_TRUE(json::accept(contents(elsewhere)));
  // What is not worse may be the next one.
  EXPECT_EQ(test::ausfall({"check", scenario, "--baseline", base, "--out", base}).exit_code, 0);
  EXPECT_TRUE(json::accept(contents(base)));
}

TEST(Writing, AnInterruptedCheckLeavesTheBaseline) {
  const Place place;
  const std::string scenario = place.with(
      "long.yaml",
      "ausfall: 1\nhorizon: 100 y\nhosts: {node1..2: {failures: {hardware: {mttf: 60 d, mttr: 8 "
      "h}}}}\n"
      "services: {mail: {needs: {any: node*}}}\n"
      "expect: {services.mail.availability: {at-least: 99.99689 %, at-most: 99.9969 %}}\n");
  const std::string base = place.with("base.json", "the old one");
  const Outcome outcome =
      interrupted({"check", scenario, "--budget", "100000000", "--out", base}, SIGTERM);
  EXPECT_EQ(outcome.exit_code, 130) << outcome.errors;
  EXPECT_EQ(contents(base), "the old one");
  EXPECT_NE(outcome.errors.find("base.json.partial"), std::string::npos) << outcome.errors;
  EXPECT_TRUE(json::accept(contents(base + ".partial")));
}

/// Starts the program, and ends it after `moment` seconds as a power cut would.
void killed_after(const std::vector<std::string>& arguments, double moment) {
  const pid_t child = fork();
  if (child == 0) {
    dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    std::vector<std::string> words{test::program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    execv(test::program, pointers.data());
    _exit(127);
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(moment));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST(Writing, APowerCutLeavesTheOldOrTheNew) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const auto took = [&](const std::vector<std::string>& arguments) {
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(test::ausfall(arguments).exit_code, 0);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  const std::string out = place.at("out");
  const std::vector<std::vector<std::string>> verbs{
      {"check", scenario, "--out", out},
      {"check", scenario, "--junit", out},
      {"sensitivity", scenario, "--svg", out},
      {"sweep", scenario, "--sweep", "seed=[1, 2]", "--svg", out},
      {"export", scenario, "--storm", "--out", place.at("chain")}};
  for (const auto& verb : verbs) {
    const std::string written = verb.front() == "export" ? place.at("chain.drn") : out;
    const double whole = took(verb);
    const auto ending = [](const std::string& text) {
      return text.substr(text.size() - std::min<std::size_t>(text.size(), 12));
    };
    const std::string good = ending(contents(written));
    const std::size_t size = contents(written).size();
    for (int i = 0; i < 20; ++i) {
      place.with(fs::path(written).filename(), "the old one");
      killed_after(verb, whole * 0.06 * i);
      const std::string there = contents(written);
      if (there == "the old one") continue;
      EXPECT_EQ(ending(there), good) << verb.front();
      EXPECT_NEAR(static_cast<double>(there.size()), static_cast<double>(size), 40);
    }
  }
}

// ---- standard error -----------------------------------------------------------------------------

TEST(StandardError, NeverChangesTheExitCode) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string warned = place.with("warned.yaml", "ausfall: 1\nhosts: {a: {}}\n");
  const std::string wrong = place.with("wrong.yaml", "ausfall: 1\nhosst: {a: {}}\n");
  std::string wishes(pair);
  wishes.replace(wishes.find("90 %"), 4, "99.9999999 %");
  const std::string failing = place.with("failing.yaml", wishes);
  for (const std::string where : {"2>&-", "2>/dev/full", "2> >(true)"}) {
    const auto code = [&](const std::string& arguments) {
      return by_shell("exec bash -c \"" + program + " " + arguments + " >/dev/null " + where +
                      "\"");
    };
    EXPECT_EQ(code("run nope.yaml"), 4) << where;
    EXPECT_EQ(code("run " + wrong), 2) << where;
    EXPECT_EQ(code("validate " + warned), 0) << where;
    EXPECT_EQ(code("run " + scenario + " --what"), 2) << where;
    EXPECT_EQ(code("check " + failing + " --github"), 1) << where;
  }
}

TEST(StandardError, IsNoFileThatIsWritten) {
  const Place place;
  const std::string scenario =
      place.with("warned.yaml", std::string(pair) + "vms: {idle: {host: node1}}\n");
  const std::string out = place.at("out.json");
  EXPECT_EQ(
      by_shell(program + " check '" + scenario + "' --out '" + out + "' >/dev/null 2>&- 0<&-"), 0);
  EXPECT_TRUE(json::accept(contents(out)));
  EXPECT_EQ(by_shell(program + " check '" + scenario + "' --out '" + out + "' >&- 2>/dev/null"), 4);
  EXPECT_TRUE(json::accept(contents(out)));
}

// ---- reading ------------------------------------------------------------------------------------

TEST(Reading, StandardInputIsAScenario) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  for (const std::string verb : {"run", "validate", "solve", "check", "compare", "fmea"}) {
    const std::string variants = verb == "compare" ? " --set 'variants={a: {}, b: {}}'" : "";
    EXPECT_EQ(by_shell(program + ' ' + verb + " -" + variants + " < '" + scenario + "' >/dev/null"),
              0)
        << verb;
  }
  EXPECT_EQ(by_shell("cat '" + scenario + "' | " + program + " run - > '" + place.at("a") +
                     "' && " + program + " run '" + scenario + "' > '" + place.at("b") + "'"),
            0);
  EXPECT_EQ(contents(place.at("a")), contents(place.at("b")));
  EXPECT_EQ(by_shell("echo 'ausfall: 2' | " + program + " run - 2> '" + place.at("errors") + "'"),
            2);
  EXPECT_EQ(contents(place.at("errors")).find("standard input:1:10: error: "), 0U);
  // What it includes lies in the working directory.
  place.with("part.yaml", pair);
  EXPECT_EQ(by_shell("cd '" + place.path().string() +
                     "' && printf 'ausfall: 1\\ninclude: [part.yaml]\\n' | " + program +
                     " run - >/dev/null"),
            0);
  EXPECT_EQ(by_shell("mkdir -p '" + place.at("sub") + "' && cd '" + place.at("sub") +
                     "' && printf 'ausfall: 1\\ninclude: [../part.yaml]\\n' | " + program +
                     " run - >/dev/null 2>&1"),
            2);
  expect_refused({"check", "-", "-"}, "can be read once");
}

TEST(Reading, TheFirstSignalEndsItAtOnce) {
  const Place place;
  const std::string pipe = place.at("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const std::string scenario = place.with("pair.yaml", pair);
  for (const std::string verb : {"run", "validate", "solve", "compare", "trace", "fmea",
                                 "sensitivity", "sweep", "check", "fit"}) {
    EXPECT_EQ(interrupted({verb, pipe}, SIGTERM).exit_code, 130) << verb;
  }
  EXPECT_EQ(interrupted({"inject", pipe, "--fault", "node1:hardware"}, SIGINT).exit_code, 130);
  EXPECT_EQ(interrupted({"export", pipe, "--prism"}, SIGINT).exit_code, 130);
  EXPECT_EQ(interrupted({"check", scenario, "--baseline", pipe}, SIGINT).exit_code, 130);
  EXPECT_EQ(by_shell("sleep 3 | " + program +
                     " run - 2>/dev/null & program=$!; sleep 1; kill $program; "
                     "wait $program; test $? = 130"),
            0);
}

TEST(Reading, TakesNoMoreMemoryThanThereIsToRead) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  const std::string base = place.at("base.json");
  ASSERT_EQ(test::ausfall({"check", scenario, "--out", base}).exit_code, 0);
  // A sanitizer reserves terabytes of addresses for itself.
  if (by_shell("ulimit -v 400000; exec " + program + " --version >/dev/null 2>&1") != 0)
    GTEST_SKIP();
  EXPECT_EQ(by_shell("ulimit -v 400000; " + program + " check '" + scenario +
                     "' --threads 1 --baseline '" + base + "' >/dev/null"),
            0);
}

TEST(Threads, ThoseThatCannotBeStartedAreDoneWithout) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", pair);
  // Each thread wants a stack of its own, and there is no room for that of one.
  if (by_shell("ulimit -v 400000; exec " + program + " --version >/dev/null 2>&1") != 0)
    GTEST_SKIP();
  const std::string run = " run '" + scenario + "' --threads 64 --format json ";
  EXPECT_EQ(by_shell("ulimit -s 100000; ulimit -v 400000; " + program + run + "> '" +
                     place.at("few") + "' 2> '" + place.at("errors") + "'"),
            0);
  EXPECT_EQ(by_shell(program + run + "> '" + place.at("all") + "'"), 0);
  EXPECT_NE(contents(place.at("errors")).find("could not be started"), std::string::npos);
  EXPECT_EQ(json::parse(contents(place.at("few")))["digest"],
            json::parse(contents(place.at("all")))["digest"]);
}

// ---- what an attacker found ---------------------------------------------------------------------

TEST(EmptyValues, AreNotTakenForNone) {
  for (const char* option : {"--baseline", "--out", "--junit", "--tolerance", "--seed"}) {
    const Outcome told = test::ausfall({"check", file(pair), option, ""});
    EXPECT_EQ(told.exit_code, 2) << option << told.errors;
    EXPECT_NE(told.errors.find("empty"), std::string::npos) << told.errors;
  }
}

TEST(Faults, OfOneComponentAreCounted) {
  std::string faults = "faults:\n";
  for (int i = 0; i < 256; ++i) faults += "  - {at: 1 h, fail: node1, for: 1 us}\n";
  const Outcome told = test::ausfall({"run", file(std::string(pair) + faults)});
  EXPECT_EQ(told.exit_code, 2);
  EXPECT_NE(told.errors.find("more than 200 that hit 'node1'"), std::string::npos) << told.errors;
}

TEST(Reading, ANamedPipeThatAScenarioNamesIsNoFile) {
  const Place place;
  EXPECT_EQ(mkfifo(place.at("pipe").c_str(), 0600), 0);
  const std::string scenario = place.with("a.yaml", "ausfall: 1\ninclude: [pipe]\n");
  const Outcome told = test::ausfall({"run", scenario});
  EXPECT_EQ(told.exit_code, 2) << told.errors;
  EXPECT_NE(told.errors.find("is not a file"), std::string::npos) << told.errors;
}

TEST(Writing, WhatIsReadIsNotWrittenPartlyEither) {
  const std::string scenario = file(pair);
  const std::string partial = test::file_with("base.json.partial", std::string(pair));
  const std::string out = partial.substr(0, partial.size() - std::string(".partial").size());
  const Outcome told = test::ausfall({"check", partial, "--out", out});
  EXPECT_EQ(told.exit_code, 2) << told.errors;
  EXPECT_NE(told.errors.find("which is read"), std::string::npos) << told.errors;
}

TEST(Writing, AFileThatMayNotGrowIsToldAndNothingIsLeft) {
  const std::string out = test::file_with("limited.json", "");
  const int code = by_shell("ulimit -f 0; " + program + " check '" + file(pair) +
                            "' --budget 50 --out '" + out + "' > /dev/null 2>&1");
  EXPECT_EQ(code, 4);
}

TEST(Fit, TimesThatNoMachineHasAreRefusedWithTheirRow) {
  const std::string log = test::file_with("log.csv", "d\n5\n1e308\n");
  const Outcome told = test::ausfall({"fit", log, "--duration", "d", "--unit", "min"});
  EXPECT_EQ(told.exit_code, 2) << told.errors;
  EXPECT_NE(told.errors.find(":3: d: '1e308' is no time between"), std::string::npos)
      << told.errors;
}

}  // namespace
}  // namespace ausfall
