#include "studies/fit/fitted_log.hpp"

#include <algorithm>
#include <atomic>

#include "sim/threads.hpp"
namespace ausfall::studies {

namespace {

std::optional<double> constant_of(const Durations& seen) {
  if (seen.exact.size() < 2 || !seen.shorter_than.empty() || !seen.longer_than.empty()) return {};
  const auto [least, most] = std::ranges::minmax(seen.exact);
  return least == most ? std::optional(least) : std::nullopt;
}

void try_law(LawFit& law, const Durations& seen) {
  try {
    law.fit = fit(law.kind, seen);
  } catch (const NoFit& why) {
    law.why_not = why.what();
  }
}

void add(std::vector<FittedSeries>& all, Quantity quantity, const std::string& group,
         Durations seen) {
  if (seen.size() == 0) return;
  FittedSeries series;
  series.quantity = quantity;
  series.group = group;
  series.constant = constant_of(seen);
  series.seen = std::move(seen);
  for (std::size_t i = 0; i < all_law_kinds.size(); ++i) series.laws[i].kind = all_law_kinds[i];
  all.push_back(std::move(series));
}

void choose(FittedSeries& series) {
  for (std::size_t i = 0; i < series.laws.size(); ++i) {
    if (!series.laws[i].fit) continue;
    if (!series.best || series.laws[i].fit->aic < series.best_fit()->aic) series.best = i;
  }
}

}  // namespace

FittedLog fitted(FailureLog log, GroupBy by, Renewal renewal, bool all_new, unsigned threads) {
  FittedLog result;
  result.by = by;
  result.renewal = renewal;
  for (LogGroup& group : grouped(log, by, renewal, all_new, result.overlaps)) {
    add(result.series, Quantity::time_to_failure, group.name, std::move(group.uptimes));
    add(result.series, Quantity::repair, group.name, std::move(group.repairs));
  }
  result.log = std::move(log);

  const std::size_t tasks = result.series.size() * all_law_kinds.size();
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t task = next++; task < tasks; task = next++) {
      FittedSeries& series = result.series[task / all_law_kinds.size()];
      try_law(series.laws[task % all_law_kinds.size()], series.seen);
    }
  };
  {
    const auto helpers = static_cast<unsigned>(std::min<std::size_t>(threads, tasks));
    const auto workers = started_threads(helpers > 0 ? helpers - 1 : 0, work);
    work();
  }
  for (FittedSeries& series : result.series) choose(series);
  return result;
}

}  // namespace ausfall::studies
