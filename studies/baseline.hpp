// What an earlier version of a scenario gave, to compare with: the JSON of `check` or `run`.
//
// 1. The JSON of `check` holds each service's downtime replication by replication. The scenario is
//    simulated with the same seed, so a service that is as it was gives the same numbers to the
//    microsecond, and one that is not is judged on paired differences (sim/difference.hpp): of what
//    histories gave outside rare courses, and of what paths gave, put together as independent.
// 2. The JSON of `run` holds means and intervals. As many replications of the same seed again give
//    the same bytes of an unchanged scenario; of a changed one the difference is judged as one of
//    independent runs, which is wider than it need be, since their luck is common.
// 3. A service is worse if the whole interval of the difference lies above 0. With a tolerance, what counts
//    is the downtime now less (1 + tolerance) times that before, of each replication: if its whole
//    interval lies above 0, the service is worse; if none of it does, it is no worse (non-inferiority);
//    otherwise that is undecided. All verdicts on one scenario are right at once with the
//    confidence stated (Bonferroni).
// 4. What else is judged stands in studies/measure_changes.hpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/reader.hpp"
#include "sim/estimate.hpp"
#include "sim/replicate.hpp"
#include "studies/check.hpp"
#include "studies/measure_rows.hpp"
#include "studies/recognised.hpp"
#include "studies/result.hpp"

namespace ausfall::studies {

struct BaselineService {
  std::string name;
  /// As those of DowntimeRows; of `check`.
  std::vector<std::int64_t> microseconds;
  std::vector<std::int64_t> nanoseconds_on_paths;
  Estimate unavailability;  ///< of `run`
};

/// A quantile of a cluster's failovers, and by replication: how many there were, and twice how many were
/// longer, with those in its bucket once.
struct QuantileRows {
  std::string cluster;
  double p = 0.5;
  Duration quantile{0};
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> twice_above;
};

/// What `run` said of a measure of a service or cluster, or of a quantile of its failovers.
struct MeasureEstimate {
  Judged measure = Judged::requests_lost;  ///< without a quantile
  std::optional<double> quantile;
  std::string of;
  Estimate value;  ///< requests served; a year; seconds
};

/// Of one scenario, or one variant of it.
struct Baseline {
  std::string scenario;
  std::optional<std::string> variant;
  std::string file;  ///< of `check`
  std::uint64_t seed = 1;
  Replications replications;
  Duration warmup{0};
  Duration horizon{0};
  double confidence = 0.99;  ///< that it was made with; that of those of before that did not say it
  bool paired = true;        ///< with replications one by one
  bool paths = false;        ///< and with what paths gave, one by one
  std::vector<BaselineService> services;
  std::vector<MeasureRows> measures;       ///< of `check`; none in those of before
  std::vector<QuantileRows> quantiles;     ///< likewise
  std::vector<MeasureEstimate> estimates;  ///< of `run`
  Reasons reasons;                         ///< empty in those of before 0.2
  /// The scenario's files as they were, first its own; none in those of before.
  struct File {
    std::string name;
    std::string text;
  };
  std::vector<File> files;
  std::vector<std::string> names;    ///< of things that can fail; none in those of before
  std::vector<Likeness> likenesses;  ///< of the same; likewise
};

/// Of a file; `-` is standard input. At least one. Throws Refused for what is no such JSON, and
/// scenarios::Unreadable.
std::vector<Baseline> read_baselines(const std::filesystem::path& path);

/// The one of this scenario; null if there is none. Of several of one name, the one of this file.
const Baseline* find_baseline(const std::vector<Baseline>& baselines,
                              const scenarios::Scenario& scenario, const std::string& file);

/// Throws Refused where nothing can be compared: another horizon or warm-up, a service that is
/// gone.
void refuse_incomparable(const Baseline& baseline, const scenarios::Scenario& scenario);

enum class Change : std::uint8_t { unchanged, better, no_worse, not_separable, undecided, worse };

/// "unchanged", "better", "no worse", "not separable", "undecided", "worse".
std::string_view name_of(Change change);

struct ServiceChange {
  std::string service;
  double before = 0;    ///< unavailability
  double after = 0;     ///< in the same replications
  Estimate difference;  ///< after less before
  Estimate beyond;      ///< after less (1 + tolerance) times before
  std::uint64_t replications = 0;
  std::uint64_t differing = 0;  ///< of these; 0 if they were not paired
  Change change = Change::unchanged;
  std::vector<CauseShare> causes;  ///< after less before, the largest of either sign first
};

/// Of an average failover of a cluster.
struct PhaseChange {
  std::string cluster;
  std::string phase;
  double before = 0;  ///< seconds
  double after = 0;
};

/// What causes bring more or less than in the baseline; nothing of a service that it does not have. Those
/// add up to the difference.
std::vector<CauseShare> causes_of_change(const Reasons& before, const Reasons& after,
                                         const std::string& service);
/// Phases that take another time than in the baseline, to a hundredth of the failover.
std::vector<PhaseChange> changed_phases(const Reasons& before, const Reasons& after);

/// A place in a file where something is written that was not in the baseline.
struct ChangedLine {
  std::size_t file = 0;  ///< of the scenario's
  std::size_t line = 1;
};
/// The first; nothing if the texts are the same, or the baseline has none.
std::optional<ChangedLine> first_changed_line(const Baseline& baseline,
                                              const std::vector<Baseline::File>& now);

/// In the order of the baseline. `rows` are of the scenario, at least as many as the baseline has.
/// REQUIRES: refuse_incomparable did not refuse, 0 < confidence < 1, tolerance >= 0.
std::vector<ServiceChange> changes_since(const Baseline& baseline,
                                         const std::vector<DowntimeRows>& rows, double confidence,
                                         double tolerance);
/// Of a baseline that is not paired, against a run of its replications; with the confidence of these
/// two, whose intervals are made so many times as wide.
std::vector<ServiceChange> changes_since(const Baseline& baseline, const RunResult& result,
                                         double tolerance, double wider = 1);

/// Microseconds as text: blanks between, zeros in a row as `0*37`.
std::string packed(const std::vector<std::int64_t>& numbers);
/// Nothing if the text is not one that `packed` gives, or has more than `max` numbers.
std::optional<std::vector<std::int64_t>> unpacked(std::string_view text, std::size_t max);

inline constexpr std::uint64_t baseline_rows_max = 10'000;

}  // namespace ausfall::studies
