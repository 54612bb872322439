#include "studies/solve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "models/condensed.hpp"
#include "models/model.hpp"
#include "models/parts.hpp"
#include "models/symmetry.hpp"
#include "sim/chain.hpp"
#include "sim/explorer.hpp"
#include "sim/slopes.hpp"
#include "studies/apart.hpp"
#include "studies/chain_answers.hpp"
#include "studies/errors.hpp"
#include "studies/folded.hpp"
#include "studies/slopes.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using models::Plant;

constexpr std::size_t clocks_named = 20;

/// Derivatives until a time that are off by more have a note.
constexpr double slopes_residual_max = 1e-8;

std::string lines_of(const std::vector<std::string>& clocks) {
  std::string text;
  for (std::size_t i = 0; i < clocks.size() && i < clocks_named; ++i) {
    text += "\n  " + clocks[i];
  }
  if (clocks.size() > clocks_named) {
    text += fmt::format("\n  and {} more", clocks.size() - clocks_named);
  }
  return text;
}

/// "node1.hardware.repair: constant 4 h".
std::vector<std::string> names_of(const Plant& plant,
                                  const std::vector<NotMarkovian::Offender>& offenders) {
  std::vector<std::string> names;
  for (const NotMarkovian::Offender& each : offenders)
    names.push_back(fmt::format("{}: {}", plant[each.clock].name, each.law));
  return names;
}

Refused refusal(const Plant& plant, const NotMarkovian& error, int phases) {
  const std::string clocks = lines_of(folded(names_of(plant, error.offenders())));
  const bool hours = std::ranges::any_of(error.offenders(), &NotMarkovian::Offender::in_hours);
  if (hours || phases > 0) {
    return Refused(fmt::format(
        "this scenario has no Markov chain, even with {}: what waits for hours of the week depends "
        "on the time of the week.{}\nUse {}; or leave `hours` and `window` out, and let the "
        "response "
        "be as long as it takes in the mean.",
        setting_words(Setting{"phases"}), clocks, scenarios::study_words("run")));
  }
  return Refused(fmt::format(
      "this scenario is not Markovian: these clocks are no exponentials, nor sums or mixtures of "
      "such (erlang, hyperexponential).{}\nWith {} each is replaced by K exponential stages at "
      "most, of the same mean and, as far as they reach, variance;\nthe answer is approximate "
      "then. {} needs no such thing.",
      clocks, setting_words(Setting{"phases", "K"}), scenarios::study_words("run")));
}

class Solving {
 public:
  Solving(const Plant& plant, const SolvePlan& plan, const Watch& watch)
      : plant_(plant), plan_(plan), watch_(watch) {
    options_.interrupted = &watch.interrupted;
    options_.slopes_work_max = plan.slopes_work_max;
    options_.transient_work_max = plan.transient_work_max;
  }

  Chain chain() {
    refuse_faults();
    refuse_interruptions();
    refuse_copies();
    return chain_of(plant_, plan_.states_max);
  }

  Solution run() {
    refuse_faults();
    refuse_interruptions();
    refuse_copies();
    solution_.scenario = plan_.scenario;
    solution_.variant = plan_.variant;
    solution_.at = plan_.at;
    for (const models::Service& service : plant_.services) {
      solution_.services.push_back({.name = service.name,
                                    .slo = service.slo,
                                    .steady = {},
                                    .transient = {},
                                    .unknowns = {}});
    }
    if (plan_.derivatives || !answer_apart()) {
      answer_jointly(chain_of(plant_, plan_.states_max));
    }
    for (const SolvedService& service : solution_.services) note_end(service);
    return std::move(solution_);
  }

 private:
  void refuse_faults() const {
    if (plant_.faults.empty()) {
      return;
    }
    std::vector<std::string> names;
    for (const models::Fault& fault : plant_.faults) {
      names.push_back(fmt::format("{}, at {}", fault.name, exact_words(fault.at)));
    }
    throw Refused(fmt::format(
        "this scenario injects faults at fixed times, which no Markov chain does:{}\nLeave them "
        "out "
        "with {}, or use {}.",
        lines_of(names), scenarios::change_words("faults=null"), scenarios::study_words("run")));
  }

  /// A state tells that a service is down, not for how long it has been.
  void refuse_interruptions() const {
    std::vector<std::string> names;
    for (const models::Service& service : plant_.services) {
      if (service.longest_interruption() > Duration::zero())
        names.push_back(fmt::format("{}: {}", service.name, in_words(*service.outage_longer_than)));
    }
    if (names.empty()) return;
    throw Refused(fmt::format(
        "a Markov chain does not tell how long one outage lasts, and these services have outages "
        "only "
        "from some length on (`outage: longer-than`):{}\nCount every one with {}, or use {}.",
        lines_of(names), scenarios::change_words("services.*.outage=null"),
        scenarios::study_words("run")));
  }

  /// How available services are does not hang on it; what is lost is what copies are there for.
  void refuse_copies() const {
    std::vector<std::string> names;
    for (const models::ComponentId id : plant_.copied)
      names.push_back(fmt::format("{}: {} behind", plant_[id].name, exact_span(plant_[id].lag)));
    if (names.empty()) return;
    throw Refused(fmt::format(
        "a Markov chain does not tell what is lost where copies go on that are "
        "behind:{}\nLeave `replication` out of these for the availability alone, or use {}.",
        lines_of(names), scenarios::study_words("run")));
  }

  [[nodiscard]] Chain explored(const Plant& plant, int phases, std::size_t states_max) const {
    ExploreOptions options;
    options.phases = phases;
    options.states_max = states_max;
    options.parts = plan_.derivatives;
    options.interrupted = &watch_.interrupted;
    options.progress = [this](std::size_t found, std::size_t /*explored*/) {
      watch_.tell(found, 0);
    };
    const models::Symmetry symmetry(plant);
    const models::Model model(plant, &symmetry);
    return explore(model, options);
  }

  /// Phases only where they are needed: a model that is Markovian as it stands gets the exact
  /// answer.
  Chain chain_of(const Plant& plant, std::size_t states_max) {
    std::vector<std::string> fitted;
    try {
      return explored(plant, 0, states_max);
    } catch (const NotMarkovian& error) {
      if (plan_.phases == 0) {
        throw refusal(plant, error, 0);
      }
      fitted = names_of(plant, error.offenders());
    }
    try {
      Chain chain = explored(plant, plan_.phases, states_max);
      if (chain.approximate) {
        solution_.phases = plan_.phases;
        for (std::string& name : fitted) {
          if (std::ranges::count(solution_.fitted, name) == 0)
            solution_.fitted.push_back(std::move(name));
        }
      }
      return chain;
    } catch (const NotMarkovian& error) {
      throw refusal(plant, error, plan_.phases);
    }
  }

  void note(const Trust& trust, std::string_view what) {
    if (trust.reached) return;
    const std::string shown = trust.bound
                                  ? fmt::format("only below {:.1e}", *trust.bound)
                                  : fmt::format("not at all (residual {:.1e})", trust.residual);
    solution_.warnings.push_back(fmt::format(
        "the errors of {} should be below {:.0e} in sum, and could be bounded {}, after {} "
        "sweeps",
        what, options_.error_max, shown, trust.iterations));
  }
  NoteTrust noting() {
    return [this](const Trust& trust, const std::string& what) { note(trust, what); };
  }

  // ---- jointly

  void answer_jointly(const Chain& chain) {
    solution_.parts = {{chain.states(), chain.transitions()}};
    steady_ = steady_state(chain, options_);
    trust(steady_.trust);
    note(steady_.trust, "the long run");
    for (std::size_t i = 0; i < solution_.services.size(); ++i) {
      SolvedService& service = solution_.services[i];
      service.steady = in_the_long_run(chain, steady_, i, service.name, options_, noting());
    }
    if (plan_.at) {
      const Transient state = transient(chain, *plan_.at, options_);
      for (std::size_t i = 0; i < solution_.services.size(); ++i)
        solution_.services[i].transient = until(chain, state, i, *plan_.at, options_);
    }
    if (plan_.derivatives) {
      answer_what_times_do(chain);
    }
  }

  void trust(const Trust& trust) {
    solution_.states = 0;
    solution_.transitions = 0;
    for (const PartSize& part : solution_.parts) {
      solution_.states += part.states;
      solution_.transitions += part.transitions;
    }
    solution_.method = trust.method;
    solution_.residual = trust.residual;
    solution_.error_bound = trust.bound;
  }

  // ---- apart

  /// False where all is to be solved jointly, since it is one part, or small, or because only the
  /// joint chain can tell when the first outage is.
  bool answer_apart() {
    if (models::Parts(plant_).all().size() < 2) return false;
    try {
      answer_jointly(chain_of(plant_, std::min(plan_.states_jointly, plan_.states_max)));
      return true;
    } catch (const TooManyStates&) {
    }
    const Explore explore = [this](const Plant& plant, std::size_t states_max) {
      return chain_of(plant, std::min(states_max, plan_.states_max));
    };
    const ApartOptions options{
        .states_jointly = plan_.states_jointly, .states_max = plan_.states_max, .solve = options_};
    const std::unique_ptr<Apart> apart = Apart::of(plant_, explore, options, noting());
    if (!apart) return false;
    if (!apart->knows_first_outages()) {
      try {
        answer_jointly(chain_of(plant_, plan_.states_max));
        return true;
      } catch (const TooManyStates&) {
      }
    }
    return answer_by(*apart);
  }

  bool answer_by(Apart& apart) {
    try {
      apart.solve();
      solution_.parts = apart.sizes();
      trust(apart.trust());
      for (std::size_t i = 0; i < solution_.services.size(); ++i) {
        SolvedService& service = solution_.services[i];
        service.steady = apart.in_the_long_run(i);
        if (plan_.at) service.transient = apart.until(i, *plan_.at);
        if (service.steady->first_outage_known) continue;
        solution_.warnings.push_back(fmt::format(
            "when the first outage of {} is cannot be told: its parts were solved apart, and the "
            "chain of all of them together is too large",
            service.name));
      }
      return true;
    } catch (const SolveInterrupted&) {
      throw;
    } catch (const NotSolved&) {
      return false;  // what has to be integrated takes too long
    }
  }

  /// What the long run does not tell.
  void note_end(const SolvedService& service) {
    const std::optional<Ending>& ending = service.steady->down_for_good;
    if (plan_.at || !ending || ending->hours.value_or(0) <= 0) return;
    solution_.warnings.push_back(fmt::format(
        "{} ends down for good, so its availability in the long run is 0; `{}` answers for a time "
        "from good health on",
        service.name, setting_words(Setting{"at", "TIME"})));
  }

  // ---- derivatives

  void answer_what_times_do(const Chain& chain) {
    const models::Symmetry symmetry(plant_);
    for (std::size_t i = 0; i < solution_.services.size(); ++i) {
      const StateSet down = states_below(chain, i);
      std::vector<SlopesByClock> measures;
      add_slopes_in_the_long_run(measures, chain, down, i);
      if (plan_.at) {
        add_slopes_until(measures, chain, down, i);
      }
      solution_.services[i].slopes = slopes_by_time(plant_, symmetry, std::move(measures));
    }
  }

  void add_slopes_in_the_long_run(std::vector<SlopesByClock>& measures, const Chain& chain,
                                  const StateSet& down, std::size_t service) {
    if (auto found = slopes(chain, steady_, down, options_)) {
      measures.push_back({&Slope::unavailability, std::move(found->probability)});
      measures.push_back({&Slope::outages_per_year, std::move(found->entries), seconds_in(year)});
    } else {
      no_slopes_of(service, "in the long run", "not every state can come back, or ");
    }
    if (auto found = slopes_of_time_to(chain, down, options_)) {
      measures.push_back({&Slope::hours_to_outage, std::move(*found), 1.0 / 3600});
    } else if (solution_.services[service].steady->hours_to_outage) {
      no_slopes_of(service, "until its first outage", "");
    }
  }

  void no_slopes_of(std::size_t service, std::string_view when, std::string_view why) {
    solution_.warnings.push_back(
        fmt::format("there are no derivatives of {} {}: {}the iteration for them did not end",
                    solution_.services[service].name, when, why));
  }

  /// Those that would take too long are left out, and a note says so.
  void add_slopes_until(std::vector<SlopesByClock>& measures, const Chain& chain,
                        const StateSet& down, std::size_t service) {
    const std::string what = fmt::format("derivatives of {} until {}",
                                         solution_.services[service].name, exact_span(*plan_.at));
    try {
      SlopesUntil found = slopes_until(chain, down, *plan_.at, options_);
      if (found.residual > slopes_residual_max) {
        solution_.warnings.push_back(fmt::format(
            "the {} are not precise: together they miss what is known of them by {:.1e} of their "
            "sizes",
            what, found.residual));
      }
      measures.push_back({&Slope::unavailability_over, std::move(found.probability_over)});
      measures.push_back({&Slope::unavailability_at, std::move(found.probability_at)});
      measures.push_back({&Slope::outage_by, std::move(found.visited_by)});
      measures.push_back({&Slope::outages_over, std::move(found.entries_over)});
    } catch (const SolveInterrupted&) {
      throw;
    } catch (const NotSolved& error) {
      solution_.warnings.push_back(fmt::format("there are no {}: {}", what, error.what()));
    }
  }

  const Plant& plant_;
  const SolvePlan& plan_;
  const Watch& watch_;
  SolveOptions options_;
  SteadyState steady_;
  Solution solution_;
};

/// What it gives; why there is none, for a person.
template <class Work>
auto explained(const Plant& plant, Work work) {
  try {
    return work();
  } catch (const ExplorationInterrupted&) {
    throw Interrupted("interrupted while the states were being found: there is nothing to show");
  } catch (const SolveInterrupted&) {
    throw Interrupted("interrupted while the chain was being solved: there is nothing to show");
  } catch (const EndlessInstant& error) {
    throw Refused(
        fmt::format("clocks start one another for ever without any delay, among them {}. Give one "
                    "of them a time.",
                    plant[error.clock()].name));
  } catch (const TooManyStates& error) {
    throw Refused(fmt::format(
        "{}, and there is no room for more: {} simulates it. Components with the same failures and "
        "repairs under one key, such as node1..30, make far fewer states.",
        error.what(), scenarios::study_words("run")));
  } catch (const NotExplored& error) {
    throw Refused(error.what());
  } catch (const NotSolved& error) {
    throw Refused(error.what());
  }
}

}  // namespace

Solution solve_plan(const Plant& plant, const SolvePlan& plan, const Watch& watch) {
  const auto began = std::chrono::steady_clock::now();
  Solution solution = explained(plant, [&] { return Solving(plant, plan, watch).run(); });
  solution.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return solution;
}

Chain chain_of(const Plant& plant, int phases, const Watch& watch) {
  SolvePlan plan;
  plan.phases = phases;
  return explained(plant, [&] { return Solving(plant, plan, watch).chain(); });
}

}  // namespace ausfall::studies
