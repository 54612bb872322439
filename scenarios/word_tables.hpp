// The words that mean an enumerator of the plant, each of them once.
//
// 1. The vocabulary's choices, the reading, the hints of messages and a policy's defaults come from
//    these tables. So a new word is one row.
// 2. A word that is not built yet has no enumerator, and so no row: it stands in the vocabulary,
//    after a `|`.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/plant/components.hpp"
#include "models/plant/failures.hpp"
#include "models/plant/networks.hpp"
#include "models/plant/placement_policies.hpp"
#include "models/plant/policies.hpp"
#include "models/plant/repair.hpp"
#include "scenarios/profile.hpp"

namespace ausfall::scenarios {

template <class Meaning>
struct Word {
  std::string_view text;
  Meaning meaning;
  /// Of a kind: the keys beside it that mean something for this kind, and not for every other.
  std::array<std::string_view, 10> keys{};
};

/// Nothing if the table has no such word.
template <class Meaning, std::size_t size>
std::optional<Meaning> meaning_of(const std::array<Word<Meaning>, size>& table,
                                  std::string_view text) {
  for (const Word<Meaning>& word : table) {
    if (word.text == text) return word.meaning;
  }
  return std::nullopt;
}

template <class Meaning, std::size_t size>
std::vector<std::string> texts_of(const std::array<Word<Meaning>, size>& table) {
  std::vector<std::string> texts;
  for (const Word<Meaning>& word : table) texts.emplace_back(word.text);
  return texts;
}

// ---- the words of a table as one text, made by the compiler -------------------------------------

/// A text that a template can be given.
template <std::size_t size>
struct Literal {
  // NOLINTNEXTLINE(google-explicit-constructor): a template is given the text as it is written
  constexpr Literal(const char (&of)[size]) { std::copy_n(of, size, text); }
  char text[size]{};
};

/// With a 0 behind it. What is too long does not compile.
template <const auto& table, Literal rest>
inline constexpr auto letters_listed = [] {
  std::array<char, 128> letters{};
  char* end = letters.data();
  for (const auto& word : table) {
    if (end != letters.data()) end = std::copy_n(", ", 2, end);
    end = std::copy(word.text.begin(), word.text.end(), end);
  }
  std::copy_n(rest.text, sizeof(rest.text), end);
  return letters;
}();

/// "fifo, random, race", and the `rest`, as it is written.
template <const auto& table, Literal rest = "">
inline constexpr std::string_view listed = letters_listed<table, rest>.data();

namespace words {

// ---- a cluster's policy -------------------------------------------------------------------------

/// Of heartbeats: whether each is simulated.
inline constexpr auto heartbeat_modes =
    std::to_array<Word<bool>>({{"elided", false}, {"explicit", true}});

inline constexpr auto quorum_kinds = std::to_array<Word<models::QuorumKind>>({
    {"none", models::QuorumKind::none},
    {"local", models::QuorumKind::local, {"retry"}},
    {"majority", models::QuorumKind::majority, {"two-node", "retry"}},
    {"shared-disk",
     models::QuorumKind::shared_disk,
     {"storage", "arbitration", "retry", "yields-without-clients"}},
    {"witness", models::QuorumKind::witness, {"witness", "arbitration", "retry"}},
    {"dynamic", models::QuorumKind::dynamic, {"witness", "arbitration", "retry", "tie-break"}},
    {"primaries", models::QuorumKind::primaries, {"primaries"}},
    {"best-partition", models::QuorumKind::best_partition, {"witness", "retry"}},
});

inline constexpr auto fencing_kinds = std::to_array<Word<models::FencingKind>>({
    {"none", models::FencingKind::none},
    {"reservation", models::FencingKind::reservation, {"arbitration"}},
    {"power",
     models::FencingKind::power,
     {"time", "success", "attempts", "send-delay", "send-delays", "priority-delay"}},
    {"watchdog", models::FencingKind::watchdog, {"timeout", "expiry", "delay", "idle-after"}},
    {"poison-pill",
     models::FencingKind::poison_pill,
     {"storage", "at-least", "message-wait", "disk-timeout", "stays-with-quorum", "attempts",
      "send-delay", "send-delays", "priority-delay"}},
    {"lock", models::FencingKind::lock},
});

inline constexpr auto monitor_scopes = std::to_array<Word<models::Scope>>({
    {"node", models::Scope::node},
    {"vm-state", models::Scope::vm_state},
    {"guest-os", models::Scope::guest_os},
    {"app", models::Scope::app},
});

inline constexpr auto placement_rules = std::to_array<Word<models::PlacementRule>>({
    {"next-owner", models::PlacementRule::next_owner},
    {"random", models::PlacementRule::random},
    {"most-free", models::PlacementRule::most_free},
    {"first-fit", models::PlacementRule::first_fit},
});

inline constexpr auto counted = std::to_array<Word<models::Counted>>({
    {"group", models::Counted::group},
    {"node", models::Counted::node},
    {"member", models::Counted::member},
});

/// Of the failures counted, from which the period runs: whether from the last.
inline constexpr auto counted_since = std::to_array<Word<bool>>({{"first", false}, {"last", true}});

/// What a cluster does about a start that fails: whether it goes elsewhere at once.
inline constexpr auto failed_starts =
    std::to_array<Word<bool>>({{"again", false}, {"moves", true}});

inline constexpr auto preemptions =
    std::to_array<Word<bool>>({{"none", false}, {"lower-priority", true}});

/// Whether what maintenance moved away comes back.
inline constexpr auto returns =
    std::to_array<Word<bool>>({{"never", false}, {"after-maintenance", true}});

inline constexpr auto stop_failures = std::to_array<Word<models::StopFailure>>({
    {"fence", models::StopFailure::fence},
    {"block", models::StopFailure::block},
    {"kill", models::StopFailure::kill},
});

/// Whether it is hot.
inline constexpr auto standbys = std::to_array<Word<bool>>({{"cold", false}, {"hot", true}});

inline constexpr auto failback_kinds = std::to_array<Word<models::FailbackKind>>({
    {"never", models::FailbackKind::never},
    {"immediate", models::FailbackKind::immediate},
});

inline constexpr auto isolation_responses = std::to_array<Word<models::IsolationResponse>>({
    {"stay", models::IsolationResponse::stay},
    {"power-off", models::IsolationResponse::power_off, {"after", "leader-after", "needs-owner"}},
    {"shut-down",
     models::IsolationResponse::shut_down,
     {"after", "leader-after", "needs-owner", "shutdown"}},
});

inline constexpr auto admissions = std::to_array<Word<models::Admission>>({
    {"none", {}},
    {"slots", {.kind = models::AdmissionKind::slots, .hosts = 1}},
});

inline constexpr auto planned_kinds = std::to_array<Word<models::PlannedKind>>({
    {"restart", models::PlannedKind::restart, {"concurrency", "mistake", "without-place"}},
    {"save-restore",
     models::PlannedKind::save_restore,
     {"bandwidth", "concurrency", "mistake", "without-place"}},
    {"live-migration",
     models::PlannedKind::live_migration,
     {"bandwidth", "dirty-rate", "concurrency", "mistake", "without-place"}},
});

/// Of rules: whether they hold whatever else is free.
inline constexpr auto demands =
    std::to_array<Word<bool>>({{"preferred", false}, {"required", true}});

/// Of groups: whether they wait for their lost node.
inline constexpr auto workloads =
    std::to_array<Word<bool>>({{"deployment", false}, {"statefulset", true}});

inline constexpr auto shutdowns = std::to_array<Word<models::Shutdown>>({
    {"drain", models::Shutdown::drain},
    {"freeze", models::Shutdown::freeze},
    {"failover", models::Shutdown::failover},
    {"conditional", models::Shutdown::conditional},
});

inline constexpr auto ways_down = std::to_array<Word<models::GoesDown>>({
    {"reboot", models::GoesDown::reboot},
    {"power-off", models::GoesDown::power_off},
});

/// Of VMs that lose their storage: whether their hypervisor holds their I/O.
inline constexpr auto guests_without_storage =
    std::to_array<Word<bool>>({{"own", false}, {"hold", true}});

/// Whether VMs that lose their storage are ended and restarted.
inline constexpr auto storage_responses =
    std::to_array<Word<bool>>({{"none", false}, {"restart", true}});

/// Whether a node without a path goes over the network.
inline constexpr auto redirections =
    std::to_array<Word<bool>>({{"none", false}, {"network", true, {"networks", "capacity"}}});

/// Of what stands on a cluster's nodes and no group names: whether each is a group of its own.
inline constexpr auto rests = std::to_array<Word<bool>>({{"each", true}, {"none", false}});

/// Of planned moves: whether a group that no other node can take is stopped.
inline constexpr auto without_places = std::to_array<Word<bool>>({{"stay", false}, {"stop", true}});

/// Of a load balancer's check: whether it asks the application.
inline constexpr auto check_scopes = std::to_array<Word<bool>>({{"app", true}, {"node", false}});

/// Of a profile: what the groups are made of that its values are about.
inline constexpr auto profile_members = std::to_array<Word<ProfileMembers>>(
    {{"any", ProfileMembers::any}, {"vms", ProfileMembers::vms}, {"apps", ProfileMembers::apps}});

// ---- what stands there, how it fails and who repairs it -----------------------------------------

inline constexpr auto storage_types = std::to_array<Word<models::StorageKind>>({
    {"scsi", models::StorageKind::scsi},
    {"fc", models::StorageKind::fc},
    {"iscsi", models::StorageKind::iscsi},
});

/// Of a host that loses its last path: whether it is told that the disk is gone.
inline constexpr auto path_losses = std::to_array<Word<bool>>({{"silent", false}, {"told", true}});

inline constexpr auto disk_losses = std::to_array<Word<models::DiskLoss>>({
    {"hang", models::DiskLoss::hang},
    {"crash", models::DiskLoss::crash},
    {"wait", models::DiskLoss::wait},
});

inline constexpr auto priorities = std::to_array<Word<models::Priority>>({
    {"high", models::Priority::high},
    {"medium", models::Priority::medium},
    {"low", models::Priority::low},
});

inline constexpr auto effects = std::to_array<Word<models::Effect>>({
    {"down", models::Effect::down},
    {"hang", models::Effect::hang},
    {"degrade", models::Effect::degrade},
    {"latent", models::Effect::latent},
    {"no-start", models::Effect::no_start},
});

inline constexpr auto crew_orders = std::to_array<Word<models::CrewOrder>>({
    {"fifo", models::CrewOrder::fifo},
    {"random", models::CrewOrder::random},
    {"race", models::CrewOrder::race},
});

}  // namespace words
}  // namespace ausfall::scenarios
