// Continuous-time Markov chains, and what is asked of them.
//
// 1. Rates are per second and positive; a chain has no transition from a state to itself and none
//    twice.
// 2. Probabilities of rare states are sums of non-negative terms all the way: none is the
//    difference of large numbers, so an unavailability of 1e-12 has as many correct digits as one
//    of 0.1. Small chains are solved by elimination without subtraction (Grassmann, Taksar, Heyman,
//    "Regenerative analysis and steady state distributions for Markov chains", Operations Research
//    33, 1985), whose error is small in every single component (O'Cinneide, "Entrywise perturbation
//    theory and error analysis for Markov chains", Numerische Mathematik 65, 1993).
// 3. Every answer says how it was found and how far it can be trusted. What cannot be answered
//    within the tolerance or the budget is said, not guessed.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/id.hpp"
#include "sim/time.hpp"

namespace ausfall {

/// The transitions of a chain, by the state they leave.
struct Rates {
  using State = std::uint32_t;

  /// The transitions of state s are those from row[s] up to row[s + 1].
  std::vector<std::size_t> row = {0};
  std::vector<State> target;
  std::vector<double> rate;  ///< per second

  [[nodiscard]] std::size_t states() const { return row.size() - 1; }
  [[nodiscard]] std::size_t transitions() const { return target.size(); }
};

struct Chain : Rates {
  struct Start {
    State state = 0;
    double probability = 0;
  };

  /// What the ringing of a clock contributes to a transition.
  struct Part {
    State source = 0;
    State target = 0;
    ClockId clock;
    double rate = 0;
  };

  std::vector<Start> initial;                 ///< sums to 1
  std::vector<std::vector<double>> measures;  ///< by measure and state
  bool approximate = false;                   ///< some clocks were replaced by sums of stages
  std::vector<Part> parts;                    ///< of all transitions, where they were asked for
};

/// By state: does it belong?
using StateSet = std::vector<bool>;

/// The states whose measure is below the threshold: with 1, where a service is down. REQUIRES: the
/// measure exists.
StateSet states_below(const Chain& chain, std::size_t measure, double threshold = 1);

/// The states from which no state of the set can be reached: once there, it is never entered again.
StateSet never_again(const Rates& rates, const StateSet& set);

struct SolveOptions {
  double tolerance = 1e-12;  ///< relative error aimed at
  /// Iterations that cannot show the sum of the errors of all probabilities to be below this say so.
  double error_max = 1e-10;
  /// Eliminations of more multiplications than this are left to iteration; some seconds' worth.
  double elimination_work_max = 5e9;
  /// Those of more are not even tried where iteration does not reach the tolerance.
  double elimination_work_last = 2e11;
  std::size_t sweeps_max = 20'000;
  /// Transient answers that would take more multiplications than this are refused.
  double transient_work_max = 1e12;
  /// Derivatives of them that would take more are refused; some minutes' worth.
  double slopes_work_max = 1e11;
  const std::atomic<bool>* interrupted = nullptr;
};

/// The question would take too long, or was interrupted; `what()` is a sentence for a person.
class NotSolved : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
class SolveInterrupted : public NotSolved {
 public:
  SolveInterrupted() : NotSolved("interrupted") {}
};

/// How an answer was found.
struct Trust {
  std::string method;   ///< "elimination", "multilevel", ...
  double residual = 0;  ///< sum of |flow in - flow out| over the states, relative to the whole flow
  std::optional<double>
      bound;  ///< on the sum of the errors of all probabilities, where one could be proved
  std::size_t iterations = 0;
  bool reached = true;  ///< the tolerance
};

struct SteadyState {
  std::vector<double> probability;  ///< by state; 0 where the chain does not stay
  std::size_t classes = 0;          ///< sets of states that are never left again and can be entered
  Trust trust;
};

/// Where the chain is in the long run, having begun with its initial distribution. With several
/// closed classes, each counts with the probability that the chain ends in it.
SteadyState steady_state(const Chain& chain, const SolveOptions& options = {});

/// The mean of a measure under a distribution over the states.
double expected(std::span<const double> probability, std::span<const double> measure);

struct Split {
  double inside = 0;
  double outside = 0;
};
/// The probability of a set and of its complement, each summed over its own states and the greater
/// one taken as what the smaller leaves of 1, so that both are precise.
Split split(std::span<const double> probability, const StateSet& set);

/// By state outside the set, how often per second it is entered from there; 0 inside.
std::vector<double> entering_rates(const Chain& chain, const StateSet& set);

/// How often per second the set is entered from outside it, under a distribution over the states.
double entry_rate(const Chain& chain, std::span<const double> probability, const StateSet& set);

struct TimeTo {
  std::optional<Seconds> mean;  ///< none: the set may never be reached, so the mean is infinite
  Trust trust;
};
/// The mean time until the set is first entered, from the initial distribution on (0 where it
/// begins inside).
TimeTo mean_time_to(const Chain& chain, const StateSet& set, const SolveOptions& options = {});

struct Transient {
  std::vector<double> at;    ///< by state: the probability to be there at the time asked for
  std::vector<double> over;  ///< by state: the expected share of the time until then spent there
  double error =
      0;  ///< bound on the sum of the errors of method (not of rounding), over the states, of each
  std::string method;
  std::size_t steps = 0;
};
/// By uniformisation (Jensen, "Markoff chains as an aid in the study of Markoff processes", 1953).
/// The series ends early once every probability is so near the steady state's that it must stay
/// there: positive matrices keep an enclosure (1 - e) p <= x <= (1 + e) p, so this is a proof and
/// no guess. Small stiff chains are solved by doubling the time step.
///
/// Throws NotSolved when neither fits the budget. REQUIRES: time >= 0.
Transient transient(const Chain& chain, Seconds time, const SolveOptions& options = {});

struct Visit {
  double probability = 0;
  double error = 0;  ///< bound, as in Transient
  std::string method;
};
/// The probability that the set has been entered by this time (or was begun in). Throws as
/// `transient` does.
Visit visit_by(const Chain& chain, const StateSet& set, Seconds time,
               const SolveOptions& options = {});

/// The expected number of times that the set is entered from outside it until this time.
double entries_over(const Chain& chain, const Transient& transient, const StateSet& set,
                    Seconds time);

}  // namespace ausfall
