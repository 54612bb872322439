#include "studies/inject.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/hazard.hpp"
#include "scenarios/names.hpp"
#include "scenarios/quantity.hpp"
#include "studies/errors.hpp"
#include "studies/experiment.hpp"
#include "studies/placement.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

using models::ComponentId;
using models::Effect;
using models::Fault;
using models::FaultId;
using models::ModeId;
using models::Plant;

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view spaces = " \t";
  const std::size_t first = text.find_first_not_of(spaces);
  return first == std::string_view::npos
             ? std::string_view()
             : text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

FaultOrder parse_one(std::string_view text) {
  FaultOrder order;
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    try {
      order.at = scenarios::duration_of(trimmed(text.substr(at + 1)));
    } catch (const scenarios::NotAQuantity& error) {
      throw Refused({"fault"}, fmt::format("in '{}': {}", text, error.what()));
    }
    text = text.substr(0, at);
  }
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    order.mode = std::string(trimmed(text.substr(colon + 1)));
    text = text.substr(0, colon);
  }
  order.component = std::string(trimmed(text));
  if (order.component.empty() || (order.mode && order.mode->empty())) {
    throw Refused({"fault"},
                  "a fault is NAME, NAME:MODE or NAME:MODE@TIME, several with commas: "
                  "node1:hardware,node2@30s");
  }
  return order;
}

Refused unknown(std::string_view what, const std::string& name,
                const std::vector<std::string>& known) {
  const std::string hint = scenarios::known_names_hint(name, known);
  return Refused({"fault"}, fmt::format("there is no {} '{}'{}{}", what, name,
                                        hint.empty() ? "" : "; ", hint));
}

std::vector<ComponentId> arrays_of(const Plant& plant, const models::Storage& storage) {
  if (!storage.mirror) return {storage.array};
  std::vector<ComponentId> arrays;
  for (const models::StorageId side : plant[storage.mirror].sides)
    arrays.push_back(plant[side].array);
  return arrays;
}

/// As in a scenario: a network by its switches, a storage by its array, a mirror by both; or a
/// component.
std::vector<ComponentId> named(const Plant& plant, const std::string& name) {
  for (const models::Network& network : plant.networks) {
    if (network.name == name) return network.switches;
  }
  for (const models::Storage& storage : plant.storages) {
    if (storage.name == name) return arrays_of(plant, storage);
  }
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    if (plant.components[i].name == name) return {ComponentId(i)};
  }
  return {};
}

/// By a label, `rack=A`, whose value may be a glob: each of them once.
std::vector<ComponentId> labelled(const Plant& plant, const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos) return {};
  std::vector<ComponentId> found;
  for (const models::Domain& domain : plant.domains) {
    if (domain.label != word.substr(0, equals) ||
        !scenarios::matches(word.substr(equals + 1), domain.value))
      continue;
    for (const ComponentId each : domain.members)
      if (std::ranges::count(found, each) == 0) found.push_back(each);
  }
  return found;
}

/// What runs; a glob with a dot in it: parts.
std::vector<ComponentId> matching(const Plant& plant, const std::string& glob) {
  const bool of_parts = glob.find('.') != std::string::npos;
  std::vector<ComponentId> found;
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    const models::Component& each = plant.components[i];
    if (each.runs() != of_parts && scenarios::matches(glob, each.name)) found.emplace_back(i);
  }
  return found;
}

/// All that can be named.
std::vector<std::string> names_in(const Plant& plant) {
  std::vector<std::string> names;
  for (const models::Component& each : plant.components) names.push_back(each.name);
  for (const models::Network& each : plant.networks) names.push_back(each.name);
  for (const models::Storage& each : plant.storages) names.push_back(each.name);
  for (const models::CommonCause& each : plant.common_causes) names.push_back(each.name);
  for (const models::Domain& each : plant.domains)
    names.push_back(fmt::format("{}={}", each.label, each.value));
  return names;
}

std::vector<std::string> names_of_range(const std::string& word) {
  try {
    return scenarios::range(word);
  } catch (const scenarios::BadRange& bad) {
    throw Refused({"fault"}, bad.message);
  }
}

std::vector<ComponentId> find_components(const Plant& plant, const std::string& word) {
  std::vector<ComponentId> found = named(plant, word);
  if (found.empty()) found = labelled(plant, word);
  if (!found.empty()) return found;
  if (scenarios::is_range(word)) {
    for (const std::string& name : names_of_range(word)) {
      const std::vector<ComponentId> more = find_components(plant, name);
      found.insert(found.end(), more.begin(), more.end());
    }
  } else if (scenarios::is_glob(word)) {
    found = matching(plant, word);
  }
  if (found.empty()) throw unknown("component", word, names_in(plant));
  return found;
}

models::CommonCauseId find_common_cause(const Plant& plant, const std::string& name) {
  for (std::size_t i = 0; i < plant.common_causes.size(); ++i) {
    if (plant.common_causes[i].name == name) return models::CommonCauseId(i);
  }
  return {};
}

/// The only failure mode of a part, if it is repaired: what is meant by the part's name alone.
ModeId only_mode(const Plant& plant, ComponentId id) {
  const models::Component& component = plant[id];
  if (component.runs() || component.modes.size() != 1) return {};
  const models::Mode& mode = plant[component.modes.front()];
  const bool is_repaired =
      !mode.ttr.is_never() && (!mode.ttr.is_zero() || mode.crew || mode.spares);
  return is_repaired ? component.modes.front() : ModeId();
}

/// What the order does to the component: a failure mode of it, or the component itself.
models::FaultTarget target_of(const Plant& plant, const FaultOrder& order, ComponentId component) {
  std::vector<std::string> known;
  if (const ModeId mode = order.mode ? ModeId() : only_mode(plant, component))
    return {.mode = mode, .component = {}};
  for (const ModeId mode : plant[component].modes) {
    if (order.mode == plant[mode].name) return {.mode = mode, .component = {}};
    known.push_back(plant[mode].name);
  }
  known.emplace_back("down");
  if (plant[component].runs()) known.emplace_back("hang");
  if (order.mode == "hang" && !plant[component].runs()) {
    throw Refused({"fault"}, fmt::format("'{}' cannot hang: only hosts, VMs and apps can",
                                         plant[component].name));
  }
  if (order.mode && order.mode != "down" && order.mode != "hang") {
    throw unknown("failure mode of " + plant[component].name, *order.mode, known);
  }
  return {.mode = {}, .component = component};
}

Fault resolved(const Plant& plant, const FaultOrder& order) {
  Fault fault;
  fault.at = order.at;
  const bool stands_there = !named(plant, order.component).empty();
  if (const auto cause = find_common_cause(plant, order.component); cause && !stands_there) {
    if (order.mode) {
      throw Refused({"fault"}, fmt::format("'{}' is a common cause: it has no failure mode '{}'",
                                           order.component, *order.mode));
    }
    fault.common_cause = cause;
    fault.name = order.component;
    return fault;
  }
  const std::vector<ComponentId> components = find_components(plant, order.component);
  for (const ComponentId each : components) fault.targets.push_back(target_of(plant, order, each));
  const std::string& name =
      components.size() == 1 ? plant[components.front()].name : order.component;
  fault.effect = order.mode == "hang" ? Effect::hang : Effect::down;
  fault.name = words_of({.component = name, .mode = order.mode});
  return fault;
}

ClockId add_clock(Plant& plant, models::ClockKind kind, FaultId fault, std::string name) {
  const Stream stream = stream_named(name);
  plant.clocks.push_back(
      {kind, static_cast<std::uint32_t>(fault.index()), 0, std::move(name), stream});
  return ClockId(plant.clocks.size() - 1);
}

/// That of its mode or common cause; two orders for one thing are one cause.
models::CauseId cause_of(Plant& plant, const Fault& fault) {
  if (fault.common_cause) return plant[fault.common_cause].cause;
  if (fault.targets.size() == 1 && fault.targets.front().mode)
    return plant[fault.targets.front().mode].cause;
  for (const Fault& other : plant.faults) {
    if (other.name == fault.name) return other.cause;
  }
  plant.causes.push_back(fault.name);
  return models::CauseId(plant.causes.size() - 1);
}

/// Does for a fault what `complete` did for those that the plant had before.
void add_fault(Plant& plant, Fault fault) {
  const FaultId id(plant.faults.size());
  // The number keeps apart the streams of two orders for one component.
  const std::string clock = fmt::format("injected {}.{}", id.index(), fault.name);
  fault.strikes = add_clock(plant, models::ClockKind::fault_strikes, id, clock);
  fault.ends = add_clock(plant, models::ClockKind::fault_ends, id, clock + ".end");
  fault.cause = cause_of(plant, fault);
  fault.first_target = plant.fault_target_count;
  plant.fault_target_count += fault.targets.size();
  for (const models::FaultTarget& target : fault.targets) {
    if (target.component && fault.effect == Effect::hang)
      plant.components[target.component.index()].faults.push_back(id);
  }
  plant.faults.push_back(std::move(fault));
}

/// An order that comes too late to strike.
void refuse_beyond(Time horizon, const std::vector<FaultOrder>& orders) {
  for (const FaultOrder& order : orders) {
    if (order.at >= horizon) {
      throw Refused({"fault"}, fmt::format("'{}' never strikes: the scenario ends at {}; name an "
                                           "earlier time, or give {}",
                                           words_of(order), exact_words(horizon),
                                           scenarios::change_words("horizon=...")));
    }
  }
}

std::optional<Begin> begin_of(const Plant& plant, const InjectPlan& plan) {
  if (plan.at) return begin_at(*plan.at);
  if (models::period_of_hours(plant) == Duration(0)) return std::nullopt;
  return Begin{scenarios::moment_of_week("daily"), "a random hour of the week"};
}

/// As it was given, but for its time.
std::string order_text(const FaultOrder& order) {
  return order.component + (order.mode ? ':' + *order.mode : "");
}

}  // namespace

std::vector<FaultOrder> parse_fault_orders(std::string_view text) {
  std::vector<FaultOrder> orders;
  for (;;) {
    const std::size_t comma = text.find(',');
    orders.push_back(parse_one(text.substr(0, comma)));
    if (comma == std::string_view::npos) {
      return orders;
    }
    text.remove_prefix(comma + 1);
  }
}

std::vector<FaultOrder> parse_fault_orders(const std::vector<std::string>& texts) {
  std::vector<FaultOrder> orders;
  for (const std::string& text : texts) {
    const std::vector<FaultOrder> more = parse_fault_orders(text);
    orders.insert(orders.end(), more.begin(), more.end());
  }
  return orders;
}

Begin begin_at(const std::string& when) {
  try {
    return {scenarios::moment_of_week(when), when};
  } catch (const scenarios::NotAQuantity& error) {
    throw Refused({"at"}, fmt::format("{}; {}", error.what(), error.hint()));
  }
}

Duration hour_of_week(const Begin& begin, ReplicationKey key) {
  constexpr Stream stream = stream_named("hour of the week");
  return begin.moment.at(Draw(key, stream, 0).uniform());
}

Plant injected(Plant plant, const std::vector<FaultOrder>& orders) {
  plant = models::quiet(std::move(plant));
  for (const FaultOrder& order : orders) add_fault(plant, resolved(plant, order));
  return plant;
}

namespace {

/// Of parts that are named without a mode: whether they are repaired, or stay down.
std::string how_long(const Plant& plant, const FaultOrder& order) {
  if (order.mode || find_common_cause(plant, order.component)) return "";
  const std::vector<ComponentId> components = find_components(plant, order.component);
  const auto is_part = [&](ComponentId id) { return !plant[id].runs(); };
  if (!std::ranges::all_of(components, is_part)) return "";
  const bool repaired =
      std::ranges::all_of(components, [&](ComponentId id) { return only_mode(plant, id).named(); });
  return repaired ? fmt::format(" (repaired as '{}' is; {}:down stays down)",
                                plant[only_mode(plant, components.front())].name, order.component)
                  : " (stays down)";
}

}  // namespace

RunResult inject_faults(const scenarios::Scenario& scenario, const std::vector<FaultOrder>& orders,
                        const InjectPlan& plan, const Watch& watch) {
  refuse_beyond(scenario.horizon, orders);
  const Plant plant = injected(*scenario.plant, orders);
  const Simulated& how = plan;
  ExperimentPlan run{title_of(scenario), how};
  for (const FaultOrder& order : orders)
    run.faults.push_back(words_of(order) + how_long(*scenario.plant, order));
  run.horizon = scenario.horizon;
  run.begins = begin_of(plant, plan);
  run.replications_min = plan.samples;
  run.replications_max = plan.samples;
  RunResult result = simulate_plan(plant, run, watch);
  std::vector<bool> moved;
  for (const ClusterResult& cluster : result.clusters) moved.push_back(cluster.failovers_moved > 0);
  if (orders.size() == 1) {
    if (const auto note = note_on_placement(plant, moved, order_text(orders.front())))
      result.warnings.push_back(*note);
  }
  result.plant = scenario.plant;
  return result;
}

std::string words_of(const FaultOrder& order) {
  return order.component + (order.mode ? ':' + *order.mode : "") +
         (order.at > Duration{0} ? " at " + exact_words(order.at) : "");
}

}  // namespace ausfall::studies
