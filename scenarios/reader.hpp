// From a scenario's text to what can be run: read, merge, check, resolve. Each step is a function
// from one value to the next; what can be wrong with a scenario is found here, all of it in one
// pass, and nothing is silently ignored.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/plant.hpp"
#include "scenarios/diagnostic.hpp"
#include "scenarios/expectation.hpp"
#include "scenarios/renamed.hpp"
#include "scenarios/unknowns.hpp"
#include "sim/time.hpp"

namespace ausfall::scenarios {

/// How many replications: at least `min`; with a precision, or something to be decided, on until it
/// is reached, but not beyond `max`. Without, `max`.
struct Replications {
  std::uint64_t min = 1000;
  std::uint64_t max = 1000;
  bool operator==(const Replications&) const = default;
};

struct Scenario {
  std::string name;                    ///< the file's, where the scenario gives none
  std::optional<std::string> variant;  ///< which of the file's it is; none if it has no variants
  std::string description;
  Duration horizon = 10 * year;  ///< of one replication, after the warm-up
  Duration warmup{0};
  std::uint64_t seed = 1;
  Replications replications;
  bool replications_given = false;  ///< the scenario says how many
  std::optional<double> precision;  ///< relative half-width at which to stop
  double confidence = 0.95;
  std::shared_ptr<const models::Plant> plant;  ///< complete; what is not known, at its median
  std::shared_ptr<const Unknowns> unknowns;    ///< what is not known
  /// The same scenario with every time of it not known: by the factor up or down, with 90 %.
  std::function<Unknowns(double factor)> varied;
  /// The same scenario with every time that its profiles assume not known, likewise, beside what it does
  /// not know itself.
  std::function<Unknowns(double factor)> assumed;
  /// The plant with its things under the names that they had; throws std::invalid_argument as
  /// under_old_names.
  std::function<std::shared_ptr<const models::Plant>(const Renames&)> under_old_names;
  std::vector<Expectation> expectations;     ///< in the order in which they are written
  std::vector<std::filesystem::path> files;  ///< that were read for it
  std::vector<Diagnostic> warnings;
};

/// `path=value`: a merge patch at a dotted path. A segment may be a glob, which selects
/// existing keys.
struct Override {
  std::string path;
  std::string value;  ///< YAML

  /// Splits at the first `=`. Throws Mistakes.
  static Override parse(std::string_view text);
};

/// What a file says: one scenario, or as many as it has variants.
struct Variants {
  /// In the order in which they are written, never empty. Of a file without variants the only one
  /// has no `variant`.
  std::vector<Scenario> scenarios;
  /// Of all of them, each once; of what not all have, it says which have it.
  std::vector<Diagnostic> warnings;
};

/// Throws Mistakes, or Unreadable if the file itself cannot be read. Paths in the scenario are
/// relative to its file, and lead to nothing outside its directory but what is `allowed` (Access). Of
/// a file with variants, and of no other, one has to be named; the others are not read.
Scenario read_file(const std::filesystem::path& path, const std::vector<Override>& overrides = {},
                   const std::optional<std::string>& variant = std::nullopt,
                   const Allowed& allowed = {});

/// All variants, or of these the ones that are named. The mistakes of all are reported at once,
/// each once. Throws as read_file.
Variants read_variants(const std::filesystem::path& path,
                       const std::vector<Override>& overrides = {},
                       const std::vector<std::string>& names = {}, const Allowed& allowed = {});

/// A scenario that stands in memory. `name` is what diagnostics call it; paths in it are relative
/// to where `name` lies.
Scenario read_text(const std::string& name, std::string text,
                   const std::vector<Override>& overrides = {},
                   const std::optional<std::string>& variant = std::nullopt,
                   const Allowed& allowed = {});
Variants read_variants_text(const std::string& name, std::string text,
                            const std::vector<Override>& overrides = {},
                            const std::vector<std::string>& names = {},
                            const Allowed& allowed = {});

/// What the one that was read from standard input is called in diagnostics.
inline constexpr std::string_view standard_input_name = "standard input";

inline constexpr std::size_t file_size_max = std::size_t{1} << 20U;  ///< bytes of one scenario file
inline constexpr std::size_t include_depth_max = 16;
inline constexpr std::size_t variants_max = 100;  ///< of a scenario

}  // namespace ausfall::scenarios
