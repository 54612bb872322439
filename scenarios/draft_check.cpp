// A load balancer's health check.
#include <algorithm>

#include "scenarios/draft.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

/// So many checks in a row until the balancer believes them. The first that tells the news comes up to
/// `first` after it happened, each other one `next` after the end of the one before, and each takes
/// `waits` to end.
///
/// Source: HAProxy configuration manual, inter, fastinter, downinter; HAProxy's check.c, where the next
/// check is due so long after the end of the last one.
Distribution checks_in_a_row(int count, Duration first, Duration next, Duration waits,
                             Duration more) {
  const Duration least = waits * count + next * (count - 1) + more;
  return Distribution::uniform(least, least + first);
}

/// Of all that can have happened to an instance.
void removed_after(models::Check& check, const Distribution& law) {
  check.refused_seen = check.unanswered_seen = check.unreachable_seen = law;
}

}  // namespace

void read_check(Draft& draft, const Tree& tree, models::Cluster& cluster) {
  Section section(draft.reading, "check", tree);
  models::Check& check = cluster.check;
  cluster.balances_load = true;
  cluster.heartbeat.over_networks = false;
  check.of_app = section.choice("scope", words::check_scopes).value_or(true);
  const Duration interval = section.duration("interval").value_or(Duration{0});
  const Duration fast = section.duration("fast").value_or(interval);
  const Duration down = section.duration("down").value_or(interval);
  const Duration connect = section.duration("connect-timeout").value_or(Duration{0});
  const Duration answer = section.duration("answer-timeout").value_or(Duration{0});
  const Duration convergence = section.duration("convergence").value_or(Duration{0});
  const int rise = section.count_in("rise", 1, 1'000'000).value_or(1);
  const int fall = section.count_in("fall", 1, 1'000'000).value_or(1);
  const auto fails_for = [&](Duration waits) {
    return checks_in_a_row(fall, interval, fast, waits, convergence);
  };
  check.refused_seen = fails_for(Duration{0});
  check.unanswered_seen = fails_for(answer);
  check.unreachable_seen = fails_for(connect);
  check.rise_seen = checks_in_a_row(rise, down, fast, Duration{0}, convergence);
  if (const auto timeout = section.duration("timeout")) {
    // A timer that each good answer sets anew: the last one came up to an interval ago.
    removed_after(check,
                  Distribution::uniform(std::max(*timeout - interval, Duration{0}) + convergence,
                                        *timeout + convergence));
  }
  if (const auto removal = section.law("removal")) removed_after(check, *removal);
  if (const auto addition = section.law("addition")) check.rise_seen = *addition;
}

}  // namespace ausfall::scenarios
