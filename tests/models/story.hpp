// A scenario that is told as it happens, for tests that ask when something happened and how things
// stand then.
#pragma once

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/cluster/group_status.hpp"
#include "models/cluster/heartbeat.hpp"
#include "models/model.hpp"
#include "scenarios/reader.hpp"
#include "sim/calendar.hpp"
#include "sim/simulate.hpp"
#include "studies/output/facts_text.hpp"

namespace ausfall::test {

/// The same seed tells the same story.
class Story {
 public:
  explicit Story(const std::string& text, std::uint64_t seed = 1)
      : scenario_(scenarios::read_text("story.yaml", "ausfall: 1\nhorizon: 1 y\n" + text)),
        calendar_(streams_of(plant())),
        teller_(*this),
        model_(plant()),
        world_(model_.healthy()) {
    calendar_.reset({seed, 0});
    begin_replication(model_, world_, calendar_, &teller_);
  }

  void until(Time end) {
    std::uint64_t events = 0;
    simulate(model_, world_, calendar_, &teller_, end, events, 100'000);
  }

  /// As if the last heartbeats of the one, too many, had not reached the other. REQUIRES: they are
  /// of one cluster, on a network that loses some.
  void lose_heartbeats(const std::string& of, const std::string& at) {
    models::Moment moment(plant(), world_, calendar_, &teller_);
    const models::Node& lost = plant()[plant()[component(of)].nodes.front()];
    const models::NodeId observer = plant()[component(at)].nodes.front();
    calendar_.stop(plant()[observer].doubts[lost.number]);
    models::heartbeats_missed(moment, observer, lost.number);
    models::conclude(moment);
  }

  /// Of the first group.
  void set_status(models::GroupStatus status) {
    models::Moment moment(plant(), world_, calendar_, &teller_);
    models::set_status(moment, models::GroupId(0), status);
  }

  [[nodiscard]] const models::Plant& plant() const { return *scenario_.plant; }
  [[nodiscard]] const models::World& world() const { return world_; }
  [[nodiscard]] const Calendar& calendar() const { return calendar_; }

  /// When it was told, sentence by sentence as the program writes them.
  [[nodiscard]] std::vector<Time> times(const std::string& sentence) const {
    std::vector<Time> result;
    for (const Line& line : lines_) {
      if (line.sentence == sentence) result.push_back(line.time);
    }
    return result;
  }
  [[nodiscard]] bool told(const std::string& sentence) const { return !times(sentence).empty(); }
  [[nodiscard]] std::size_t count(models::FactKind kind) const {
    return static_cast<std::size_t>(
        std::ranges::count(lines_, kind, [](const Line& line) { return line.kind; }));
  }

  /// By name. Throws std::out_of_range.
  [[nodiscard]] models::ComponentId component(const std::string& name) const {
    return models::ComponentId(place_of(plant().components, name));
  }
  [[nodiscard]] models::GroupId group(const std::string& name) const {
    return models::GroupId(place_of(plant().groups, name));
  }
  [[nodiscard]] models::NetworkId network(const std::string& name) const {
    return models::NetworkId(place_of(plant().networks, name));
  }
  [[nodiscard]] const models::NodeState& node(const std::string& name) const {
    return world_[plant()[component(name)].nodes.front()];
  }
  [[nodiscard]] bool alive(const std::string& name) const {
    return world_[component(name)].alive();
  }

  /// All that was told so far, for a test that fails.
  [[nodiscard]] std::string all() const {
    std::string text;
    for (const Line& line : lines_) text += in_words(line.time) + "  " + line.sentence + "\n";
    return text;
  }

 private:
  struct Line {
    Time time;
    models::FactKind kind;
    std::string sentence;
  };

  class Teller final : public models::Observer {
   public:
    explicit Teller(Story& story) : Observer(models::FactKinds{}.set()), story_(story) {}
    void observe(const models::Fact& fact) override {
      story_.lines_.push_back({story_.calendar_.now(), fact.kind,
                               studies::sentence(story_.plant(), fact, story_.calendar_.now())});
    }

   private:
    Story& story_;
  };

  template <class Things>
  static std::size_t place_of(const Things& things, const std::string& name) {
    const auto found =
        std::ranges::find_if(things, [&](const auto& each) { return each.name == name; });
    if (found == things.end()) throw std::out_of_range("nothing is called " + name);
    return static_cast<std::size_t>(found - things.begin());
  }

  scenarios::Scenario scenario_;
  Calendar calendar_;
  std::vector<Line> lines_;
  Teller teller_;
  models::Model model_;
  models::World world_;
};

}  // namespace ausfall::test
