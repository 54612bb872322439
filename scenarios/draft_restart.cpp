// What a cluster does about members that fail: restarts in place and how they are counted; stops that
// do not work.
#include <fmt/format.h>

#include "scenarios/draft.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

std::vector<Distribution> restart_delays(Draft& draft, const Tree& tree) {
  std::vector<Distribution> delays;
  if (tree != nullptr && tree->is_list()) {
    for (const Tree& item : tree->items) {
      if (const auto delay = law_of(draft.reading, "delay", item)) delays.push_back(*delay);
    }
    constexpr std::size_t delays_max = 250;
    if (tree->items.empty() || tree->items.size() > delays_max)
      draft.error(tree->at, "delay: from 1 to 250 times are due in a list", "delay: [0 s, 2 min]");
  } else if (tree != nullptr) {
    if (const auto delay = law_of(draft.reading, "delay", tree)) delays.push_back(*delay);
  }
  if (delays.empty()) delays.emplace_back();
  return delays;
}

}  // namespace

void read_restart(Draft& draft, Section& section, models::Cluster& cluster) {
  models::Restart& restart = cluster.restart;
  restart.attempts = section.limit("attempts").value_or(1);
  restart.period = law_or_never(section, "period").value_or(Distribution());
  restart.since_last = section.choice("since", words::counted_since).value_or(false);
  restart.counted = section.choice("counted", words::counted).value_or(models::Counted::group);
  restart.only_failed_starts = section.flag("only-failed-starts").value_or(false);
  restart.failed_start_moves = section.choice("failed-start", words::failed_starts).value_or(false);
  restart.tries_broken = section.flag("tries-broken").value_or(false);
  restart.bars_node = section.flag("bars-node").value_or(false);
  restart.retry_after = section.law("retry-after");
  restart.delays = restart_delays(draft, section.raw("delay"));
  if (restart.retry_after && restart.retry_after->is_zero()) {
    section.error("retry-after",
                  "retry-after: with 0 s what was given up would be tried again and again at one "
                  "moment",
                  "retry-after: 1 h");
  }
  if (!restart.bars_node || !restart.period.is_zero()) return;
  restart.bars_node = false;
  draft.warning(section.at("period"),
                fmt::format("period: with 0 s the failures of groups of cluster '{}' are forgotten "
                            "once they serve elsewhere, and bar no node",
                            cluster.name),
                "period: 60 s, or never; or bars-node: false");
}

void read_stop_failure(Draft& draft, Section& section, models::Cluster& cluster) {
  using enum models::StopFailure;
  const bool power = cluster.fencing.kind == models::FencingKind::power;
  const auto given = section.choice("on-stop-failure", words::stop_failures);
  cluster.stop_failure = given.value_or(power ? fence : block);
  if (given != fence || power) return;
  draft.error(
      section.at("on-stop-failure"),
      fmt::format("on-stop-failure: nobody can switch a node of cluster '{}' off", cluster.name),
      "fencing: {power: {time: 30 s}}, or on-stop-failure: block");
}

}  // namespace ausfall::scenarios
