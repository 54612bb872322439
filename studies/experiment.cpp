#include "studies/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

#include "models/ledger.hpp"
#include "sim/replicate.hpp"
#include "sim/stopping.hpp"
#include "studies/causes.hpp"
#include "studies/cluster_result.hpp"
#include "studies/endings.hpp"
#include "studies/errors.hpp"
#include "studies/estimates.hpp"
#include "studies/grouped.hpp"
#include "studies/livelock.hpp"
#include "studies/method_choice.hpp"
#include "studies/replication.hpp"
#include "studies/trust.hpp"
#include "studies/unknowns.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

/// The most replications of a run that is to reach a precision and names no limit.
constexpr std::uint64_t replications_limit = 1'000'000;

using models::ClusterId;
using models::Plant;
using models::ServiceId;
using models::ServiceTally;

/// What the replications of a subject give, in their order.
struct SubjectMeasured : Measured {
  DrawnTotals drawn;   ///< of a subject with draws, by service
  StillOut still_out;  ///< where faults are injected
  Grouped grouped;     ///< where groups are asked for

  void merge(const SubjectMeasured& other) {
    Measured::merge(other);
    still_out.merge(other.still_out);
    grouped.merge(other.grouped);
    append(drawn, other.drawn);
  }
};

/// What they give of all that are simulated jointly. Empty until the first of them.
struct JointlyMeasured {
  std::vector<SubjectMeasured> subjects;
  std::vector<PairedService> pairs;

  void merge(const JointlyMeasured& other) {
    if (other.subjects.empty()) {
      return;
    }
    if (subjects.empty()) {
      *this = other;
      return;
    }
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      subjects[i].merge(other.subjects[i]);
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      pairs[i].histories.merge(other.pairs[i].histories);
      pairs[i].paths.merge(other.pairs[i].paths);
    }
  }
};

/// Runs each replication of one plant after another, on one thread.
class JointWorker {
 public:
  JointWorker(const std::vector<Subject>& subjects, const std::vector<PairedService>& pairs,
              const ExperimentPlan& plan, const std::vector<ChosenMethod>& methods, StopSign stop,
              std::size_t groups)
      : subjects_(subjects),
        pairs_(pairs),
        span_{.seed = plan.seed,
              .warmup = plan.warmup,
              .horizon = plan.horizon,
              .begins = plan.begins},
        methods_(methods),
        stop_(stop),
        injected_(!plan.faults.empty()),
        groups_(groups),
        drawn_(subjects.size()) {
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      workers_.push_back(std::make_unique<ReplicationRunner>(
          *subjects[i].plant, span_, subjects[i].variant, stop_, methods_[i]));
    }
  }

  void run(std::uint64_t replication, JointlyMeasured& measured) {
    for (std::size_t i = 0; i < workers_.size(); ++i) run(i, replication);
    if (measured.subjects.empty()) {
      measured.subjects.resize(workers_.size());
      measured.pairs = pairs_;
    }
    for (std::size_t i = 0; i < workers_.size(); ++i) count(i, replication, measured.subjects[i]);
    for (PairedService& pair : measured.pairs) {
      const ReplicationTotals a = workers_[pair.a]->totals(pair.service_a);
      const ReplicationTotals b = workers_[pair.b]->totals(pair.service_b);
      add(a.histories, b.histories, pair.histories);
      add(a.paths, b.paths, pair.paths);
    }
  }

 private:
  static void add(const Totals& a, const Totals& b, PairedService::Stratum& to) {
    to.unavailability.add(a.unavailability, b.unavailability);
    to.outages.add(a.outages, b.outages);
    to.lost.add(a.lost, b.lost);
  }

  /// Makes the subject's worker one for the plant of this draw.
  void draw(std::size_t subject, std::uint64_t number) {
    Drawn& drawn = drawn_[subject];
    if (drawn.plant != nullptr && drawn.number == number) {
      return;
    }
    auto plant = subjects_[subject].draws->plant(number);
    workers_[subject] = std::make_unique<ReplicationRunner>(
        *plant, span_, subjects_[subject].variant, stop_, methods_[subject]);
    drawn = {number, std::move(plant)};
  }

  void run(std::size_t subject, std::uint64_t replication) {
    stop_.look();  // a plant of many things takes a while
    if (const Draws* draws = subjects_[subject].draws) draw(subject, draws->of(replication));
    workers_[subject]->run(replication);
  }

  void count(std::size_t subject, std::uint64_t replication, SubjectMeasured& measured) {
    ReplicationRunner& worker = *workers_[subject];
    worker.count(measured);
    if (injected_)
      measured.still_out.look(*subjects_[subject].plant, worker.world(), worker.ledger());
    if (subjects_[subject].draws != nullptr) add_totals(subject, measured.drawn);
    if (groups_ > 0) add_to_group(subject, replication, measured.grouped);
  }

  /// Replications of one draw are of one group, since they depend on one another.
  void add_to_group(std::size_t subject, std::uint64_t replication, Grouped& grouped) const {
    const Draws* draws = subjects_[subject].draws;
    const std::uint64_t number = draws != nullptr ? draws->of(replication) : replication;
    const std::size_t services = subjects_[subject].plant->services.size();
    for (std::size_t i = 0; i < services; ++i) {
      const double unavailability = workers_[subject]->totals(ServiceId(i)).sum().unavailability;
      grouped.add(number % groups_, i, services, unavailability);
    }
  }

  void add_totals(std::size_t subject, DrawnTotals& drawn) const {
    const std::size_t services = subjects_[subject].plant->services.size();
    drawn.resize(services);
    for (std::size_t i = 0; i < services; ++i) {
      drawn[i].push_back(workers_[subject]->totals(ServiceId(i)).sum());
    }
  }

  struct Drawn {
    std::uint64_t number = 0;
    std::shared_ptr<const Plant> plant;  // of the worker, which outlives it
  };

  const std::vector<Subject>& subjects_;
  const std::vector<PairedService>& pairs_;
  const Span span_;
  const std::vector<ChosenMethod>& methods_;
  const StopSign stop_;
  const bool injected_;
  const std::size_t groups_;
  std::vector<Drawn> drawn_;
  std::vector<std::unique_ptr<ReplicationRunner>> workers_;
};

ServiceResult service_result(const Plant& plant, const Measured& measured, ServiceId id,
                             double confidence) {
  const ServiceTally& service = measured.tally.services[id.index()];
  ServiceResult result{
      .name = plant[id].name,
      .slo = plant[id].slo,
      .unavailability = unavailability(measured, id, confidence),
      .outages_per_year = outages_per_year(measured, id, confidence),
      .outages = service.outage_count,
      .outage_seconds = outage_seconds(measured, id, confidence),
      .served = served(measured, id, confidence),
      .outage_by_horizon = outage_by_horizon(measured, id, confidence),
      .slo_met_per_year = std::nullopt,
      .slo_met_per_month = std::nullopt,
      .year_downtime = year_downtime_seconds(measured, id, confidence),
      .causes = causes_of(plant, measured, id, confidence),
      .known_from = known_from(measured, id),
  };
  result.waiting_share = waiting_share(plant, measured, id);
  if (service.slo_met.count() > 0) {
    result.slo_met_per_year = slo_met_per_year(measured, id, confidence);
  }
  if (service.slo_met_months.count() > 0) {
    result.slo_met_per_month = slo_met_per_month(measured, id, confidence);
  }
  result.kinds = kinds_of_outages(result.causes);
  if (plant[id].outage_longer_than) {
    result.interruptions = {.longest = *plant[id].outage_longer_than,
                            .counts = plant[id].interruptions_count,
                            .per_year = interruptions_per_year(measured, id, confidence),
                            .share = interrupted(measured, id, confidence)};
  }
  return result;
}

DataLossResult data_loss_result(const Plant& plant, const Measured& measured, std::size_t copied,
                                double confidence) {
  const models::Component& component = plant[plant.copied[copied]];
  const Moments& numbers = measured.tally.losses[copied].numbers;
  const double losses = numbers.mean() * static_cast<double>(numbers.count());
  return {.name = component.name,
          .lag = component.lag,
          .losses = static_cast<std::uint64_t>(std::llround(losses)),
          .losses_per_year = data_losses_per_year(measured, copied, confidence)};
}

std::optional<std::string> warning_about(const RunResult& result, const ServiceResult& service) {
  if (result.by_replication() || service.outages > 0 || service.unavailability.mean > 0) {
    return std::nullopt;
  }
  return fmt::format(
      "no outage of {} was seen in {}: with {} confidence there are fewer than {} a year, "
      "and its "
      "unavailability is below {}",
      service.name, years_words(result.simulated_years), percent(result.confidence),
      significant(service.outages_per_year.high, 2), significant(service.unavailability.high, 2));
}

/// That most outages are so short that they may not be meant.
std::optional<std::string> warning_of_brief_outages(const ServiceResult& service) {
  constexpr double brief = 1;  // seconds
  if (!service.outage_seconds || service.interruptions ||
      !(service.outage_seconds->p50.mean < brief))
    return std::nullopt;
  return fmt::format(
      "most outages of {0} last less than a second, half of them at most {1}: to count such apart, "
      "as interruptions, write services: {{{0}: {{outage: {{longer-than: 1 s}}}}}}",
      service.name, rough_words(Seconds(service.outage_seconds->p50.mean)));
}

/// Of all services. Where there is one without an outage, nothing is known.
Precision precision_of(const Plant& plant, const Measured& measured, double wanted,
                       double confidence) {
  Precision found;
  for (std::size_t i = 0; i < plant.services.size(); ++i) {
    const Estimate interval = unavailability(measured, ServiceId(i), confidence);
    if (measured.rare.services.empty()) {
      found.add(precision_of(measured.tally.services[i].unavailability, interval, wanted));
    } else {
      found.add(precision_of(interval, measured.tally.replications, wanted));
    }
  }
  return found;
}

/// `confidence` is what the intervals are made with; less is claimed of them where they were looked at
/// more than once.
RunResult result_of(const Subject& subject, const ExperimentPlan& plan, const ChosenMethod& method,
                    const SubjectMeasured& measured, std::uint64_t first, double confidence) {
  const Plant& plant = *subject.plant;
  RunResult result{
      .scenario = plan.scenario,
      .variant = subject.variant,
      .faults = plan.faults,
      .begins = plan.begins ? std::optional(plan.begins->words) : std::nullopt,
      .seed = plan.seed,
      .replications = measured.tally.replications,
      .replications_wanted = measured.tally.replications,
      .horizon = plan.horizon,
      .simulated_years = measured.tally.simulated_years(),
      .events = measured.events,
      .wall_seconds = 0,
      .confidence = plan.confidence,
      .services = {},
      .clusters = {},
      .data_lost = {},
      .warnings = {},
      .at_fixed_times = plan.faults.empty() && fails_at_fixed_times(plant),
  };
  for (std::size_t i = 0; i < plant.copied.size(); ++i)
    result.data_lost.push_back(data_loss_result(plant, measured, i, confidence));
  for (std::size_t i = 0; i < plant.services.size(); ++i) {
    const ServiceId id(i);
    result.services.push_back(service_result(plant, measured, id, confidence));
    ServiceResult& service = result.services.back();
    if (!measured.rare.services.empty()) {
      service.rare = rare_result(measured.rare, measured.tally, id, service.unavailability,
                                 contradicted(measured, id));
    } else if (!method.unmet.empty() && method.unmet[i]) {
      service.known_from.unmet = *method.unmet[i];
    }
    if (const auto warning = unmet_words(service, method); warning && !result.by_replication()) {
      result.warnings.push_back(*warning);
    }
    if (const auto warning = distrust(result.services.back());
        warning && !result.by_replication()) {
      result.warnings.push_back(*warning);
    }
    if (const auto warning = warning_about(result, result.services.back())) {
      result.warnings.push_back(*warning);
    }
    if (const auto warning = warning_of_brief_outages(result.services.back())) {
      result.warnings.push_back(*warning);
    }
  }
  if (subject.draws != nullptr) {
    tell_unknowns(result, *subject.draws, first, measured.drawn);
  }
  for (std::size_t i = 0; i < plant.clusters.size(); ++i) {
    result.clusters.push_back(cluster_result(plant, measured, ClusterId(i), confidence));
  }
  measured.still_out.tell(plant, result.clusters);
  return result;
}

bool shares_draws(const Subject& subject) {
  return subject.draws != nullptr && subject.draws->each() > 1;
}

Precision precision_of(const std::vector<Subject>& subjects, const JointlyMeasured& measured,
                       double wanted, double confidence) {
  Precision found;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    // Two replications of one draw can make an interval so much wider.
    const double narrower = shares_draws(subjects[i]) ? std::sqrt(2.0) : 1;
    Precision one =
        precision_of(*subjects[i].plant, measured.subjects[i], wanted / narrower, confidence);
    one.half_width *= narrower;
    found.add(one);
  }
  return found;
}

/// About the whole of it: what was wanted and not reached.
void add_warnings(RunResult& result, const ExperimentPlan& plan, bool precise) {
  const std::uint64_t done = result.replications;
  if (plan.precision && !precise && done == result.replications_wanted) {
    result.warnings.push_back(
        fmt::format("the precision of {} was not reached within {} replications",
                    percent(*plan.precision), count(done)));
  }
  if (result.interrupted()) {
    result.warnings.push_back(fmt::format("interrupted after {} of {} {}", count(done),
                                          count(result.replications_wanted),
                                          result.injected() ? "samples" : "replications"));
  }
}

/// How many are looked at again for how they end, where some may end for good: at most a tenth, so that it
/// costs little.
std::uint64_t histories_to_their_end(std::uint64_t replications) {
  constexpr std::uint64_t enough = 50;
  return std::min(enough, (replications + 9) / 10);
}

/// The replications that count, and what was claimed of them.
struct Counted {
  JointlyMeasured measured;
  std::uint64_t wanted = 0;  ///< more than there are when it was interrupted
  std::uint64_t pilot = 0;   ///< thrown away before
  double confidence = 0.95;  ///< of the intervals to be reported
  bool precise = false;
};

template <class Run>
Counted run_once(Replications range, double confidence, Run run) {
  Counted counted{.measured = {}, .wanted = range.last - range.first, .confidence = confidence};
  run(range, counted.measured);
  return counted;
}

/// When the pilot is looked at first. A weighted replication meets what plain ones meet in thousands,
/// so that an eighth of them tells enough, and little is thrown away.
std::uint64_t pilot_of(const ExperimentPlan& plan, const std::vector<ChosenMethod>& methods) {
  const std::uint64_t min = plan.replications_min;
  const bool paths = std::ranges::all_of(
      methods, [](const ChosenMethod& it) { return it.method == Method::importance; });
  return paths ? std::max(min / 8, std::uint64_t{1}) : min;
}

template <class Run>
Counted run_to_precision(const std::vector<Subject>& subjects, const ExperimentPlan& plan,
                         const std::vector<ChosenMethod>& methods, Run run) {
  PrecisionRule rule(*plan.precision, plan.replications_min, plan.replications_max,
                     pilot_of(plan, methods));
  Counted counted;
  while (const auto stage = rule.next()) {
    // An interrupted pilot counts, and so does one whose successor was interrupted too early.
    JointlyMeasured before =
        stage->afresh ? std::exchange(counted.measured, {}) : JointlyMeasured{};
    counted.pilot = rule.pilot();
    counted.wanted = stage->range.last - counted.pilot;
    counted.confidence = rule.confidence(plan.confidence);
    const bool whole = run(stage->range, counted.measured);
    if (!whole && counted.measured.subjects.empty() && !before.subjects.empty()) {
      counted.measured = std::move(before);
      counted.pilot = 0;
    }
    if (!whole) {
      counted.wanted = plan.replications_max - counted.pilot;
      return counted;
    }
    rule.looked(precision_of(subjects, counted.measured, *plan.precision, counted.confidence));
  }
  counted.precise = rule.reached();
  return counted;
}

Interrupted nothing_finished(const ExperimentPlan& plan) {
  return Interrupted(fmt::format("interrupted before the first {} was finished",
                                 plan.faults.empty() ? "replication" : "sample"));
}

/// Whether what groups of replications gave is wanted, too: of the first subject.
struct Grouping {
  std::size_t number = 0;  ///< of groups; 0: it is not
  Grouped* into = nullptr;
};

JointResult simulate_by(const std::vector<ChosenMethod>& methods,
                        const std::vector<Subject>& subjects,
                        const std::vector<PairedService>& pairs, const ExperimentPlan& plan,
                        const Watch& watch, Grouping grouping) {
  assert(!subjects.empty());
  const auto began = std::chrono::steady_clock::now();
  const auto make_worker = [&] {
    return
        [worker = std::make_unique<JointWorker>(subjects, pairs, plan, methods,
                                                StopSign(watch.interrupted), grouping.number)](
            std::uint64_t replication, JointlyMeasured& into) { worker->run(replication, into); };
  };
  // Runs them, and whether that was all of them.
  const auto run = [&](Replications range, JointlyMeasured& into) {
    const auto tell = [&](std::uint64_t more) {
      watch.tell(range.first + more, plan.replications_max);
    };
    const std::uint64_t done =
        replicate(range, plan.threads, make_worker, into, watch.interrupted, tell);
    return done == range.last - range.first;
  };
  const Replications all{plan.first_replication, plan.first_replication + plan.replications_max};
  const Counted counted = plan.precision ? run_to_precision(subjects, plan, methods, run)
                                         : run_once(all, plan.confidence, run);
  const JointlyMeasured& measured = counted.measured;
  if (measured.subjects.empty()) {
    throw nothing_finished(plan);
  }
  if (grouping.into != nullptr) *grouping.into = measured.subjects.front().grouped;
  JointResult joint;
  joint.pairs = measured.pairs;
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    RunResult result = result_of(subjects[i], plan, methods[i], measured.subjects[i], counted.pilot,
                                 counted.confidence);
    result.replications_wanted = counted.wanted;
    result.pilot_replications = counted.pilot;
    result.wall_seconds = seconds;
    add_warnings(result, plan, counted.precise);
    const bool one_plant = subjects[i].draws == nullptr;
    if (one_plant && !result.injected() && !result.interrupted() &&
        may_end_for_good(*subjects[i].plant)) {
      const std::uint64_t histories = histories_to_their_end(result.replications);
      const Span span{plan.seed, plan.warmup, plan.horizon};
      for (std::string& words : words_of_endings(*subjects[i].plant, span, histories, watch))
        result.warnings.push_back(std::move(words));
    }
    if (!result.injected()) {
      result.method = method_result(methods[i], measured.subjects[i].rare);
    }
    joint.results.push_back(std::move(result));
    joint.measured.push_back(measured.subjects[i]);
  }
  return joint;
}

/// Where faults are injected nothing else fails, and nothing is rare.
ChosenMethod method_for(const Plant& plant, const std::optional<std::string>& variant,
                        const ExperimentPlan& plan, const Watch& watch) {
  if (!plan.faults.empty()) {
    return {};
  }
  const MethodQuestion question{.asked = plan.method,
                                .span = {plan.warmup, after(plan.warmup, plan.horizon)},
                                .seed = plan.seed,
                                .replications = plan.replications_min,
                                .precision = plan.precision};
  try {
    return choose_method(plant, question, watch);
  } catch (const Livelock& livelock) {
    throw time_stands_still(plant, livelock, variant ? "variant " + *variant + ": " : "");
  }
}

JointResult simulate_jointly(const std::vector<Subject>& subjects,
                             const std::vector<PairedService>& pairs, const ExperimentPlan& plan,
                             const Watch& watch, Grouping grouping) {
  const auto began = std::chrono::steady_clock::now();
  std::vector<ChosenMethod> methods;
  for (const Subject& subject : subjects) {
    if (watch.interrupted) throw nothing_finished(plan);
    methods.push_back(method_for(*subject.plant, subject.variant, plan, watch));
  }
  strike_alike(methods);
  JointResult joint = simulate_by(methods, subjects, pairs, plan, watch, grouping);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  for (RunResult& result : joint.results) {
    result.wall_seconds = seconds;
  }
  return joint;
}

RunResult simulate_scenario(const scenarios::Scenario& scenario, const ExperimentPlan& plan,
                            const Watch& watch, Grouping grouping) {
  std::optional<const Draws> draws;
  if (!scenario.unknowns->none()) draws.emplace(scenario.unknowns, plan.seed, 2);
  const std::vector<Subject> subject{
      {scenario.plant.get(), plan.variant, draws ? &*draws : nullptr}};
  RunResult result = simulate_jointly(subject, {}, plan, watch, grouping).results.front();
  result.plant = scenario.plant;
  return result;
}

}  // namespace

void PairedService::Stratum::merge(const Stratum& other) {
  unavailability.merge(other.unavailability);
  outages.merge(other.outages);
  lost.merge(other.lost);
}

ExperimentPlan experiment_plan(const scenarios::Scenario& scenario, const Simulated& how,
                               std::optional<std::uint64_t> replications,
                               std::optional<double> precision) {
  ExperimentPlan plan{title_of(scenario), how};
  plan.warmup = scenario.warmup;
  plan.horizon = scenario.horizon;
  plan.replications_min = scenario.replications.min;
  plan.replications_max = scenario.replications.max;
  plan.precision = precision || replications ? precision : scenario.precision;
  if (replications) {
    plan.replications_max = *replications;
  } else if (plan.precision && plan.replications_max == plan.replications_min) {
    plan.replications_max = std::max(plan.replications_min, replications_limit);
  }
  plan.replications_min = plan.precision ? std::min(plan.replications_min, plan.replications_max)
                                         : plan.replications_max;
  return plan;
}

JointResult simulate_jointly(const std::vector<Subject>& subjects,
                             const std::vector<PairedService>& pairs, const ExperimentPlan& plan,
                             const Watch& watch) {
  return simulate_jointly(subjects, pairs, plan, watch, Grouping{});
}

RunResult simulate_plan(const Plant& plant, const ExperimentPlan& plan, const Watch& watch) {
  return simulate_jointly({{&plant, plan.variant}}, {}, plan, watch).results.front();
}

RunResult simulate_scenario(const scenarios::Scenario& scenario, const ExperimentPlan& plan,
                            const Watch& watch) {
  return simulate_scenario(scenario, plan, watch, Grouping{});
}

GroupedRun simulate_in_groups(const scenarios::Scenario& scenario, const ExperimentPlan& plan,
                              std::size_t groups, const Watch& watch) {
  GroupedRun run;
  run.result = simulate_scenario(scenario, plan, watch, Grouping{groups, &run.grouped});
  return run;
}

}  // namespace ausfall::studies
