#include "studies/chain_answers.hpp"

namespace ausfall::studies {

namespace {

std::optional<double> hours_of(const TimeTo& time) {
  if (!time.mean) return std::nullopt;
  return time.mean->count() / 3600;
}

/// Down, and no state in which it is up can be reached.
std::optional<Ending> ending_of(const Chain& chain, const SteadyState& steady, const StateSet& down,
                                const std::string& service, const SolveOptions& options,
                                const NoteTrust& note) {
  StateSet up = down;
  up.flip();
  const StateSet ended = never_again(chain, up);
  const double probability = split(steady.probability, ended).inside;
  if (probability <= 0) return std::nullopt;
  const TimeTo end = mean_time_to(chain, ended, options);
  note(end.trust, "the time to the end of " + service);
  return Ending{.probability = probability, .hours = hours_of(end)};
}

}  // namespace

SteadyAnswer in_the_long_run(const Chain& chain, const SteadyState& steady, std::size_t measure,
                             const std::string& service, const SolveOptions& options,
                             const NoteTrust& note) {
  const StateSet down = states_below(chain, measure);
  const Split probability = split(steady.probability, down);
  const TimeTo outage = mean_time_to(chain, down, options);
  note(outage.trust, "the time to an outage of " + service);
  return {.availability = probability.outside,
          .unavailability = probability.inside,
          .outages_per_year = entry_rate(chain, steady.probability, down) * seconds_in(year),
          .hours_to_outage = hours_of(outage),
          .down_for_good = ending_of(chain, steady, down, service, options, note)};
}

TransientAnswer until(const Chain& chain, const Transient& state, std::size_t measure, Seconds time,
                      const SolveOptions& options) {
  const StateSet down = states_below(chain, measure);
  const Split over = split(state.over, down);
  const Split then = split(state.at, down);
  return {.availability_over = over.outside,
          .availability_at = then.outside,
          .unavailability_over = over.inside,
          .unavailability_at = then.inside,
          .outage_by = visit_by(chain, down, time, options).probability,
          .outages_over = entries_over(chain, state, down, time)};
}

}  // namespace ausfall::studies
