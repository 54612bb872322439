// How large things may grow, measured on every source: files, functions, and circles of includes.
// Each test prints the largest that it found.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/sources.hpp"

namespace {

using namespace ausfall::test;

constexpr std::size_t lines_of_a_file = 600;
constexpr std::size_t lines_of_a_function = 70;
constexpr std::size_t units_of_a_circle = 4;

constexpr std::array<std::string_view, 5> floors = {"sim", "models", "scenarios", "studies", "app"};
constexpr std::array<std::string_view, 8> folders = {"sim", "models", "scenarios", "studies",
                                                     "app", "tests",  "bench",     "python"};

struct Measured {
  std::string name;
  std::size_t size = 0;
};

// --- functions ---

/// What opens a block: whatever stands between it and the end of what came before.
std::string_view head_of(std::string_view code, std::size_t brace) {
  const std::size_t end = code.find_last_of(";{}", brace - 1);
  const std::size_t begin = brace == 0 || end == std::string_view::npos ? 0 : end + 1;
  return code.substr(begin, brace - begin);
}

bool is_container(const std::string& head) {
  static const std::regex words(
      R"(^\s*(template\s*<.*>\s*)?(inline\s+)?(namespace|class|struct|union|enum|extern)\b)");
  return std::regex_search(head, words) && head.find('(') == std::string::npos;
}

/// A function and no table: `auto keys = std::to_array({` has a value, and no body.
bool names_a_function(const std::string& head) {
  const std::size_t paren = head.find('(');
  if (paren == std::string::npos) return false;
  const std::string before = head.substr(0, paren);
  return before.find('=') == std::string::npos || before.find("operator") != std::string::npos;
}

/// The functions of a file and their lines, from the one that names it to its last brace. Lambdas
/// and blocks inside count as part of their function.
std::vector<Measured> functions_of(std::string_view text) {
  const std::string code = without_comments(text, Strings::blank);
  std::vector<Measured> functions;
  std::size_t inside = 0;  // depth of braces within a function, 0: none
  std::size_t began = 0;
  std::string name;
  for (std::size_t at = 0; at < code.size(); ++at) {
    if (code[at] == '}' && inside > 0 && --inside == 0) {
      const auto first = code.begin() + static_cast<std::ptrdiff_t>(began);
      const auto last = code.begin() + static_cast<std::ptrdiff_t>(at);
      functions.push_back({name, static_cast<std::size_t>(std::count(first, last, '\n')) + 1});
    }
    if (code[at] != '{') continue;
    if (inside > 0) {
      ++inside;
      continue;
    }
    const std::string head(head_of(code, at));
    if (is_container(head) || !names_a_function(head)) continue;
    inside = 1;
    const std::size_t paren = head.find('(');
    began = at - head.size() + std::min(head.find_first_not_of(" \n"), head.size());
    const std::size_t word = head.find_last_not_of(" \n", paren - 1);
    const std::size_t before = head.find_last_of(" \n*&", word);
    name = head.substr(before + 1, word - before);
  }
  return functions;
}

// --- circles of includes ---

/// A unit is a .cpp with its .hpp; a header that stands alone is one, too.
using Graph = std::map<std::string, std::set<std::string>>;

std::string unit_of(std::string_view path) { return std::string(path.substr(0, path.rfind('.'))); }

Graph includes_under(const std::vector<Source>& sources) {
  static const std::regex include("#include \"([^\"]+)\\.hpp\"");
  Graph graph;
  for (const Source& source : sources) {
    const std::string unit = unit_of(source.path);
    graph[unit];
    const std::string code = without_comments(source.text, Strings::keep);
    for (std::sregex_iterator it(code.begin(), code.end(), include), end; it != end; ++it) {
      if (const std::string other = (*it)[1].str(); other != unit) graph[unit].insert(other);
    }
  }
  return graph;
}

std::set<std::string> reached_from(const Graph& graph, const std::string& unit) {
  std::set<std::string> reached;
  const std::function<void(const std::string&)> visit = [&](const std::string& from) {
    const auto found = graph.find(from);
    if (found == graph.end()) return;
    for (const std::string& to : found->second) {
      if (reached.insert(to).second) visit(to);
    }
  };
  visit(unit);
  return reached;
}

/// The units that include one another in circles, with this one; itself alone if there are none.
std::set<std::string> circle_of(const Graph& graph, const std::string& unit) {
  std::set<std::string> circle{unit};
  for (const std::string& other : reached_from(graph, unit)) {
    if (reached_from(graph, other).contains(unit)) circle.insert(other);
  }
  return circle;
}

std::set<std::string> largest_circle(const Graph& graph) {
  std::set<std::string> largest;
  for (const auto& [unit, included] : graph) {
    std::set<std::string> circle = circle_of(graph, unit);
    if (circle.size() > largest.size()) largest = std::move(circle);
  }
  return largest;
}

void print_largest(std::string_view what, std::vector<Measured> measured) {
  std::ranges::sort(measured, std::greater<>(), &Measured::size);
  for (std::size_t i = 0; i < std::min<std::size_t>(3, measured.size()); ++i)
    std::cout << what << ' ' << measured[i].name << ": " << measured[i].size << '\n';
}

TEST(Measures, FilesAreShort) {
  std::vector<Measured> files;
  for (const std::string_view folder : folders) {
    for (const Source& source : sources_under(folder)) {
      const std::size_t lines = lines_of(source.text).size() - 1;
      files.push_back({source.path, lines});
      EXPECT_LE(lines, lines_of_a_file) << source.path << ": split it along what it does";
    }
  }
  print_largest("file", std::move(files));
}

TEST(Measures, FunctionsAreShort) {
  std::vector<Measured> functions;
  for (const std::string_view floor : floors) {
    for (const Source& source : sources_under(floor)) {
      for (Measured& each : functions_of(source.text)) {
        EXPECT_LE(each.size, lines_of_a_function) << source.path << ": " << each.name;
        each.name = source.path + ": " + each.name;
        functions.push_back(std::move(each));
      }
    }
  }
  EXPECT_GT(functions.size(), 2000U);
  print_largest("function", std::move(functions));
}

TEST(Measures, CirclesOfIncludesAreSmall) {
  for (const std::string_view floor : floors) {
    const std::set<std::string> circle = largest_circle(includes_under(sources_under(floor)));
    std::cout << "circle in " << floor << ": " << circle.size() << '\n';
    if (floor != "models") continue;
    std::string units;
    for (const std::string& unit : circle) units += "\n  " + unit;
    EXPECT_LE(circle.size(), units_of_a_circle) << "these include one another:" << units;
  }
}

// --- the measures, tried ---

TEST(MeasuresThemselves, CountTheLinesOfFunctions) {
  const auto functions = functions_of(
      "namespace a {\nstruct S {\n  int f() const { return 1; }\n};\n"
      "void g(int x) {\n  if (x) {\n    h();  // }\n  }\n  auto l = [] { return \"{\"; };\n}\n}\n");
  ASSERT_EQ(functions.size(), 2U);
  EXPECT_EQ(functions[0].name, "f");
  EXPECT_EQ(functions[0].size, 1U);
  EXPECT_EQ(functions[1].name, "g");
  EXPECT_EQ(functions[1].size, 6U);
}

TEST(MeasuresThemselves, FindACircle) {
  const Graph graph = includes_under({{"m/a.cpp", "#include \"m/b.hpp\"\n"},
                                      {"m/b.hpp", "#include \"m/c.hpp\"\n"},
                                      {"m/c.cpp", "#include \"m/a.hpp\"\n#include \"m/d.hpp\"\n"},
                                      {"m/d.hpp", "// #include \"m/a.hpp\"\n"}});
  EXPECT_EQ(largest_circle(graph), (std::set<std::string>{"m/a", "m/b", "m/c"}));
}

}  // namespace
