#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "studies/output/name_ranges.hpp"
#include "studies/output/output.hpp"
#include "studies/output/output_losses.hpp"
#include "studies/output/output_outages.hpp"
#include "studies/output/output_unknowns.hpp"
#include "studies/output/result_text.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

int decimals_of(const Estimate& estimate, int otherwise) {
  return bounded(estimate) ? decimals_for(half_width(estimate), otherwise) : otherwise;
}

// ---- run and inject -----------------------------------------------------------------------------

/// How it looked for outages; nothing if it was not asked.
std::string method_line(const RunResult& result) {
  if (!result.method) {
    return "";
  }
  const MethodResult& method = *result.method;
  std::string text = "method: " + method.name;
  if (method.paths > 0) {
    text += ", " + count(method.paths, "weighted path");
  }
  if (method.why) {
    text += ", since " + *method.why;
  }
  return wrapped(text, "", "  ");
}

std::string head(const RunResult& result) {
  const std::string intervals =
      fmt::format("ranges hold the truth with {} confidence", percent(result.confidence));
  if (result.injected()) {
    return title(result.scenario, result.variant) + '\n' +
           wrapped(fmt::format("injected: {}{}; all other failures off; {} over {}, seed {}; {}",
                               enumeration(result.faults),
                               result.begins ? ", from " + *result.begins + " on" : "",
                               count(result.replications, "sample"), exact_span(result.horizon),
                               result.seed, intervals),
                   "", "");
  }
  const std::string pilot = result.pilot_replications > 0
                                ? fmt::format(", after a pilot of {} that told how many it takes",
                                              count(result.pilot_replications))
                                : "";
  return title(result.scenario, result.variant) + '\n' +
         wrapped(fmt::format("{} of {}, {} in all, seed {}{}; {}",
                             count(result.replications, "replication"), exact_span(result.horizon),
                             years_words(result.simulated_years), result.seed, pilot, intervals),
                 "", "") +
         method_line(result);
}

/// A narrow page leaves out one quantile.
bool has_room_for_all() { return PageWidth::columns() >= 90; }

void add_summary(Table& table, std::string name, const std::optional<DurationSummary>& seen) {
  if (!seen) {
    return;
  }
  const auto words = [](const Estimate& seconds) { return rough_words(Seconds(seconds.mean)); };
  std::vector<std::string> row{std::move(name),  words(seen->mean),
                               words(seen->p50), words(seen->p90),
                               words(seen->p99), seen->max ? rough_words(Seconds(*seen->max)) : ""};
  if (has_room_for_all()) row.insert(row.begin() + 4, words(seen->p95));
  table.add(std::move(row));
}

Table summary_table() {
  using enum Align;
  Table table({left, right, right, right, right, right, right});
  std::vector<std::string> head{"", "mean", "median", "90 % within", "99 %", "longest"};
  if (has_room_for_all()) head.insert(head.begin() + 4, "95 %");
  table.add(std::move(head));
  return table;
}

/// Mean and range of a time, no finer than its interval.
std::vector<std::string> time_row(std::string name, const Estimate& seconds, const Per& per) {
  return {std::move(name), fmt::format("{} {}", time_words(seconds), per.words),
          time_range_words(seconds)};
}

/// By weight, numbers are so small that digits count from the first one.
/// Then what histories saw tells little, and is not shown.
bool mostly_from_paths(const ServiceResult& service) {
  return service.rare && service.rare->hits > 0 && service.known_from.paths > 0.5;
}

std::vector<std::string> rare_count_row(const Estimate& outages, const RareResult& rare) {
  return {"outages", significant(outages.mean, 3) + " a year",
          fmt::format("{} to {}", significant(outages.low, 3), significant(outages.high, 3)),
          fmt::format("{} met one, worth {} equal ones", count(rare.hits, "path"),
                      significant(rare.effective_hits, 2))};
}

std::vector<std::string> count_row(const Estimate& outages, const Per& per, std::uint64_t seen) {
  const int decimals = decimals_of(outages, 3);
  return {"outages", fmt::format("{} {}", visible(outages.mean, decimals), per.words),
          range_words(outages, decimals), fmt::format("{} seen", count(seen))};
}

std::vector<std::string> share_row(std::string name, const Estimate& share, int otherwise,
                                   std::string remark = "") {
  const Estimate hundred = scaled(share, 100);
  const int decimals = decimals_below_all(hundred.mean, decimals_of(hundred, otherwise));
  return {std::move(name), visible(hundred.mean, decimals) + " %",
          range_words(hundred, decimals, " %"), std::move(remark)};
}

bool serves_in_part(const ServiceResult& service) {
  return service.served.mean != 1 - service.unavailability.mean;
}

/// What a fault costs: by sample, since it happens once in each.
std::string cost_of_fault(const RunResult& result, const ServiceResult& service) {
  const Per per = per_of(result);
  Table table({Align::left, Align::right}, Head::none);
  if (!result.injected())
    table.add(share_row("availability", complement(service.unavailability), 4,
                        "over " + exact_span(result.horizon)));
  std::string none;
  if (service.outages == 0 && service.unavailability.mean == 0) {
    none = wrapped(
        fmt::format("no outage was seen in {}: with {} confidence fewer than {} of such "
                    "faults bring one",
                    count(result.replications, result.injected() ? "sample" : "replication"),
                    percent(result.confidence), percent(service.outage_by_horizon.high)),
        "  ", "  ");
  } else {
    table.add(
        time_row("downtime", scaled(service.unavailability, seconds_in(result.horizon)), per));
    table.add(count_row(scaled(service.outages_per_year, per.years), per, service.outages));
  }
  if (service.interruptions) table.add(interruptions_row(*service.interruptions, per));
  if (serves_in_part(service)) {
    const Estimate lost = scaled(complement(service.served), seconds_in(result.horizon));
    std::vector<std::string> row = time_row("requests lost", lost, per);
    row.emplace_back("as many as come in that time");
    table.add(std::move(row));
  }
  return none + (table.empty() ? "" : table.text("  "));
}

std::string figures(const RunResult& result, const ServiceResult& service) {
  Table table({Align::left, Align::right}, Head::none);
  table.add(share_row(
      "availability", complement(service.unavailability), 4,
      service.unavailability.mean > 0 ? nines(service.unavailability.mean) : "no outage seen"));
  const Per per = per_of(result);
  table.add(time_row("downtime", scaled(service.unavailability, seconds_in(year)), per));
  const bool by_weight = mostly_from_paths(service);
  table.add(by_weight ? rare_count_row(service.outages_per_year, *service.rare)
                      : count_row(service.outages_per_year, per, service.outages));
  if (service.interruptions) table.add(interruptions_row(*service.interruptions, per));
  table.add(share_row("any outage", service.outage_by_horizon, 1,
                      "within " + exact_span(result.horizon)));
  if (serves_in_part(service)) {
    table.add(share_row("requests served", service.served, 4));
  }
  if (service.slo_met_per_year) {
    table.add(share_row(
        "slo kept", *service.slo_met_per_year, 1,
        fmt::format("the share of years with {} % or more", significant_share(*service.slo))));
  }
  return table.text("  ");
}

std::string block(const RunResult& result, const ServiceResult& service) {
  std::string text =
      "\nservice " + service.name + '\n' +
      (result.by_replication() ? cost_of_fault(result, service) : figures(result, service));
  Table lasting = summary_table();
  add_summary(lasting, "one outage", service.outage_seconds);
  if (!result.by_replication()) {
    add_summary(lasting, "one year's downtime", service.year_downtime);
  }
  if (service.outage_seconds || (service.year_downtime && !result.by_replication())) {
    text += '\n' + lasting.text("  ");
  }
  text += kinds_text(service, per_of(result)) + causes_text(service, per_of(result));
  if (service.unknowns) {
    text += text_of(*service.unknowns, exact_span(result.horizon));
  }
  return text;
}

/// The phases' means as printed, so rounded that they add up to their sum as printed: the largest
/// remainders are rounded up.
std::vector<std::int64_t> adding_up(const std::vector<PhaseResult>& phases, double unit) {
  std::vector<std::int64_t> rounded;
  std::vector<std::size_t> order(phases.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  double sum = 0;
  std::int64_t whole = 0;
  for (const PhaseResult& phase : phases) {
    sum += phase.mean;
    rounded.push_back(static_cast<std::int64_t>(std::floor(phase.mean / unit)));
    whole += rounded.back();
  }
  const auto remainder = [&](std::size_t i) {
    return phases[i].mean / unit - static_cast<double>(rounded[i]);
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainder(a) > remainder(b); });
  const std::int64_t missing = std::llround(sum / unit) - whole;
  for (std::size_t i = 0; i < order.size() && static_cast<std::int64_t>(i) < missing; ++i) {
    ++rounded[order[i]];
  }
  return rounded;
}

std::string phase_table(const ClusterResult& cluster) {
  using enum Align;
  double sum = 0;
  for (const PhaseResult& phase : cluster.phases) {
    sum += phase.mean;
  }
  // About five digits of the whole, down to the microsecond.
  const double unit = sum >= 600 ? 1 : sum >= 10 ? 1e-2 : sum >= 0.1 ? 1e-4 : 1e-6;
  const auto words = [&](std::int64_t units) {
    const double seconds = static_cast<double>(units) * unit;
    const int decimals = unit == 1 ? 0 : unit == 1e-2 ? 2 : unit == 1e-4 ? 4 : 6;
    return unit == 1 ? exact_words(nearest_tick(Seconds(seconds)))
                     : decimal(seconds, decimals) + " s";
  };
  const std::vector<std::int64_t> rounded = adding_up(cluster.phases, unit);
  Table table({left, right, right});
  table.add({"phase", "mean", "share"});
  for (std::size_t i = 0; i < cluster.phases.size(); ++i) {
    const PhaseResult& phase = cluster.phases[i];
    table.add({phase.name, words(rounded[i]), percent(phase.share), phase.meaning});
  }
  table.add(
      {"all", words(std::accumulate(rounded.begin(), rounded.end(), std::int64_t{0})), "100 %"});
  return table.text("  ");
}

/// Groups whose failover has not ended when injected faults have done what they do.
std::string stays_out_words(const ClusterResult& cluster) {
  // What is said of several groups is said once, of all of them.
  struct Said {
    std::string words;
    std::vector<std::string> groups;
    std::uint64_t fewest = 0;  // samples
    std::uint64_t most = 0;
  };
  std::vector<Said> said;
  for (const StaysOut& out : cluster.stay_out) {
    std::string words = fmt::format("{}: {}", name_of(*out.phase), out.words);
    auto same = std::ranges::find(said, words, &Said::words);
    if (same == said.end())
      same = said.insert(said.end(), {std::move(words), {}, out.samples, out.samples});
    same->groups.push_back(out.group);
    same->fewest = std::min(same->fewest, out.samples);
    same->most = std::max(same->most, out.samples);
  }
  std::string text;
  for (const auto& [words, groups, fewest, most] : said) {
    const std::string in = most == 1 ? ""
                           : fewest == most
                               ? " in " + count(most, "sample")
                               : fmt::format(" in {} to {}", count(fewest), count(most, "sample"));
    text += groups.size() == 1
                ? wrapped(fmt::format("{} is down for good{}, failed in phase {}", groups.front(),
                                      in, words),
                          "  ", "    ")
                : wrapped(fmt::format("{} are each down for good{}, failed in phase {}",
                                      names_together(groups), in, words),
                          "  ", "    ");
  }
  return text;
}

/// "35.85 failovers a year (35.65 to 36.04; 7.7 to another node)": of a run.
std::vector<std::string> yearly_counts(const RunResult& result, const ClusterResult& cluster) {
  const auto yearly = [&](std::uint64_t number) {
    return significant(static_cast<double>(number) / result.simulated_years, 3) + " a year";
  };
  const auto with_range = [](const Estimate& number) {
    const int decimals = decimals_of(number, 3);
    return std::pair(visible(number.mean, decimals), range_words(number, decimals));
  };
  std::vector<std::string> counts;
  if (cluster.failovers == 0) {
    counts.emplace_back("no failover");
  } else {
    const auto [mean, range] = with_range(cluster.failovers_per_year);
    counts.push_back(fmt::format("{} failovers a year ({}; {} to another node)", mean, range,
                                 yearly(cluster.failovers_moved)));
  }
  const auto mishap = [&](const Estimate& per_year, std::string_view none, std::string_view what) {
    if (!(per_year.mean > 0)) return std::string(none);
    const auto [mean, range] = with_range(per_year);
    return fmt::format("{} {} a year ({})", what, mean, range);
  };
  counts.push_back(mishap(cluster.failovers_failed_per_year, "none failed", "failed"));
  if (cluster.queued > 0) counts.push_back(yearly(cluster.queued) + " waited for room");
  counts.push_back(mishap(cluster.split_brains_per_year, "no split brain", "split brain"));
  if (cluster.split_brains > 0) {
    counts.back() += fmt::format(" of {} on average",
                                 rough_words(Seconds(cluster.split_brain_seconds /
                                                     static_cast<double>(cluster.split_brains))));
  }
  if (cluster.planned_moves > 0) {
    counts.push_back(fmt::format(
        "{} planned moves a year ({} at a standstill each)",
        significant(static_cast<double>(cluster.planned_moves) / result.simulated_years, 3),
        rough_words(Seconds(cluster.planned_standstill_seconds /
                            static_cast<double>(cluster.planned_moves)))));
  }
  return counts;
}

/// Of all samples of a fault.
std::vector<std::string> counts_of_fault(const ClusterResult& cluster) {
  std::vector<std::string> counts{count(cluster.failovers, "failover")};
  if (cluster.failovers > 0) {
    counts.front() += fmt::format(" ({} to another node)", count(cluster.failovers_moved));
  }
  counts.push_back(cluster.failovers_failed == 0 ? "none failed"
                                                 : count(cluster.failovers_failed) + " failed");
  if (cluster.queued > 0) counts.push_back(count(cluster.queued) + " waited for room");
  counts.push_back(cluster.split_brains == 0
                       ? "no split brain"
                       : fmt::format("split brain {} ({} in all)", times(cluster.split_brains),
                                     rough_words(Seconds(cluster.split_brain_seconds))));
  if (cluster.planned_moves > 0) {
    counts.push_back(fmt::format("{} ({} at a standstill in all)",
                                 count(cluster.planned_moves, "planned move"),
                                 rough_words(Seconds(cluster.planned_standstill_seconds))));
  }
  return counts;
}

/// Of a balancer: how long it takes to see that an instance fails, or serves again.
std::string notices_table(const ClusterResult& cluster) {
  using enum Align;
  if (!cluster.removal && !cluster.addition) return "";
  Table table({left, right, right, right, right, right, right});
  table.add({"", "seen", "shortest", "mean", "median", "95 % within", "longest"});
  const auto add = [&](std::string name, const std::optional<NoticeResult>& notice) {
    if (!notice) return;
    std::vector<std::string> row{std::move(name), count(notice->seen)};
    for (const double seconds :
         {notice->min, notice->mean, notice->median, notice->p95, notice->max})
      row.push_back(rough_words(Seconds(seconds)));
    table.add(std::move(row));
  };
  add("out after", cluster.removal);
  add("back after", cluster.addition);
  return table.text("  ");
}

std::string block(const RunResult& result, const ClusterResult& cluster) {
  const std::vector<std::string> counts =
      result.by_replication() ? counts_of_fault(cluster) : yearly_counts(result, cluster);
  std::string text =
      "\n" + wrapped(fmt::format("cluster {}: {}", cluster.name, enumeration(counts)), "", "  ");
  text += stays_out_words(cluster);
  if (result.injected()) text += notices_table(cluster);
  if (cluster.failovers == 0) {
    return text;
  }
  Table lasting = summary_table();
  add_summary(lasting, "one failover", cluster.failover_seconds);
  return text + lasting.text("  ") + '\n' + phase_table(cluster);
}

// ---- solve --------------------------------------------------------------------------------------

/// Twelve digits: what the solver promises.
std::string precise(double number) { return fmt::format("{:.12g}", number); }

/// The availability, with as many decimals as show twelve digits of what is missing to 1, at
/// most 15.
std::string precise_availability(double availability, double unavailability) {
  const int extra =
      unavailability > 0 ? static_cast<int>(std::floor(-std::log10(unavailability))) : 0;
  return fmt::format("{:.{}f}", availability, std::clamp(12 + extra, 12, 15));
}

/// A column of what each time of the scenario does.
struct Effect {
  std::string heading;
  std::optional<double> Slope::*change;
  double of = 0;  ///< the answer that changes
};

/// What each time of the scenario does to the answers, relative to them.
std::string slopes_text(const SolvedService& service, const std::vector<Effect>& effects,
                        bool with_means) {
  std::vector<std::string> heads = {"if this were 1 % longer"};
  if (with_means) heads.emplace_back("mean");
  for (const Effect& effect : effects) heads.push_back(effect.heading);
  std::vector<Align> aligned(heads.size(), Align::right);
  aligned.front() = Align::left;
  Table table(aligned);
  table.add(heads);
  for (const Slope& slope : service.slopes) {
    std::vector<std::string> cells = {slope.time};
    if (with_means)
      cells.push_back(slope.mean_hours ? fmt::format("{:.6g} h", *slope.mean_hours) : "");
    for (const auto& [heading, change, of] : effects) {
      const bool has = slope.*change && of > 0;
      cells.push_back(has ? fmt::format("{:+.4f} %", *(slope.*change) / of) : "");
    }
    table.add(cells);
  }
  return table.text("  ");
}

std::string slopes_in_the_long_run(const SolvedService& service) {
  if (service.slopes.empty()) return {};
  const SteadyAnswer& answer = *service.steady;
  return slopes_text(
      service,
      {{"unavailability", &Slope::unavailability, answer.unavailability},
       {"outages", &Slope::outages_per_year, answer.outages_per_year},
       {"first outage", &Slope::hours_to_outage, answer.hours_to_outage.value_or(0)}},
      true);
}

/// The means stand in the table of the long run.
std::string slopes_until_then(const SolvedService& service) {
  if (service.slopes.empty() || !service.slopes.front().outage_by) return {};
  const TransientAnswer& answer = *service.transient;
  return slopes_text(service,
                     {{"unavailability", &Slope::unavailability_over, answer.unavailability_over},
                      {"at that moment", &Slope::unavailability_at, answer.unavailability_at},
                      {"any outage", &Slope::outage_by, answer.outage_by},
                      {"outages", &Slope::outages_over, answer.outages_over}},
                     false);
}

/// A row: how it ends.
std::vector<std::string> down_for_good(const Ending& ending) {
  if (ending.hours) {
    return {"down for good", precise(*ending.hours) + " h",
            fmt::format("after {} on average, and then for ever",
                        rough_words(Seconds(*ending.hours * 3600)))};
  }
  return {"down for good", precise(ending.probability),
          "the probability that nothing brings it back some day"};
}

std::string block(const Solution& solution, const SolvedService& service) {
  Table table({}, Head::none);
  if (service.steady) {
    const SteadyAnswer& answer = *service.steady;
    table.add({"availability", precise_availability(answer.availability, answer.unavailability),
               nines(answer.unavailability)});
    table.add({"unavailability", precise(answer.unavailability),
               rough_words(Seconds(answer.unavailability * seconds_in(year))) + " a year"});
    table.add({"outages", precise(answer.outages_per_year) + " a year"});
    if (!answer.first_outage_known) {
      table.add({"first outage", "not known"});
    } else if (answer.hours_to_outage) {
      table.add({"first outage", precise(*answer.hours_to_outage) + " h",
                 rough_words(Seconds(*answer.hours_to_outage * 3600)) +
                     " from good health on, on average"});
    } else {
      table.add({"first outage", "never, perhaps", "an outage need not come at all"});
    }
    if (answer.down_for_good) {
      table.add(down_for_good(*answer.down_for_good));
    }
    if (service.slo) {
      table.add({"slo", fmt::format("{} %", significant_share(*service.slo)),
                 1 - answer.unavailability >= *service.slo ? "kept in the long run"
                                                           : "missed in the long run"});
    }
  }
  std::string text = "\nservice " + service.name +
                     (service.transient ? ", in the long run\n" : "\n") + table.text("  ");
  if (service.unknowns) {
    text += text_of(*service.unknowns, "");
  }
  text += slopes_in_the_long_run(service);
  if (!service.transient) {
    return text;
  }
  const TransientAnswer& answer = *service.transient;
  Table until({}, Head::none);
  until.add({"availability",
             precise_availability(answer.availability_over, answer.unavailability_over),
             "on average until then, " + nines(answer.unavailability_over)});
  until.add({"availability", precise_availability(answer.availability_at, answer.unavailability_at),
             "at that moment"});
  until.add({"any outage", answer.outage_by_known ? precise(answer.outage_by) : "not known",
             "the probability of one by then"});
  until.add({"outages", precise(answer.outages_over), "expected until then"});
  return text +
         fmt::format("service {}, {} after it began in good health\n", service.name,
                     exact_span(*solution.at)) +
         until.text("  ") + slopes_until_then(service);
}

}  // namespace

std::string text_of(const RunResult& result) {
  std::string text = head(result);
  if (result.interrupted()) {
    text += fmt::format("interrupted: what follows rests on {} of {} {}\n",
                        count(result.replications), count(result.replications_wanted),
                        result.injected() ? "samples" : "replications");
  }
  for (const ServiceResult& service : result.services) {
    text += block(result, service);
  }
  for (const ClusterResult& cluster : result.clusters) {
    text += block(result, cluster);
  }
  std::vector<std::string> warnings = result.warnings;
  if (result.at_fixed_times) {
    warnings.insert(
        warnings.begin(),
        "nothing fails by itself here: what is told comes of faults at fixed times, once "
        "in each replication, and is no rate");
  }
  return text + data_lost_text(result) + notes(warnings);
}

std::string text_of(const std::vector<RunResult>& variants) {
  std::string text;
  for (const RunResult& variant : variants) {
    text += (text.empty() ? "" : "\n\n") + text_of(variant);
  }
  return text;
}

namespace {

/// The joint chain, or those of the parts.
std::string chains(const Solution& solution) {
  const std::string sizes = fmt::format("{} and {}", count(solution.states, "state"),
                                        count(solution.transitions, "transition"));
  if (solution.parts.size() < 2) return "a Markov chain of " + sizes;
  constexpr std::size_t parts_named = 8;
  std::vector<std::string> states;
  std::uint64_t most = 0;
  for (const PartSize& part : solution.parts) {
    states.push_back(count(part.states));
    most = std::max(most, part.states);
  }
  return fmt::format(
      "{} that share nothing, Markov chains of {} in all ({})",
      count(solution.parts.size(), "part"), sizes,
      states.size() <= parts_named ? enumeration(states) : "the largest has " + count(most));
}

/// The bound is printed with two digits. They round it by at most 5 %, and what is printed must not
/// be below the bound itself.
double rounded_up(double bound) { return bound * 1.05; }

}  // namespace

std::string text_of(const Solution& solution) {
  std::string text = title(solution.scenario, solution.variant) + '\n';
  const std::string precision =
      solution.error_bound
          ? fmt::format("all errors together below {:.1e}", rounded_up(*solution.error_bound))
          : fmt::format("residual {:.1e}", solution.residual);
  text +=
      wrapped(fmt::format("{}: {}, solved by {} ({})", solution.phases ? "approximate" : "exact",
                          chains(solution), solution.method, precision),
              "", "");
  if (solution.phases) {
    text += wrapped(
        fmt::format("each of {} was replaced by at most {} of the same mean and, as far as they "
                    "reach, variance",
                    count(solution.fitted.size(), "other clock"),
                    count(static_cast<std::uint64_t>(*solution.phases), "exponential stage")),
        "", "");
  }
  for (const SolvedService& service : solution.services) {
    text += block(solution, service);
  }
  return text + notes(solution.warnings);
}

}  // namespace ausfall::studies
