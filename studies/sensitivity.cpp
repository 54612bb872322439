#include "studies/sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <memory>

#include "scenarios/names.hpp"
#include "studies/compare.hpp"
#include "studies/draws.hpp"
#include "studies/errors.hpp"
#include "studies/solve.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using models::Plant;
using models::ServiceId;
using scenarios::UnknownInput;
using scenarios::Unknowns;

/// A chain that is solved within a fraction of a second, some dozens of times.
constexpr std::size_t states_of_exact = 5'000;

/// One input at the ends of its range.
struct Leaning {
  const UnknownInput* input = nullptr;
  std::shared_ptr<const Plant> low;
  std::shared_ptr<const Plant> high;
};

std::vector<double> medians_but(std::size_t inputs, std::size_t one, double level) {
  std::vector<double> levels(inputs, 0.5);
  levels[one] = level;
  return levels;
}

std::vector<Leaning> leanings(const Unknowns& unknowns, const Watch& watch,
                              std::vector<std::string>& warnings) {
  const std::vector<UnknownInput>& inputs = unknowns.inputs();
  std::vector<Leaning> result;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (watch.interrupted) throw Interrupted("interrupted before anything was simulated");
    try {
      result.push_back({&inputs[i], plant_with(unknowns, medians_but(inputs.size(), i, range_low)),
                        plant_with(unknowns, medians_but(inputs.size(), i, range_high))});
    } catch (const Refused&) {
      const Unknown& unknown = inputs[i].unknown;
      warnings.push_back(fmt::format(
          "{} was left out: between {} and {} the scenario contradicts itself", inputs[i].name,
          rough_words(unknown.quantile(range_low)), rough_words(unknown.quantile(range_high))));
    }
  }
  return result;
}

/// Of one plant, by service.
std::vector<double> solved(const Plant& plant, const SolvePlan& plan, const Watch& watch) {
  const Solution solution = solve_plan(plant, plan, {watch.interrupted});
  std::vector<double> values;
  for (const SolvedService& service : solution.services)
    values.push_back(service.steady->unavailability);
  return values;
}

class Leaner {
 public:
  Leaner(const scenarios::Scenario& scenario, const SensitivityPlan& plan, const Watch& watch)
      : plan_(plan), watch_(watch), median_(*scenario.plant) {
    choose_services();
    if (plan.factor || scenario.unknowns->none()) {
      tornado_.factor = plan.factor.value_or(factor_unless_told);
      unknowns_ = std::make_shared<const Unknowns>(scenario.varied(*tornado_.factor));
    } else {
      unknowns_ = scenario.unknowns;
    }
    if (unknowns_->none()) throw Refused("there is no time in the scenario to be varied");
    leanings_ = leanings(*unknowns_, watch_, tornado_.warnings);
    tornado_.scenario = scenario.name;
    tornado_.variant = scenario.variant;
    tornado_.seed = plan.run.seed;
    tornado_.horizon = plan.run.horizon;
    tornado_.confidence = plan.run.confidence;
  }

  Sensitivity run() && {
    if (!plan_.simulate) tornado_.exact = exactly();
    if (!tornado_.exact) simulated();
    for (SensitivityService& service : tornado_.services) {
      std::stable_sort(
          service.bars.begin(), service.bars.end(),
          [](const SensitivityBar& a, const SensitivityBar& b) { return a.swing() > b.swing(); });
    }
    return std::move(tornado_);
  }

 private:
  void choose_services() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < median_.services.size(); ++i) {
      names.push_back(median_.services[i].name);
      if (!plan_.service.empty() && names.back() != plan_.service) continue;
      services_.emplace_back(i);
      tornado_.services.push_back({names.back(), {}, {}});
    }
    if (names.empty()) throw Refused("there are no services: nothing can be sensitive");
    if (services_.empty()) {
      throw Refused({"service"},
                    fmt::format("there is no service '{}'; {}", plan_.service,
                                scenarios::known_names_hint(plan_.service, names, "services")));
    }
  }

  SensitivityBar& add_bar(SensitivityService& service, const Leaning& leaning) const {
    const Unknown& unknown = leaning.input->unknown;
    SensitivityBar bar{.name = leaning.input->name,
                       .line = leaning.input->line,
                       .median = unknown.quantile(0.5),
                       .low = {},
                       .high = {}};
    bar.low.at = unknown.quantile(range_low);
    bar.high.at = unknown.quantile(range_high);
    service.bars.push_back(std::move(bar));
    return service.bars.back();
  }

  /// False where there is no exact answer, or none that is to be had at once.
  bool exactly() {
    const SolvePlan plan{.states_max = states_of_exact};
    std::vector<double> medians;
    try {
      medians = solved(median_, plan, watch_);
    } catch (const Refused&) {
      return false;
    }
    std::uint64_t done = 0;
    for (const Leaning& leaning : leanings_) {
      const std::vector<double> low = solved(*leaning.low, plan, watch_);
      const std::vector<double> high = solved(*leaning.high, plan, watch_);
      for (std::size_t i = 0; i < services_.size(); ++i) {
        const std::size_t service = services_[i].index();
        SensitivityBar& bar = add_bar(tornado_.services[i], leaning);
        const auto set = [&](SensitivityEnd& end, double value) {
          const double change = value - medians[service];
          end.unavailability = value;
          end.change = {change, change, change};
        };
        set(bar.low, low[service]);
        set(bar.high, high[service]);
      }
      watch_.tell(++done, leanings_.size());
    }
    for (std::size_t i = 0; i < services_.size(); ++i) {
      const double value = medians[services_[i].index()];
      tornado_.services[i].unavailability = {value, value, value};
    }
    return true;
  }

  void simulated() {
    std::vector<Subject> subjects{{&median_, tornado_.variant}};
    std::vector<PairedService> pairs;
    for (const Leaning& leaning : leanings_) {
      for (const auto& plant : {leaning.low, leaning.high}) {
        subjects.push_back({plant.get(), tornado_.variant});
        for (const ServiceId id : services_)
          pairs.push_back({0, subjects.size() - 1, id, id, {}, {}});
      }
    }
    const JointResult joint = simulate_jointly(subjects, pairs, plan_.run, watch_);
    const RunResult& medians = joint.results.front();
    tornado_.replications = medians.replications;
    tornado_.stopped_early = medians.interrupted();
    tornado_.warnings.insert(tornado_.warnings.end(), medians.warnings.begin(),
                             medians.warnings.end());
    for (std::size_t i = 0; i < services_.size(); ++i) {
      const ServiceResult& base = medians.services[services_[i].index()];
      tornado_.services[i].unavailability = base.unavailability;
      for (std::size_t k = 0; k < leanings_.size(); ++k) {
        SensitivityBar& bar = add_bar(tornado_.services[i], leanings_[k]);
        const auto set = [&](SensitivityEnd& end, std::size_t which) {
          const PairedService& pair = joint.pairs[(2 * k + which) * services_.size() + i];
          end.unavailability =
              joint.results[pair.b].services[pair.service_b.index()].unavailability.mean;
          end.change = unavailability_difference(joint, pair, plan_.run.confidence);
        };
        set(bar.low, 0);
        set(bar.high, 1);
      }
    }
  }

  const SensitivityPlan& plan_;
  const Watch& watch_;
  const Plant& median_;
  std::shared_ptr<const Unknowns> unknowns_;
  std::vector<Leaning> leanings_;
  std::vector<ServiceId> services_;
  Sensitivity tornado_;
};

}  // namespace

double SensitivityBar::swing() const { return std::abs(high.unavailability - low.unavailability); }

bool SensitivityBar::is_lost_in_chance() const {
  const auto none = [](const Estimate& change) {
    return change.low <= 0 && change.high >= 0 && change.low < change.high;
  };
  return none(low.change) && none(high.change);
}

Sensitivity sensitivity_of(const scenarios::Scenario& scenario, const SensitivityPlan& plan,
                           const Watch& watch) {
  const auto began = std::chrono::steady_clock::now();
  Sensitivity tornado = Leaner(scenario, plan, watch).run();
  tornado.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return tornado;
}

}  // namespace ausfall::studies
