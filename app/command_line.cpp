// The only source that includes CLI11: it would be half of the time that it takes to compile a verb.
#include "app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <array>
#include <string_view>
#include <variant>

#include "app/exit_code.hpp"
#include "app/verbs/syntax.hpp"
#include "scenarios/names.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::app {

namespace {

constexpr std::string_view examples =
    "Examples:\n"
    "  ausfall run scenarios/examples/host-cluster.yaml\n"
    "  ausfall inject scenarios/examples/host-cluster.yaml --fault node1:hardware\n"
    "`ausfall VERB --help` tells more of each.\n"
    "\n"
    "Exit status: 0 done; 1 a check failed; 2 the command line or the scenario is wrong; 3 a "
    "check\n"
    "is undecided within its budget; 4 the system failed (disk full, a file unreadable); 130\n"
    "interrupted, with what was finished printed.";

// --- how `--help` looks ---

/// At most 100 columns, and no more about a value than a person needs.
class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter() {
    column_width(description_column);
    label("SUBCOMMAND", "VERB");
    label("Positionals", "What");
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string type = option->get_type_name();
    const bool flag = option->get_items_expected_max() == 0;
    return flag || option->get_positional() ? "" : ' ' + type;
  }

  std::string make_option_desc(const CLI::Option* option) const override {
    std::string text = option->get_description();
    if (!option->get_default_str().empty()) {
      text += " (unless given: " + option->get_default_str() + ')';
    }
    const studies::PageWidth room(width - description_column);
    std::string lines = studies::wrapped(text, "", "");
    lines.pop_back();
    return lines;
  }

 private:
  static constexpr std::size_t description_column = 30;
  static constexpr std::size_t width = 100;
};

/// "ausfall profiles show": the words that lead to it.
std::string words_to(const CLI::App& app) {
  std::string words = app.get_name();
  for (const CLI::App* above = app.get_parent(); above != nullptr; above = above->get_parent()) {
    words.insert(0, above->get_name() + ' ');
  }
  return words;
}

/// The help of a verb, or of the whole program.
std::string help_of(const CLI::App& app) {
  return app.help(app.get_parent() == nullptr ? "" : words_to(*app.get_parent()));
}

// --- what verbs declare, in the words of the library ---

/// Numbers are read as their target's type, so that the check and the target agree on what is one.
CLI::Validator check_of(const NumberRange& range, const Target& target) {
  const auto within = [&range](auto zero) -> CLI::Validator {
    using Number = decltype(zero);
    return CLI::Range(static_cast<Number>(range.least), static_cast<Number>(range.most))
        .description("");  // the help does not repeat it
  };
  if (std::holds_alternative<int*>(target)) return within(0);
  if (std::holds_alternative<std::optional<unsigned>*>(target)) return within(0U);
  return within(std::uint64_t{0});
}

/// An empty value is a variable of a shell that is not set, and not the same as no option.
CLI::Validator not_empty() {
  return {[](const std::string& value) {
            return value.empty() ? std::string("a value is due, and this one is empty")
                                 : std::string();
          },
          ""};
}

void add_option(CLI::App& app, const Option& declared) {
  if (bool* const* flag = std::get_if<bool*>(&declared.target)) {
    app.add_flag(declared.names, **flag, declared.help);
    return;
  }
  CLI::Option* option = std::visit(
      [&](auto* target) { return app.add_option(declared.names, *target, declared.help); },
      declared.target);
  const OptionRules& rules = declared.rules;
  if (!declared.value.empty()) option->type_name(declared.value);
  option->check(not_empty());
  const bool list = std::holds_alternative<std::vector<std::string>*>(declared.target);
  if (list && !option->get_positional()) option->expected(1)->take_all();
  if (rules.delimiter != '\0') option->delimiter(rules.delimiter);
  if (rules.required) option->required();
  if (rules.default_shown) option->capture_default_str();
  if (rules.range) option->check(check_of(*rules.range, declared.target));
}

// --- parsing ---

/// The command line of the program, and of every verb.
class Parser {
 public:
  explicit Parser(const std::vector<std::unique_ptr<Verb>>& verbs)
      : verbs_(verbs),
        top_("Ausfall simulates failover in clusters: how available services are, and why not.") {
    top_.name("ausfall");
    top_.formatter(std::make_shared<HelpFormatter>());  // those below inherit it
    top_.set_version_flag("--version", "ausfall " AUSFALL_VERSION);
    top_.require_subcommand(1);
    top_.footer(std::string(examples));
    for (const auto& verb : verbs_) {
      CLI::App* sub = top_.add_subcommand(std::string(verb->name()), std::string(verb->summary()));
      sub->group("Verbs");
      sub->footer("Examples:\n" + std::string(verb->examples()));
      Syntax syntax;
      verb->declare(syntax);
      add(*sub, syntax);
    }
  }

  Request parse(const std::vector<std::string>& arguments) {
    refuse_unknown_verb(arguments);
    try {
      top_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::Success& wanted) {
      return {nullptr, text_of(wanted)};
    } catch (const CLI::ParseError& error) {
      throw UsageError(message_of(error));
    }
    refuse_unbuilt();
    return {&chosen(), {}};
  }

 private:
  void add(CLI::App& app, const Syntax& syntax) {
    for (const Option& option : syntax.options()) add_option(app, option);
    for (const std::string& name : syntax.unbuilt()) {
      unbuilt_.push_back(app.add_option(name)->expected(0, 1)->group(""));
    }
    if (!syntax.words().empty()) app.require_subcommand(0, 1);
    for (const Syntax::Word& word : syntax.words()) {
      CLI::App* below = app.add_subcommand(word.name, word.summary);
      below->fallthrough();  // to the options of the verb
      add(*below, word.syntax);
    }
  }

  /// Before the parser sees it, so that the nearest verb can be named.
  void refuse_unknown_verb(const std::vector<std::string>& arguments) const {
    std::vector<std::string> known;
    for (const auto& verb : verbs_) {
      known.emplace_back(verb->name());
    }
    if (arguments.empty()) {
      throw UsageError("say what to do: " + studies::enumeration(known) +
                       "; `ausfall --help` tells more");
    }
    const std::string& first = arguments.front();
    if (first.starts_with('-') || std::find(known.begin(), known.end(), first) != known.end()) {
      return;
    }
    constexpr std::array<std::string_view, 2> to_come{"plan", "schema"};
    if (std::find(to_come.begin(), to_come.end(), first) != to_come.end()) {
      throw UsageError(fmt::format("'{}' is a verb of the program but not built yet; there are: {}",
                                   first, studies::enumeration(known)));
    }
    throw UsageError(
        fmt::format("there is no verb '{}'; {}", first, scenarios::known_names_hint(first, known)));
  }

  void refuse_unbuilt() const {
    for (const CLI::Option* option : unbuilt_) {
      if (option->count() > 0) {
        throw UsageError("--" + option->get_lnames().front() +
                         " is part of the command line but not built yet");
      }
    }
  }

  [[nodiscard]] std::string text_of(const CLI::Success& wanted) const {
    if (const auto* version = dynamic_cast<const CLI::CallForVersion*>(&wanted)) {
      return std::string(version->what()) + '\n';
    }
    return help_of(innermost());
  }

  /// The verb, or the word below it, that was parsed last; the program itself if none was.
  [[nodiscard]] const CLI::App& innermost() const {
    const CLI::App* app = &top_;
    for (std::vector<const CLI::App*> next = parsed_below(*app); !next.empty();
         next = parsed_below(*app)) {
      app = next.back();
    }
    return *app;
  }

  static std::vector<const CLI::App*> parsed_below(const CLI::App& app) {
    std::vector<const CLI::App*> below;
    for (const CLI::App* sub :
         app.get_subcommands([](const CLI::App* each) { return each->parsed(); })) {
      below.push_back(sub);
    }
    return below;
  }

  [[nodiscard]] std::string message_of(const CLI::ParseError& error) const {
    const CLI::App& app = innermost();
    const std::vector<std::string> extras = app.remaining(true);
    const std::string where = words_to(app);
    if (extras.empty() || error.get_exit_code() != static_cast<int>(CLI::ExitCodes::ExtrasError)) {
      return fmt::format("{}\n`{} --help` shows how it goes.", error.what(), where);
    }
    const std::string unknown = extras.front().substr(0, extras.front().find('='));
    std::vector<std::string> known;
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        known.push_back("--" + name);
      }
    }
    const std::string nearest = scenarios::nearest(unknown, known);
    return fmt::format("'{}' is not expected here{}\n`{} --help` shows how it goes.", unknown,
                       nearest.empty() ? "" : "; did you mean '" + nearest + "'?", where);
  }

  [[nodiscard]] Verb& chosen() const {
    for (const auto& verb : verbs_) {
      if (top_.get_subcommand(std::string(verb->name()))->parsed()) {
        return *verb;
      }
    }
    throw UsageError("say what to do; `ausfall --help` tells more");
  }

  const std::vector<std::unique_ptr<Verb>>& verbs_;
  CLI::App top_;
  std::vector<const CLI::Option*> unbuilt_;
};

}  // namespace

Request parse_command_line(const std::vector<std::unique_ptr<Verb>>& verbs,
                           const std::vector<std::string>& arguments) {
  return Parser(verbs).parse(arguments);
}

}  // namespace ausfall::app
