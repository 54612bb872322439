#include "studies/fmea/capacity.hpp"

#include <algorithm>
#include <cassert>
#include <memory>
#include <utility>

#include "models/cluster/hindrance.hpp"
#include "models/hazard.hpp"
#include "sim/replicate.hpp"
#include "studies/errors.hpp"
#include "studies/fmea/laboratory.hpp"
#include "studies/livelock.hpp"

namespace ausfall::studies {

using models::ClusterId;
using models::ComponentId;
using models::GroupId;
using models::Plant;

namespace {

/// Longer than any failover, any wait for an hour of the day and most persons.
constexpr Duration settled_after = 7 * day;
/// Which of several nodes is found lost first may differ from time to time, and so may what is placed
/// first: each combination is tried up to so often, but not more than so many in all.
constexpr std::uint64_t samples_max = 10;
constexpr std::uint64_t trials_wanted = 2000;

using Combination = std::vector<ComponentId>;

/// A plant in which nothing fails by itself and nothing is repaired, and whatever could work does.
Plant as_far_as_there_is_room(const Plant& plant) {
  Plant result = models::quiet_and_unrepaired(plant);
  for (models::Cluster& cluster : result.clusters) {
    cluster.failover.coverage = 1;
    cluster.fencing.success = 1;
  }
  return result;
}

/// Those that its nodes are, or run on, in the order of the nodes.
std::vector<ComponentId> hosts_of(const Plant& plant, ClusterId cluster) {
  std::vector<ComponentId> hosts;
  for (const models::NodeId node : plant[cluster].nodes) {
    const ComponentId host = models::home_host(plant, plant[node].component);
    if (std::ranges::find(hosts, host) == hosts.end()) hosts.push_back(host);
  }
  return hosts;
}

/// So many of these, in the order of their first, second, third.
std::vector<Combination> combinations(const std::vector<ComponentId>& hosts, std::size_t number) {
  std::vector<Combination> all{{}};
  std::vector<std::size_t> next{0};  // the first that may join each
  for (std::size_t i = 0; i < number; ++i) {
    std::vector<Combination> longer;
    std::vector<std::size_t> next_of_longer;
    for (std::size_t k = 0; k < all.size(); ++k) {
      for (std::size_t host = next[k]; host < hosts.size(); ++host) {
        longer.push_back(all[k]);
        longer.back().push_back(hosts[host]);
        next_of_longer.push_back(host + 1);
      }
    }
    all = std::move(longer);
    next = std::move(next_of_longer);
  }
  return all;
}

struct GroupOut {
  GroupId group;
  models::Hindrance why;
};

struct Found {
  std::uint64_t with_something_out = 0;
  std::uint64_t samples = 0;
  std::uint64_t out = 0;         ///< groups, in all samples
  std::size_t worst = 0;         ///< the combination that leaves most groups out
  std::vector<GroupOut> groups;  ///< then

  void keep_worst(std::size_t combination, std::vector<GroupOut> those) {
    if (those.size() <= groups.size()) return;
    worst = combination;
    groups = std::move(those);
  }
  void merge(const Found& other) {
    with_something_out += other.with_something_out;
    samples += other.samples;
    out += other.out;
    keep_worst(other.worst, other.groups);
  }
};

/// Loses one combination after another, on one thread.
class Loser {
 public:
  Loser(const Plant& plant, ClusterId cluster, const std::vector<Combination>& combinations,
        std::uint64_t seed, std::uint64_t samples, StopSign stop)
      : plant_(plant),
        cluster_(cluster),
        combinations_(combinations),
        seed_(seed),
        samples_(samples),
        laboratory_(plant, stop) {}

  void run(std::uint64_t number, Found& found) {
    bool something = false;
    for (std::uint64_t sample = 0; sample < samples_; ++sample) {
      std::vector<GroupOut> out = lose(combinations_[number], sample);
      something = something || !out.empty();
      ++found.samples;
      found.out += out.size();
      found.keep_worst(number, std::move(out));
    }
    found.with_something_out += something ? 1 : 0;
  }

 private:
  std::vector<GroupOut> lose(const Combination& hosts, std::uint64_t sample) {
    laboratory_.begin({seed_, sample});
    for (const ComponentId host : hosts)
      laboratory_.strike_if_it_can({.mode = {}, .common_cause = {}, .component = host});
    laboratory_.until(Time(settled_after));
    std::vector<GroupOut> out;
    for (const GroupId group : plant_[cluster_].groups) {
      if (const auto why = models::hindrance_of({plant_, laboratory_.world()}, group))
        out.push_back({group, *why});
    }
    return out;
  }

  const Plant& plant_;
  ClusterId cluster_;
  const std::vector<Combination>& combinations_;
  std::uint64_t seed_;
  std::uint64_t samples_;
  Laboratory laboratory_;
};

class Counter {
 public:
  Counter(const Plant& plant, ClusterId cluster, const CapacityPlan& plan, const Watch& watch)
      : plant_(plant),
        cluster_(cluster),
        plan_(plan),
        watch_(watch),
        trial_(as_far_as_there_is_room(plant)) {}

  ClusterCapacity count() {
    const std::vector<ComponentId> hosts = hosts_of(plant_, cluster_);
    ClusterCapacity capacity{.cluster = plant_[cluster_].name, .hosts = hosts.size(), .lost = {}};
    bool spared = true;
    const std::size_t most = std::min(plan_.most, hosts.size());
    for (std::size_t number = 1; number <= most; ++number) {
      capacity.lost.push_back(lose(combinations(hosts, number), number));
      spared = spared && capacity.lost.back().with_something_out == 0;
      if (spared) capacity.hosts_to_spare = number;
      if (!spared && plan_.until_something_is_out) break;
    }
    capacity.or_more = spared;
    return capacity;
  }

 private:
  LostHosts lose(const std::vector<Combination>& all, std::size_t number) {
    const std::uint64_t samples =
        std::clamp<std::uint64_t>(trials_wanted / all.size(), 1, samples_max);
    const auto make_worker = [&] {
      return [loser = std::make_unique<Loser>(trial_, cluster_, all, plan_.seed, samples,
                                              StopSign(watch_.interrupted))](
                 std::uint64_t unit, Found& into) { loser->run(unit, into); };
    };
    Found found;
    try {
      const std::uint64_t done = replicate({0, all.size()}, plan_.threads, make_worker, found,
                                           watch_.interrupted, [](std::uint64_t) {});
      if (done < all.size())
        throw Interrupted("interrupted before it was found how many hosts can be lost");
    } catch (const Livelock& livelock) {
      throw time_stands_still(plant_, livelock);
    }
    LostHosts lost{.hosts = number,
                   .combinations = all.size(),
                   .with_something_out = found.with_something_out,
                   .mean_out = static_cast<double>(found.out) / static_cast<double>(found.samples),
                   .worst = {},
                   .out = {}};
    if (found.groups.empty()) return lost;
    for (const ComponentId host : all[found.worst]) lost.worst.push_back(plant_[host].name);
    for (const GroupOut& each : found.groups)
      lost.out.push_back(stays_out(plant_, each.group, each.why));
    return lost;
  }

  const Plant& plant_;
  ClusterId cluster_;
  const CapacityPlan& plan_;
  const Watch& watch_;
  const Plant trial_;
};

}  // namespace

ClusterCapacity capacity_of(const Plant& plant, ClusterId cluster, const CapacityPlan& plan,
                            const Watch& watch) {
  assert(!plant[cluster].groups.empty() && plan.most >= 1 && plan.threads >= 1);
  return Counter(plant, cluster, plan, watch).count();
}

std::vector<ClusterCapacity> capacities(const Plant& plant, const CapacityPlan& plan,
                                        const Watch& watch) {
  std::vector<ClusterCapacity> all;
  for (std::size_t i = 0; i < plant.clusters.size(); ++i) {
    if (!plant.clusters[i].groups.empty())
      all.push_back(capacity_of(plant, ClusterId(i), plan, watch));
  }
  return all;
}

}  // namespace ausfall::studies
