#include "studies/measure_rows.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace ausfall::studies {

namespace {

constexpr double parts_of_requests = 1e12;
constexpr double parts_of_one = 1e9;
/// Weights have no upper limit, and whole numbers have one.
constexpr double most = 9e18;

std::int64_t whole(double value) { return std::llround(std::min(value, most)); }

/// Of histories, and of paths.
struct Pair {
  double histories = 0;
  double paths = 0;
};

Pair totals_of(Judged measure, std::size_t index, const ReplicationRunner& runner) {
  if (is_of_cluster(measure)) {
    const ClusterReplicationTotals found = runner.totals(models::ClusterId(index));
    if (measure == Judged::failovers_failed) return {found.histories.failed, found.paths.failed};
    return {found.histories.split_brains, found.paths.split_brains};
  }
  const ReplicationTotals found = runner.totals(models::ServiceId(index));
  if (measure == Judged::outages) return {found.histories.outages, found.paths.outages};
  return {found.histories.lost, found.paths.lost};
}

double parts(Judged measure, bool on_paths) {
  if (measure == Judged::requests_lost) return parts_of_requests;
  return on_paths ? parts_of_one : 1;
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// `f(replication, count)`.
template <class F>
void each_count(const FailoverRows& rows, std::size_t replications, F f) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < std::min(replications, rows.kinds.size()); ++i) {
    for (std::uint32_t kind = 0; kind < rows.kinds[i]; ++kind) f(i, rows.counts[at++]);
  }
}

}  // namespace

std::string_view name_of(Judged measure) {
  switch (measure) {
    case Judged::requests_lost:
      return "served";
    case Judged::outages:
      return "outages-per-year";
    case Judged::failovers_failed:
      return "failovers-failed-per-year";
    case Judged::split_brains:
      return "split-brains-per-year";
  }
  assert(false);
  return {};
}

double in_units(Judged measure, std::int64_t row, bool on_paths) {
  return static_cast<double>(row) / parts(measure, on_paths);
}

std::vector<std::int64_t> FailoverRows::numbers(std::size_t replications) const {
  std::vector<std::int64_t> result(std::min(replications, kinds.size()));
  each_count(*this, replications,
             [&](std::size_t i, const Count& count) { result[i] += count.number; });
  return result;
}

std::vector<std::int64_t> FailoverRows::twice_above(Duration duration,
                                                    std::size_t replications) const {
  const Sketch::Bucket bucket = Sketch::bucket_of(duration);
  std::vector<std::int64_t> result(std::min(replications, kinds.size()));
  each_count(*this, replications, [&](std::size_t i, const Count& count) {
    const int times = count.bucket > bucket ? 2 : count.bucket == bucket ? 1 : 0;
    result[i] += std::int64_t{times} * count.number;
  });
  return result;
}

Duration FailoverRows::quantile(double p, std::size_t replications) const {
  Sketch all;
  each_count(*this, replications, [&](std::size_t, const Count& count) {
    const Sketch::Bounds bounds = Sketch::bounds_of(count.bucket);
    all.add(bounds.lowest + (bounds.highest - bounds.lowest) / 2, count.number);
  });
  return all.empty() ? Duration(0) : all.quantile(p);
}

AllRows AllRows::of(const models::Plant& plant) {
  AllRows rows;
  for (const models::Service& service : plant.services) {
    for (const Judged measure : {Judged::requests_lost, Judged::outages})
      rows.measures.push_back({measure, service.name, {}, {}});
  }
  for (const models::Cluster& each : plant.clusters) {
    for (const Judged measure : {Judged::failovers_failed, Judged::split_brains})
      rows.measures.push_back({measure, each.name, {}, {}});
    rows.failovers.push_back({each.name, {}, {}});
  }
  return rows;
}

void AllRows::add(const models::Plant& plant, const ReplicationRunner& runner, bool paths) {
  if (measures.empty() && failovers.empty()) *this = of(plant);
  const std::size_t of_services = 2 * plant.services.size();
  for (std::size_t i = 0; i < measures.size(); ++i) {
    MeasureRows& rows = measures[i];
    const std::size_t index = (i < of_services ? i : i - of_services) / 2;
    const Pair found = totals_of(rows.measure, index, runner);
    rows.histories.push_back(whole(found.histories * parts(rows.measure, false)));
    if (paths) rows.paths.push_back(whole(found.paths * parts(rows.measure, true)));
  }
  std::vector<std::vector<Sketch::Bucket>> buckets(failovers.size());
  runner.ledger().each_failover([&](models::ClusterId cluster, Duration length) {
    buckets[cluster.index()].push_back(Sketch::bucket_of(length));
  });
  for (std::size_t i = 0; i < failovers.size(); ++i) {
    std::ranges::sort(buckets[i]);
    FailoverRows& rows = failovers[i];
    const std::size_t before = rows.counts.size();
    for (const Sketch::Bucket bucket : buckets[i]) {
      if (rows.counts.size() == before || rows.counts.back().bucket != bucket)
        rows.counts.push_back({bucket, 0});
      ++rows.counts.back().number;
    }
    rows.kinds.push_back(static_cast<std::uint32_t>(rows.counts.size() - before));
  }
}

void AllRows::merge(const AllRows& other) {
  if (measures.empty() && failovers.empty()) {
    *this = other;
    return;
  }
  for (std::size_t i = 0; i < other.measures.size(); ++i) {
    append(measures[i].histories, other.measures[i].histories);
    append(measures[i].paths, other.measures[i].paths);
  }
  for (std::size_t i = 0; i < other.failovers.size(); ++i) {
    append(failovers[i].kinds, other.failovers[i].kinds);
    append(failovers[i].counts, other.failovers[i].counts);
  }
}

}  // namespace ausfall::studies
