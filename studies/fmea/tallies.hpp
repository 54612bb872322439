// What samples of failures come to, added up: in the order of the failures, whichever threads struck
// them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/aftermath.hpp"
#include "models/cluster/hindrance.hpp"
#include "studies/fmea/failure_effects.hpp"

namespace ausfall::studies {

/// What the first failure of a pair does alone, in one sample.
struct Course {
  std::vector<models::Aftermath::Span> spans;  ///< of its failovers
  Time last{0};                                ///< when it was over, as far as it was
};

inline void merge(SeverityCounts& into, const SeverityCounts& from) {
  for (std::size_t i = 0; i < severity_count; ++i) into[i] += from[i];
}

inline void merge(std::vector<SeverityCounts>& into, const std::vector<SeverityCounts>& from) {
  into.resize(std::max(into.size(), from.size()));
  for (std::size_t i = 0; i < from.size(); ++i) merge(into[i], from[i]);
}

inline void merge(SplitBrainEffect& into, const SplitBrainEffect& from) {
  into.samples += from.samples;
  into.time += from.time;
}

/// Tallies of numbered things, each tally on the next samples of one of them. Merged in order, they
/// come in the order of the numbers.
template <class Effect>
struct InOrder {
  std::vector<std::pair<std::size_t, Effect>> found;
  std::uint64_t events = 0;

  Effect& of(std::size_t number) {
    if (found.empty() || found.back().first != number) found.emplace_back(number, Effect{});
    return found.back().second;
  }
  void merge(const InOrder& other) {
    for (const auto& [number, effect] : other.found) of(number).merge(effect);
    events += other.events;
  }
};

/// A group that is out when the failure has been unrepaired for a week.
struct Out {
  std::size_t group;
  std::uint64_t samples;
  models::Hindrance why;  ///< in the first of them
};

struct SingleTally {
  std::uint64_t samples = 0;
  std::uint64_t unseen = 0;  ///< of these: nobody noticed, and nothing was needed
  std::vector<ServiceEffect> services;
  FailoverEffect failovers;
  SplitBrainEffect split_brain;
  std::vector<Out> out;                  ///< by group
  std::vector<std::uint64_t> data_lost;  ///< samples, as Plant::copied
  std::vector<Course> courses;           ///< by sample; only where pairs will want them

  void merge(const SingleTally& other) {
    samples += other.samples;
    unseen += other.unseen;
    services.resize(std::max(services.size(), other.services.size()));
    for (std::size_t i = 0; i < other.services.size(); ++i) merge(services[i], other.services[i]);
    failovers.failovers += other.failovers.failovers;
    failovers.moved += other.failovers.moved;
    for (std::size_t i = 0; i < models::phase_count; ++i)
      failovers.phases[i] += other.failovers.phases[i];
    studies::merge(split_brain, other.split_brain);
    for (const Out& each : other.out) add_out(each);
    data_lost.resize(std::max(data_lost.size(), other.data_lost.size()));
    for (std::size_t i = 0; i < other.data_lost.size(); ++i) data_lost[i] += other.data_lost[i];
    courses.insert(courses.end(), other.courses.begin(), other.courses.end());
  }

  void add_out(const Out& each) {
    const auto known = std::ranges::lower_bound(out, each.group, {}, &Out::group);
    if (known != out.end() && known->group == each.group)
      known->samples += each.samples;
    else
      out.insert(known, each);
  }

 private:
  static void merge(ServiceEffect& into, const ServiceEffect& from) {
    studies::merge(into.seen, from.seen);
    into.outages.merge(from.outages);
    into.after_repair.merge(from.after_repair);
    into.least_capacity = into.least_capacity == 0
                              ? from.least_capacity
                              : std::min(into.least_capacity, from.least_capacity);
    into.outage_counts.merge(from.outage_counts);
    into.downtime_seconds.merge(from.downtime_seconds);
  }
};

}  // namespace ausfall::studies
