// Situations of plants with many interchangeable components, in a few bytes each.
//
// 1. All that is particular about a bundle (see Symmetry) is its local state: its components, modes
//    and clocks. Local states are numbered as they are met. A situation is known from how many
//    bundles of each class are in which local state, from what stands in which queue, and from the
//    rest of the plant. Which bundle is which is not kept.
// 2. Things happen in one world. `enter` changes of it what is different in the situation entered;
//    `key` looks at what has changed since. That is found by comparing memory with the world as it
//    was entered, so no behaviour has to tell what it touched.
// 3. A queue is kept as the sequence of the local states of the bundles whose modes wait in it.
//    Where one mode of a bundle waits, its place is not part of the local state: bundles of equal
//    local state behave alike, so it does not matter which of them waits where. Where several modes
//    of one bundle wait, their places are part of its local state, since they have to stay the
//    places of one and the same bundle.
// 4. Services are looked at when a situation is new, not at every ring: nothing depends on them.
//
// What this cannot hold has no condensed situations: plants with clusters, whose nodes have an
// order, with maintenance or mirrors, or whose classes share components.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/plant.hpp"
#include "models/symmetry.hpp"
#include "models/world.hpp"
#include "sim/clock_table.hpp"
#include "sim/explorer.hpp"

namespace ausfall::models {

class Condensed {
 public:
  using State = World;

  /// Nothing where the plant's situations cannot be condensed, or there is nothing to gain.
  static std::unique_ptr<Condensed> of(const Plant& plant, const Symmetry& symmetry,
                                       const World& healthy, ClockTable& clocks);

  // What an explorer asks: see exploring::KeptWorlds.
  World& world() { return world_; }
  void settle(Clocks& /*clocks*/) { forget_unsettled(world_); }
  std::string_view key();
  void keep();
  [[nodiscard]] double measure(std::size_t i) const;
  void enter(std::string_view key);
  void go_back();
  [[nodiscard]] const std::vector<Ringing>& ringings() const { return ringings_; }
  [[nodiscard]] std::size_t memory() const { return 0; }

 private:
  using Word = std::uint64_t;
  using Local = std::uint32_t;  ///< the number of a local state, within its class

  /// Where a component, mode, clock or hit belongs; without a class, to the rest.
  struct Owner {
    std::uint32_t of_class = no_class;
    std::uint32_t slot = 0;
    std::uint32_t place = 0;  ///< among the bundle's
    bool operator==(const Owner&) const = default;
  };
  static constexpr std::uint32_t no_class = 0xFFFFFFFF;

  struct Known {
    std::vector<std::uint32_t> ringing;  ///< which of the bundle's clocks run, by place
    bool waits = false;                  ///< in a queue in which the order matters
    bool waits_twice = false;            ///< in several places, which it knows
  };
  struct Group {
    Local local = 0;
    std::uint32_t count = 0;
    bool operator==(const Group&) const = default;
  };
  /// A class of bundles, and how they are in the situation entered.
  struct Kind {
    std::vector<Symmetry::Bundle> bundles;
    std::vector<std::vector<std::size_t>> hits;  ///< by bundle: among those of common causes
    exploring::Numbering numbers;                ///< of local states, by their words
    std::vector<Known> known;                    ///< by local state
    std::vector<Local> local;                    ///< by slot: as it is now
    std::vector<Group> groups;                   ///< as entered; ascending
    std::vector<std::uint32_t> first;            ///< by local state: its first slot, as entered
    std::vector<std::uint32_t> taken;            ///< by local state: bundles whose places are found
  };
  /// What waits in a queue: so many in a row of the same local state, or one of the rest.
  struct Run {
    std::uint32_t of_class = no_class;
    std::uint32_t what = 0;   ///< local state, or mode
    std::uint32_t place = 0;  ///< of the mode in its bundle
    std::uint32_t count = 0;
    [[nodiscard]] bool goes_on_as(const Run& other) const {
      return of_class != no_class && of_class == other.of_class && what == other.what &&
             place == other.place;
    }
    bool operator==(const Run&) const = default;
  };
  /// One in which the order matters.
  struct Queue {
    std::size_t number;     ///< crews come first, then pools of spares
    std::vector<Run> runs;  ///< as entered
  };
  struct Changed {
    std::uint32_t of_class;
    std::uint32_t slot;
    Local before;
  };
  class Reader;

  Condensed(const Plant& plant, std::vector<Symmetry::Class> classes, const World& healthy,
            ClockTable& clocks);

  void own(std::uint32_t of_class);
  void find_rest();
  void find_queues();
  void find_what_may_change();
  [[nodiscard]] bool waits_in_order(ModeId mode, ModeState state) const;
  [[nodiscard]] std::vector<ModeId>& queue(World& world, std::size_t number) const {
    const std::size_t crews = plant_.crews.size();
    return number < crews ? world.crews[number].waiting : world.spares[number - crews].waiting;
  }

  void gather_words(const Kind& kind, std::size_t slot);
  void append_places(const Symmetry::Bundle& bundle);
  Local number_words(Kind& kind);
  std::uint32_t number_rest();

  void find_changes();
  [[nodiscard]] bool nothing_else_changed() const;
  void note(const Owner& owner);
  void note_those_that_wait_twice();
  void renumber_changed();
  void append_groups(std::size_t of_class);
  void append_queue(const Queue& each);
  void append_run(const Run& run);
  void append_part(const std::vector<Run>& runs, std::size_t first, std::size_t last);
  [[nodiscard]] Run entry(ModeId mode) const;

  void put_rest(std::uint32_t rest);
  void put_groups(std::size_t of_class, Reader& reader);
  void put_local(Kind& kind, std::size_t slot, Local local);
  void put_queue(Queue& each, Reader& reader);
  void put_random_queues();
  void put_component(ComponentId id, Word word);
  void put_clock(ClockId clock, Word word);
  void find_ringings();

  const Plant& plant_;
  ClockTable& clocks_;
  World entered_;  // as it was entered
  World world_;
  std::vector<Kind> kinds_;

  std::vector<Owner> of_component_;
  std::vector<Owner> of_mode_;
  std::vector<Owner> of_clock_;
  std::vector<Owner> of_hit_;
  std::vector<ComponentId> rest_components_;
  std::vector<ModeId> rest_modes_;
  std::vector<ClockId> rest_clocks_;  // but for arrivals of spares
  std::vector<std::size_t> rest_hits_;
  std::vector<Queue> queues_;
  std::vector<std::pair<std::size_t, std::size_t>> may_change_;  // components, from and up to

  exploring::Numbering rests_;
  std::uint32_t rest_ = 0;  // of the situation entered

  // Of the situation that has come about.
  std::vector<Changed> changed_;
  bool rest_changed_ = false;
  bool some_stayed_changed_ = false;  // bundles that waited and wait, but are another local state
  std::vector<std::uint32_t> changed_components_;
  std::vector<std::uint32_t> changed_modes_;
  bool reach_changed_ = false;

  std::vector<ServiceState> services_;  // of what was kept last
  std::size_t kept_ = 0;

  std::vector<Word> words_;
  std::string key_;
  std::vector<Group> groups_;
  std::vector<Run> runs_;
  std::vector<Ringing> ringings_;
};

}  // namespace ausfall::models
