#include "studies/apart.hpp"

#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/explorer.hpp"
#include "sim/sum.hpp"

namespace ausfall::studies {

namespace {

using models::Need;
using models::Parts;
using models::Plant;

/// What is integrated asks for the parts' states at hundreds of moments.
constexpr double work_at_a_moment_max = 2e9;
constexpr double work_in_all_max = 5e10;
constexpr double integral_error_aim = 1e-11;  // relative
constexpr double integral_error_max = 1e-10;
constexpr std::size_t panels_at_first_max = 120;
constexpr std::size_t halvings_max = 40;
constexpr double nothing_left = 1e-18;

/// So many of these.
Need at_least(std::size_t count, const std::vector<Need>& needs) {
  return {.component = {}, .at_least = count, .connected = false, .parts = needs};
}

Split as_probabilities(const Held& held) {
  Split parts{held.neither, held.both};
  if (parts.inside < parts.outside) {
    parts.outside = 1 - parts.inside;
  } else {
    parts.inside = 1 - parts.outside;
  }
  return parts;
}

/// Gauss and Kronrod's rule of 31 points on [-1, 1], in the order of the points; every other one is of
/// Gauss's rule of 15.
struct Rule {
  static constexpr std::size_t points = 31;
  std::array<double, points> place{};
  std::array<double, points> weight{};
  std::array<double, points> gauss{};
};

Rule make_rule() {
  using Kronrod = boost::math::quadrature::gauss_kronrod<double, Rule::points>;
  using Gauss = boost::math::quadrature::gauss<double, Rule::points / 2>;
  Rule rule;
  constexpr std::size_t middle = Rule::points / 2;
  for (std::size_t i = 0; i <= middle; ++i) {
    for (const bool right : {false, true}) {
      const std::size_t at = right ? middle + i : middle - i;
      rule.place[at] = right ? Kronrod::abscissa()[i] : -Kronrod::abscissa()[i];
      rule.weight[at] = Kronrod::weights()[i];
      rule.gauss[at] = i % 2 == 0 ? Gauss::weights()[i / 2] : 0;
    }
  }
  return rule;
}

Held held_by(const Gate& gate, const std::vector<std::vector<Condition>>& conditions) {
  const std::optional<Held> found = held(gate, conditions);
  if (!found) throw NotSolved("too much is needed of too many parts at once");
  return *found;
}

}  // namespace

// ---- taking apart -------------------------------------------------------------------------------

std::unique_ptr<Apart> Apart::of(const Plant& plant, const Explore& explore,
                                 const ApartOptions& options, NoteTrust note) {
  if (plant.services.empty()) return nullptr;
  std::unique_ptr<Apart> apart(new Apart(plant, explore, options, std::move(note)));
  if (apart->pieces_.all().size() < 2) return nullptr;
  for (const models::Service& service : plant.services) apart->join_small(service.needs);
  for (const models::Service& service : plant.services) {
    Gate gate;
    if (apart->pieces_.of(service.needs).size() < 2) {
      apart->add_bits(apart->part_of(service.needs), {service.needs}, gate);
    } else {
      gate = apart->gate_of(service.needs);
    }
    apart->gates_.push_back(std::move(gate));
  }
  try {
    apart->explore_parts();
  } catch (const TooManyStates&) {
    return nullptr;
  }
  for (const PartChain& part : apart->parts_) {
    if (part.parts.empty() && part.chain.states() > 1) return nullptr;  // it does not stand still
  }
  return apart;
}

Apart::Apart(const Plant& plant, const Explore& explore, const ApartOptions& options,
             NoteTrust note)
    : plant_(plant), explore_(explore), options_(options), note_(std::move(note)), pieces_(plant) {}

void Apart::join_small(const Need& need) {
  const std::vector<Parts::Part> its = pieces_.of(need);
  if (its.size() < 2) return;
  if (!too_large_.contains(its)) {
    try {
      explore_(pieces_.alone(its, {need}), options_.states_jointly);
      return pieces_.join(its);
    } catch (const TooManyStates&) {
      too_large_.insert(its);
    }
  }
  for (const Need& part : need.parts) join_small(part);
}

std::size_t Apart::part_of(const Need& need) {
  std::vector<Parts::Part> its = pieces_.of(need);
  const auto known = std::ranges::find(parts_, its, &PartChain::parts);
  if (known != parts_.end()) return static_cast<std::size_t>(known - parts_.begin());
  parts_.push_back({.parts = std::move(its)});
  return parts_.size() - 1;
}

/// Several needs of one part are told by how many of them hold, so that those of the part that are
/// interchangeable stay so.
void Apart::add_bits(std::size_t part, const std::vector<Need>& needs, Gate& gate) {
  std::vector<Need>& bits = parts_[part].needs;
  Gate::Bits its{.part = part, .bits = {}};
  for (std::size_t count = 1; count <= std::min(needs.size(), gate.at_least); ++count) {
    its.bits.push_back(bits.size());
    bits.push_back(needs.size() == 1 ? needs.front() : at_least(count, needs));
  }
  gate.bits.push_back(std::move(its));
}

/// REQUIRES: it is asked of several parts, so it is a gate and not one component.
Gate Apart::gate_of(const Need& need) {
  Gate gate{.at_least = need.at_least, .bits = {}, .gates = {}};
  std::map<std::size_t, std::vector<Need>> of_one_part;
  for (const Need& part : need.parts) {
    if (pieces_.of(part).size() < 2) {
      of_one_part[part_of(part)].push_back(part);
    } else {
      gate.gates.push_back(gate_of(part));
    }
  }
  for (const auto& [part, needs] : of_one_part) add_bits(part, needs, gate);
  return gate;
}

void Apart::explore_parts() {
  for (PartChain& part : parts_) {
    part.chain = explore_(pieces_.alone(part.parts, part.needs), options_.states_max);
    find_conditions(part);
  }
}

void Apart::solve() {
  Probabilities probability;
  for (PartChain& part : parts_) {
    part.steady = steady_state(part.chain, options_.solve);
    note_(part.steady.trust, "the long run of a part");
    probability.push_back(part.steady.probability);
    const Chain& chain = part.chain;
    for (Chain::State s = 0; s < chain.states(); ++s) {
      Sum leaves;
      for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) leaves += chain.rate[t];
      shortest_stay_ = std::min(shortest_stay_, 1 / leaves.value());
    }
  }
  long_run_ = moment_of(probability);
}

void Apart::find_conditions(PartChain& part) {
  const Chain& chain = part.chain;
  std::map<std::vector<bool>, std::size_t> numbers;
  for (Chain::State s = 0; s < chain.states(); ++s) {
    std::vector<bool> condition(part.needs.size());
    for (std::size_t bit = 0; bit < condition.size(); ++bit)
      condition[bit] = chain.measures[bit][s] >= 1;
    const auto [known, is_new] = numbers.emplace(condition, part.conditions.size());
    if (is_new) part.conditions.push_back(condition);
    part.condition.push_back(known->second);
  }
  part.rises.assign(part.needs.size(), false);
  for (Chain::State s = 0; s < chain.states(); ++s) {
    const std::vector<bool>& before = part.conditions[part.condition[s]];
    for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
      const std::vector<bool>& after = part.conditions[part.condition[chain.target[t]]];
      for (std::size_t bit = 0; bit < before.size(); ++bit) {
        if (!before[bit] && after[bit]) part.rises[bit] = true;
      }
    }
  }
}

std::vector<PartSize> Apart::sizes() const {
  std::vector<PartSize> sizes;
  for (const PartChain& part : parts_) {
    if (!part.parts.empty()) sizes.push_back({part.chain.states(), part.chain.transitions()});
  }
  return sizes;
}

Trust Apart::trust() const {
  Trust all;
  all.bound = 0.0;
  for (const PartChain& part : parts_) {
    const Trust& its = part.steady.trust;
    if (all.method.empty()) all.method = its.method;
    if (all.method != its.method) all.method = "several methods";
    all.residual = std::max(all.residual, its.residual);
    if (all.bound && its.bound) {
      *all.bound += *its.bound;
    } else {
      all.bound.reset();
    }
    all.reached = all.reached && its.reached;
  }
  return all;
}

bool Apart::approximate() const {
  return std::ranges::any_of(parts_, [](const PartChain& part) { return part.chain.approximate; });
}

// ---- putting together ---------------------------------------------------------------------------

bool Apart::within_one_part(std::size_t service) const {
  const Gate& gate = gates_[service];
  return gate.gates.empty() && gate.bits.size() == 1 && gate.bits.front().bits.size() == 1;
}

bool Apart::only_loses(const Gate& gate) const {
  const auto none_rises = [&](const Gate::Bits& its) {
    return std::ranges::none_of(its.bits,
                                [&](std::size_t bit) { return parts_[its.part].rises[bit]; });
  };
  return std::ranges::all_of(gate.bits, none_rises) &&
         std::ranges::all_of(gate.gates, [&](const Gate& each) { return only_loses(each); });
}

bool Apart::first_outage_known(std::size_t service) const {
  return within_one_part(service) || only_loses(gates_[service]);
}

bool Apart::knows_first_outages() const {
  for (std::size_t i = 0; i < gates_.size(); ++i) {
    if (!first_outage_known(i)) return false;
  }
  return true;
}

Apart::Moment Apart::moment_of(const Probabilities& probability) const {
  Moment moment;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const PartChain& part = parts_[i];
    const Chain& chain = part.chain;
    std::vector<Sum> in(part.conditions.size());
    std::map<std::pair<std::size_t, std::size_t>, Sum> from_to;
    for (Chain::State s = 0; s < chain.states(); ++s) {
      const std::size_t from = part.condition[s];
      in[from] += probability[i][s];
      for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
        const std::size_t to = part.condition[chain.target[t]];
        if (from != to) from_to[{from, to}] += probability[i][s] * chain.rate[t];
      }
    }
    std::vector<Condition>& conditions = moment.conditions.emplace_back();
    for (std::size_t k = 0; k < in.size(); ++k)
      conditions.push_back({in[k].value(), part.conditions[k], part.conditions[k]});
    std::vector<Condition>& changes = moment.changes.emplace_back();
    for (const auto& [change, sum] : from_to) {
      changes.push_back(
          {sum.value(), part.conditions[change.first], part.conditions[change.second]});
    }
  }
  return moment;
}

Split Apart::up_or_down(std::size_t service, const Moment& moment) const {
  return as_probabilities(held_by(gates_[service], moment.conditions));
}

double Apart::outages_per_second(std::size_t service, const Moment& moment) const {
  Conditions all = moment.conditions;
  Sum sum;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    all[i] = moment.changes[i];
    sum += held_by(gates_[service], all).lost;
    all[i] = moment.conditions[i];
  }
  return sum.value();
}

SteadyAnswer Apart::in_the_long_run(std::size_t service) {
  const std::string& name = plant_.services[service].name;
  if (within_one_part(service)) {
    const Gate::Bits& only = gates_[service].bits.front();
    const PartChain& part = parts_[only.part];
    return studies::in_the_long_run(part.chain, part.steady, only.bits.front(), name,
                                    options_.solve, note_);
  }
  const Split split = up_or_down(service, long_run_);
  SteadyAnswer answer{.availability = split.outside,
                      .unavailability = split.inside,
                      .outages_per_year = outages_per_second(service, long_run_) * seconds_in(year),
                      .hours_to_outage = std::nullopt,
                      .down_for_good = std::nullopt,
                      .first_outage_known = first_outage_known(service)};
  if (!answer.first_outage_known) return answer;
  // Down once is down for good.
  if (split.outside == 0) answer.hours_to_outage = seconds_up(service) / 3600;
  if (split.inside > 0)
    answer.down_for_good = Ending{.probability = split.inside, .hours = answer.hours_to_outage};
  return answer;
}

// ---- until a time -------------------------------------------------------------------------------

/// How the parts are a while after they were so.
Apart::Probabilities Apart::later(const Probabilities& probability, double seconds) {
  SolveOptions options = options_.solve;
  options.transient_work_max = work_at_a_moment_max;
  Probabilities result;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    Chain& chain = parts_[i].chain;
    std::vector<Chain::Start> here;
    for (Chain::State s = 0; s < chain.states(); ++s) {
      if (probability[i][s] > 0) here.push_back({s, probability[i][s]});
    }
    std::swap(chain.initial, here);
    const Transient then = transient(chain, Seconds(seconds), options);
    std::swap(chain.initial, here);
    const auto states = static_cast<double>(chain.states());
    const double of_step = then.method == "doubling"
                               ? states * states * states
                               : static_cast<double>(chain.transitions()) + 3 * states;
    work_ += static_cast<double>(then.steps) * of_step;
    result.push_back(then.at);
  }
  if (work_ > work_in_all_max)
    throw NotSolved("the time asked for is too long for the fastest events of the parts");
  return result;
}

/// From the nearest moment before it that is known.
const Apart::Probabilities& Apart::at(double seconds) {
  if (at_.empty()) {
    Probabilities first;
    for (const PartChain& part : parts_) {
      std::vector<double>& probability = first.emplace_back(part.chain.states(), 0.0);
      for (const Chain::Start& start : part.chain.initial)
        probability[start.state] += start.probability;
    }
    at_.emplace(0.0, std::move(first));
  }
  const auto after = at_.upper_bound(seconds);
  const auto before = std::prev(after);
  if (before->first == seconds) return before->second;
  return at_.emplace_hint(after, seconds, later(before->second, seconds - before->first))->second;
}

/// At the points of the rule, each from the one before it.
const std::vector<Apart::Moment>& Apart::moments(double from, double to) {
  const auto known = moments_.find({from, to});
  if (known != moments_.end()) return known->second;
  static const Rule rule = make_rule();
  std::vector<Moment> moments;
  Probabilities probability = at(from);
  double now = from;
  for (const double place : rule.place) {
    const double next = std::midpoint(from, to) + place * (to - from) / 2;
    probability = later(probability, next - now);
    now = next;
    moments.push_back(moment_of(probability));
  }
  return moments_.emplace(std::pair(from, to), std::move(moments)).first->second;
}

Apart::Panel Apart::panel(const Integrand& of, double from, double to) {
  static const Rule rule = make_rule();
  const std::vector<Moment>& moments = this->moments(from, to);
  Sum sum;
  Sum difference;
  for (std::size_t i = 0; i < Rule::points; ++i) {
    const double value = of(moments[i]) * (to - from) / 2;
    sum += rule.weight[i] * value;
    difference += (rule.weight[i] - rule.gauss[i]) * value;
  }
  return {from, to, sum.value(), std::abs(difference.value())};
}

/// The first panel is as long as the shortest stay in a state, and each that follows as long as all
/// before it, so that what settles soon is not overlooked. Then the panel with the largest error is
/// halved, again and again.
double Apart::integral(const Integrand& of, const std::function<bool(double)>& ends_by, double end,
                       const std::string& what) {
  std::vector<Panel> panels;
  double from = 0;
  double to = std::min(shortest_stay_, end);
  while (panels.size() < panels_at_first_max) {
    panels.push_back(panel(of, from, to));
    if (to >= end || ends_by(to)) break;
    from = to;
    to = std::min(2 * to, end);
  }
  const auto sum_of = [&](double Panel::*part) {
    Sum sum;
    for (const Panel& each : panels) sum += each.*part;
    return sum.value();
  };
  std::size_t halved = 0;
  while (sum_of(&Panel::error) > integral_error_aim * sum_of(&Panel::integral) &&
         halved++ < halvings_max) {
    Panel& worst = *std::ranges::max_element(panels, {}, &Panel::error);
    const double middle = std::midpoint(worst.from, worst.to);
    const Panel right = panel(of, middle, worst.to);
    worst = panel(of, worst.from, middle);
    panels.push_back(right);
  }
  const double sum = sum_of(&Panel::integral);
  const double error = sum_of(&Panel::error);
  if (error > integral_error_max * sum) {
    Trust trust;
    trust.residual = error / sum;
    trust.reached = false;
    note_(trust, what);
  }
  return sum;
}

double Apart::seconds_up(std::size_t service) {
  const auto up = [&](const Moment& moment) { return up_or_down(service, moment).outside; };
  const auto is_over = [&](double seconds) { return up(moment_of(at(seconds))) < nothing_left; };
  return integral(up, is_over, std::numeric_limits<double>::infinity(),
                  "the time to an outage of " + plant_.services[service].name);
}

TransientAnswer Apart::until(std::size_t service, Seconds time) {
  if (within_one_part(service)) {
    const Gate::Bits& only = gates_[service].bits.front();
    const Chain& chain = parts_[only.part].chain;
    return studies::until(chain, transient(chain, time, options_.solve), only.bits.front(), time,
                          options_.solve);
  }
  const double end = time.count();
  const std::string& name = plant_.services[service].name;
  const auto down = [&](const Moment& moment) { return up_or_down(service, moment).inside; };
  const auto never_over = [](double) { return false; };
  const Split then = up_or_down(service, moment_of(at(end)));
  const bool down_at_first = down(moment_of(at(0))) > 0;
  TransientAnswer answer{.availability_over = 0,
                         .availability_at = then.outside,
                         .unavailability_over = then.inside,
                         .unavailability_at = then.inside,
                         .outage_by = then.inside,
                         .outages_over = down_at_first ? 0 : then.inside,
                         .outage_by_known = only_loses(gates_[service])};
  if (end > 0) {
    answer.unavailability_over =
        integral(down, never_over, end, "the unavailability of " + name + " over the time") / end;
    if (!answer.outage_by_known) {
      answer.outage_by = std::numeric_limits<double>::quiet_NaN();
      answer.outages_over =
          integral([&](const Moment& moment) { return outages_per_second(service, moment); },
                   never_over, end, "the outages of " + name + " over the time");
    }
  }
  answer.availability_over = 1 - answer.unavailability_over;
  return answer;
}

}  // namespace ausfall::studies
