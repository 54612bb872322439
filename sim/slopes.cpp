#include "sim/slopes.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "sim/biases.hpp"
#include "sim/restarting.hpp"

namespace ausfall {
namespace {

using State = Rates::State;
using Vector = std::vector<double>;

void add(Vector& by_clock, ClockId clock, double change) {
  if (clock.index() >= by_clock.size()) by_clock.resize(clock.index() + 1, 0);
  by_clock[clock.index()] += change;
}

}  // namespace

std::optional<Slopes> slopes(const Chain& chain, const SteadyState& steady, const StateSet& set,
                             const SolveOptions& options) {
  const Vector& p = steady.probability;
  const bool one_class =
      steady.classes == 1 && chain.states() > 1 && std::find(p.begin(), p.end(), 0.0) == p.end();
  if (!one_class) return {};
  assert(!chain.parts.empty());

  const Vector inside(set.begin(), set.end());
  const Vector entering = entering_rates(chain, set);
  Biases biases(chain, options);
  const auto of_probability = biases.solve(less_mean(inside, expected(p, inside)));
  const auto of_entries = biases.solve(less_mean(entering, expected(p, entering)));
  if (!of_probability || !of_entries) return {};

  Slopes result;
  for (const Chain::Part& part : chain.parts) {
    const double flow = p[part.source] * part.rate;
    const auto difference = [&](const Vector& h) { return h[part.target] - h[part.source]; };
    const bool enters = !set[part.source] && set[part.target];
    add(result.probability, part.clock, flow * difference(*of_probability));
    add(result.entries, part.clock, flow * (difference(*of_entries) + (enters ? 1 : 0)));
  }
  return result;
}

std::optional<Vector> slopes_of_time_to(const Chain& chain, const StateSet& set,
                                        const SolveOptions& options) {
  std::optional<std::vector<State>> members = passed_before(chain, set);
  if (!members) return {};
  if (members->empty()) return Vector{};
  assert(!chain.parts.empty());

  const Restarting passage(chain, std::move(*members), options);
  const Vector& p = passage.probability();
  const Vector leaving = passage.leaving_rates();
  const double frequency = expected(p, leaving);
  const auto h = Biases(passage.rates(), options).solve(less_mean(leaving, frequency));
  if (!h) return {};
  const double h_at_start = passage.expected_at_start(*h);
  const double mean = passage.begun_inside() / frequency;

  Vector result;
  for (const Chain::Part& part : chain.parts) {
    const State source = passage.place_of(part.source);
    const State target = passage.place_of(part.target);
    if (source == no_state) continue;
    const double then = target == no_state ? 1 + h_at_start : (*h)[target];
    add(result, part.clock, -mean / frequency * p[source] * part.rate * (then - (*h)[source]));
  }
  return result;
}

}  // namespace ausfall
