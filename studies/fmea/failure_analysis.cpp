#include "studies/fmea/failure_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <memory>

#include "models/aftermath.hpp"
#include "models/cluster/hindrance.hpp"
#include "sim/random.hpp"
#include "sim/replicate.hpp"
#include "studies/errors.hpp"
#include "studies/fmea/laboratory.hpp"
#include "studies/fmea/structure_check.hpp"
#include "studies/fmea/tallies.hpp"
#include "studies/livelock.hpp"
#include "studies/placement.hpp"

namespace ausfall::studies {

using models::Aftermath;
using models::Hazard;
using models::Phase;
using models::phase_count;
using models::Plant;
using models::ServiceId;

namespace {

/// How long a failure stays unrepaired, and how long its repair is given to take effect: longer than
/// any failover, any wait for an hour of the day and most persons.
constexpr Duration unrepaired_for = 7 * day;
constexpr std::uint32_t full_capacity = 1U << 16U;
/// What a failure costs hangs on how long its repair takes, which differs more than a failover does:
/// so often is it struck with its own repair for each time it is struck without.
constexpr std::uint64_t repairs_per_sample = 10;

// ---- one sample ---------------------------------------------------------------------------------

/// How one outage counts. `mended` is when what was struck was repaired.
Severity severity_of(const Aftermath::Outage& outage, Time mended) {
  if (!outage.to) return Severity::for_good;
  if (outage.from >= mended) return Severity::none;
  if (*outage.to >= mended) return Severity::until_repair;
  return outage.person_came ? Severity::person : Severity::interrupted;
}

std::vector<Severity> severities(const Aftermath& aftermath, std::size_t services, Time mended) {
  std::vector<Severity> result(services, Severity::none);
  for (std::size_t i = 0; i < services; ++i) {
    if (aftermath.least_capacity(ServiceId(i)) < full_capacity) result[i] = Severity::in_part;
  }
  for (const Aftermath::Outage& outage : aftermath.outages()) {
    Severity& worst_so_far = result[outage.service.index()];
    worst_so_far = std::max(worst_so_far, severity_of(outage, mended));
  }
  return result;
}

void count(std::vector<SeverityCounts>& seen, const std::vector<Severity>& severities) {
  seen.resize(severities.size());
  for (std::size_t i = 0; i < severities.size(); ++i)
    ++seen[i][static_cast<std::size_t>(severities[i])];
}

/// The time in which any group ran twice.
void count(SplitBrainEffect& effect, const Aftermath& aftermath, Time end) {
  if (aftermath.split_brains().empty()) return;
  ++effect.samples;
  Time counted_to{0};  // they are in the order in which they began
  for (const Aftermath::SplitBrain& each : aftermath.split_brains()) {
    const Time to = each.to.value_or(end);
    effect.time += std::max(to - std::max(each.from, counted_to), Duration::zero());
    counted_to = std::max(counted_to, to);
  }
}

// ---- single failures ----------------------------------------------------------------------------

struct Plants {
  explicit Plants(const Plant& plant)
      : quiet(models::quiet(plant)), unrepaired(models::quiet_and_unrepaired(plant)) {}
  const Plant quiet;
  const Plant unrepaired;
};

/// Strikes single failures, on one thread.
class SingleWorker {
 public:
  SingleWorker(const Plants& plants, const FailureAnalysisPlan& plan,
               const std::vector<HazardEffect>& hazards, StopSign stop)
      : plan_(plan),
        plant_(plants.unrepaired),
        hazards_(hazards),
        repaired_(plants.quiet, stop),
        unrepaired_(plants.unrepaired, stop) {}

  void run(std::uint64_t unit, InOrder<SingleTally>& found) {
    const std::size_t number = unit / plan_.samples;
    const ReplicationKey key{plan_.seed, unit % plan_.samples};
    const HazardEffect& hazard = hazards_[number];
    const std::uint64_t before = events();
    SingleTally& tally = found.of(number);
    tally.services.resize(hazard.services.size());
    strike_unrepaired(hazard, key, tally);
    for (std::uint64_t i = 0; plan_.costs && hazard.per_year > 0 && i < repairs_per_sample; ++i)
      strike_with_its_repair(hazard, {key.seed, key.replication * repairs_per_sample + i}, tally);
    ++tally.samples;  // only now: one that is cut short does not count
    found.events += events() - before;
  }

 private:
  [[nodiscard]] std::uint64_t events() const { return repaired_.events() + unrepaired_.events(); }

  void strike_unrepaired(const HazardEffect& effect, ReplicationKey key, SingleTally& tally) {
    const Hazard& hazard = effect.hazard;
    const Time struck = unrepaired_.struck_at(key);
    const Time mended = struck + unrepaired_for;
    unrepaired_.begin(key);
    unrepaired_.until(struck);
    const bool possible = unrepaired_.strike_if_it_can(hazard);
    assert(possible);  // all is well
    unrepaired_.until(mended);
    for (std::size_t i = 0; i < plant_.groups.size(); ++i) {
      const auto why = models::hindrance_of({plant_, unrepaired_.world()}, models::GroupId(i));
      if (why) tally.add_out({i, 1, *why});
    }
    if (plan_.order > 1)
      tally.courses.push_back({unrepaired_.aftermath().spans(), unrepaired_.aftermath().last()});
    if (unrepaired_.unseen(hazard)) ++tally.unseen;
    if (!effect.lasts_for_good) unrepaired_.mend(hazard);
    unrepaired_.until(mended + unrepaired_for);
    add(unrepaired_.aftermath(), effect.lasts_for_good ? never : mended, tally);
  }

  void add(const Aftermath& aftermath, Time mended, SingleTally& tally) const {
    const std::vector<Severity> each = severities(aftermath, tally.services.size(), mended);
    for (std::size_t i = 0; i < each.size(); ++i) {
      ServiceEffect& service = tally.services[i];
      ++service.seen[static_cast<std::size_t>(each[i])];
      const std::uint32_t least = aftermath.least_capacity(ServiceId(i));
      service.least_capacity =
          service.least_capacity == 0 ? least : std::min(service.least_capacity, least);
    }
    for (const Aftermath::Outage& outage : aftermath.outages()) {
      ServiceEffect& service = tally.services[outage.service.index()];
      if (!outage.to) continue;
      if (outage.from >= mended) service.after_repair.add(*outage.to - outage.from);
      if (*outage.to < mended) service.outages.add(*outage.to - outage.from);
    }
    for (const Aftermath::Failover& failover : aftermath.failovers()) {
      if (failover.to >= mended) continue;
      ++tally.failovers.failovers;
      if (failover.moved) ++tally.failovers.moved;
      for (std::size_t i = 0; i < phase_count; ++i) tally.failovers.phases[i] += failover.phases[i];
    }
    count(tally.split_brain, aftermath, unrepaired_.time());
    tally.data_lost.resize(plant_.copied.size());
    for (std::size_t i = 0; i < plant_.copied.size(); ++i)
      if (std::ranges::count(aftermath.data_lost(), plant_.copied[i]) > 0) ++tally.data_lost[i];
  }

  /// What is never repaired is looked at for a week: an outage that has not ended by then goes on.
  void strike_with_its_repair(const HazardEffect& effect, ReplicationKey key, SingleTally& tally) {
    const Hazard& hazard = effect.hazard;
    const Time struck = repaired_.struck_at(key);
    const Time end = after(struck, std::max(plan_.horizon, unrepaired_for));
    repaired_.begin(key);
    repaired_.until(struck);
    repaired_.strike_if_it_can(hazard);
    // On until it is repaired and what was down is back, looked at after 1, 2, 4, 8 weeks.
    Duration looked_at = unrepaired_for;
    do {
      repaired_.until(std::min(end, after(struck, looked_at)));
      looked_at *= 2;
    } while (repaired_.time() < end && !effect.lasts_for_good && unfinished(hazard));
    add_cost(repaired_.aftermath(), effect.lasts_for_good ? end : repaired_.time(), tally);
  }

  [[nodiscard]] bool unfinished(const Hazard& hazard) {
    return repaired_.outstanding(hazard) ||
           std::ranges::any_of(repaired_.aftermath().outages(),
                               [](const Aftermath::Outage& outage) { return !outage.to; });
  }

  static void add_cost(const Aftermath& aftermath, Time end, SingleTally& tally) {
    for (std::size_t i = 0; i < tally.services.size(); ++i) {
      std::uint64_t outages = 0;
      Duration downtime = aftermath.interrupted(ServiceId(i));
      for (const Aftermath::Outage& outage : aftermath.outages()) {
        if (outage.service != ServiceId(i)) continue;
        ++outages;
        downtime += outage.to.value_or(end) - outage.from;
      }
      tally.services[i].outage_counts.add(static_cast<double>(outages));
      tally.services[i].downtime_seconds.add(seconds_in(downtime));
    }
  }

  const FailureAnalysisPlan& plan_;
  const Plant& plant_;
  const std::vector<HazardEffect>& hazards_;
  Laboratory repaired_;
  Laboratory unrepaired_;
};

// ---- pairs --------------------------------------------------------------------------------------

/// When the second failure strikes, as a number: together, and for either one as the first each
/// phase of its failover, and after it.
constexpr std::size_t moments_after_each = phase_count + 1;
constexpr std::size_t timing_count = 1 + 2 * moments_after_each;

TimedEffect timed_effect(std::size_t timing) {
  if (timing == 0) return {};
  const std::size_t which = (timing - 1) % moments_after_each;
  TimedEffect effect;
  effect.swapped = timing > moments_after_each;
  effect.timing = which < phase_count ? Timing::during_first : Timing::after_first;
  if (which < phase_count) effect.phase = static_cast<Phase>(which);
  return effect;
}

struct PairTally {
  struct Timed {
    std::uint64_t samples = 0;
    std::vector<SeverityCounts> seen;
  };
  std::uint64_t samples = 0;
  std::array<Timed, timing_count> timed;
  SplitBrainEffect split_brain;

  void merge(const PairTally& other) {
    samples += other.samples;
    for (std::size_t i = 0; i < timing_count; ++i) {
      timed[i].samples += other.timed[i].samples;
      studies::merge(timed[i].seen, other.timed[i].seen);
    }
    studies::merge(split_brain, other.split_brain);
  }
};

/// Strikes pairs, on one thread.
class PairWorker {
 public:
  PairWorker(const Plants& plants, const FailureAnalysisPlan& plan,
             const std::vector<HazardEffect>& hazards,
             const std::vector<std::vector<Course>>& courses, const std::vector<PairEffect>& pairs,
             StopSign stop)
      : plan_(plan),
        hazards_(hazards),
        courses_(courses),
        pairs_(pairs),
        laboratory_(plants.unrepaired, stop) {}

  void run(std::uint64_t unit, InOrder<PairTally>& found) {
    const std::size_t number = unit / plan_.samples;
    const std::uint64_t sample = unit % plan_.samples;
    const PairEffect& pair = pairs_[number];
    const std::uint64_t before = laboratory_.events();
    PairTally& tally = found.of(number);
    together(pair, sample, tally);
    one_after_the_other(pair.first, pair.second, sample, 1, tally);
    one_after_the_other(pair.second, pair.first, sample, 1 + moments_after_each, tally);
    ++tally.samples;
    found.events += laboratory_.events() - before;
  }

 private:
  [[nodiscard]] ReplicationKey key(std::uint64_t sample) const { return {plan_.seed, sample}; }

  /// Whichever order lets both strike: what runs on a host cannot fail once the host has.
  void together(const PairEffect& pair, std::uint64_t sample, PairTally& tally) {
    const Time struck = laboratory_.struck_at(key(sample));
    if (!strike(pair.first, pair.second, sample, struck, 0, tally))
      strike(pair.second, pair.first, sample, struck, 0, tally);
  }

  void one_after_the_other(std::size_t first, std::size_t second, std::uint64_t sample,
                           std::size_t timing, PairTally& tally) {
    const Course& course = courses_[first][sample];
    const Time struck = laboratory_.struck_at(key(sample));
    for (std::size_t phase = 0; phase < phase_count; ++phase) {
      if (const auto moment = inside(course, struck, static_cast<Phase>(phase), sample))
        strike(first, second, sample, *moment, timing + phase, tally);
    }
    const Time last = std::max(course.last, struck) + within(hour, sample, phase_count);
    strike(first, second, sample, last, timing + phase_count, tally);
  }

  /// A moment in this phase of the first one's failover, if it had one in this sample. Where nothing
  /// failed over, what the cluster does until it has settled counts as detection.
  [[nodiscard]] std::optional<Time> inside(const Course& course, Time struck, Phase phase,
                                           std::uint64_t sample) const {
    std::vector<Aftermath::Span> spans;
    for (const Aftermath::Span& span : course.spans) {
      if (span.phase == phase) spans.push_back(span);
    }
    if (course.spans.empty() && phase == Phase::detect && course.last > struck)
      spans.push_back({.phase = phase, .from = struck, .to = course.last});
    if (spans.empty()) return std::nullopt;
    const auto number = static_cast<std::uint64_t>(phase);
    const double chosen = Draw(key(sample), which_span, number).uniform();
    const Aftermath::Span& span =
        spans[static_cast<std::size_t>(chosen * static_cast<double>(spans.size()))];
    return span.from + within(span.to - span.from, sample, number);
  }

  /// A random part of the time.
  [[nodiscard]] Duration within(Duration time, std::uint64_t sample, std::uint64_t number) const {
    const double part = Draw(key(sample), second_strikes, number).uniform();
    return Duration(static_cast<std::int64_t>(part * static_cast<double>(time.count())));
  }

  /// False if the second cannot strike then.
  bool strike(std::size_t first, std::size_t second, std::uint64_t sample, Time second_struck,
              std::size_t timing, PairTally& tally) {
    const Hazard& one = hazards_[first].hazard;
    const Hazard& other = hazards_[second].hazard;
    const bool one_is_mended = !hazards_[first].lasts_for_good;
    const bool other_is_mended = !hazards_[second].lasts_for_good;
    laboratory_.begin(key(sample));
    laboratory_.until(laboratory_.struck_at(key(sample)));
    if (!laboratory_.strike_if_it_can(one)) return false;
    if (second_struck > laboratory_.time()) laboratory_.until(second_struck);
    if (!laboratory_.strike_if_it_can(other)) return false;
    const Time mended = second_struck + unrepaired_for;
    laboratory_.until(mended);
    if (one_is_mended) laboratory_.mend(one);
    if (other_is_mended) laboratory_.mend(other);
    laboratory_.until(mended + unrepaired_for);
    const Aftermath& aftermath = laboratory_.aftermath();
    ++tally.timed[timing].samples;
    count(tally.timed[timing].seen, severities(aftermath, hazards_[first].services.size(),
                                               one_is_mended || other_is_mended ? mended : never));
    count(tally.split_brain, aftermath, laboratory_.time());
    return true;
  }

  static constexpr Stream which_span = stream_named("fmea.span");
  static constexpr Stream second_strikes = stream_named("fmea.second");

  const FailureAnalysisPlan& plan_;
  const std::vector<HazardEffect>& hazards_;
  const std::vector<std::vector<Course>>& courses_;
  const std::vector<PairEffect>& pairs_;
  Laboratory laboratory_;
};

// ---- all of it ----------------------------------------------------------------------------------

std::string family_of(const Plant& plant, const Hazard& hazard) {
  if (hazard.common_cause) return "common cause";
  if (hazard.domain) return plant[hazard.domain].label;
  const models::Component& component = plant[models::struck_by(plant, hazard).front()];
  return plant.families[component.family.index()] +
         (hazard.mode ? ':' + plant[hazard.mode].name : "");
}

std::vector<HazardEffect> hazards_to_strike(const Plant& plant) {
  std::vector<HazardEffect> hazards;
  for (const Hazard& hazard : models::hazards_of(plant)) {
    hazards.push_back(
        {.hazard = hazard,
         .name = models::name_of(plant, hazard),
         .family = family_of(plant, hazard),
         .per_year = models::strikes_per_year(plant, hazard),
         .over_at_once = models::over_at_once(plant, hazard),
         .lasts_for_good = models::lasts_for_good(plant, hazard),
         .services = std::vector<ServiceEffect>(plant.services.size()),
         .failovers = {},
         .split_brain = {},
         .data_lost = {},
         .hangs_on_placement = hangs_on_placement(plant, models::struck_by(plant, hazard)),
         .stay_out = {}});
  }
  return hazards;
}

/// Of all but domains, which are many failures already. They come last.
std::size_t hazards_in_pairs(const std::vector<HazardEffect>& hazards) {
  const auto in_pairs = std::ranges::count_if(
      hazards, [](const HazardEffect& each) { return !each.hazard.domain.named(); });
  return static_cast<std::size_t>(in_pairs);
}

std::vector<PairEffect> pairs_to_strike(std::size_t hazards) {
  std::vector<PairEffect> pairs;
  for (std::size_t i = 0; i < hazards; ++i) {
    for (std::size_t k = i + 1; k < hazards; ++k)
      pairs.push_back({.first = i, .second = k, .timed = {}, .seen = {}, .split_brain = {}});
  }
  return pairs;
}

/// Every unit of work, on all threads; how many are done is in the tallies.
template <class Worker, class Tally, class... Given>
void do_units(const Plant& plant, const FailureAnalysisPlan& plan, std::uint64_t units,
              const Watch& watch, const Progress& progress, InOrder<Tally>& found,
              const Given&... given) {
  const auto make_worker = [&] {
    return [worker = std::make_unique<Worker>(given..., StopSign(watch.interrupted))](
               std::uint64_t unit, InOrder<Tally>& into) { worker->run(unit, into); };
  };
  try {
    replicate({0, units}, plan.threads, make_worker, found, watch.interrupted, progress);
  } catch (const Livelock& livelock) {
    throw time_stands_still(plant, livelock);
  }
}

void finish_pair(const PairTally& tally, std::size_t services, PairEffect& pair) {
  pair.split_brain = tally.split_brain;
  pair.seen.resize(services);
  for (std::size_t i = 0; i < timing_count; ++i) {
    if (tally.timed[i].samples == 0) continue;
    TimedEffect effect = timed_effect(i);
    effect.samples = tally.timed[i].samples;
    effect.seen = tally.timed[i].seen;
    pair.samples += effect.samples;
    merge(pair.seen, effect.seen);
    pair.timed.push_back(std::move(effect));
  }
}

class Analyst {
 public:
  Analyst(const Plant& plant, const FailureAnalysisPlan& plan, const Watch& watch)
      : plant_(plant),
        plan_(plan),
        watch_(watch),
        plants_(plant),
        hazards_(hazards_to_strike(plant)) {
    result_.scenario = plan.scenario;
    result_.variant = plan.variant;
    result_.seed = plan.seed;
    result_.confidence = plan.confidence;
    result_.order = plan.order;
    result_.samples = plan.samples;
    result_.horizon = plan.horizon;
    for (const models::Service& service : plant.services) result_.services.push_back(service.name);
    result_.hazards_wanted = hazards_.size();
    const std::size_t in_pairs = hazards_in_pairs(hazards_);
    result_.pairs_wanted = plan.order > 1 && in_pairs > 0 ? in_pairs * (in_pairs - 1) / 2 : 0;
  }

  FailureAnalysis analysis() && {
    strike_singles();
    if (result_.hazards.empty() && !hazards_.empty())
      throw Interrupted("interrupted before the first failure was finished");
    const bool all = result_.hazards.size() == hazards_.size();
    if (all && plan_.order > 1) strike_pairs();
    note_placement();
    if (all) check_structure();
    if (all && plan_.capacity) count_hosts();
    return std::move(result_);
  }

 private:
  /// Counted in samples of single failures; a pair's sample is several.
  [[nodiscard]] std::uint64_t singles() const { return result_.hazards_wanted * plan_.samples; }
  [[nodiscard]] std::uint64_t pairs() const { return result_.pairs_wanted * plan_.samples; }

  void strike_singles() {
    InOrder<SingleTally> found;
    do_units<SingleWorker>(
        plant_, plan_, singles(), watch_,
        [&](std::uint64_t done) { watch_.tell(done, singles() + pairs()); }, found, plants_, plan_,
        hazards_);
    result_.events += found.events;
    for (auto& [number, tally] : found.found) {
      if (tally.samples < plan_.samples) break;  // interrupted
      HazardEffect& effect = hazards_[number];
      effect.samples = tally.samples;
      effect.unseen = tally.unseen;
      effect.services = std::move(tally.services);
      effect.failovers = tally.failovers;
      effect.split_brain = tally.split_brain;
      for (std::size_t i = 0; i < tally.data_lost.size(); ++i) {
        const models::Component& copied = plant_[plant_.copied[i]];
        if (tally.data_lost[i] > 0)
          effect.data_lost.push_back({copied.name, copied.lag, tally.data_lost[i]});
      }
      for (const Out& each : tally.out) {
        effect.stay_out.push_back(stays_out(plant_, models::GroupId(each.group), each.why));
        effect.stay_out.back().samples = each.samples;
      }
      courses_.push_back(std::move(tally.courses));
      result_.hazards.push_back(effect);
    }
  }

  void strike_pairs() {
    const std::vector<PairEffect> wanted = pairs_to_strike(hazards_in_pairs(hazards_));
    InOrder<PairTally> found;
    do_units<PairWorker>(
        plant_, plan_, pairs(), watch_,
        [&](std::uint64_t done) { watch_.tell(singles() + done, singles() + pairs()); }, found,
        plants_, plan_, hazards_, courses_, wanted);
    result_.events += found.events;
    for (const auto& [number, tally] : found.found) {
      if (tally.samples < plan_.samples) break;
      result_.pairs.push_back(wanted[number]);
      finish_pair(tally, result_.services.size(), result_.pairs.back());
    }
  }

  void count_hosts() {
    try {
      result_.capacity = capacities(plant_, {.seed = plan_.seed, .threads = plan_.threads}, watch_);
    } catch (const Interrupted& interrupted) {
      result_.warnings.emplace_back(interrupted.what());
      result_.capacity_missing = true;
    }
  }

  /// Where failures move groups that do not go home, what the others cost is not what it was.
  void note_placement() {
    std::vector<std::string> names;
    bool any_moved = false;
    for (const HazardEffect& hazard : result_.hazards) {
      any_moved = any_moved || hazard.failovers.moved > 0;
      if (hazard.hangs_on_placement && hazard.per_year > 0) names.push_back(hazard.name);
    }
    if (any_moved && !names.empty()) result_.warnings.push_back(note_on_first_day(plant_, names));
  }

  void check_structure() {
    for (std::size_t i = 0; i < plant_.services.size(); ++i)
      result_.structure.push_back(structure_check(plant_, result_, ServiceId(i)));
  }

  const Plant& plant_;
  const FailureAnalysisPlan& plan_;
  const Watch& watch_;
  const Plants plants_;
  std::vector<HazardEffect> hazards_;
  std::vector<std::vector<Course>> courses_;  // by hazard and sample
  FailureAnalysis result_;
};

}  // namespace

FailureAnalysisPlan failure_analysis_plan(const scenarios::Scenario& scenario,
                                          const Simulated& how) {
  FailureAnalysisPlan plan{title_of(scenario), how};
  plan.horizon = scenario.horizon;
  return plan;
}

FailureAnalysis analyse_failures(const Plant& plant, const FailureAnalysisPlan& plan,
                                 const Watch& watch) {
  assert((plan.order == 1 || plan.order == 2) && plan.samples >= 1 && plan.threads >= 1);
  const auto began = std::chrono::steady_clock::now();
  FailureAnalysis analysis = Analyst(plant, plan, watch).analysis();
  if (analysis.interrupted()) {
    analysis.warnings.push_back(fmt::format(
        "interrupted after {} of {} single failures and {} of {} pairs", analysis.hazards.size(),
        analysis.hazards_wanted, analysis.pairs.size(), analysis.pairs_wanted));
  }
  analysis.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return analysis;
}

}  // namespace ausfall::studies
