// The documents: each command that they show is run, and what they print of it is what it prints.
//
// A block is what is indented by four blanks. A line "$ command" in it is followed by its output, in
// which "..." stands for any lines; a line "ausfall ..." without the sign has none, and is run with few
// replications. What needs data or programs that are not here is listed below, with what it needs.
// With AUSFALL_REWRITE_GOLDENS set, what is printed now is written into the documents.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/app/place.hpp"

namespace ausfall {
namespace {

const char* const documents[] = {"README.md", "app/README.md", "scenarios/README.md",
                                 "scenarios/recipes/README.md"};

/// Words of commands that are not run.
const std::vector<std::string> elsewhere{
    "lanl-failures.csv.xz",  // a log that is not ours to give away
    "prism -ctmc",           // other programs
    "storm --explicit-drn"};

struct Command {
  std::string document;
  std::size_t line = 0;
  std::string text;
  std::string last_line;  ///< of it, as it stands there
  std::vector<std::string> output;
  bool shown = false;  ///< the document prints what it prints
};

/// GoogleTest prints parameters by this.
void PrintTo(const Command& command, std::ostream* out) {
  *out << command.document << ':' << command.line << ": " << command.text;
}

class Reader {
 public:
  explicit Reader(std::string document) : document_(std::move(document)) {}

  std::vector<Command> commands() {
    std::ifstream file(fs::path(test::source_dir) / document_);
    bool fenced = false;
    for (std::string line; std::getline(file, line);) {
      ++line_;
      if (line.starts_with("```")) fenced = !fenced;
      const bool in_block = !fenced && (line.starts_with("    ") || line.empty());
      read(in_block ? line.substr(std::min<std::size_t>(4, line.size())) : "", in_block);
    }
    for (Command& command : commands_) {
      while (!command.output.empty() && command.output.back().empty()) command.output.pop_back();
    }
    return std::move(commands_);
  }

 private:
  void read(const std::string& line, bool in_block) {
    if (!in_block) {
      open_ = false;
    } else if (continues_) {
      std::string& text = commands_.back().text;
      text.pop_back();
      text += line.substr(std::min(line.find_first_not_of(' '), line.size()));
      commands_.back().last_line = line;
      continues_ = text.ends_with('\\');
    } else if (line.starts_with("$ ") || line.starts_with("ausfall ")) {
      open_ = line.starts_with("$ ");
      commands_.push_back({document_, line_, line.substr(open_ ? 2 : 0), line, {}, open_});
      continues_ = line.ends_with('\\');
    } else if (open_) {
      commands_.back().output.push_back(line);
    }
  }

  std::string document_;
  std::vector<Command> commands_;
  std::size_t line_ = 0;
  bool open_ = false;
  bool continues_ = false;
};

std::vector<Command> all_commands() {
  std::vector<Command> all;
  for (const char* document : documents) {
    for (Command& command : Reader(document).commands()) all.push_back(std::move(command));
  }
  return all;
}

bool is_elsewhere(const Command& command) {
  return std::ranges::any_of(elsewhere, [&](const std::string& word) {
    return command.text.find(word) != std::string::npos;
  });
}

/// With so few replications as a test needs to see that it works.
std::string quickly(const std::string& command) {
  static const std::regex number("--(replications|samples) [0-9]+");
  const std::string fewer = std::regex_replace(command, number, "--$1 20");
  if (fewer != command) return fewer;
  static const std::regex verb("ausfall (run|compare|sensitivity|sweep|report|inject) ([^ |]+)");
  std::smatch match;
  if (!std::regex_search(command, match, verb) || match[2] == "-") return command;
  const std::string option = match[1] == "inject" ? " --samples 20" : " --replications 20";
  return std::regex_replace(command, verb, "$&" + option, std::regex_constants::format_first_only);
}

/// The first block of YAML in the manual is its scenario, `pair.yaml`.
std::string scenario_of_manual() {
  const std::string manual = contents(fs::path(test::source_dir) / "app" / "README.md");
  const std::string begin = "```yaml\n";
  const std::size_t from = manual.find(begin) + begin.size();
  return manual.substr(from, manual.find("```", from) - from);
}

/// A place in which the commands of the documents work: the scenarios, and the files that they name.
void furnish(const Place& place) {
  fs::create_directory_symlink(fs::path(test::source_dir) / "scenarios",
                               place.path() / "scenarios");
  fs::create_directories(place.path() / "bin");
  fs::create_symlink(test::program, place.path() / "bin" / "ausfall");
  place.with("pair.yaml", scenario_of_manual());
  place.with("broken.yaml",
             "ausfall: 1\nhosts:\n  node1: {boot: 4, failures: {hw: {mttf: 2 y, mtr: 8 h}}}\n"
             "apps:\n  mail: {on: nod1}\n");
  place.with("room.yaml",
             "ausfall: 1\nname: a room\nhosts: {node1..2: {failures: {psu: {mttf: 5 y, mttr: 4 h, "
             "crew: field}}}}\n"
             "crews: {field: {size: 1, hours: mon-fri 8:00-17:00}}\napps: {mail: {on: node1}}\n"
             "clusters: {pair: {nodes: node*}}\nservices: {mail: {needs: mail}}\n"
             "expect: {services.mail.availability: {at-least: 90 %}}\n");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

/// Line by line; "..." is any number of lines.
bool agree(const std::vector<std::string>& shown, const std::vector<std::string>& printed,
           std::size_t at = 0, std::size_t from = 0) {
  for (; at < shown.size(); ++at, ++from) {
    if (shown[at] == "...") {
      for (; from <= printed.size(); ++from) {
        if (agree(shown, printed, at + 1, from)) return true;
      }
      return false;
    }
    if (from >= printed.size() || shown[at] != printed[from]) return false;
  }
  return from == printed.size();
}

std::string block_of(const std::string& command, const std::vector<std::string>& output) {
  std::string block = "\n    " + command + '\n';
  for (const std::string& line : output) block += line.empty() ? "\n" : "    " + line + '\n';
  return block;
}

/// What it prints now, into its document. What has "..." in it is left to a person.
void rewrite(const Command& command, const std::vector<std::string>& printed) {
  const fs::path path = fs::path(test::source_dir) / command.document;
  std::string text = contents(path);
  const std::string old = block_of(command.last_line, command.output);
  const std::size_t at = text.find(old);
  ASSERT_NE(at, std::string::npos) << command.text;
  ASSERT_EQ(std::ranges::count(command.output, "..."), 0)
      << command.document << ": " << command.text;
  text.replace(at, old.size(), block_of(command.last_line, printed));
  std::ofstream(path) << text;
}

class Documents : public testing::TestWithParam<Command> {};

TEST_P(Documents, AreWhatTheProgramDoes) {
  const Command& command = GetParam();
  if (is_elsewhere(command)) GTEST_SKIP() << "it needs what is not here: " << command.text;
  const Place place;
  furnish(place);
  const std::string errors = place.at("errors");
  const std::string script =
      place.with("command.sh", (command.shown ? command.text : quickly(command.text)) + '\n');
  const int status = by_shell(fmt::format(
      "cd '{0}' && PATH='{0}/bin':\"$PATH\" bash --noprofile --norc '{1}' > '{0}/output' 2> '{2}'",
      place.path().string(), script, errors));
  const std::string said = contents(errors);
  const std::string printed = contents(place.at("output"));
  if (!command.shown) {
    EXPECT_TRUE(status == 0 || status == 1 || status == 3) << command.text << '\n' << said;
    EXPECT_EQ(said.find("error"), std::string::npos) << command.text << '\n' << said;
    return;
  }
  EXPECT_LE(status, 3) << command.text << '\n' << said;
  const std::vector<std::string> told = lines_of(printed + said);
  if (std::getenv("AUSFALL_REWRITE_GOLDENS") != nullptr && !agree(command.output, told))
    rewrite(command, told);
  EXPECT_TRUE(agree(command.output, told))
      << command.document << ':' << command.line << ": " << command.text
      << "\nprints what its document does not say:\n"
      << printed << said;
}

INSTANTIATE_TEST_SUITE_P(All, Documents, testing::ValuesIn(all_commands()),
                         [](const testing::TestParamInfo<Command>& command) {
                           std::string name =
                               fmt::format("{}_line{}", command.param.document, command.param.line);
                           std::ranges::replace_if(
                               name, [](char letter) { return std::isalnum(letter) == 0; }, '_');
                           return name;
                         });

TEST(DocumentsTest, FindsTheirCommands) {
  const std::vector<Command> commands = all_commands();
  const auto shown = std::ranges::count(commands, true, &Command::shown);
  EXPECT_GE(commands.size(), 20U);
  EXPECT_GE(shown, 15);
  EXPECT_FALSE(agree({"a", "b"}, {"a", "c"}));
  EXPECT_TRUE(agree({"a", "...", "d"}, {"a", "b", "c", "d"}));
  EXPECT_FALSE(agree({"a", "...", "d"}, {"a", "b", "c"}));
}

}  // namespace
}  // namespace ausfall
