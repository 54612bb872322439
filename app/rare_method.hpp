// How a run looks for outages: plainly, or by methods for rare ones; and what these found, told so
// that a number that is not to be trusted is not taken for one that is.
//
// 1. Every method simulates the same histories as a plain run, to the draw, and measures the same
//    span. What is common is measured there by all of them; downtime, outages and requests lost come
//    from the weighted paths beside them.
// 2. `automatic` is decided by a pilot run with random numbers of its own, so nothing that is
//    reported has taken part in the choice. It counts events, not seconds: the choice is the same on
//    every machine.
// 3. A weighted estimate says how many independent looks found something, how many equal ones they
//    are worth, and what the largest of them makes of the whole. Too few, or one that dominates, and
//    it is called untrusted, with the reason; so it is when the histories contradict it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/result.hpp"
#include "models/ledger.hpp"
#include "models/plant.hpp"
#include "models/rare_ledger.hpp"
#include "models/rarity.hpp"
#include "sim/calendar.hpp"
#include "sim/forcing.hpp"

namespace ausfall::app {

enum class Method : std::uint8_t { plain, importance, splitting, automatic };

/// "plain", "importance", "splitting", "auto", in this order.
const std::vector<std::string>& method_names();
std::string name_of(Method method);

/// Decided, once for all threads. REQUIRES: the plant outlives it.
struct ChosenMethod {
  Method method = Method::plain;  ///< not automatic
  Method asked = Method::plain;
  std::string why;                 ///< a part of a sentence; of `automatic` only
  std::uint64_t pilot_events = 0;  ///< spent on the choice, and on finding its parameters
  std::shared_ptr<const models::Rarity> rarity;  ///< but for plain
  std::vector<double> usual;                     ///< importance: as Forcing's
  std::vector<std::uint64_t> factors;            ///< splitting: retrials at each level

  [[nodiscard]] bool weighted() const { return method != Method::plain; }
};

/// What a choice depends on.
struct MethodQuestion {
  Method asked = Method::plain;
  MeasuredSpan span;
  std::uint64_t seed = 1;
  std::uint64_t replications_max = 1;
  bool to_a_precision = false;  ///< the run goes on until it is precise, or at its end
};

/// Throws UsageError if the method asked for cannot work on this plant, and what simulating throws.
ChosenMethod choose_method(const models::Plant& plant, const MethodQuestion& question,
                           const std::atomic<bool>& interrupted);

/// Runs replications by a weighted method, on one thread.
class RareWorker {
 public:
  /// REQUIRES: plant and method outlive it; method.weighted().
  RareWorker(const models::Plant& plant, const ChosenMethod& method);
  RareWorker(const RareWorker&) = delete;
  RareWorker& operator=(const RareWorker&) = delete;
  ~RareWorker();

  /// Of the histories.
  [[nodiscard]] const Calendar& calendar() const;
  /// `history` observes what a plain run would.
  void run(ReplicationKey key, MeasuredSpan span, models::Observer& history,
           models::RareTally& tally);
  /// As Forcing's.
  [[nodiscard]] std::vector<double> usual() const;

 private:
  class Engine;
  class Importance;
  class Splitting;
  models::RareLedger ledger_;
  std::unique_ptr<Engine> engine_;
};

/// The weighted estimate of a service's unavailability; none if nothing was hit.
std::optional<Estimate> rare_unavailability(const models::RareTally& tally,
                                            models::ServiceId service, double confidence);

/// Puts what was found by weight where the histories were too short, and says what it is worth.
void add_rare(ServiceResult& result, const models::Plant& plant, const models::RareTally& rare,
              const models::Tally& histories, models::ServiceId id, double confidence);

/// Of a service that was looked for by a weighted method: why it is not to be trusted.
std::optional<std::string> distrust(const ServiceResult& service);

MethodResult method_result(const ChosenMethod& method, const models::RareTally& rare);

}  // namespace ausfall::app
