// The floors of the house, kept by reading every source of it:
//
// 1. Imports run only downwards, sim <- models <- scenarios <- studies <- app, and are rooted at the top.
// 2. Readers, writers and files stay above the models.
// 3. Studies do not know how their results are told (studies/output).
// 4. What clusters stand on (components, storage, networks, failures) knows of them only what
//    models/reactions.hpp declares.
// 5. sim/ has no word of what is simulated, not even in a comment.
// 6. Chance is portable: nothing of the standard library that draws.
// 7. No order that differs from one machine to another reaches a result.
// 8. The command line is app's alone: nothing below names a flag in a text, or writes to the terminal.
// 9. One source knows the library that parses it, since every other would compile it again.
//
// Each rule is tried on made-up snippets first: a test that cannot fail is a defect.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <ostream>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/sources.hpp"

namespace {

using namespace ausfall::test;

struct Breach {
  std::string path;
  std::size_t line = 0;
  std::string what;
};

std::ostream& operator<<(std::ostream& out, const Breach& breach) {
  return out << breach.path << ':' << breach.line << ": " << breach.what;
}

// --- the rules ---

/// Lowest first.
constexpr std::array<std::string_view, 5> layers = {"sim", "models", "scenarios", "studies", "app"};

/// What stands beside the layers: it may include any of them, and is included by none.
constexpr std::array<std::string_view, 3> beside = {"tests", "bench", "python"};

/// A header that belongs in some layers only: the lowest of them.
struct Library {
  std::string_view header;  ///< what the name in the #include begins with
  std::string_view lowest;  ///< "" means none of the layers
};
constexpr std::array libraries = {
    Library{"yaml-cpp/", "scenarios"},
    Library{"nlohmann/", "scenarios"},
    Library{"fstream", "scenarios"},
    Library{"filesystem", "scenarios"},
    Library{"iostream", "scenarios"},
    Library{"fmt/ostream.h", "scenarios"},
    Library{"fmt/os.h", "scenarios"},
    Library{"gtest/", ""},
    Library{"gmock/", ""},
    Library{"rapidcheck", ""},
    Library{"benchmark/", ""},
};

/// The only source that includes CLI11; verbs declare their options by app/verbs/syntax.hpp.
constexpr std::string_view parser_of_the_command_line = "app/command_line.cpp";

/// What is simulated is no business of sim's.
constexpr std::array<std::string_view, 10> words_of_the_domain = {
    "host", "hosts", "cluster", "clusters", "vm", "vms", "guest", "guests", "quorum", "failover"};

/// Something that must not be written, in some of the layers.
struct Ban {
  std::string_view pattern;
  std::string_view
      highest;  ///< the last layer that must not; "" means everywhere, beside the layers too
  std::string_view waiver;  ///< a comment on the line that allows it; "" means nothing does
  std::string_view why;
  bool in_texts = false;  ///< looked for in string literals, and nowhere else
};
constexpr std::array bans = {
    Ban{R"(std\s*::\s*\w+_distribution\b)", "", "",
        "differs from vendor to vendor; use sim/distribution.hpp"},
    Ban{R"(std\s*::\s*(mt19937|minstd_rand|ranlux|default_random_engine|knuth_b))", "", "",
        "has state to carry; use the streams of sim/random.hpp"},
    Ban{R"(std\s*::\s*(random_device|rand|srand)\b)", "", "", "no two runs would be the same"},
    Ban{R"(std\s*::\s*unordered_(map|set|multimap|multiset)\b)", "models",
        "// order never observed",
        "its order is nobody's promise; sort, or say `// order never observed` on the line"},
    Ban{R"(\.status\s*=\s*GroupStatus\b)", "app", "", "a group's status changes by set_status"},
    Ban{R"(\bsystem_clock\b)", "models", "", "no wall clock in a result"},
    Ban{R"(\bstd\s*::\s*(cout|cerr|clog)\b|\b(stdout|stderr|STDOUT_FILENO|STDERR_FILENO)\b)",
        "studies", "", "only the program writes to the terminal; give the text back"},
    Ban{R"(\b(std|fmt)\s*::\s*(print|println|printf|puts|putchar)\b)", "studies", "",
        "only the program writes to the terminal; give the text back"},
    Ban{R"(--[a-z])", "studies", "", "a flag is the command line's; ask scenarios/wording.hpp",
        true},
};

// --- judging a line ---

/// What stands in the literals of a line, from the line with its literals and without.
std::string texts_of(std::string_view with, std::string_view without) {
  std::string texts(with);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (with[i] == without[i]) texts[i] = ' ';
  }
  return texts;
}

/// The words of a line in lower case, those of an identifier one by one: HostFailed is "host" and
/// "failed".
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  char previous = ' ';
  for (const char letter : line) {
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isalpha(byte) != 0) {
      const auto before = static_cast<unsigned char>(previous);
      const bool begins =
          std::isalpha(before) == 0 || (std::islower(before) != 0 && std::isupper(byte) != 0);
      if (begins) {
        words.emplace_back();
      }
      words.back() += static_cast<char>(std::tolower(byte));
    }
    previous = letter;
  }
  return words;
}

std::string_view folder_of(std::string_view path) {
  return path.substr(0, std::min(path.find('/'), path.size()));
}

/// How high a layer stands; nothing if the folder is no layer.
std::optional<std::size_t> height(std::string_view folder) {
  const auto* const found = std::find(layers.begin(), layers.end(), folder);
  if (found == layers.end()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - layers.begin());
}

bool stands_beside(std::string_view folder) {
  return std::find(beside.begin(), beside.end(), folder) != beside.end();
}

// --- judging a source ---

/// What is wrong with including `name`, by a source; empty if nothing is.
std::string wrong_with_include(std::string_view source, std::string_view name, bool quoted) {
  const std::string_view folder = folder_of(source);
  const auto own = height(folder);
  const std::string_view target = folder_of(name);
  const auto other = height(target);
  if (quoted && !other && !(stands_beside(target) && !own)) {
    return "\"" + std::string(name) + "\" is not rooted at a layer";
  }
  if (own && other && *other > *own) {
    return std::string(folder) + " must not include " + std::string(target) +
           ", which stands above it";
  }
  if (source.starts_with("studies/") && !source.starts_with("studies/output/") &&
      name.starts_with("studies/output/")) {
    return "a study knows nothing of how its result is told: " + std::string(name);
  }
  if (source.starts_with("models/") && !source.starts_with("models/cluster/") &&
      source != "models/model.cpp" && name.starts_with("models/cluster/")) {
    return "what clusters stand on knows nothing of them but models/reactions.hpp: " +
           std::string(name);
  }
  if (folder == "python" && (target == "app" || target == "tests" || target == "bench")) {
    return "the module for Python stands on studies/, beside the program: " + std::string(name);
  }
  if (name.starts_with("CLI/") && source != parser_of_the_command_line) {
    return std::string(name) + " belongs in " + std::string(parser_of_the_command_line) + " alone";
  }
  for (const Library& library : libraries) {
    if (own && name.starts_with(library.header) &&
        (library.lowest.empty() || *own < height(library.lowest).value())) {
      return std::string(name) + " does not belong in " + std::string(folder);
    }
  }
  return {};
}

std::vector<Breach> breaches_of(const Source& source) {
  static const std::regex include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  static const std::vector<std::regex> patterns = [] {
    std::vector<std::regex> made;
    for (const Ban& ban : bans) {
      made.emplace_back(std::string(ban.pattern));
    }
    return made;
  }();

  const std::string_view folder = folder_of(source.path);
  const auto own = height(folder);
  const auto raw = lines_of(source.text);
  const auto uncommented = lines_of(without_comments(source.text, Strings::keep));
  const auto code = lines_of(without_comments(source.text, Strings::blank));

  std::vector<Breach> breaches;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto report = [&](std::string what) {
      breaches.push_back({source.path, i + 1, std::move(what)});
    };

    std::smatch match;
    if (std::regex_search(uncommented[i], match, include)) {
      if (auto wrong = wrong_with_include(source.path, match[2].str(), match[1] == "\"");
          !wrong.empty()) {
        report(std::move(wrong));
      }
    }
    for (std::size_t b = 0; b < bans.size(); ++b) {
      const Ban& ban = bans[b];
      const bool applies = ban.highest.empty() || (own && *own <= height(ban.highest).value());
      const bool waived = !ban.waiver.empty() && raw[i].find(ban.waiver) != std::string::npos;
      const std::string read = ban.in_texts ? texts_of(uncommented[i], code[i]) : code[i];
      if (applies && !waived && std::regex_search(read, match, patterns[b])) {
        report(match.str() + ": " + std::string(ban.why));
      }
    }
    if (folder == layers.front()) {
      for (const std::string& word : words_of(raw[i])) {
        if (std::find(words_of_the_domain.begin(), words_of_the_domain.end(), word) !=
            words_of_the_domain.end()) {
          report("'" + word + "' is a word of the domain; sim has none of them");
        }
      }
    }
  }
  return breaches;
}

std::vector<Breach> breaches_in(std::string path, std::string text) {
  return breaches_of({std::move(path), std::move(text)});
}

// --- the house itself ---

void expect_clean(std::string_view folder) {
  for (const Source& source : sources_under(folder)) {
    if (source.path == "tests/layering_test.cpp") {
      continue;  // it has to name what it forbids
    }
    for (const Breach& breach : breaches_of(source)) {
      ADD_FAILURE() << breach;
    }
  }
}

TEST(Layering, EveryLayerIsThere) {
  for (const std::string_view layer : layers) {
    EXPECT_FALSE(sources_under(layer).empty()) << layer << "/ has no sources";
  }
}

TEST(Layering, SimIsClean) { expect_clean("sim"); }
TEST(Layering, ModelsIsClean) { expect_clean("models"); }
TEST(Layering, ScenariosIsClean) { expect_clean("scenarios"); }
TEST(Layering, StudiesIsClean) { expect_clean("studies"); }
TEST(Layering, AppIsClean) { expect_clean("app"); }
TEST(Layering, TestsAndBenchAreClean) {
  expect_clean("tests");
  expect_clean("bench");
}
TEST(Layering, PythonIsClean) { expect_clean("python"); }

// --- the rules, tried ---

TEST(LayeringRules, RefuseAnUpwardInclude) {
  EXPECT_EQ(breaches_in("sim/a.cpp", "#include \"models/b.hpp\"\n").size(), 1U);
  EXPECT_EQ(breaches_in("models/cluster/a.hpp", "#include \"scenarios/b.hpp\"\n").size(), 1U);
  EXPECT_EQ(breaches_in("models/a.cpp", "#  include <app/b.hpp>\n").size(), 1U);
  EXPECT_EQ(breaches_in("scenarios/a.cpp", "\n\n#include \"app/b.hpp\"\n").at(0).line, 3U);
}

TEST(LayeringRules, RefuseAStudyThatKnowsHowItIsTold) {
  const std::string include = "#include \"studies/output/a.hpp\"\n";
  EXPECT_EQ(breaches_in("studies/b.cpp", include).size(), 1U);
  EXPECT_EQ(breaches_in("studies/fit/b.hpp", include).size(), 1U);
  EXPECT_TRUE(breaches_in("studies/output/b.cpp", include).empty());
  EXPECT_TRUE(breaches_in("app/b.cpp", include).empty());
}

TEST(LayeringRules, RefuseAModuleForPythonThatKnowsTheCommandLine) {
  EXPECT_EQ(breaches_in("python/src/a.cpp", "#include \"app/exit_code.hpp\"\n").size(), 1U);
  EXPECT_EQ(breaches_in("python/src/a.cpp", "#include \"tests/support/a.hpp\"\n").size(), 1U);
  EXPECT_TRUE(breaches_in("python/src/a.cpp",
                          "#include \"python/src/b.hpp\"\n#include \"studies/studies.hpp\"\n")
                  .empty());
}

TEST(LayeringRules, RefuseAComponentThatKnowsClusters) {
  const std::string include = "#include \"models/cluster/group.hpp\"\n";
  EXPECT_EQ(breaches_in("models/storage.cpp", include).size(), 1U);
  EXPECT_EQ(breaches_in("models/reactions.hpp", include).size(), 1U);
  EXPECT_TRUE(breaches_in("models/cluster/queue.cpp", include).empty());
  EXPECT_TRUE(breaches_in("models/model.cpp", include).empty());
  EXPECT_TRUE(breaches_in("tests/models/a.cpp", include).empty());
}

TEST(LayeringRules, RefuseAStatusThatIsChangedByTheWay) {
  EXPECT_EQ(breaches_in("models/cluster/a.cpp", "state.status = GroupStatus::online;\n").size(),
            1U);
  EXPECT_EQ(breaches_in("models/a.cpp", "world[id].status=GroupStatus::lost;\n").size(), 1U);
  EXPECT_TRUE(
      breaches_in("models/a.cpp", "if (state.status == GroupStatus::online) return;\n").empty());
}

TEST(LayeringRules, AllowADownwardInclude) {
  EXPECT_TRUE(breaches_in("sim/a.cpp", "#include \"sim/a.hpp\"\n#include <vector>\n").empty());
  EXPECT_TRUE(breaches_in("models/a.cpp", "#include \"sim/a.hpp\"\n").empty());
  EXPECT_TRUE(
      breaches_in("app/a.cpp", "#include \"sim/a.hpp\"\n#include \"scenarios/b.hpp\"\n").empty());
  EXPECT_TRUE(
      breaches_in("tests/app/a.cpp", "#include \"app/a.hpp\"\n#include \"tests/b.hpp\"\n").empty());
  EXPECT_TRUE(breaches_in("sim/a.cpp", "// #include \"app/b.hpp\"\n").empty());
}

TEST(LayeringRules, RefuseAnIncludeThatIsNotRooted) {
  EXPECT_EQ(breaches_in("models/a.cpp", "#include \"plant.hpp\"\n").size(), 1U);
  EXPECT_EQ(breaches_in("models/cluster/a.cpp", "#include \"../plant.hpp\"\n").size(), 1U);
  EXPECT_EQ(breaches_in("app/a.cpp", "#include \"tests/support/a.hpp\"\n").size(), 1U);
}

TEST(LayeringRules, KeepReadersAndFilesAboveTheModels) {
  for (const std::string header : {"yaml-cpp/yaml.h", "nlohmann/json.hpp", "fstream", "iostream"}) {
    const std::string text = "#include <" + header + ">\n";
    EXPECT_EQ(breaches_in("sim/a.cpp", text).size(), 1U) << header;
    EXPECT_EQ(breaches_in("models/a.cpp", text).size(), 1U) << header;
    EXPECT_TRUE(breaches_in("app/a.cpp", text).empty()) << header;
  }
  EXPECT_TRUE(breaches_in("scenarios/a.cpp", "#include <yaml-cpp/yaml.h>\n").empty());
  EXPECT_EQ(breaches_in("app/a.cpp", "#include <gtest/gtest.h>\n").size(), 1U);
}

TEST(LayeringRules, KeepTheLibraryOfTheCommandLineToOneSource) {
  for (const std::string include : {"#include <CLI/App.hpp>\n", "#include \"CLI/CLI.hpp\"\n"}) {
    for (const std::string path :
         {"sim/a.cpp", "studies/a.hpp", "app/program.cpp", "app/command_line.hpp",
          "app/verbs/run.cpp", "tests/app/a.cpp", "bench/a.cpp"}) {
      EXPECT_EQ(breaches_in(path, include).size(), 1U) << path << ' ' << include;
    }
  }
  EXPECT_TRUE(breaches_in("app/command_line.cpp", "#include <CLI/App.hpp>\n").empty());
}

TEST(LayeringRules, KeepTheWordsOfTheDomainOutOfSim) {
  for (const std::string text :
       {"int host = 0;", "struct HostFailed {};", "int next_host_id;", "// all hosts\n",
        "/* a\n cluster's */", "using VMs = int;", "f(\"Cluster\");", "enum { CLUSTER_SIZE };"}) {
    EXPECT_EQ(breaches_in("sim/a.hpp", text).size(), 1U) << text;
    EXPECT_TRUE(breaches_in("models/a.hpp", text).empty()) << text;
  }
  EXPECT_TRUE(
      breaches_in("sim/a.hpp", "int ghost; // clustering, hosted; a hostile vmax\n").empty());
}

TEST(LayeringRules, RefuseTheStandardLibrarysChance) {
  for (const std::string text :
       {"std::exponential_distribution<> d;", "std::uniform_int_distribution<int> d(1, 6);",
        "std::mt19937_64 g;", "std::random_device d;", "x = std::rand();"}) {
    for (const std::string path : {"sim/a.cpp", "app/a.cpp", "tests/sim/a.cpp", "bench/a.cpp"}) {
      EXPECT_EQ(breaches_in(path, text).size(), 1U) << path << ' ' << text;
    }
  }
  EXPECT_TRUE(breaches_in("sim/a.cpp", "boost::random::exponential_distribution<> d;").empty());
  EXPECT_TRUE(breaches_in("sim/a.cpp", "// not std::mt19937: it has state\n").empty());
  EXPECT_TRUE(breaches_in("sim/a.cpp", "f(\"std::mt19937\", 1'000'000);").empty());
  EXPECT_EQ(breaches_in("sim/a.cpp", "f('\"', 1'000); std::mt19937 g; g('\"');").size(), 1U);
}

TEST(LayeringRules, RefuseAnOrderThatIsNobodysPromise) {
  for (const std::string path : {"sim/a.cpp", "models/a.cpp"}) {
    EXPECT_EQ(breaches_in(path, "std::unordered_map<int, int> m;\n").size(), 1U);
    EXPECT_EQ(breaches_in(path, "std::unordered_set<int> s;  // fast\n").size(), 1U);
    EXPECT_TRUE(breaches_in(path, "std::unordered_set<int> s;  // order never observed\n").empty());
  }
  EXPECT_TRUE(breaches_in("scenarios/a.cpp", "std::unordered_map<int, int> m;\n").empty());
}

TEST(LayeringRules, RefuseTheWallClockBelowTheReader) {
  EXPECT_EQ(breaches_in("sim/a.cpp", "auto t = std::chrono::system_clock::now();").size(), 1U);
  EXPECT_TRUE(breaches_in("app/a.cpp", "auto t = std::chrono::system_clock::now();").empty());
}

TEST(LayeringRules, KeepTheTerminalToTheProgram) {
  for (const std::string text :
       {"std::cout << 1;", "std :: cerr << 1;", "std::clog << 1;", "fmt::print(stderr, \"a\");",
        "std::fputs(\"a\", stdout);", "::write(STDOUT_FILENO, a, 1);", "fmt::print(\"a\");",
        "std::puts(\"a\");"}) {
    for (const std::string path :
         {"sim/a.cpp", "models/a.cpp", "scenarios/a.cpp", "studies/output/a.cpp"}) {
      EXPECT_FALSE(breaches_in(path, text).empty()) << path << ' ' << text;
    }
    EXPECT_TRUE(breaches_in("app/a.cpp", text).empty()) << text;
  }
  EXPECT_TRUE(breaches_in("studies/a.cpp", "fmt::format(\"cout\"); // to stdout").empty());
}

TEST(LayeringRules, KeepFlagsToTheProgram) {
  for (const std::string text :
       {"f(\"--fault: no\");", "f(\"leave out --method plain\");", "f(R\"(--set)\");"}) {
    for (const std::string path : {"sim/a.cpp", "scenarios/a.hpp", "studies/fit/a.cpp"}) {
      EXPECT_EQ(breaches_in(path, text).size(), 1U) << path << ' ' << text;
    }
    EXPECT_TRUE(breaches_in("app/a.cpp", text).empty()) << text;
    EXPECT_TRUE(breaches_in("tests/studies/a.cpp", text).empty()) << text;
  }
  EXPECT_TRUE(breaches_in("studies/a.cpp", "f(\"a -- b\"); --i; // --set horizon").empty());
}

TEST(LayeringRules, ReadCommentsAndStringsAsTheCompilerDoes) {
  EXPECT_EQ(without_comments("a // b\nc", Strings::keep), "a     \nc");
  EXPECT_EQ(without_comments("a /* b\nc */ d", Strings::keep), "a     \n     d");
  EXPECT_EQ(without_comments("\"// a\" b", Strings::keep), "\"// a\" b");
  EXPECT_EQ(without_comments("R\"(\"//)\" b", Strings::blank), "         b");
  EXPECT_EQ(without_comments("1'0 // a", Strings::blank), "1'0     ");
}

}  // namespace
