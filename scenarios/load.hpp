// From files to merged documents: includes first, each file's ranges spelled out before it is
// merged, a variant's patch onto the base, overrides last.
//
// 1. Variants never mix with the base: what is null in a patch stays null until the patch is
//    merged, through all includes, since it deletes only then.
// 2. An override of `variants.NAME.path` is one of `path` in that variant; any other is one of
//    each document that is read. They are applied in the order in which they were given.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/document.hpp"
#include "scenarios/reader.hpp"

namespace ausfall::scenarios {

/// A scenario's files, merged: what its variants have in common, and their patches.
struct Documents {
  Tree base;             ///< without the keys `include` and `variants`; null if it cannot be read
  Tree variants;         ///< a mapping of names to patches; null where there are none
  Position variants_at;  ///< of the key `variants`; line 0 without one
};

/// One override, parsed. Its places are in a source of its own, named as changes are called.
struct Change {
  std::vector<std::string> segments;  ///< of its path
  Tree value;
  Position at;
  /// Where it is told what the change brings about elsewhere, if not at `at`.
  Position blamed_at{};

  /// It selects variants, by name or glob, and speaks of what is in them.
  [[nodiscard]] bool inside_variants() const {
    return segments.size() > 2 && segments.front() == "variants";
  }
  [[nodiscard]] bool of_variants() const { return segments.front() == "variants"; }
};

/// The documents that stand in a source, merged onto those it includes.
Documents loaded(std::uint32_t source, Sources& sources, Diagnostics& diagnostics);

/// Those that are sound, in their order. What is wrong with another is reported as of a file of this
/// name; of none, named as changes are called.
std::vector<Change> parsed_changes(const std::vector<Override>& overrides, Sources& sources,
                                   Diagnostics& diagnostics, const std::string& called = "");

/// Names between dots; one that holds dots itself stands in quotation marks: variants."1.5 GHz".hosts.
std::vector<std::string> segments_of_path(std::string_view path);

/// With what the changes do to the variants as a whole: `variants=null`, `variants.NAME={...}`.
/// Checks that those that go into variants select some.
Documents with_variants_changed(Documents documents, const std::vector<Change>& changes,
                                Diagnostics& diagnostics);

/// Reports what is wrong with the variants themselves: their names, patches that are none, keys
/// that no patch may hold.
void check_variants(const Documents& documents, Diagnostics& diagnostics);

/// The base with the patch of a variant merged onto it. REQUIRES: there is such a variant.
Tree with_patch(const Documents& documents, const std::string& variant, Diagnostics& diagnostics);

/// With the changes that concern it: a `variant` of that name, or none. What selects nothing in it
/// is reported.
Tree overridden(Tree document, const std::string& variant, const std::vector<Change>& changes,
                Diagnostics& diagnostics);

using Errors = std::vector<std::pair<Position, Diagnostic>>;

/// The errors of a document to which changes were made, those that a change brought about at its
/// place and not in the file. `before` is the document without the changes, `errors_of` reads one.
Errors blamed(Errors errors, const Tree& before, const std::string& variant,
              const std::vector<Change>& changes, const Sources& sources,
              const std::function<Errors(const Tree&)>& errors_of);

}  // namespace ausfall::scenarios
