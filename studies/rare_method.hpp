// How a run looks for outages: on histories alone, or also on struck paths beside them
// (sim/strikes.hpp), for what is too rare for histories to meet often enough.
//
// 1. Every method simulates the same histories as a plain run, to the draw, and measures the same
//    span. `combined`, the default, takes what is common from the histories and what is rare from the
//    paths. `importance` takes every course that begins with a failure from the paths.
// 2. What is rare is decided by a pilot run with random numbers of its own, so nothing that is
//    reported has taken part in the choice. It counts events, not seconds: the choice is the same on
//    every machine.
// 3. A weighted estimate says how many independent looks found something, how many equal ones they
//    are worth, and what the largest of them makes of the whole. Too few, or one that dominates, and
//    it is called untrusted, with the reason; so it is when the histories contradict it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/ledger.hpp"
#include "models/model.hpp"
#include "models/plant.hpp"
#include "models/rare_ledger.hpp"
#include "models/rarity.hpp"
#include "sim/calendar.hpp"
#include "sim/strikes.hpp"
#include "studies/result.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

enum class Method : std::uint8_t { plain, combined, importance, automatic };

/// "plain", "combined", "importance", "auto", in this order.
const std::vector<std::string>& method_names();
std::string name_of(Method method);

/// What is struck how often, and what is rare. For plants of one structure, whatever their times.
struct StrikeStrategy {
  std::vector<std::string> kinds;  ///< their names
  Rareness rareness;
  StrikePlan plan;
};

/// Decided, once for all threads.
struct ChosenMethod {
  Method method = Method::plain;  ///< not automatic
  Method asked = Method::plain;
  std::string why;                 ///< a part of a sentence; empty if there is nothing to say
  std::uint64_t pilot_events = 0;  ///< spent on the choice
  std::shared_ptr<const StrikeStrategy> strategy;  ///< but for plain
  /// By service: of its downtime, what comes from courses that the run meets fewer than ten times, as
  /// the pilot estimates it. Of plain runs whose pilot could tell.
  std::vector<std::optional<double>> unmet;

  [[nodiscard]] bool weighted() const { return strategy != nullptr; }
};

/// What a choice depends on.
struct MethodQuestion {
  Method asked = Method::combined;
  MeasuredSpan span;
  std::uint64_t seed = 1;
  std::uint64_t replications = 1;  ///< with a precision, the fewest
  std::optional<double> precision{};
};

/// Throws Refused if the method asked for cannot work on this plant, and what simulating throws.
ChosenMethod choose_method(const models::Plant& plant, const MethodQuestion& question,
                           const Watch& watch);

/// Plants are compared: kinds of failures that several have are rare to the same degree, and are struck
/// as often, in all of them, so that strikes are paired.
void strike_alike(std::vector<ChosenMethod>& methods);

/// Runs replications with paths beside them, on one thread.
class RareWorker {
 public:
  using Engine = Strikes<models::Model, models::Ledger, models::RareLedger>;

  /// REQUIRES: plant and strategy outlive it.
  RareWorker(const models::Plant& plant, const StrikeStrategy& strategy, Survey* survey = nullptr,
             models::SurveyReturns* returns = nullptr);

  /// Of the histories.
  [[nodiscard]] const Calendar& calendar() const { return engine_.calendar(); }
  [[nodiscard]] const models::RareLedger& ledger() const { return ledger_; }
  /// `history` observes what a plain run would, and is told what is rare.
  void run(ReplicationKey key, MeasuredSpan span, models::Ledger& history,
           models::RareTally& tally);

 private:
  const models::Model model_;
  const models::Rarity rarity_;
  models::RareLedger ledger_;
  Engine engine_;
};

/// What a service's weighted estimate is worth. `contradicted`: by what whole histories saw.
RareResult rare_result(const models::RareTally& rare, const models::Tally& histories,
                       models::ServiceId id, const Estimate& unavailability, bool contradicted);

/// Of a service part of which was looked for on paths: why it is not to be trusted.
std::optional<std::string> distrust(const ServiceResult& service);

MethodResult method_result(const ChosenMethod& method, const models::RareTally& rare);

}  // namespace ausfall::studies
