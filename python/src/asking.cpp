// The studies, asked from Python. Each gives a pair: the answer, or None where nothing was finished, and
// whether Ctrl-C stopped it.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "python/src/bindings.hpp"
#include "python/src/options.hpp"
#include "python/src/watched.hpp"
#include "studies/output/output.hpp"
#include "studies/output/output_check.hpp"
#include "studies/output/output_fit.hpp"
#include "studies/output/output_fmea.hpp"
#include "studies/output/output_sensitivity.hpp"
#include "studies/output/room.hpp"
#include "studies/studies.hpp"

namespace ausfall::python {

namespace py = pybind11;

namespace {

using scenarios::Scenario;
using studies::Watch;

// The bounds are those of the program's options.
constexpr std::uint64_t samples_of_fmea_max = std::uint64_t{1} << 24U;
constexpr std::uint64_t phases_max = 100;
constexpr std::uint64_t draws_max = 1'000'000;

/// The answer and whether it was stopped, for Python.
template <class Result, class Tell>
py::tuple answered(Outcome<Result> outcome, const Tell& tell) {
  py::object answer = py::none();
  if (outcome.result) answer = py::cast(tell(std::move(*outcome.result)));
  return py::make_tuple(answer, outcome.stopped);
}

/// What most results have: how they are told in all of the program's formats.
template <class Result>
AnswerOf<Result> in_all_formats(std::shared_ptr<const Result> result, bool interrupted) {
  AnswerOf<Result> answer(std::move(result), interrupted);
  answer.told("json", [](const Result& r) { return studies::json_of(r); })
      .told("text", [](const Result& r) { return studies::text_of(r); })
      .told("csv", [](const Result& r) { return studies::csv_of(r); })
      .told("markdown", [](const Result& r) { return studies::markdown_of(r); });
  return answer;
}

template <class Result>
AnswerOf<Result> in_all_formats(Result result, bool interrupted) {
  return in_all_formats(std::make_shared<const Result>(std::move(result)), interrupted);
}

template <class Result>
Answer told_in_all_formats(Result result) {
  const bool interrupted = result.interrupted();
  return in_all_formats(std::move(result), interrupted).answer();
}

/// As the program tells it, whose JSON holds what stands in the room.
template <class Result>
Answer told_with_room(Result result, bool interrupted, const Scenario& scenario) {
  return in_all_formats(std::move(result), interrupted)
      .told("json",
            [plant = scenario.plant](const Result& r) {
              return studies::with_room(studies::json_of(r), *plant);
            })
      .answer();
}

py::tuple run(const Scenario& scenario, const py::dict& given, const py::object& progress) {
  const Options options(given);
  studies::ExperimentPlan plan = options.plan(scenario);
  if (given.contains("method"))
    plan.method = static_cast<studies::Method>(options.choice("method", studies::method_names()));
  return answered(
      watched(progress, [&](const Watch& watch) { return studies::run(scenario, plan, watch); }),
      told_in_all_formats<studies::RunResult>);
}

/// With each variant as an answer of its own, which holds the comparison.
Answer compared(studies::Comparison comparison) {
  using studies::Comparison;
  using studies::Pairs;
  const bool interrupted = comparison.interrupted();
  AnswerOf<Comparison> told(std::move(comparison), interrupted);
  told.told("json", [](const Comparison& c) { return studies::json_of(c); })
      .told("csv", [](const Comparison& c) { return studies::csv_of(c); });
  for (const auto& [form, pairs] : {std::pair("", Pairs::first), std::pair(".best", Pairs::best),
                                    std::pair(".all", Pairs::all)}) {
    told.told(std::string("text") + form,
              [pairs = pairs](const Comparison& c) { return studies::text_of(c, pairs); })
        .told(std::string("markdown") + form,
              [pairs = pairs](const Comparison& c) { return studies::markdown_of(c, pairs); });
  }
  Answer answer = told.answer();
  for (const studies::RunResult& variant : told.result()->variants) {
    const std::shared_ptr<const studies::RunResult> one(told.result(), &variant);
    answer.names.push_back(variant.variant.value_or(""));
    answer.parts.push_back(in_all_formats(one, variant.interrupted()).answer());
  }
  return answer;
}

py::tuple compare(const std::vector<Scenario>& variants, const py::dict& given,
                  const py::object& progress) {
  if (variants.empty()) throw studies::Refused("there is nothing to compare: no variant");
  const studies::ExperimentPlan plan = Options(given).plan(variants.front());
  return answered(
      watched(progress,
              [&](const Watch& watch) { return studies::compare(variants, plan, watch); }),
      compared);
}

py::tuple solve(const Scenario& scenario, const py::dict& given, const py::object& progress) {
  const Options options(given);
  studies::SolvePlan plan{studies::title_of(scenario), options.duration("at"),
                          options.flag("derivatives"),
                          static_cast<int>(options.whole("phases", 1, phases_max).value_or(0))};
  plan.draws = options.whole("draws", 0, draws_max).value_or(plan.draws);
  return answered(
      watched(progress, [&](const Watch& watch) { return studies::solve(scenario, plan, watch); }),
      [&](studies::Solution solution) {
        return told_with_room(std::move(solution), false, scenario);
      });
}

py::tuple inject(const Scenario& scenario, const py::dict& given, const py::object& progress) {
  const Options options(given);
  studies::InjectPlan plan{options.how(scenario)};
  plan.samples = options.whole("samples", 1, replications_max).value_or(plan.samples);
  plan.at = options.text("at");
  const std::string faults = fmt::format("{}", fmt::join(options.texts("fault"), ","));
  return answered(
      watched(progress,
              [&](const Watch& watch) { return studies::inject(scenario, faults, plan, watch); }),
      told_in_all_formats<studies::RunResult>);
}

py::tuple fmea(const Scenario& scenario, const py::dict& given, const py::object& progress) {
  const Options options(given);
  studies::FailureAnalysisPlan plan =
      studies::failure_analysis_plan(scenario, options.how(scenario));
  plan.order = static_cast<int>(options.whole("order", 1, 2).value_or(1));
  plan.samples = options.whole("samples", 1, samples_of_fmea_max).value_or(plan.samples);
  return answered(
      watched(progress, [&](const Watch& watch) { return studies::fmea(scenario, plan, watch); }),
      [&](studies::FailureAnalysis analysis) {
        const bool interrupted = analysis.interrupted();
        return told_with_room(std::move(analysis), interrupted, scenario);
      });
}

py::tuple sensitivity(const Scenario& scenario, const py::dict& given, const py::object& progress) {
  const Options options(given);
  studies::SensitivityPlan plan{.run = options.plan(scenario),
                                .factor = options.factor("factor"),
                                .service = options.text("service").value_or(""),
                                .simulate = options.flag("simulate")};
  return answered(
      watched(progress,
              [&](const Watch& watch) { return studies::sensitivity(scenario, plan, watch); }),
      [](studies::Sensitivity tornado) {
        const bool interrupted = tornado.interrupted();
        return in_all_formats(std::move(tornado), interrupted)
            .told("svg", [](const studies::Sensitivity& t) { return studies::svg_of(t); })
            .answer();
      });
}

/// What is checked, and how; of all scenarios of a file.
struct Checking {
  std::string file;
  std::vector<Scenario> scenarios;
  Options options;
  std::optional<std::vector<studies::Baseline>> baselines;
  scenarios::Renames renames;
  double tolerance = 0;

  [[nodiscard]] const std::vector<studies::Baseline>* known() const {
    return baselines ? &*baselines : nullptr;
  }
  [[nodiscard]] studies::CheckWish wish(const Scenario& scenario) const;
};

studies::CheckWish Checking::wish(const Scenario& scenario) const {
  const studies::Simulated how = options.how(scenario);
  studies::CheckWish wish{.seed = how.seed,
                          .threads = how.threads,
                          .budget = options.whole("replications", 1, replications_max),
                          .rows = true,
                          .tolerance = tolerance,
                          .renames = renames};
  if (options.share("confidence")) wish.confidence = how.confidence;
  return wish;
}

double seconds_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

/// One scenario after another, as the program has it; what was checked before it was stopped. `wishes` are
/// those of the scenarios: nothing of Python is asked from the thread that works.
studies::CheckReport checked(const Checking& all, const std::vector<studies::CheckWish>& wishes,
                             const Watch& watch) {
  const auto began = std::chrono::steady_clock::now();
  studies::CheckReport report;
  report.with_baseline = all.known() != nullptr;
  report.tolerance = all.tolerance;
  for (std::size_t i = 0; i < all.scenarios.size() && !watch.interrupted; ++i) {
    const auto one_began = std::chrono::steady_clock::now();
    try {
      report.scenarios.push_back(
          studies::check_report(all.file, all.scenarios[i], wishes[i], all.known(), watch));
    } catch (const studies::Interrupted&) {
      if (report.scenarios.empty()) throw;
      break;
    }
    report.scenarios.back().wall_seconds = seconds_since(one_began);
  }
  report.wall_seconds = seconds_since(began);
  return report;
}

py::tuple check(const std::string& file, const std::vector<Scenario>& scenarios,
                const py::dict& given, const py::object& progress) {
  Checking all{.file = file, .scenarios = scenarios, .options = Options(given)};
  all.tolerance = all.options.share("tolerance").value_or(0);
  if (const auto baseline = all.options.text("baseline"))
    all.baselines = studies::read_baselines(*baseline);
  const std::vector<std::string> renamed = all.options.texts("renamed");
  if (!renamed.empty() && !all.baselines)
    throw studies::Refused({"renamed"},
                           "there is no baseline in which anything is called otherwise");
  try {
    for (const std::string& each : renamed) scenarios::add_rename(each, all.renames);
  } catch (const std::invalid_argument& wrong) {
    throw studies::Refused({"renamed"}, wrong.what());
  }
  studies::refuse_idle(file, scenarios, all.known(), true);
  std::vector<studies::CheckWish> wishes;
  for (const Scenario& scenario : scenarios) wishes.push_back(all.wish(scenario));
  return answered(
      watched(progress, [&](const Watch& watch) { return checked(all, wishes, watch); }),
      [&](studies::CheckReport report) {
        using studies::CheckReport;
        const bool interrupted =
            report.scenarios.size() < scenarios.size() ||
            std::any_of(report.scenarios.begin(), report.scenarios.end(),
                        [](const auto& each) { return each.result.interrupted; });
        return AnswerOf<CheckReport>(std::move(report), interrupted)
            .told("json", [](const CheckReport& r) { return studies::json_of(r); })
            .told("text", [](const CheckReport& r) { return studies::text_of(r); })
            .told("junit", [](const CheckReport& r) { return studies::junit_of(r); })
            .answer();
      });
}

studies::LogColumns columns_in(const Options& options, const py::dict& given) {
  studies::LogColumns columns;
  const auto text = [&](std::string_view name) { return options.text(name).value_or(""); };
  columns.component = options.texts("component");
  columns.cause = options.texts("cause");
  columns.start = text("start");
  columns.end = text("end");
  columns.duration = text("duration");
  columns.time_to_failure = text("time_to_failure");
  columns.censored = text("censored");
  columns.unit = text("unit");
  if (given.contains("where"))
    for (const auto& [column, value] : py::dict(given["where"]))
      columns.where.emplace_back(py::str(column), py::str(value));
  return columns;
}

std::optional<char> delimiter_in(const Options& options) {
  const std::optional<std::string> delimiter = options.text("delimiter");
  if (!delimiter) return std::nullopt;
  if (delimiter->size() != 1 || *delimiter == "\"" || *delimiter == "\n")
    throw studies::Refused({"delimiter"}, "one letter is due");
  return delimiter->front();
}

/// A log's text, which messages call by `name`.
py::tuple fit(const std::string& name, const std::string& log, const py::dict& given) {
  const Options options(given);
  const studies::LogColumns columns = columns_in(options, given);
  const studies::LogWindow window{options.text("from_").value_or(""),
                                  options.text("until").value_or(""), options.flag("new")};
  const auto by =
      static_cast<studies::GroupBy>(options.choice("by", {"none", "cause", "component"}));
  const auto renewal = static_cast<studies::Renewal>(options.choice("renewal", {"own", "any"}));
  if (by == studies::GroupBy::cause && columns.cause.empty())
    throw studies::Refused({"by", "cause"}, "say which column holds it: cause=\"...\"");
  if (by == studies::GroupBy::component && columns.component.empty())
    throw studies::Refused({"by", "component"}, "say which column holds it: component=\"...\"");
  const std::optional<Duration> resolution = options.duration("resolution");
  if (resolution == Duration(0)) throw studies::Refused({"resolution"}, "write more than 0");
  const std::optional<char> delimiter = delimiter_in(options);
  const auto work = [&](const Watch&) {
    studies::FailureLog read =
        studies::read_failure_log(name, log, columns, window, delimiter, resolution);
    return studies::fitted(std::move(read), by, renewal, window.all_new,
                           std::max(1U, std::thread::hardware_concurrency()));
  };
  return answered(watched(py::none(), work), [](studies::FittedLog fitted) {
    using studies::FittedLog;
    return in_all_formats(std::move(fitted), false)
        .told("yaml", [](const FittedLog& f) { return studies::yaml_of(f); })
        .told("plot", [](const FittedLog& f) { return studies::plot_of(f); })
        .answer();
  });
}

/// Throws KeyError where it is not told so.
std::string tell(const Answer& answer, const std::string& form) {
  const auto found = answer.tellers.find(form);
  if (found == answer.tellers.end()) throw py::key_error(form);
  const py::gil_scoped_release released;
  return found->second();
}

/// As it is told; what comes out of it again is told, and no more.
py::tuple pickled(const Answer& answer) {
  py::dict texts;
  for (const auto& [form, teller] : answer.tellers) texts[py::str(form)] = teller();
  py::list parts;
  for (const Answer& part : answer.parts) parts.append(pickled(part));
  return py::make_tuple(texts, answer.interrupted, answer.names, parts);
}

Answer unpickled(const py::tuple& state) {
  Answer answer;
  for (const auto& [form, text] : state[0].cast<std::map<std::string, std::string>>())
    answer.tellers.emplace(form, [text = text] { return text; });
  answer.interrupted = state[1].cast<bool>();
  answer.names = state[2].cast<std::vector<std::string>>();
  for (const py::handle& part : state[3].cast<py::list>())
    answer.parts.push_back(unpickled(part.cast<py::tuple>()));
  return answer;
}

}  // namespace

void bind_asking(py::module_& module) {
  py::class_<Answer>(module, "Answer")
      .def("told", &tell)
      .def_readonly("interrupted", &Answer::interrupted)
      .def_readonly("names", &Answer::names)
      .def_readonly("parts", &Answer::parts)
      .def(py::pickle(&pickled, &unpickled));
  module.def("run", &run);
  module.def("compare", &compare);
  module.def("solve", &solve);
  module.def("inject", &inject);
  module.def("fmea", &fmea);
  module.def("sensitivity", &sensitivity);
  module.def("check", &check);
  module.def("fit", &fit);
}

}  // namespace ausfall::python
