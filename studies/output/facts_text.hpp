// One sentence a fact, in the historical present: "node2 suspects node1".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "models/facts.hpp"
#include "models/plant.hpp"

namespace ausfall::studies {

/// What kind of thing `subject` is the index of.
enum class SubjectKind : std::uint8_t {
  component,
  storage,
  mode,
  common_cause,
  fault,
  node,
  group,
  instance,
  maintenance,
  service
};

/// The subjects of facts of this kind.
SubjectKind subject_of_kind(models::FactKind kind);

/// Which facts of a story say nothing new: that a service which is down answers nothing and one that
/// is up all, and that a group is in the phase that it was in.
class AlreadyTold {
 public:
  /// To be asked of every fact, in their order.
  bool operator()(const models::Fact& fact);

 private:
  bool phase_goes_on(const models::Fact& fact);

  std::map<std::uint32_t, std::uint32_t> phases_;  // by group
  models::Fact told_{.kind = models::FactKind::count_, .origin = {}};
};

/// What happened, for people: the sentence of its row in models/fact_kinds.inc. `in_weeks`: when,
/// from a Monday at 0:00 on.
std::string sentence(const models::Plant& plant, const models::Fact& fact, Time in_weeks);

/// The kind's own name, for programs: "node_suspected".
std::string_view name_of(models::FactKind kind);

/// The state of its subject from now on, "" for good order; nothing for what is only a moment.
std::optional<std::string> mark_of(const models::Plant& plant, const models::Fact& fact);

/// What the fact is about, by name: "node1", "node1.hardware", "msc.mail".
std::string subject_of(const models::Plant& plant, const models::Fact& fact);

}  // namespace ausfall::studies
