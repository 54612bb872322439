#include "studies/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "models/hazard.hpp"
#include "studies/errors.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

/// So many failures are told where nobody chose: more are no longer compared with one another.
constexpr std::size_t told_failures = 4;

/// A failure that leads to a failover in some variant, and what it costs in all of them.
struct Candidate {
  std::string name;
  std::string family;
  FaultOrder order;
  double seconds_per_year = 0;
  bool fails_over = false;
};

class Gathering {
 public:
  Gathering(const std::vector<scenarios::Scenario>& variants, const ReportPlan& plan,
            const Watch& watch)
      : plan_(plan), watch_(watch) {
    report_.scenario = variants.front().name;
    report_.description = variants.front().description;
    report_.seed = plan.run.seed;
    for (const scenarios::Scenario& variant : variants) {
      VariantReport& added = report_.variants.emplace_back();
      added.scenario = variant;
    }
  }

  Report gathered() && {
    refuse_unknown_faults();
    simulate();
    for (VariantReport& variant : report_.variants) unless_interrupted([&] { analyse(variant); });
    unless_interrupted([&] { vary(); });
    const std::vector<Chosen> failures = chosen();
    for (VariantReport& variant : report_.variants) {
      for (const Chosen& failure : failures) unless_interrupted([&] { strike(variant, failure); });
    }
    if (report_.interrupted)
      report_.notes.emplace_back("What was not finished when the report was interrupted.");
    return std::move(report_);
  }

 private:
  struct Chosen {
    std::string name;
    std::vector<FaultOrder> orders;
  };

  /// Does one more step, if nobody has interrupted.
  template <class Step>
  void unless_interrupted(Step step) {
    if (report_.interrupted || watch_.interrupted) {
      report_.interrupted = true;
      return;
    }
    try {
      step();
    } catch (const Interrupted&) {
      report_.interrupted = true;
    }
  }

  /// Before the work begins: whom no variant can obey.
  void refuse_unknown_faults() const {
    for (const std::string& text : plan_.faults) {
      const std::vector<FaultOrder> orders = parse_fault_orders(text);
      const bool anywhere = std::any_of(
          report_.variants.begin(), report_.variants.end(),
          [&](const VariantReport& variant) { return can_strike(variant.scenario, orders); });
      if (!anywhere) injected(*report_.variants.front().scenario.plant, orders);
    }
  }

  static bool can_strike(const scenarios::Scenario& scenario,
                         const std::vector<FaultOrder>& orders) {
    try {
      injected(*scenario.plant, orders);
      return true;
    } catch (const Refused&) {
      return false;
    }
  }

  void simulate() {
    if (report_.variants.size() == 1) {
      RunResult result = simulate_scenario(report_.variants.front().scenario, plan_.run, watch_);
      report_.interrupted = result.interrupted();
      report_.result = std::move(result);
      return;
    }
    std::vector<scenarios::Scenario> scenarios;
    for (const VariantReport& variant : report_.variants) scenarios.push_back(variant.scenario);
    Comparison comparison = compare_variants(scenarios, plan_.run, watch_);
    report_.interrupted = comparison.interrupted();
    report_.result = std::move(comparison);
  }

  void analyse(VariantReport& variant) {
    const std::size_t hazards = models::hazards_of(*variant.scenario.plant).size();
    if (hazards > reported_failures_max) {
      note(variant, fmt::format("What each of {} failures does by itself, and so the single points "
                                "of failure: the report does so for at most {}; {} does it for any "
                                "number.",
                                count(hazards), count(reported_failures_max),
                                scenarios::study_words("fmea")));
      return;
    }
    const FailureAnalysisPlan plan = failure_analysis_plan(variant.scenario, plan_.run);
    variant.failures = analyse_failures(*variant.scenario.plant, plan, watch_);
    report_.interrupted = report_.interrupted || variant.failures->interrupted();
  }

  /// What is not known, of the variant that keeps the first service up best.
  void vary() {
    VariantReport& variant = report_.variants[best()];
    if (variant.scenario.unknowns->none()) return;
    variant.sensitivity = sensitivity_of(variant.scenario, {.run = plan_.run}, watch_);
    report_.interrupted = report_.interrupted || variant.sensitivity->interrupted();
    if (report_.variants.size() > 1)
      report_.notes.push_back(fmt::format(
          "What is worth finding out, of any variant but '{}'; {} tells it of each.",
          variant.scenario.variant.value_or(""), scenarios::study_words("sensitivity")));
  }

  [[nodiscard]] std::size_t best() const {
    const auto* comparison = std::get_if<Comparison>(&report_.result);
    if (comparison == nullptr) return 0;
    const std::vector<std::string> services = services_of(*comparison);
    const auto downtime = [&](const RunResult& variant) {
      const ServiceResult* service = find_service(variant, services.front());
      return service == nullptr ? 2.0 : service->unavailability.mean;
    };
    const auto least = std::min_element(
        comparison->variants.begin(), comparison->variants.end(),
        [&](const RunResult& a, const RunResult& b) { return downtime(a) < downtime(b); });
    return static_cast<std::size_t>(least - comparison->variants.begin());
  }

  // ---- failures that are told

  [[nodiscard]] std::vector<Chosen> chosen() const {
    std::vector<Chosen> named;
    for (const std::string& text : plan_.faults) {
      std::vector<FaultOrder> orders = parse_fault_orders(text);
      const bool simple = orders.size() == 1 && orders.front().at == Duration{0};
      const FaultOrder& first = orders.front();
      const std::string name =
          simple ? first.component + (first.mode ? "." + *first.mode : "") : text;
      named.push_back({name, std::move(orders)});
    }
    if (!named.empty()) return named;
    std::vector<Candidate> candidates = ranked();
    std::set<std::string> families;
    for (Candidate& candidate : candidates) {
      const bool is_new = candidate.fails_over && families.insert(candidate.family).second;
      if (is_new && named.size() < told_failures)
        named.push_back({candidate.name, {std::move(candidate.order)}});
    }
    return named;
  }

  /// What costs most first.
  [[nodiscard]] std::vector<Candidate> ranked() const {
    std::vector<Candidate> candidates;
    for (const VariantReport& variant : report_.variants) {
      if (!variant.failures) continue;
      for (const HazardEffect& hazard : variant.failures->hazards) add(candidates, variant, hazard);
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) {
                       return a.seconds_per_year > b.seconds_per_year;
                     });
    return candidates;
  }

  static void add(std::vector<Candidate>& candidates, const VariantReport& variant,
                  const HazardEffect& hazard) {
    if (!hazard.hazard.mode) return;
    const models::Plant& plant = *variant.scenario.plant;
    const models::Mode& mode = plant[hazard.hazard.mode];
    auto found =
        std::find_if(candidates.begin(), candidates.end(),
                     [&](const Candidate& candidate) { return candidate.name == hazard.name; });
    if (found == candidates.end()) {
      const FaultOrder order{.component = plant[mode.component].name, .mode = mode.name};
      candidates.push_back({hazard.name, hazard.family, order});
      found = std::prev(candidates.end());
    }
    found->fails_over = found->fails_over || hazard.failovers.failovers > 0;
    if (hazard.per_year <= 0) return;
    for (std::size_t service = 0; service < hazard.services.size(); ++service)
      found->seconds_per_year +=
          yearly_cost(hazard, service, variant.failures->confidence).downtime_seconds.mean;
  }

  /// In the variants that have it.
  void strike(VariantReport& variant, const Chosen& failure) {
    if (!can_strike(variant.scenario, failure.orders)) return;
    const Simulated& how = plan_.run;
    const InjectPlan plan{how, plan_.samples};
    variant.told.push_back({failure.name, failure.orders,
                            inject_faults(variant.scenario, failure.orders, plan, watch_)});
  }

  void note(const VariantReport& variant, const std::string& text) {
    const auto& name = variant.scenario.variant;
    report_.notes.push_back(name ? fmt::format("Of '{}': {}", *name, text) : text);
  }

  const ReportPlan& plan_;
  const Watch& watch_;
  Report report_;
};

}  // namespace

Report report_of(const std::vector<scenarios::Scenario>& variants, const ReportPlan& plan,
                 const Watch& watch) {
  return Gathering(variants, plan, watch).gathered();
}

}  // namespace ausfall::studies
