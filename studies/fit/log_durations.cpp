#include "studies/fit/log_durations.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace ausfall::studies {

namespace {

/// Puts a log's outages into groups.
class Grouping {
 public:
  Grouping(const FailureLog& log, GroupBy by, Renewal renewal, bool all_new)
      : log_(log), by_(by), renewal_(renewal), all_new_(all_new) {
    const std::vector<std::string> whole{""};
    const std::vector<std::string>& names = by == GroupBy::cause       ? log.causes
                                            : by == GroupBy::component ? log.components
                                                                       : whole;
    for (const std::string& name : names) groups_.push_back({name, {}, {}});
  }

  void repairs() {
    for (const Outage& outage : log_.outages) {
      Durations& repairs = groups_[group_of(outage)].repairs;
      if (outage.start && (!outage.repair || *outage.start + *outage.repair > *log_.until))
        lasted_longer(repairs, *log_.until - *outage.start);
      else if (outage.repair)
        lasted(repairs, *outage.repair);
    }
  }

  /// As the log itself says.
  void given_uptimes() {
    for (const Outage& outage : log_.outages) {
      for (std::size_t i = 0; i < groups_.size(); ++i) {
        const bool own = i == group_of(outage);
        if (own && !outage.still_up)
          lasted(groups_[i].uptimes, *outage.uptime);
        else if (own || by_ == GroupBy::cause)
          lasted_longer(groups_[i].uptimes, *outage.uptime);
      }
    }
  }

  /// From the dates. The number of outages that began while their component was down.
  std::size_t uptimes_between() {
    std::vector<std::vector<const Outage*>> histories(log_.components.size());
    for (const Outage& outage : log_.outages) histories[outage.component].push_back(&outage);
    std::size_t overlaps = 0;
    for (auto& history : histories) {
      if (history.empty()) continue;
      std::ranges::stable_sort(history, {}, [](const Outage* outage) { return *outage->start; });
      overlaps += follow(history);
    }
    return overlaps;
  }

  std::vector<LogGroup> result() { return std::move(groups_); }

 private:
  [[nodiscard]] std::size_t group_of(const Outage& outage) const {
    return by_ == GroupBy::cause ? outage.cause : by_ == GroupBy::component ? outage.component : 0;
  }

  void lasted(Durations& durations, double time) const {
    if (time < log_.resolution / 2)
      durations.shorter_than.push_back(log_.resolution);
    else
      durations.exact.push_back(time);
  }

  static void lasted_longer(Durations& durations, double time) {
    if (time > 0) durations.longer_than.push_back(time);
  }

  /// The groups that a failure of this component could have belonged to.
  [[nodiscard]] std::pair<std::size_t, std::size_t> groups_at_risk(const Outage& of) const {
    if (by_ == GroupBy::cause) return {0, groups_.size()};
    return {group_of(of), group_of(of) + 1};
  }

  std::size_t follow(const std::vector<const Outage*>& history) {
    const auto [first, last] = groups_at_risk(*history.front());
    std::vector<double> renewed(last - first, 0);  // where each group's time counts from
    std::size_t overlaps = 0;
    double up = 0;  // all the time in which it was up
    std::optional<double> since;
    if (all_new_) since = log_.from;
    for (const Outage* outage : history) {
      const double end = outage->repair ? *outage->start + *outage->repair : *log_.until;
      if (since && *outage->start < *since) {
        ++overlaps;
        since = std::max(*since, end);
        continue;
      }
      if (since) {
        up += *outage->start - *since;
        fails(*outage, first, renewed, up);
      }
      since = end;
    }
    up += std::max(0.0, *log_.until - *since);
    for (std::size_t i = 0; i < renewed.size(); ++i)
      lasted_longer(groups_[first + i].uptimes, up - renewed[i]);
    return overlaps;
  }

  void fails(const Outage& outage, std::size_t first, std::vector<double>& renewed, double up) {
    for (std::size_t i = 0; i < renewed.size(); ++i) {
      const bool own = first + i == group_of(outage);
      if (!own && renewal_ == Renewal::own) continue;
      Durations& uptimes = groups_[first + i].uptimes;
      if (own)
        lasted(uptimes, up - renewed[i]);
      else
        lasted_longer(uptimes, up - renewed[i]);
      renewed[i] = up;
    }
  }

  const FailureLog& log_;
  GroupBy by_;
  Renewal renewal_;
  bool all_new_;
  std::vector<LogGroup> groups_;
};

}  // namespace

std::vector<LogGroup> grouped(const FailureLog& log, GroupBy by, Renewal renewal, bool all_new,
                              std::size_t& overlaps) {
  Grouping grouping(log, by, renewal, all_new);
  overlaps = 0;
  if (log.has_repairs) grouping.repairs();
  if (log.outages.front().uptime)
    grouping.given_uptimes();
  else if (log.has_uptimes)
    overlaps = grouping.uptimes_between();
  return grouping.result();
}

}  // namespace ausfall::studies
