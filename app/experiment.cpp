#include "app/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <memory>

#include "app/exit_code.hpp"
#include "app/facts_text.hpp"
#include "app/words.hpp"
#include "models/ledger.hpp"
#include "models/model.hpp"
#include "sim/calendar.hpp"
#include "sim/replicate.hpp"
#include "sim/simulate.hpp"

namespace ausfall::app {

namespace {

using models::ClusterTally;
using models::Phase;
using models::Plant;
using models::ServiceId;
using models::ServiceTally;
using models::Tally;

/// What replications give of one plant.
struct Measured {
  Tally tally;
  models::RareTally rare;  ///< by a weighted method
  std::uint64_t events = 0;

  void merge(const Measured& other) {
    tally.merge(other.tally);
    rare.merge(other.rare);
    events += other.events;
  }
};

/// What they give of all that are simulated jointly. Empty until the first of them.
struct JointlyMeasured {
  std::vector<Measured> subjects;
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
      pairs[i].unavailability.merge(other.pairs[i].unavailability);
      pairs[i].outages.merge(other.pairs[i].outages);
      pairs[i].lost.merge(other.pairs[i].lost);
    }
  }
};

std::vector<Stream> streams_of(const Plant& plant) {
  std::vector<Stream> streams;
  streams.reserve(plant.clocks.size());
  for (const models::Clock& clock : plant.clocks) {
    streams.push_back(clock.stream);
  }
  return streams;
}

/// Runs one replication after another, on one thread.
class Worker {
 public:
  Worker(const Plant& plant, const ExperimentPlan& plan, const ChosenMethod& method)
      : plan_(plan),
        model_(plant),
        healthy_(model_.healthy()),
        calendar_(streams_of(plant)),
        rare_(method.weighted() ? std::make_unique<RareWorker>(plant, method) : nullptr),
        ledger_(plant, rare_ ? rare_->calendar() : calendar_) {}
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() = default;

  void run(std::uint64_t replication, Measured& measured) {
    const Time end = after(plan_.warmup, plan_.horizon);
    ledger_.begin(plan_.warmup, end);
    if (rare_) {
      const std::uint64_t before = measured.rare.events();
      rare_->run({plan_.seed, replication}, {plan_.warmup, end}, ledger_, measured.rare);
      measured.events += measured.rare.events() - before;
      return ledger_.finish(measured.tally);
    }
    world_ = healthy_;
    calendar_.reset({plan_.seed, replication});
    begin_replication(model_, world_, calendar_, &ledger_);
    simulate(model_, world_, calendar_, &ledger_, end, measured.events);
    ledger_.finish(measured.tally);
  }

  /// Of the replication that it ran last.
  [[nodiscard]] models::ServiceTotals totals(ServiceId service) const {
    return ledger_.totals(service);
  }

 private:
  const ExperimentPlan& plan_;
  const models::Model model_;
  const models::World healthy_;
  models::World world_;
  Calendar calendar_;
  std::unique_ptr<RareWorker> rare_;
  models::Ledger ledger_;
};

/// Runs each replication of one plant after another, on one thread.
class JointWorker {
 public:
  JointWorker(const std::vector<Subject>& subjects, const std::vector<PairedService>& pairs,
              const ExperimentPlan& plan, const ChosenMethod& method)
      : subjects_(subjects), pairs_(pairs) {
    for (const Subject& subject : subjects) {
      workers_.push_back(std::make_unique<Worker>(*subject.plant, plan, method));
    }
  }

  void run(std::uint64_t replication, JointlyMeasured& measured) {
    if (measured.subjects.empty()) {
      measured.subjects.resize(workers_.size());
      measured.pairs = pairs_;
    }
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      run(i, replication, measured.subjects[i]);
    }
    for (PairedService& pair : measured.pairs) {
      const models::ServiceTotals a = workers_[pair.a]->totals(pair.service_a);
      const models::ServiceTotals b = workers_[pair.b]->totals(pair.service_b);
      pair.unavailability.add(a.unavailability, b.unavailability);
      pair.outages.add(a.outages, b.outages);
      pair.lost.add(a.lost, b.lost);
    }
  }

 private:
  void run(std::size_t subject, std::uint64_t replication, Measured& measured) {
    try {
      workers_[subject]->run(replication, measured);
    } catch (const Livelock& livelock) {
      const auto& [plant, variant] = subjects_[subject];
      throw UsageError(fmt::format(
          "{}time stands still at {}: clocks start one another without any delay; the last to ring "
          "was {}. Give one of them a time.",
          variant ? "variant " + *variant + ": " : "", exact_words(livelock.time),
          (*plant)[livelock.clock].name));
    }
  }

  const std::vector<Subject>& subjects_;
  const std::vector<PairedService>& pairs_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

DurationSummary summary(const Sketch& sketch) {
  const auto at = [&](double p) { return seconds_in(sketch.quantile(p)); };
  return {.mean = sketch.mean().count(),
          .p50 = at(0.5),
          .p90 = at(0.9),
          .p95 = at(0.95),
          .p99 = at(0.99),
          .max = seconds_in(sketch.max())};
}

std::optional<DurationSummary> summary_if_any(const Sketch& sketch) {
  return sketch.empty() ? std::nullopt : std::optional(summary(sketch));
}

/// The largest share first; of equal ones, in the order of the plant.
std::vector<CauseResult> causes_of(const Plant& plant, const ServiceTally& service) {
  std::vector<CauseResult> causes;
  const double downtime = seconds_in(service.downtime);
  for (const auto& [cause, tally] : service.causes) {
    causes.push_back({.cause = cause ? plant[cause] : "unknown",
                      .outages = tally.outages,
                      .downtime_share = downtime > 0 ? seconds_in(tally.downtime) / downtime : 0});
  }
  std::stable_sort(causes.begin(), causes.end(), [](const CauseResult& a, const CauseResult& b) {
    return a.downtime_share > b.downtime_share;
  });
  return causes;
}

ServiceResult service_result(const Plant& plant, const Tally& tally, ServiceId id,
                             double confidence) {
  const ServiceTally& service = tally.services[id.index()];
  ServiceResult result{
      .name = plant[id].name,
      .slo = plant[id].slo,
      .unavailability = models::unavailability(tally, id, confidence),
      .outages_per_year = models::outages_per_year(tally, id, confidence),
      .outages = service.outage_count,
      .outage_seconds = summary_if_any(service.outage_durations),
      .served = models::served(tally, id, confidence),
      .outage_by_horizon = models::outage_by_horizon(tally, id, confidence),
      .slo_met_per_year = std::nullopt,
      .year_downtime = summary_if_any(service.year_downtimes),
      .causes = causes_of(plant, service),
  };
  if (service.slo_met.count() > 0) {
    result.slo_met_per_year = models::slo_met_per_year(tally, id, confidence);
  }
  return result;
}

std::string_view meaning_of(Phase phase) {
  switch (phase) {
    case Phase::detect:
      return "from the failure to its being suspected";
    case Phase::agree:
      return "membership, quorum and election";
    case Phase::fence:
      return "until the failed node can do no harm";
    case Phase::storage:
      return "disks moved and brought online";
    case Phase::queue:
      return "waiting for a place, a start slot or a person";
    case Phase::boot:
      return "guests boot";
    case Phase::start:
      return "applications start";
    case Phase::count_:
      break;
  }
  assert(false);
  return {};
}

ClusterResult cluster_result(const std::string& name, const ClusterTally& cluster) {
  ClusterResult result{
      .name = name,
      .failovers = cluster.failover_durations.count(),
      .failovers_moved = cluster.moved,
      .failovers_failed = cluster.failovers_failed,
      .queued = cluster.queued,
      .split_brains = cluster.split_brains,
      .split_brain_seconds = seconds_in(cluster.split_brain_time),
      .planned_moves = cluster.planned_moves,
      .planned_standstill_seconds = seconds_in(cluster.planned_standstill),
      .failover_seconds = summary_if_any(cluster.failover_durations),
      .phases = {},
  };
  const double whole = seconds_in(cluster.failover_durations.sum());
  const auto failovers = static_cast<double>(std::max<std::uint64_t>(result.failovers, 1));
  for (std::size_t i = 0; i < models::phase_count; ++i) {
    const auto phase = static_cast<Phase>(i);
    const double seconds = seconds_in(cluster.phases[i]);
    result.phases.push_back({.name = std::string(name_of(phase)),
                             .meaning = std::string(meaning_of(phase)),
                             .mean = seconds / failovers,
                             .share = whole > 0 ? seconds / whole : 0});
  }
  return result;
}

std::optional<std::string> warning_about(const RunResult& result, const ServiceResult& service) {
  if (result.injected() || service.outages > 0 || service.unavailability.mean > 0) {
    return std::nullopt;
  }
  return fmt::format(
      "no outage of {} was seen in {} years: with {} confidence there are fewer than {} a year, "
      "and its "
      "unavailability is below {}",
      service.name, years_words(result.simulated_years), percent(result.confidence),
      significant(service.outages_per_year.high, 2), significant(service.unavailability.high, 2));
}

/// Every service is known well enough. One without an outage is not.
bool precise_enough(const Plant& plant, const Measured& measured, const ExperimentPlan& plan) {
  for (std::size_t i = 0; i < plant.services.size(); ++i) {
    const Estimate estimate =
        rare_unavailability(measured.rare, ServiceId(i), plan.confidence)
            .value_or(models::unavailability(measured.tally, ServiceId(i), plan.confidence));
    const double half = (estimate.high - estimate.low) / 2;
    if (!(estimate.mean > 0 && half <= *plan.precision * estimate.mean)) {
      return false;
    }
  }
  return true;
}

RunResult result_of(const Subject& subject, const ExperimentPlan& plan, const Measured& measured) {
  const Plant& plant = *subject.plant;
  RunResult result{
      .scenario = plan.scenario,
      .variant = subject.variant,
      .faults = plan.faults,
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
      .warnings = {},
  };
  for (std::size_t i = 0; i < plant.services.size(); ++i) {
    result.services.push_back(service_result(plant, measured.tally, ServiceId(i), plan.confidence));
    if (!measured.rare.services.empty()) {
      add_rare(result.services.back(), plant, measured.rare, measured.tally, ServiceId(i),
               plan.confidence);
    }
    if (const auto warning = distrust(result.services.back())) {
      result.warnings.push_back(*warning);
    }
    if (const auto warning = warning_about(result, result.services.back())) {
      result.warnings.push_back(*warning);
    }
  }
  for (std::size_t i = 0; i < plant.clusters.size(); ++i) {
    result.clusters.push_back(cluster_result(plant.clusters[i].name, measured.tally.clusters[i]));
  }
  return result;
}

bool precise_enough(const std::vector<Subject>& subjects, const JointlyMeasured& measured,
                    const ExperimentPlan& plan) {
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (!precise_enough(*subjects[i].plant, measured.subjects[i], plan)) {
      return false;
    }
  }
  return true;
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

}  // namespace

std::vector<std::uint64_t> checkpoints(std::uint64_t replications_min,
                                       std::uint64_t replications_max) {
  assert(1 <= replications_min && replications_min <= replications_max);
  std::vector<std::uint64_t> points;
  for (std::uint64_t point = replications_min; point < replications_max; point += point / 2 + 1) {
    // A cut between batches changes nothing in what is merged.
    point = (point + batch_size - 1) / batch_size * batch_size;
    if (point < replications_max) {
      points.push_back(point);
    }
  }
  points.push_back(replications_max);
  return points;
}

namespace {

JointResult simulate_by(const ChosenMethod& method, const std::vector<Subject>& subjects,
                        const std::vector<PairedService>& pairs, const ExperimentPlan& plan,
                        const std::atomic<bool>& interrupted, const ReplicationsDone& progress) {
  assert(!subjects.empty());
  const auto began = std::chrono::steady_clock::now();
  JointlyMeasured measured;
  std::uint64_t done = 0;
  std::uint64_t wanted = plan.replications_max;
  bool precise = false;
  const auto make_worker = [&] {
    return
        [worker = std::make_unique<JointWorker>(subjects, pairs, plan, method)](
            std::uint64_t replication, JointlyMeasured& into) { worker->run(replication, into); };
  };
  const auto points = plan.precision ? checkpoints(plan.replications_min, plan.replications_max)
                                     : std::vector{plan.replications_max};
  for (const std::uint64_t point : points) {
    const std::uint64_t before = done;
    done += replicate({before, point}, plan.threads, make_worker, measured, interrupted,
                      [&](std::uint64_t more) {
                        if (progress) {
                          progress(before + more, plan.replications_max);
                        }
                      });
    precise = plan.precision && done > 0 && precise_enough(subjects, measured, plan);
    if (done < point) {
      break;
    }
    if (precise) {
      wanted = point;
      break;
    }
  }
  if (done == 0) {
    throw Interrupted(fmt::format("interrupted before the first {} was finished",
                                  plan.faults.empty() ? "replication" : "sample"));
  }
  JointResult joint;
  joint.pairs = std::move(measured.pairs);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    RunResult result = result_of(subjects[i], plan, measured.subjects[i]);
    result.replications_wanted = wanted;
    result.wall_seconds = seconds;
    add_warnings(result, plan, precise);
    if (plan.method) {
      result.method = method_result(method, measured.subjects[i].rare);
    }
    joint.results.push_back(std::move(result));
    joint.tallies.push_back(std::move(measured.subjects[i].tally));
  }
  return joint;
}

}  // namespace

JointResult simulate_jointly(const std::vector<Subject>& subjects,
                             const std::vector<PairedService>& pairs, const ExperimentPlan& plan,
                             const std::atomic<bool>& interrupted,
                             const ReplicationsDone& progress) {
  return simulate_by({}, subjects, pairs, plan, interrupted, progress);
}

RunResult simulate_plan(const Plant& plant, const ExperimentPlan& plan,
                        const std::atomic<bool>& interrupted, const ReplicationsDone& progress) {
  const auto began = std::chrono::steady_clock::now();
  const ChosenMethod method =
      choose_method(plant,
                    {.asked = plan.method.value_or(Method::plain),
                     .span = {plan.warmup, after(plan.warmup, plan.horizon)},
                     .seed = plan.seed,
                     .replications_max = plan.replications_max,
                     .to_a_precision = plan.precision.has_value()},
                    interrupted);
  const std::vector<Subject> subject{{&plant, plan.variant}};
  RunResult result = simulate_by(method, subject, {}, plan, interrupted, progress).results.front();
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return result;
}

}  // namespace ausfall::app
