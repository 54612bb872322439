// `ausfall report`: the page that comes of a scenario, and of a result.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "sim/random.hpp"
#include "tests/app/calls.hpp"
#include "tests/support/places.hpp"

namespace ausfall {
namespace {

std::string contents(const std::string& name) {
  std::ifstream stream(name, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Between the tags that hold it. The first end of a script behind it is that of its own element.
std::string document_text(const std::string& page) {
  const std::string opens = "<script type=\"application/json\" id=\"report\">";
  const std::size_t begins = page.find(opens) + opens.size();
  return page.substr(begins, page.find("</script>", begins) - begins);
}

std::string page_of(std::vector<std::string> words) {
  const std::string page = test::file_with("report.html", "old");
  words.insert(words.begin(), "report");
  words.insert(words.end(), {"-o", page});
  const Outcome outcome = test::ausfall(words);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.output, "");
  EXPECT_EQ(outcome.errors, "");
  return contents(page);
}

json document_of(const std::vector<std::string>& words) {
  return json::parse(document_text(page_of(words)));
}

/// Without what depends on the machine.
json timeless(json result) {
  result.erase("wall_seconds");
  if (result.contains("variants")) {
    for (json& variant : result["variants"]) variant.erase("wall_seconds");
  }
  return result;
}

TEST(Report, HoldsWhatRunPrints) {
  const json document = document_of({cluster_file()});
  EXPECT_EQ(document["kind"], "run");
  EXPECT_EQ(document["scenario"], "two nodes");
  EXPECT_EQ(timeless(document["result"]),
            timeless(parsed({"run", cluster_file(), "--format", "json"})));
}

TEST(Report, HoldsWhatCompareAndFmeaPrint) {
  const json document = document_of({variants_file(), "--replications", "100"});
  EXPECT_EQ(document["kind"], "compare");
  EXPECT_EQ(
      timeless(document["result"]),
      timeless(parsed({"compare", variants_file(), "--replications", "100", "--format", "json"})));
  ASSERT_EQ(document["details"].size(), 3);
  const json fmea = parsed({"fmea", variants_file(), "--variant", "slower", "--format", "json"});
  const json& slower = document["details"][1];
  EXPECT_EQ(slower["variant"], "slower");
  EXPECT_EQ(slower["fmea"]["services"]["web"]["single_points_of_failure"],
            fmea["services"]["web"]["single_points_of_failure"]);
  EXPECT_EQ(slower["fmea"]["failures"], fmea["failures"]);
  // With a spare that serves too, no single failure takes the service down.
  EXPECT_EQ(document["details"][2]["fmea"]["services"]["web"]["single_points_of_failure"],
            json::array());
}

TEST(Report, LeavesOutFailuresThatDoNothing) {
  const json document = document_of({cluster_file()});
  const json& failures = document["details"][0]["fmea"]["failures"];
  const json all = parsed({"fmea", cluster_file(), "--format", "json"})["failures"];
  std::set<std::string> kept;
  for (const json& failure : failures) kept.insert(failure["failure"]);
  for (const json& failure : all) {
    EXPECT_EQ(kept.contains(failure["failure"]),
              failure["services"]["mail"]["effect"] != "serves on")
        << failure["failure"];
  }
  EXPECT_LT(failures.size(), all.size());
}

TEST(Report, TellsHowAFailureGoes) {
  const json document =
      document_of({cluster_file(), "--fault", "node1:hardware", "--replications", "10"});
  const json& failovers = document["details"][0]["failovers"];
  ASSERT_EQ(failovers.size(), 1);
  EXPECT_EQ(failovers[0]["fault"], "node1.hardware");
  json injected = parsed({"inject", cluster_file(), "--fault", "node1:hardware", "--samples",
                          "1000", "--format", "json"});
  EXPECT_EQ(injected.erase("room"), 1);  // which the result has already
  EXPECT_EQ(timeless(failovers[0]["inject"]), timeless(injected));

  const json& story = failovers[0]["story"];
  EXPECT_EQ(story.front()["sentence"], "fault: node1.hardware");
  EXPECT_EQ(story.back()["sentence"], "service mail is up");
  // Detected within 4 to 5 s, then 2 s, 10 s and a boot of 90 s.
  EXPECT_NEAR(story.back()["time_seconds"].get<double>(), 106.5, 0.51);
}

TEST(Report, ChoosesTheFailuresThatCostMost) {
  const json document = document_of({cluster_file()});
  const json& failovers = document["details"][0]["failovers"];
  ASSERT_FALSE(failovers.empty());
  EXPECT_EQ(failovers[0]["fault"], "node1.hardware");
  for (const json& failover : failovers) {
    EXPECT_GT(failover["inject"]["clusters"]["msc"]["failovers"], 0) << failover["fault"];
  }
}

TEST(Report, DrawsTheRoom) {
  const json room = document_of({cluster_file()})["result"]["room"];
  EXPECT_EQ(room["hosts"], (json{{"node1", json::object()}, {"node2", json::object()}}));
  EXPECT_EQ(room["vms"], (json{{"mail", "node1"}}));
  EXPECT_EQ(room["networks"]["private"]["hosts"], "all");
  EXPECT_EQ(room["clusters"]["msc"]["profile"], "mscs-2003");
  EXPECT_EQ(room["clusters"]["msc"]["nodes"], (json{"node1", "node2"}));
}

/// Where a host stands, in whichever order it is written.
TEST(Report, DrawsSitesAndRacks) {
  const std::string scenario = file(
      "ausfall: 1\nname: racks\nhorizon: 1 y\nreplications: 10\n"
      "hosts:\n"
      "  a1..2: {rack: A, site: north, failures: {hw: {mttf: 90 d, mttr: 6 h}}}\n"
      "  b1: {rack: B, failures: {hw: {mttf: 90 d, mttr: 6 h}}}\n"
      "  c1: {failures: {hw: {mttf: 90 d, mttr: 6 h}}}\n"
      "services: {web: {needs: {any: [a1, a2, b1, c1]}}}\n");
  const json in_a{{"site", "north"}, {"rack", "A"}};
  const json hosts{{"a1", in_a}, {"a2", in_a}, {"b1", {{"rack", "B"}}}, {"c1", json::object()}};
  EXPECT_EQ(document_of({scenario})["result"]["room"]["hosts"], hosts);
  for (const std::string verb : {"fmea", "solve"}) {
    const json result = parsed({verb, scenario, "--format", "json"});
    EXPECT_EQ(result["room"]["hosts"], hosts) << verb;
  }
}

TEST(Report, SaysWhereInputsComeFrom) {
  const json document = document_of({cluster_file(), "--set",
                                     "hosts.node*.failures.hardware.mttr={between: [2 h, 18 h]}",
                                     "--replications", "10"});
  bool of_profile = false;
  bool of_file = false;
  bool guessed = false;
  for (const json& input : document["details"][0]["inputs"]["times"]) {
    if (input.contains("profile")) {
      of_profile = true;
      EXPECT_EQ(input["profile"], "mscs-2003");
      EXPECT_NE(input.contains("source"), input.contains("assumption")) << input;
    }
    if (input["input"] == "vms.mail.boot") {
      of_file = true;
      EXPECT_NEAR(input["median_hours"].get<double>(), 1.0 / 40, 1e-9);
      EXPECT_EQ(input["line"], 7);
    }
    if (input["guess"] == true) {
      guessed = true;
      EXPECT_NEAR(input["low_hours"].get<double>(), 2, 1e-9);
      EXPECT_NEAR(input["high_hours"].get<double>(), 18, 1e-9);
    }
  }
  EXPECT_TRUE(of_profile);
  EXPECT_TRUE(of_file);
  EXPECT_TRUE(guessed);
  EXPECT_FALSE(document["details"][0]["sensitivity"]["services"]["mail"]["inputs"].empty());
  EXPECT_TRUE(document["profiles"].contains("mscs-2003"));
}

TEST(Report, TakesResults) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> kinds{
      {"run", {"run", cluster_file()}},
      {"compare", {"compare", variants_file(), "--replications", "20"}},
      {"variants", {"run", variants_file(), "--variant", "all", "--replications", "20"}},
      {"inject", {"inject", cluster_file(), "--fault", "node1:hardware", "--samples", "20"}},
      {"fmea", {"fmea", cluster_file(), "--samples", "5"}},
      {"sensitivity", {"sensitivity", one_host_file()}},
      {"solve", {"solve", one_host_file()}}};
  for (const auto& [kind, verb] : kinds) {
    std::vector<std::string> words = verb;
    words.insert(words.end(), {"--format", "json"});
    const Outcome printed = test::ausfall(words);
    ASSERT_EQ(printed.exit_code, 0) << printed.errors;
    const json document = document_of({test::file_with("result.json", printed.output)});
    EXPECT_EQ(document["kind"], kind);
    EXPECT_EQ(document["result"], json::parse(printed.output));
    EXPECT_NE(document["scenario"], "");
    EXPECT_FALSE(document["notes"].empty());
  }
}

TEST(Report, TakesAResultFromStandardInput) {
  const std::string page = test::file_with("report.html", "");
  EXPECT_EQ(by_shell(std::string(test::program) + " run " + cluster_file() + " --format json | " +
                     test::program + " report - -o " + page),
            0);
  EXPECT_EQ(json::parse(document_text(contents(page)))["kind"], "run");
  EXPECT_EQ(by_shell(std::string(test::program) + " report - -o " + page + " < " + cluster_file()),
            0);
  EXPECT_TRUE(json::parse(document_text(contents(page))).contains("profiles"));
}

TEST(Report, RefusesWhatItCannotShow) {
  const std::string page = test::file_with("report.html", "old");
  expect_refused(
      {"report", test::file_with("a.json", R"({"ausfall": "0.1.0", "what": 1})"), "-o", page},
      "is a result, but none that a report can be made of");
  expect_refused({"report", test::file_with("a.json", R"({"ausfall": 1, "what": 2})"), "-o", page},
                 "what");
  expect_refused({"report", test::file_with("a.json", std::string(100'000, '[')), "-o", page},
                 "error");
  expect_refused({"report", one_host_file()}, "--output");
  expect_refused({"report", one_host_file(), "-o", "-"}, "--output");
  expect_refused({"report", one_host_file(), "-o", one_host_file()},
                 "is one of the files that are read");
  expect_refused({"report", one_host_file(), "-o", page, "--fault", "nod:hardware"}, "node");
  EXPECT_EQ(test::ausfall({"report", one_host_file(), "-o", "/nowhere/report.html"}).exit_code, 4);
  EXPECT_EQ(test::ausfall({"report", "/nowhere.yaml", "-o", page}).exit_code, 4);
  EXPECT_EQ(contents(page), "old");
}

TEST(Report, IsHarmlessWhateverNamesAreMadeOf) {
  const std::string name = "</script><!--<script>\\u202e##[command]";
  const std::string scenario =
      file("ausfall: 1\nname: \"" + name + "\"\nhorizon: 1 y\nreplications: 5\n" +
           "hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}\n"
           "apps: {web: {on: node}}\nservices: {web: {needs: web}}\n");
  const std::string page = page_of({scenario});
  EXPECT_EQ(document_text(page).find('<'), std::string::npos);
  EXPECT_EQ(page.find("\u202e"), std::string::npos);
  EXPECT_EQ(page.find("##["), std::string::npos);
  const json document = json::parse(document_text(page));
  EXPECT_EQ(document["scenario"], "</script><!--<script>\u202e##[command]");
}

TEST(Report, IsOnePageThatAsksForNothing) {
  const std::string page = page_of({one_host_file(), "--replications", "10"});
  EXPECT_TRUE(page.starts_with("<!doctype html>"));
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  for (const std::string part :
       {"{{report}}", "{{script}}", "{{style}}", "{{script-hash}}", "{{licences}}", "{{sources}}"})
    EXPECT_EQ(page.find(part), std::string::npos) << part;
  // What is embedded is what stands in the repository, whatever makes text harmless on its way out.
  const std::string template_text =
      contents(std::string(test::source_dir) + "/studies/output/page/report.html");
  const std::size_t place = template_text.find("{{report}}");
  ASSERT_NE(place, std::string::npos);
  EXPECT_EQ(page.substr(0, place), template_text.substr(0, place));
  EXPECT_TRUE(page.ends_with(template_text.substr(place + std::string("{{report}}").size())));
  EXPECT_LT(template_text.size(), 600'000U);
}

TEST(Report, PageIsBuiltFromItsSources) {
  const std::filesystem::path folder =
      std::filesystem::path(test::source_dir) / "studies/output/page";
  std::set<std::string> files{"build.mjs", "package-lock.json"};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "src")) {
    if (entry.is_regular_file())
      files.insert(std::filesystem::relative(entry.path(), folder).generic_string());
  }
  std::string all;
  for (const std::string& name : files) all += name + '\n' + contents((folder / name).string());
  // FNV-1a, as build.mjs has it.
  const std::string number = fmt::format("{:016x}", static_cast<std::uint64_t>(stream_named(all)));
  EXPECT_NE(contents((folder / "report.html").string())
                .find("<meta name=\"sources\" content=\"" + number + "\">"),
            std::string::npos)
      << "report.html is older than its sources: ./dev page builds it";
}

TEST(Report, HasWhatWasFinishedWhenInterrupted) {
  const std::string page = test::file_with("report.html", "");
  const Outcome cut =
      interrupted({"report", cluster_file(), "-o", page, "--replications", "1000000000"}, SIGINT);
  EXPECT_EQ(cut.exit_code, 130);
  EXPECT_NE(cut.errors.find("the page has what was finished"), std::string::npos) << cut.errors;
  const json document = json::parse(document_text(contents(page)));
  EXPECT_EQ(document["result"]["interrupted"], true);
  EXPECT_FALSE(document["notes"].empty());
}

TEST(Report, LeavesOutWhatWouldTakeTooLong) {
  const std::string large = file(
      "ausfall: 1\nname: large\nhorizon: 10 d\nreplications: 2\n"
      "hosts: {h1..1001: {failures: {hardware: {mttf: 2 y, mttr: 8 h}}}}\n"
      "apps: {web: {on: h1}}\nservices: {web: {needs: web}}\n");
  const json document = document_of({large});
  EXPECT_FALSE(document["details"][0].contains("fmea"));
  EXPECT_NE(document["notes"].dump().find("1,002 failures"), std::string::npos);
  EXPECT_EQ(document["result"]["room"]["hosts"].size(), 1001);
}

}  // namespace
}  // namespace ausfall
