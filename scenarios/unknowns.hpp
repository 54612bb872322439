// What a scenario does not know: times given as `{between: [1 y, 5 y]}` or by few observations, as
// `{observed: {failures: 3, time: 40 y}}`.
//
// 1. What is written once is one input, shared by everything that it is the body of: node1..4 have
//    the same hardware, and what is not known of it is the same for all. What is written apart, or
//    patched for one of them, is an input of its own.
// 2. An input is named after its path in the file, as it is written there, ranges included:
//    `hosts.node1..4.failures.hardware.mttf`; what an alias uses again, after all of its paths. Its
//    draws are named after the first, so variants that have one of the same path draw the same.
// 3. Reading never sees an unknown. It asks for the value of the draw at hand and gets a time, so all
//    that follows from one (the law of a failure, how long heartbeats may be missed) follows from
//    the draw. The plant of a scenario as it is read has every input at its median.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/plant.hpp"
#include "scenarios/document.hpp"
#include "scenarios/vocabulary.hpp"
#include "sim/time.hpp"
#include "sim/unknown.hpp"

namespace ausfall::scenarios {

struct Reading;

/// What the name of an input ends in that a profile assumes.
inline constexpr std::string_view assumed_words = " (assumed)";

struct UnknownInput {
  std::string name;    ///< all of its paths: "vms.web1..2.boot, vms.sql.boot"
  std::string stream;  ///< what its draws are named after
  std::string file;
  std::size_t line = 0;
  Unknown unknown;
};

/// Whether a time under this key may be uncertain: all but those that say what is simulated
/// (horizon, faults), and the bounds of laws.
bool may_be_unknown(const Key& key);

/// Whether a value is written as one that is not known.
bool is_unknown(const Node& value);

/// A drawn time in whole ticks; at least one, since no draw may turn a time into 0.
Duration tick_of(Seconds time);

/// The inputs of one document while it is read, and the draw that it is read for.
class UnknownsReading {
 public:
  UnknownsReading() = default;
  /// Every time is taken to be not known, by this factor up and down (5 % and 95 %).
  static UnknownsReading of_all(double factor);
  /// Likewise every time that a profile assumes.
  static UnknownsReading of_assumptions(double factor);

  /// The factor for what profiles assume.
  [[nodiscard]] std::optional<double> assumed() const { return assumed_; }

  /// Gives names to what stands in a document. To be called first.
  void name_document(const Tree& document);
  /// Gives names to what stands in a tree and not in the document: what a profile says.
  void name(const Tree& tree, const std::string& path) { name(tree, path, path); }

  /// The value of a time in the draw at hand; the first time it is asked for, its unknown is read.
  /// `what` is the key's name; `exponential`, that it is the mean of one. Nothing where the time is
  /// known (a scalar), and after a mistake, which was reported.
  std::optional<Seconds> value(Reading& reading, std::string_view what, const Tree& tree,
                               bool exponential);

  /// Those that were asked for, in the order of their names' being given.
  [[nodiscard]] std::vector<UnknownInput> inputs(const Sources& sources) const;
  /// The levels of a draw, in (0, 1), for the inputs in that order.
  void settle(std::span<const double> levels);

 private:
  /// What tells one written value from another: where each part of it stands.
  using Place = std::vector<Position>;
  struct Record {
    std::string written;  ///< path, as the file has it
    std::string plain;    ///< path of the first thing that has it
    Position at;
    std::optional<Unknown> unknown;
    double level = 0.5;
    std::vector<std::string> also;  ///< paths, as the file has them, by which aliases use it
  };

  void name(const Tree& tree, const std::string& written, const std::string& plain);
  void note(const Tree& tree, const std::string& written, const std::string& plain);
  Record& record(const Tree& tree, std::string_view what);
  [[nodiscard]] std::vector<const Record*> used() const;

  std::optional<double> factor_;
  std::optional<double> assumed_;
  std::map<Place, std::size_t> index_;
  std::vector<Record> records_;
  std::set<std::pair<const Node*, std::string>> named_;  // and by which path; looked up only
  std::set<const Node*> of_document_;                    // looked up only
};

/// The plant that a document gives for a draw.
using ReadPlant = std::function<models::Plant(UnknownsReading&)>;

/// A scenario's inputs that are not known, and its plant for any values of them. Const: threads may
/// share it.
class Unknowns {
 public:
  Unknowns(std::vector<UnknownInput> inputs, UnknownsReading unknowns, ReadPlant read)
      : inputs_(std::move(inputs)), unknowns_(std::move(unknowns)), read_(std::move(read)) {}

  [[nodiscard]] const std::vector<UnknownInput>& inputs() const { return inputs_; }
  /// Everything is known.
  [[nodiscard]] bool none() const { return inputs_.empty(); }

  /// Complete, with the inputs at these levels of their unknowns. Throws Mistakes where the values
  /// contradict one another or the rest. REQUIRES: as many as there are inputs, each in (0, 1).
  [[nodiscard]] std::shared_ptr<const models::Plant> plant(std::span<const double> levels) const;

 private:
  std::vector<UnknownInput> inputs_;
  UnknownsReading unknowns_;
  ReadPlant read_;
};

}  // namespace ausfall::scenarios
