#include "studies/inject.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/hazard.hpp"
#include "scenarios/names.hpp"
#include "scenarios/quantity.hpp"
#include "studies/errors.hpp"
#include "studies/experiment.hpp"
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

/// A component; or, as in a scenario, by the name of a network its switches, and by that of a
/// storage its array.
std::vector<ComponentId> find_components(const Plant& plant, const std::string& name) {
  std::vector<std::string> known;
  for (const models::Network& network : plant.networks) {
    if (network.name == name) return network.switches;
    known.push_back(network.name);
  }
  for (const models::Storage& storage : plant.storages) {
    if (storage.name == name) return {storage.array};
    known.push_back(storage.name);
  }
  std::vector<std::string> components;
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    if (plant.components[i].name == name) return {ComponentId(i)};
    components.push_back(plant.components[i].name);
  }
  known.insert(known.begin(), components.begin(), components.end());
  throw unknown("component", name, known);
}

/// What the order does: a failure mode of the component, or the component itself.
Fault resolved(const Plant& plant, const FaultOrder& order, ComponentId component) {
  Fault fault;
  fault.at = order.at;
  std::vector<std::string> known;
  for (const ModeId mode : plant[component].modes) {
    if (order.mode == plant[mode].name) {
      fault.mode = mode;
      return fault;
    }
    known.push_back(plant[mode].name);
  }
  known.emplace_back("down");
  if (plant[component].runs()) known.emplace_back("hang");
  if (order.mode == "hang" && !plant[component].runs()) {
    throw Refused({"fault"},
                  fmt::format("'{}' cannot hang: only hosts, VMs and apps can", order.component));
  }
  if (order.mode && order.mode != "down" && order.mode != "hang") {
    throw unknown("failure mode of " + order.component, *order.mode, known);
  }
  fault.component = component;
  fault.effect = order.mode == "hang" ? Effect::hang : Effect::down;
  return fault;
}

ClockId add_clock(Plant& plant, models::ClockKind kind, FaultId fault, std::string name) {
  const Stream stream = stream_named(name);
  plant.clocks.push_back(
      {kind, static_cast<std::uint32_t>(fault.index()), 0, std::move(name), stream});
  return ClockId(plant.clocks.size() - 1);
}

/// Does for a fault what `complete` did for those that the plant had before.
void add_fault(Plant& plant, Fault fault, std::string name) {
  const FaultId id(plant.faults.size());
  // The number keeps apart the streams of two orders for one component.
  fault.name = std::move(name);
  const std::string clock = fmt::format("injected {}.{}", id.index(), fault.name);
  fault.strikes = add_clock(plant, models::ClockKind::fault_strikes, id, clock);
  fault.ends = add_clock(plant, models::ClockKind::fault_ends, id, clock + ".end");
  if (fault.mode) {
    fault.cause = plant[fault.mode].cause;
  } else {
    plant.causes.push_back(fault.name);
    fault.cause = models::CauseId(plant.causes.size() - 1);
    if (fault.effect == Effect::hang) {
      plant.components[fault.component.index()].faults.push_back(id);
    }
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

Plant injected(Plant plant, const std::vector<FaultOrder>& orders) {
  plant = models::quiet(std::move(plant));
  for (const FaultOrder& order : orders) {
    for (const ComponentId each : find_components(plant, order.component)) {
      add_fault(plant, resolved(plant, order, each),
                words_of({.component = plant[each].name, .mode = order.mode}));
    }
  }
  return plant;
}

RunResult inject_faults(const scenarios::Scenario& scenario, const std::vector<FaultOrder>& orders,
                        const InjectPlan& plan, const Watch& watch) {
  refuse_beyond(scenario.horizon, orders);
  const Plant plant = injected(*scenario.plant, orders);
  const Simulated& how = plan;
  ExperimentPlan run{title_of(scenario), how};
  for (const FaultOrder& order : orders) run.faults.push_back(words_of(order));
  run.horizon = scenario.horizon;
  run.replications_min = plan.samples;
  run.replications_max = plan.samples;
  return simulate_plan(plant, run, watch);
}

std::string words_of(const FaultOrder& order) {
  return order.component + (order.mode ? ':' + *order.mode : "") +
         (order.at > Duration{0} ? " at " + exact_words(order.at) : "");
}

}  // namespace ausfall::studies
