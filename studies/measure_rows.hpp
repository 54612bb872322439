// What replications gave beside downtime, one by one, to be paired with another scenario's: requests,
// outages, failovers and what went wrong with them.
//
// 1. What counts or adds up has a number for each replication: of its history, outside rare courses
//    where there were paths, and of its paths, weighted.
// 2. Durations of failovers are kept as the buckets of a Sketch (sim/sketch.hpp), so a replication takes
//    as much memory as it has failovers of different length. They are those of histories alone.
// 3. A quantile is judged by how many failovers are longer than the quantile before, and a half of those
//    in its bucket. If nothing changed, both scenarios have as many, whatever the quantile is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/plant.hpp"
#include "sim/sketch.hpp"
#include "studies/replication.hpp"

namespace ausfall::studies {

enum class Judged : std::uint8_t { requests_lost, outages, failovers_failed, split_brains };
inline constexpr std::size_t judged_count = 4;

/// As expectations call them: "served", "outages-per-year", "failovers-failed-per-year",
/// "split-brains-per-year".
std::string_view name_of(Judged measure);
/// It is one of a cluster, not of a service.
constexpr bool is_of_cluster(Judged measure) {
  return measure == Judged::failovers_failed || measure == Judged::split_brains;
}

/// Requests lost are in parts of 1e12; of the others, histories have whole numbers, and paths parts of
/// 1e9.
struct MeasureRows {
  Judged measure = Judged::requests_lost;
  std::string of;  ///< the service, or the cluster
  std::vector<std::int64_t> histories;
  std::vector<std::int64_t> paths;  ///< empty if there were none
};

/// One number of a replication, as it is: a share of the requests, or how many.
double in_units(Judged measure, std::int64_t row, bool on_paths);

/// The complete failovers of a cluster.
struct FailoverRows {
  struct Count {
    Sketch::Bucket bucket = 0;
    std::uint32_t number = 0;
  };
  std::string cluster;
  std::vector<std::uint32_t> kinds;  ///< by replication: how many of the counts are its
  std::vector<Count> counts;

  /// By replication, up to so many.
  [[nodiscard]] std::vector<std::int64_t> numbers(std::size_t replications) const;
  /// Twice the number of those that are longer, and once of those in its bucket.
  [[nodiscard]] std::vector<std::int64_t> twice_above(Duration duration,
                                                      std::size_t replications) const;
  /// Of the replications up to so many; 0 s if they have no failover. REQUIRES: 0 < p < 1.
  [[nodiscard]] Duration quantile(double p, std::size_t replications) const;
};

/// These of failovers are judged.
inline constexpr double judged_quantiles[] = {0.5, 0.95};

/// All rows of one scenario.
struct AllRows {
  std::vector<MeasureRows> measures;
  std::vector<FailoverRows> failovers;  ///< by cluster

  /// With a row of each measure of each thing, and nothing in it yet.
  static AllRows of(const models::Plant& plant);
  /// What a replication gave that has just been run. `paths`: there are any.
  void add(const models::Plant& plant, const ReplicationRunner& runner, bool paths);
  void merge(const AllRows& other);
};

}  // namespace ausfall::studies
