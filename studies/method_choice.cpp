#include "studies/method_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "studies/errors.hpp"
#include "studies/rare_worker.hpp"

namespace ausfall::studies {

namespace {

using models::Plant;
using models::RareServiceTally;
using models::RareTally;
using models::Rarity;
using models::StrikeReturn;
using models::SurveyReturns;

/// Histories of the pilot, at most, and rings of these.
constexpr std::uint64_t pilot_histories = 64;
constexpr std::uint64_t pilot_history_events = 20'000;
/// Strikes of the pilot, in all and of a kind.
constexpr double pilot_strikes = 600;
constexpr double pilot_strikes_of_kind = 80;
/// Paths of the pilot that hit a service: so many tell how unlike they are.
constexpr std::uint64_t hits_of_pilot = 40;
/// A course of which fewer than this are expected in the run is rare.
constexpr double courses_enough = 100;
/// Outages by so many failures that met are common, and histories will do.
constexpr double outages_enough = 1000;
/// What is met less often counts as not met.
constexpr double met_enough = 10;
/// Rings of paths: of those of all histories, and never fewer than. One costs twice as much as one of
/// histories, so where nothing that is rare matters they take less than a tenth of the time.
constexpr double share_for_paths = 0.15;
constexpr double share_for_looking = 0.04;
constexpr double matters = 0.02;
constexpr double path_events_min = 20'000;
/// If that leaves the rare part too uncertain: of the whole, and at most so many.
constexpr double uncertain = 0.07;
constexpr double share_for_paths_max = 1;
constexpr double path_events_max = 400'000;
constexpr double strikes_of_kind_min = 20;
/// So little of the time in good order, and there is nowhere to strike from.
constexpr double good_order_min = 0.02;
/// Where so many failures meet often, histories will do.
constexpr std::uint32_t meeting_max = 4;

/// Nothing that a pilot draws is drawn again.
ReplicationKey pilot_key(std::uint64_t seed, std::uint64_t replication) {
  constexpr Stream stream = stream_named("pilot");
  return {Draw({seed, 0}, stream, 0)(), replication};
}

/// What histories and strikes of a pilot gave.
struct Findings {
  explicit Findings(std::size_t kinds) : survey(kinds) { returns.by_strike.resize(2); }
  Survey survey;
  SurveyReturns returns;
  models::Tally tally;
  RareTally rare;
  double histories = 0;
};

class Pilot {
 public:
  Pilot(const Plant& plant, const MethodQuestion& question, const Watch& watch)
      : plant_(plant), rarity_(plant), question_(question), watch_(watch) {}

  /// `all`: every course that begins with a failure counts as rare.
  ChosenMethod run(Method method, bool all) {
    ChosenMethod chosen{.method = method, .asked = question_.asked};
    if (rarity_.failures().empty()) {
      return plainly(rarity_.some_without_hazard()
                         ? "times to failure are constants or observed values"
                         : "nothing here fails by itself");
    }
    const Findings& seen = look();
    if (watch_.interrupted) return chosen;
    if (seen.survey.in_good_order.count() < good_order_min * seen.survey.simulated.count())
      return plainly("good order is too seldom to look for what is rare from there");
    strategy_ = std::make_shared<StrikeStrategy>(StrikeStrategy{
        .kinds = rarity_.kinds(),
        .rareness = {.expected = expected(), .enough = courses_enough, .meeting = all ? 1U : 2U},
        .plan = StrikePlan(kinds())});
    survey();
    while (!all && strategy_->rareness.meeting < meeting_max &&
           is_common(strategy_->rareness.meeting)) {
      ++strategy_->rareness.meeting;
      survey();
      if (watch_.interrupted) return chosen;
    }
    if (watch_.interrupted) return chosen;
    if (!all && is_common(meeting_max))
      return plainly("failures meet so often that histories tell what comes of it");
    look_closer();
    if (watch_.interrupted) return chosen;
    plan();
    chosen.strategy = strategy_;
    chosen.pilot_events = events_;
    return chosen;
  }

  /// Of each service's downtime, what comes from courses that a plain run meets fewer than ten times.
  std::vector<std::optional<double>> unmet() {
    std::vector<std::optional<double>> shares(plant_.services.size());
    if (rarity_.failures().empty()) return shares;
    const Findings& seen = look();
    if (watch_.interrupted ||
        seen.survey.in_good_order.count() < good_order_min * seen.survey.simulated.count())
      return shares;
    strategy_ = std::make_shared<StrikeStrategy>(
        StrikeStrategy{.kinds = rarity_.kinds(),
                       .rareness = {.expected = expected(), .enough = met_enough, .meeting = 2},
                       .plan = StrikePlan(kinds())});
    survey();
    while (strategy_->rareness.meeting < meeting_max &&
           is_common(strategy_->rareness.meeting, met_enough)) {
      ++strategy_->rareness.meeting;
      survey();
    }
    if (watch_.interrupted) return shares;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const double paths = rare_mean(i);
      const double all = paths + ordinary_mean(i);
      if (all > 0) shares[i] = paths / all;
    }
    return shares;
  }
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  [[nodiscard]] std::size_t kinds() const { return rarity_.kinds().size(); }
  [[nodiscard]] double replications() const { return static_cast<double>(question_.replications); }

  ChosenMethod plainly(std::string why) const {
    ChosenMethod chosen{.method = Method::plain, .asked = question_.asked};
    chosen.why = std::move(why);
    chosen.pilot_events = events_;
    return chosen;
  }

  /// Histories without strikes: how often what fails.
  const Findings& look() {
    const StrikeStrategy nothing{
        .kinds = rarity_.kinds(),
        .rareness = {.expected = std::vector<double>(kinds(), 0), .enough = 0, .meeting = 1},
        .plan = StrikePlan(kinds())};
    findings_ = std::make_unique<Findings>(kinds());
    simulate(nothing, *findings_, pilot_histories, pilot_history_events);
    first_ = *findings_;
    return first_;
  }

  /// With strikes, so many of each kind that they tell what comes of them; or so many times as many.
  void survey(double times = 1) {
    const double histories = first_.histories;
    const double of_kind = times * std::clamp(pilot_strikes / static_cast<double>(kinds()), 8.0,
                                              pilot_strikes_of_kind);
    StrikePlan& plan = strategy_->plan;
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
      for (std::size_t kind = 0; kind < kinds(); ++kind) {
        const double hazard = first_.survey.hazard[i][kind];
        plan.worth[i][kind] = hazard > 0 ? hazard / of_kind : infinity;
      }
    }
    findings_ = std::make_unique<Findings>(kinds());
    simulate(*strategy_, *findings_, static_cast<std::uint64_t>(histories),
             std::numeric_limits<std::uint64_t>::max());
  }

  /// Where hardly any path hit a service, nobody can tell how many are due: more of them are looked at,
  /// as long as that costs little beside the run.
  void look_closer() {
    constexpr double further = 4;
    const double affordable =
        std::clamp(share_for_looking * history_events(), path_events_min, path_events_max);
    for (double times = further; too_few_hits() && !watch_.interrupted; times *= further) {
      if (further * static_cast<double>(findings_->rare.path_events) > affordable) return;
      survey(times);
    }
  }

  [[nodiscard]] bool too_few_hits() const {
    return std::ranges::any_of(findings_->rare.services, [](const RareServiceTally& service) {
      return service.unavailability.count() < hits_of_pilot;
    });
  }

  /// Rings of all histories of the run.
  [[nodiscard]] double history_events() const {
    return static_cast<double>(first_.rare.history_events) / first_.histories * replications();
  }

  void simulate(const StrikeStrategy& strategy, Findings& into, std::uint64_t histories,
                std::uint64_t events_max) {
    RareWorker worker(plant_, strategy, StopSign(watch_.interrupted), &into.survey, &into.returns);
    models::Ledger ledger(plant_, worker.calendar(), true);
    for (std::uint64_t i = 0; i < histories && !watch_.interrupted; ++i) {
      ledger.begin(question_.span.warmup, question_.span.end);
      try {
        worker.run(pilot_key(question_.seed, replication_++), question_.span, ledger);
      } catch (const CutShort&) {
        break;
      }
      worker.count(into.rare);
      ledger.finish(into.tally);
      into.histories += 1;
      if (into.rare.events() > events_max) break;
    }
    events_ += into.rare.events();
  }

  /// By kind: courses in the run that it begins.
  [[nodiscard]] std::vector<double> expected() const {
    std::vector<double> found = first_.survey.hazard[Situation::good_order().index()];
    for (double& each : found) each *= replications() / first_.histories;
    return found;
  }

  /// So many failures meet so often, for every service that they bring down, that histories tell.
  [[nodiscard]] bool is_common(std::uint32_t meeting, double enough = outages_enough) const {
    constexpr double negligible = 0.005;
    bool any = false;
    for (std::size_t s = 0; s < findings_->returns.downtime.size(); ++s) {
      const auto& downtime = findings_->returns.downtime[s];
      double deeper = 0;
      for (std::size_t i = meeting; i < downtime.size(); ++i) deeper += downtime.at(i);
      if (!(deeper > 0)) continue;
      any = true;
      // Fewer failures may bring down nothing, where many are needed.
      std::size_t first = meeting;
      while (first + 1 < downtime.size() && downtime.at(first) < negligible * deeper) ++first;
      const double outages = findings_->returns.outages[s].at(first);
      if (outages * replications() / findings_->histories < enough) return false;
    }
    return any;
  }

  [[nodiscard]] double rare_mean(std::size_t service) const {
    return findings_->rare.services[service].unavailability.totals().mean();
  }
  [[nodiscard]] double ordinary_mean(std::size_t service) const {
    return findings_->tally.services[service].ordinary.unavailability.totals().mean();
  }

  // ---- what to strike ----

  /// A kind in a situation beside histories.
  struct Root {
    std::size_t situation;
    std::size_t kind;
    double failures = 0;  ///< a replication
    double events = 1;    ///< of a strike
    double score = 0;     ///< how much strikes of it tell
    double strikes = 0;   ///< in the run
  };

  void plan() {
    std::vector<Root> roots = candidates();
    const double strikes = share_out(roots);
    StrikePlan& plan = strategy_->plan;
    plan = StrikePlan(kinds());
    for (const Root& root : roots)
      plan.worth[root.situation][root.kind] = root.failures * replications() / root.strikes;
    plan_paths(roots, strikes);
    plan_what_was_not_seen();
  }

  /// Situations that the pilot did not come to: any worth will do, but there must be one.
  void plan_what_was_not_seen() {
    constexpr double seldom = 1e-3;
    constexpr double cautiously = 2;  // half as often as where the pilot has been
    StrikePlan& plan = strategy_->plan;
    std::vector<double>& in_order = plan.worth[Situation::good_order().index()];
    const double least = *std::ranges::min_element(in_order);
    for (std::size_t kind = 0; kind < kinds(); ++kind) {
      double before = std::isfinite(in_order[kind]) ? in_order[kind] : least;
      if (!std::isfinite(before)) before = 1;
      double& otherwise = plan.worth[Situation::begun_otherwise().index()][kind];
      if (!std::isfinite(otherwise)) otherwise = before * seldom;
      double step = seldom;  // from one failure that meets to the next
      for (std::size_t i = Situation::path(1).index(); i < Situation::count; ++i) {
        double& worth = plan.worth[i][kind];
        if (!std::isfinite(worth)) worth = before * step * cautiously;
        step = std::min(worth / before, 1.0);
        before = worth;
      }
    }
  }

  [[nodiscard]] std::vector<Root> candidates() const {
    std::vector<Root> roots;
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
      for (std::size_t kind = 0; kind < kinds(); ++kind) {
        const double hazard = first_.survey.hazard[i][kind];
        if (!(hazard > 0)) continue;
        Root root{.situation = i, .kind = kind, .failures = hazard / first_.histories};
        const StrikeReturn seen = returns_of(root);
        if (seen.strikes > 0) root.events = std::max(seen.events / seen.strikes, 1.0);
        for (std::size_t s = 0; s < seen.services.size(); ++s) {
          const double all = rare_mean(s) + ordinary_mean(s);
          if (all > 0)
            root.score += root.failures *
                          std::sqrt(seen.services[s].squares / seen.strikes / root.events) / all;
        }
        roots.push_back(root);
      }
    }
    return roots;
  }

  [[nodiscard]] StrikeReturn returns_of(const Root& root) const {
    const auto& kinds = findings_->returns.by_strike[root.situation];
    return root.kind < kinds.size() ? kinds[root.kind] : StrikeReturn{};
  }

  /// Half of the rings for all alike, half by what strikes tell. Returns the number of strikes.
  double share_out(std::vector<Root>& roots) const {
    double scores = 0;
    for (const Root& root : roots) scores += root.score;
    double events_of_one = 0;  // of as many strikes as the shares add up to
    for (Root& root : roots) {
      root.strikes =
          0.5 / static_cast<double>(roots.size()) +
          (scores > 0 ? 0.5 * root.score / scores : 0.5 / static_cast<double>(roots.size()));
      events_of_one += root.strikes * root.events;
    }
    const double history = history_events();
    const double share = rare_matters() ? share_for_paths : share_for_looking;
    const double least = std::max(share * history, path_events_min);
    const double most = std::max(share_for_paths_max * history, path_events_max);
    const double strikes =
        std::clamp(strikes_to_tell(roots), least / events_of_one, most / events_of_one);
    double sum = 0;
    for (Root& root : roots) {
      root.strikes = std::max(root.strikes * strikes, strikes_of_kind_min);
      sum += root.strikes;
    }
    return sum;
  }

  [[nodiscard]] bool rare_matters() const {
    for (std::size_t s = 0; s < plant_.services.size(); ++s) {
      if (rare_mean(s) > matters * (rare_mean(s) + ordinary_mean(s))) return true;
    }
    return false;
  }

  /// So many that what is rare is known well enough beside the whole, as far as the pilot can tell.
  [[nodiscard]] double strikes_to_tell(const std::vector<Root>& roots) const {
    const double wanted = question_.precision ? *question_.precision / 2 : uncertain;
    double most = 0;
    for (std::size_t s = 0; s < plant_.services.size(); ++s) {
      const double all = rare_mean(s) + ordinary_mean(s);
      if (!(all > 0)) continue;
      double variance = 0;  // of one strike
      for (const Root& root : roots) {
        const StrikeReturn seen = returns_of(root);
        if (seen.strikes > 0)
          variance += root.failures * root.failures * seen.services[s].squares / seen.strikes /
                      root.strikes;
      }
      constexpr double quantile = 1.96;
      const double relative = quantile / wanted / all;
      most = std::max(most, variance * relative * relative);
    }
    return most;
  }

  /// On paths: a few further strikes each.
  void plan_paths(const std::vector<Root>& roots, double strikes) {
    double otherwise = 0;
    for (const Root& root : roots) {
      if (root.situation == Situation::begun_otherwise().index()) otherwise += root.strikes;
    }
    double paths = strikes - otherwise;  // on which one failure has happened
    for (std::size_t failures = 1; Situation::path(failures).index() + 1 < Situation::count;
         ++failures) {
      const std::size_t i = Situation::path(failures).index();
      if (findings_->survey.visits[i] < visits_enough) break;
      const std::vector<double>& hazard = findings_->survey.hazard[i];
      const std::vector<double> shares = shared_out(hazard, strikes_of_path * paths);
      for (std::size_t kind = 0; kind < kinds(); ++kind) {
        const double failing = hazard[kind] / findings_->histories * replications();
        if (!(shares[kind] > 0)) continue;
        strategy_->plan.worth[i][kind] = failing / shares[kind];
      }
      paths = strikes_of_path * paths + (failures == 1 ? otherwise : 0);
    }
  }

  static constexpr double infinity = std::numeric_limits<double>::infinity();

  const Plant& plant_;
  const Rarity rarity_;
  const MethodQuestion& question_;
  const Watch& watch_;
  std::shared_ptr<StrikeStrategy> strategy_;
  Findings first_{0};
  std::unique_ptr<Findings> findings_;
  std::uint64_t replication_ = 0;
  std::uint64_t events_ = 0;
};

}  // namespace

ChosenMethod choose_method(const Plant& plant, const MethodQuestion& question, const Watch& watch) {
  Pilot pilot(plant, question, watch);
  switch (question.asked) {
    case Method::plain: {
      ChosenMethod chosen{.method = Method::plain, .asked = Method::plain};
      chosen.unmet = pilot.unmet();
      chosen.pilot_events = pilot.events();
      return chosen;
    }
    case Method::importance: {
      ChosenMethod chosen = pilot.run(Method::importance, true);
      if (!chosen.weighted() && !watch.interrupted) {
        throw Refused({"method", "importance"},
                      fmt::format("no failure can be struck: {}. Use {}.", chosen.why,
                                  setting_words(Setting{"method", "plain"})));
      }
      return chosen;
    }
    case Method::combined:
    case Method::automatic:
      return pilot.run(Method::combined, false);
  }
  assert(false);
  return {};
}

// ---- comparisons --------------------------------------------------------------------------------

namespace {

/// What several plants have planned for one kind.
struct OfKind {
  double plants = 0;
  double expected = 0;
  std::array<double, Situation::count> squares{};  // of strikes to a failure
};

}  // namespace

void strike_alike(std::vector<ChosenMethod>& methods) {
  if (methods.size() < 2) return;
  std::map<std::string, OfKind> kinds;
  for (const ChosenMethod& method : methods) {
    if (!method.weighted()) continue;
    const StrikeStrategy& strategy = *method.strategy;
    for (std::size_t kind = 0; kind < strategy.kinds.size(); ++kind) {
      OfKind& it = kinds[strategy.kinds[kind]];
      it.plants += 1;
      it.expected += strategy.rareness.expected[kind];
      for (std::size_t i = 0; i < Situation::count; ++i) {
        const double worth = strategy.plan.worth[i][kind];
        it.squares.at(i) += 1 / (worth * worth);
      }
    }
  }
  for (ChosenMethod& method : methods) {
    if (!method.weighted()) continue;
    auto strategy = std::make_shared<StrikeStrategy>(*method.strategy);
    for (std::size_t kind = 0; kind < strategy->kinds.size(); ++kind) {
      const OfKind& it = kinds[strategy->kinds[kind]];
      strategy->rareness.expected[kind] = it.expected / it.plants;
      for (std::size_t i = 0; i < Situation::count; ++i)
        strategy->plan.worth[i][kind] = 1 / std::sqrt(it.squares.at(i) / it.plants);
    }
    method.strategy = std::move(strategy);
  }
}

}  // namespace ausfall::studies
