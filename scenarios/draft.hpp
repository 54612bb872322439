// A plant under construction: what has been read so far, and the names by which the rest refers to
// it.
//
// The parts of a scenario are read in the order of the functions at the end, so that each finds
// what it refers to. What is wrong is reported and left out; a draft with errors is never
// completed.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/plant.hpp"
#include "scenarios/document.hpp"
#include "scenarios/section.hpp"

namespace ausfall::scenarios {

/// Kinds of things that a selection can name; they share one space of names. A set of kinds is
/// their sum.
using Kinds = unsigned;
namespace kinds {
inline constexpr Kinds host = 1;
inline constexpr Kinds vm = 2;
inline constexpr Kinds app = 4;
inline constexpr Kinds network = 8;
inline constexpr Kinds trunk = 16;
inline constexpr Kinds storage = 32;
inline constexpr Kinds part = 64;  ///< a switch, link, array, controller or path, by its full name
inline constexpr Kinds device = 128;
inline constexpr Kinds running = host | vm | app;
inline constexpr Kinds things = host | vm | app | network | trunk | storage | device;
}  // namespace kinds

/// `rack=A`: a name, and a value.
struct Label {
  std::string name;
  std::string value;
};

struct Thing {
  Kinds kind = 0;
  std::string name;
  Position at;
  std::vector<Label> labels;      ///< of a host, VM or app
  models::ComponentId component;  ///< the array of a storage, or the mirror; none of a network
  models::NetworkId network;
  models::StorageId storage;
};

/// What a VM or app refers to, to be resolved once all that can be named is known.
struct Placement {
  models::ComponentId component;
  Position at;
  Tree place;  ///< null where it is not given
  Tree storage;
  Tree disk_timeout;
  Tree disk_loss;
};

class Draft {
 public:
  explicit Draft(Reading& in) : reading(in) {}

  Reading& reading;
  models::Plant plant;
  std::size_t part_count = 0;  ///< switches, links, arrays, controllers and paths
  std::vector<Placement> placements;
  std::optional<bool> loads_in_cores;   ///< nothing where no load was read
  std::set<std::string> own_admission;  ///< clusters whose admission control no profile gave
  std::map<std::string, models::CrewId, std::less<>> crews;
  std::map<std::string, models::SparesId, std::less<>> spares;

  /// Null, and an error, if the name is bad or taken.
  Thing* declare(Kinds kind, const Entry& entry);
  /// A component of a family: those written under one key of one section.
  models::ComponentId add(models::ComponentKind kind, std::string name, models::FamilyId family);
  models::FamilyId family(std::string_view section, const Entry& entry, std::string_view part = "");
  models::Component& component(models::ComponentId id) { return plant.components[id.index()]; }
  [[nodiscard]] const std::string& name(models::ComponentId id) const { return plant[id].name; }
  [[nodiscard]] std::string_view word(models::ComponentId id) const;  ///< "host", "VM", ...
  [[nodiscard]] bool attached(models::StorageId storage, models::ComponentId host) const;

  /// Those of these kinds that the tree names, each once, in the order of naming. What does not
  /// exist is reported; `key` is where it was found. A glob, `all`, or a label such as `rack=A`
  /// selects among the kinds `by_glob` only; where a glob finds none there, among the kinds
  /// `otherwise`.
  std::vector<const Thing*> select(const Tree& tree, Kinds kind, std::string_view key,
                                   Kinds by_glob, Kinds otherwise = 0);
  std::vector<const Thing*> select(const Tree& tree, Kinds kind, std::string_view key) {
    return select(tree, kind, key, kind);
  }
  /// The one that is named; null after a mistake.
  const Thing* one(const Tree& tree, Kinds kind, std::string_view key);
  const Thing* find(std::string_view name, Kinds kind);

  /// The components that stand for it: a network's switches, a storage's array, a mirror's two, or
  /// itself.
  [[nodiscard]] std::vector<models::ComponentId> components_of(const Thing& thing) const;

  void error(Position at, std::string message, std::string hint = "") {
    reading.diagnostics.error(at, std::move(message), std::move(hint));
  }
  void warning(Position at, std::string message, std::string hint = "") {
    reading.diagnostics.warning(at, std::move(message), std::move(hint));
  }

 private:
  /// Where globs and `all` look: among the kinds `first`, and if there is none, `otherwise`.
  struct ByGlob {
    Kinds first;
    Kinds otherwise;
  };
  void select_word(const std::string& word, Position at, Kinds kind, std::string_view key,
                   ByGlob by_glob, std::vector<const Thing*>& selected);
  void select_range(const std::string& range, Position at, Kinds kind, std::string_view key,
                    std::vector<const Thing*>& selected);
  void select_label(const std::string& word, Position at, Kinds kind, std::string_view key,
                    std::vector<const Thing*>& selected);
  /// The host that a VM or app is on when all is well; null where that is not known (yet).
  const Thing* host_of(const Thing& thing);
  void select_glob(const std::string& glob, Position at, std::string_view key, ByGlob by_glob,
                   std::vector<const Thing*>& selected);
  void add_matching(const std::string& glob, Position at, Kinds kind,
                    std::vector<const Thing*>& selected);
  /// Where in `things_` those of these kinds stand that a glob may mean: all, or those whose names
  /// begin as it does.
  [[nodiscard]] std::vector<std::size_t> meant_by(const std::string& glob, Kinds kind) const;
  const Thing* part(const models::Component& component, models::ComponentId id);
  /// Counts what has been compared with globs, and ends the reading when that is more than any room
  /// needs.
  void count_work(Position at, std::size_t work);
  void unknown(std::string_view name, Position at, Kinds kind, std::string_view key);
  [[nodiscard]] std::vector<std::string> names_of(Kinds kind) const;
  /// Parts of the network or storage that a part's name begins with; all parts if there is no such.
  [[nodiscard]] std::vector<std::string> parts_near(std::string_view name) const;

  std::deque<Thing> things_;                    // pointers to them stay good
  std::map<models::ComponentId, Thing> parts_;  // those that have been named
  std::size_t compared_ = 0;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::map<Kinds, std::vector<std::size_t>> by_kind_;  // of one kind, in the order of declaration
  std::map<std::string, models::ComponentId, std::less<>> part_index_;
  std::map<models::ComponentId, const Thing*> hosts_;  // once asked for
  std::map<std::string, models::FamilyId, std::less<>> families_;
};

/// Whether a word of a selection is a label and its value: `rack=A`.
bool is_label(std::string_view word);
/// "host", "host or VM".
std::string words_for(Kinds kind);
/// "an app", "a host or VM".
std::string a(const std::string& words);

// In this order.
void read_crews(Draft& draft, Section& scenario);
void read_hosts(Draft& draft, Section& scenario);
void read_vms(Draft& draft, Section& scenario);
void read_apps(Draft& draft, Section& scenario);
void read_networks(Draft& draft, Section& scenario);
void read_trunks(Draft& draft, Section& scenario);
void read_domains(Draft& draft, Section& scenario);
void read_storages(Draft& draft, Section& scenario);  ///< but for mirrors
void read_mirrors(Draft& draft, Section& scenario);
void read_devices(Draft& draft, Section& scenario);
void read_clusters(Draft& draft,
                   Section& scenario);  ///< and places what runs on hosts, VMs and in groups
/// What a cluster on these nodes does, of its `section`, which begins at `at`.
void read_policy(Draft& draft, Section& section, Position at,
                 const std::vector<models::ComponentId>& nodes, models::Cluster& cluster);
/// Its `restart`, and after its fencing has been read, what it does about stops that fail.
void read_restart(Draft& draft, Section& section, models::Cluster& cluster);
void read_stop_failure(Draft& draft, Section& section, models::Cluster& cluster);
/// The check of a load balancer.
void read_check(Draft& draft, const Tree& tree, models::Cluster& cluster);
/// `eviction` and `shutdown` of a cluster on these nodes.
void read_eviction(Draft& draft, Section& policy, const std::vector<models::ComponentId>& nodes,
                   models::Cluster& cluster);
/// What the monitor asks of disks; how long a hung member must have done no I/O.
Duration read_io(Section& section, models::Monitor& monitor);
/// `storage-loss` and `redirected` of a cluster.
void read_storage_loss(Draft& draft, Section& section, models::Cluster& cluster);
void read_maintenance(Draft& draft, Section& scenario);
/// Planned restarts of what can be drained become maintenance.
void drain_for_rejuvenations(Draft& draft);
void read_crew_orders(Draft& draft, Section& scenario);
void read_common_causes(Draft& draft, Section& scenario);
void read_services(Draft& draft, Section& scenario);
void read_faults(Draft& draft, Section& scenario, Time end);
/// `overcommit` of a host or a cluster; nothing said where the tree is null.
models::Overcommit read_overcommit(Draft& draft, const Tree& tree);
void check_capacity(Draft& draft);
/// What bears its cores; what is asked and changes nothing, or is too much from the start.
void check_loads(Draft& draft, Section& scenario);
/// What limits nothing: a boot's I/Os without storage, a network's bandwidth without any over it.
void check_storage_limits(Draft& draft, Section& scenario);
void check_admission(Draft& draft);
void check_unused(Draft& draft, Section& scenario);

/// `disk-timeout` and `disk-loss` of a VM or app; what it does where it says nothing.
void read_disk_loss(Section& section, models::Component& component, models::DiskLoss otherwise);

/// The `labels` of a host, VM or app.
void read_labels(Draft& draft, Section& section, Thing& thing);

/// The body of a failure mode, for any number of components. Nothing after a mistake.
std::optional<models::Mode> read_mode(Draft& draft, const Entry& entry, bool runs);
void add_mode(Draft& draft, models::ComponentId component, models::Mode mode);
/// The map `failures` of one component.
void read_failures(Draft& draft, Section& section, models::ComponentId component);
/// What `mistake` says: the probability that work goes wrong. 0 where it is not given.
double read_mistake(Draft& draft, Section& section);
/// What `rejuvenate` says of a component whose failures were read.
void read_rejuvenation(Draft& draft, Section& section, models::ComponentId component);
/// The same of another component with the same modes.
void copy_rejuvenation(Draft& draft, models::ComponentId from, models::ComponentId to);
/// `bears`, and of what is no host `demand`.
void read_load(Draft& draft, Section& section, models::ComponentId id);
/// The `test` of a section, for its latent modes: those read since there were so many.
void read_test(Draft& draft, Section& section, std::size_t first_mode);
/// `mttf` or `ttf`; nothing after a mistake.
std::optional<Distribution> time_to_failure(Section& section);
/// A time, or the word `never`, where the key may have it.
std::optional<Distribution> law_or_never(Section& section, std::string_view key);
/// `stop`, `start-failure` and `stop-failure` of a VM or app.
void read_starts_and_stops(Draft& draft, Section& section, models::ComponentId id);
/// `mttr` or `ttr`.
std::optional<Distribution> time_to_repair(Section& section);

}  // namespace ausfall::scenarios
