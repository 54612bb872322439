// Parts of a room that share nothing, each solved by itself, and put together by what the services
// need of them.
//
// 1. A room whose joint chain is small is no matter for this, nor is a branch of a service's needs:
//    parts are taken together as long as their chain stays small.
// 2. In the long run and at a moment, independent parts are in their states independently, and a gate
//    of their bits (sim/gates.hpp) tells whether the service is up. How often it goes down follows
//    from how often each part changes.
// 3. Whether there has been an outage by a time, it tells of a service within one part; and of one
//    whose parts only ever lose, since it is down then and there, and for good.
// 4. What lasts is integrated over time, by Gauss and Kronrod's rule in panels that grow with time.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/parts.hpp"
#include "models/plant.hpp"
#include "sim/chain.hpp"
#include "sim/gates.hpp"
#include "studies/chain_answers.hpp"
#include "studies/solution.hpp"

namespace ausfall::studies {

/// The chain of a plant of at most so many states. Throws TooManyStates where it has more.
using Explore = std::function<Chain(const models::Plant& plant, std::size_t states_max)>;

struct ApartOptions {
  std::size_t states_jointly = 0;  ///< branches of at most so many states are not taken apart
  std::size_t states_max = 0;      ///< of a part
  SolveOptions solve;
};

class Apart {
 public:
  /// Nothing where the services cannot be put together from parts. REQUIRES: plant and options
  /// outlive it.
  static std::unique_ptr<Apart> of(const models::Plant& plant, const Explore& explore,
                                   const ApartOptions& options, NoteTrust note);

  /// Solves them. Throws NotSolved, as all that is asked then, where it would take too long.
  void solve();

  /// By part.
  [[nodiscard]] std::vector<PartSize> sizes() const;
  /// Of all long runs together.
  [[nodiscard]] Trust trust() const;
  [[nodiscard]] bool approximate() const;
  /// It can tell when the first outage of each service is.
  [[nodiscard]] bool knows_first_outages() const;

  [[nodiscard]] SteadyAnswer in_the_long_run(std::size_t service);
  [[nodiscard]] TransientAnswer until(std::size_t service, Seconds time);

 private:
  using Conditions = std::vector<std::vector<Condition>>;  ///< by part

  struct PartChain {
    std::vector<models::Parts::Part> parts;  ///< empty: what never changes
    std::vector<models::Need> needs;         ///< by bit
    Chain chain;
    SteadyState steady;
    std::vector<std::vector<bool>> conditions;  ///< that its states can be in
    std::vector<std::size_t> condition;         ///< by state
    std::vector<bool> rises;                    ///< by bit: it can be set again
  };

  Apart(const models::Plant& plant, const Explore& explore, const ApartOptions& options,
        NoteTrust note);

  void join_small(const models::Need& need);
  std::size_t part_of(const models::Need& need);
  Gate gate_of(const models::Need& need);
  void add_bits(std::size_t part, const std::vector<models::Need>& needs, Gate& gate);
  void explore_parts();
  void find_conditions(PartChain& part);

  [[nodiscard]] bool within_one_part(std::size_t service) const;
  [[nodiscard]] bool only_loses(const Gate& gate) const;
  [[nodiscard]] bool first_outage_known(std::size_t service) const;

  /// How the parts are at a moment, and how often a second they change.
  struct Moment {
    Conditions conditions;
    Conditions changes;
  };
  using Probabilities = std::vector<std::vector<double>>;  ///< by part and state
  [[nodiscard]] Moment moment_of(const Probabilities& probability) const;
  [[nodiscard]] Probabilities later(const Probabilities& probability, double seconds);
  const Probabilities& at(double seconds);
  const std::vector<Moment>& moments(double from, double to);
  [[nodiscard]] Split up_or_down(std::size_t service, const Moment& moment) const;
  [[nodiscard]] double outages_per_second(std::size_t service, const Moment& moment) const;
  /// Of what is not negative.
  using Integrand = std::function<double(const Moment&)>;
  /// A piece of time, the integral over it, and how far that may be off.
  struct Panel {
    double from = 0;
    double to = 0;
    double integral = 0;
    double error = 0;
  };
  Panel panel(const Integrand& of, double from, double to);
  /// From 0 until a time, or until a panel has ended by which nothing is left.
  double integral(const Integrand& of, const std::function<bool(double)>& ends_by, double end,
                  const std::string& what);
  [[nodiscard]] double seconds_up(std::size_t service);

  const models::Plant& plant_;
  const Explore& explore_;
  const ApartOptions& options_;
  NoteTrust note_;
  models::Parts pieces_;                                  ///< and those that were taken together
  std::set<std::vector<models::Parts::Part>> too_large_;  ///< to be taken together
  std::vector<PartChain> parts_;
  std::vector<Gate> gates_;  ///< by service
  Moment long_run_;
  double shortest_stay_ = std::numeric_limits<double>::infinity();    ///< in a state, in seconds
  std::map<double, Probabilities> at_;                                ///< by seconds
  std::map<std::pair<double, double>, std::vector<Moment>> moments_;  ///< by panel
  double work_ = 0;
};

}  // namespace ausfall::studies
