#include "app/solver.hpp"

#include <fmt/format.h>

#include <chrono>

#include "app/exit_code.hpp"
#include "app/output/words.hpp"
#include "app/times.hpp"
#include "models/condensed.hpp"
#include "models/model.hpp"
#include "models/symmetry.hpp"
#include "sim/chain.hpp"
#include "sim/explorer.hpp"
#include "sim/slopes.hpp"

namespace ausfall::app {

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
  for (const auto& [clock, law] : offenders) {
    names.push_back(fmt::format("{}: {}", plant[clock].name, law));
  }
  return names;
}

UsageError refusal(const Plant& plant, const NotMarkovian& error, int phases) {
  const std::string clocks = lines_of(names_of(plant, error.offenders()));
  if (phases > 0) {
    return UsageError(
        "this scenario has no Markov chain, even with --phases: these clocks wait for hours of the "
        "day." +
        clocks + "\nLeave them out, or use `ausfall run`.");
  }
  return UsageError(
      "this scenario is not Markovian: these clocks are no exponentials, nor sums or mixtures of "
      "such (erlang, hyperexponential)." +
      clocks +
      "\nWith --phases K each is replaced by K exponential stages at most, of the same mean and, "
      "as far as they "
      "reach, variance;\nthe answer is approximate then. `ausfall run` needs no such thing.");
}

class Solving {
 public:
  Solving(const Plant& plant, const SolvePlan& plan, const std::atomic<bool>& interrupted,
          const StatesFound& progress)
      : plant_(plant),
        plan_(plan),
        symmetry_(plant),
        model_(plant, &symmetry_),
        progress_(progress),
        interrupted_(interrupted) {
    options_.interrupted = &interrupted;
    options_.slopes_work_max = plan.slopes_work_max;
  }

  Chain chain() {
    refuse_faults();
    return chain_of_plant();
  }

  Solution run() {
    solution_.scenario = plan_.scenario;
    solution_.variant = plan_.variant;
    solution_.at = plan_.at;
    const Chain chain = this->chain();
    solution_.states = chain.states();
    solution_.transitions = chain.transitions();
    for (const models::Service& service : plant_.services) {
      solution_.services.push_back({.name = service.name,
                                    .slo = service.slo,
                                    .steady = {},
                                    .transient = {},
                                    .not_known = {}});
    }
    answer_in_the_long_run(chain);
    if (plan_.at) {
      answer_until(chain, *plan_.at);
    }
    if (plan_.derivatives) {
      answer_what_times_do(chain);
    }
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
    throw UsageError("this scenario injects faults at fixed times, which no Markov chain does:" +
                     lines_of(names) +
                     "\nLeave them out with --set faults=null, or use `ausfall run`.");
  }

  [[nodiscard]] Chain explored(int phases) const {
    ExploreOptions options;
    options.phases = phases;
    options.states_max = plan_.states_max;
    options.parts = plan_.derivatives;
    options.interrupted = &interrupted_;
    options.progress = progress_;
    return explore(model_, options);
  }

  /// Phases only where they are needed: a model that is Markovian as it stands gets the exact
  /// answer.
  Chain chain_of_plant() {
    try {
      return explored(0);
    } catch (const NotMarkovian& error) {
      if (plan_.phases == 0) {
        throw refusal(plant_, error, 0);
      }
      solution_.fitted = names_of(plant_, error.offenders());
    }
    try {
      Chain chain = explored(plan_.phases);
      if (chain.approximate) {
        solution_.phases = plan_.phases;
      }
      return chain;
    } catch (const NotMarkovian& error) {
      throw refusal(plant_, error, plan_.phases);
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

  void answer_in_the_long_run(const Chain& chain) {
    steady_ = steady_state(chain, options_);
    solution_.method = steady_.trust.method;
    solution_.residual = steady_.trust.residual;
    solution_.error_bound = steady_.trust.bound;
    note(steady_.trust, "the long run");
    for (std::size_t i = 0; i < solution_.services.size(); ++i) {
      const StateSet down = states_below(chain, i);
      const Split probability = split(steady_.probability, down);
      const TimeTo outage = mean_time_to(chain, down, options_);
      note(outage.trust, "the time to an outage of " + solution_.services[i].name);
      SteadyAnswer answer{
          .availability = probability.outside,
          .unavailability = probability.inside,
          .outages_per_year = entry_rate(chain, steady_.probability, down) * seconds_in(year),
          .hours_to_outage = std::nullopt};
      answer.hours_to_outage = hours_of(outage);
      answer.down_for_good = ending_of(chain, i);
      solution_.services[i].steady = answer;
      note_end(solution_.services[i]);
    }
  }

  static std::optional<double> hours_of(const TimeTo& time) {
    if (!time.mean) return std::nullopt;
    return time.mean->count() / 3600;
  }

  /// Down, and no state in which it is up can be reached.
  std::optional<Ending> ending_of(const Chain& chain, std::size_t service) {
    StateSet up = states_below(chain, service);
    up.flip();
    const StateSet ended = never_again(chain, up);
    const double probability = split(steady_.probability, ended).inside;
    if (probability <= 0) return std::nullopt;
    const TimeTo end = mean_time_to(chain, ended, options_);
    note(end.trust, fmt::format("the time to the end of {}", solution_.services[service].name));
    return Ending{.probability = probability, .hours = hours_of(end)};
  }

  /// What the long run does not tell.
  void note_end(const SolvedService& service) {
    const std::optional<Ending>& ending = service.steady->down_for_good;
    if (plan_.at || !ending || ending->hours.value_or(0) <= 0) return;
    solution_.warnings.push_back(fmt::format(
        "{} ends down for good, so its availability in the long run is 0; `--at TIME` answers for "
        "a time from good health on",
        service.name));
  }

  void answer_until(const Chain& chain, Duration at) {
    const Seconds time = at;
    const Transient state = transient(chain, time, options_);
    for (std::size_t i = 0; i < solution_.services.size(); ++i) {
      const StateSet down = states_below(chain, i);
      const Split over = split(state.over, down);
      const Split then = split(state.at, down);
      solution_.services[i].transient = TransientAnswer{
          .availability_over = over.outside,
          .availability_at = then.outside,
          .unavailability_over = over.inside,
          .unavailability_at = then.inside,
          .outage_by = visit_by(chain, down, time, options_).probability,
          .outages_over = entries_over(chain, state, down, time),
      };
    }
  }

  void answer_what_times_do(const Chain& chain) {
    for (std::size_t i = 0; i < solution_.services.size(); ++i) {
      const StateSet down = states_below(chain, i);
      std::vector<SlopesByClock> measures;
      add_slopes_in_the_long_run(measures, chain, down, i);
      if (plan_.at) {
        add_slopes_until(measures, chain, down, i);
      }
      solution_.services[i].slopes = slopes_by_time(plant_, symmetry_, std::move(measures));
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
  const models::Symmetry symmetry_;
  const models::Model model_;
  const StatesFound& progress_;
  const std::atomic<bool>& interrupted_;
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
    throw UsageError(
        fmt::format("clocks start one another for ever without any delay, among them {}. Give one "
                    "of them a time.",
                    plant[error.clock()].name));
  } catch (const TooManyStates& error) {
    throw UsageError(fmt::format(
        "{}, and there is no room for more: `ausfall run` simulates it. Components with the same "
        "failures and repairs under one key, such as node1..30, make far fewer states.",
        error.what()));
  } catch (const NotExplored& error) {
    throw UsageError(error.what());
  } catch (const NotSolved& error) {
    throw UsageError(error.what());
  }
}

}  // namespace

Solution solve_plan(const Plant& plant, const SolvePlan& plan, const std::atomic<bool>& interrupted,
                    const StatesFound& progress) {
  const auto began = std::chrono::steady_clock::now();
  Solution solution =
      explained(plant, [&] { return Solving(plant, plan, interrupted, progress).run(); });
  solution.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return solution;
}

Chain chain_of(const Plant& plant, int phases, const std::atomic<bool>& interrupted,
               const StatesFound& progress) {
  SolvePlan plan;
  plan.phases = phases;
  return explained(plant, [&] { return Solving(plant, plan, interrupted, progress).chain(); });
}

}  // namespace ausfall::app
