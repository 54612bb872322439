// Ranges of names spelled out, and documents merged, by what the vocabulary knows of each place.
//
// 1. Merging is JSON Merge Patch (RFC 7396): null deletes. It has one exception: alternatives are
//    replaced whole. A patch that says another distribution, another kind of quorum, `mttf` in
//    place of `ttf`, takes the place of what was said, and leaves nothing of it. One of the same
//    kind is merged key by key.
// 2. `composed` makes one patch of two: merging it is as merging one after the other.
#pragma once

#include "scenarios/diagnostic.hpp"
#include "scenarios/document.hpp"
#include "scenarios/vocabulary.hpp"

namespace ausfall::scenarios {

/// Of a whole document.
inline constexpr Place whole_scenario{"scenario", false};

/// The tree with its keys that are ranges (`node1..4`) spelled out, each with the same body. Where
/// the body has a range of as many names and a single one is due, each has its own of these:
/// `http1..4: {on: web1..4}`. A later key for one of them is merged onto it as a patch onto a
/// patch: its nulls stay, so that they delete in what the document is merged onto, too.
Tree spelled_out(const Tree& tree, Place place, Diagnostics& diagnostics);

/// The patch applied to the base. With `strict`, a null that has nothing to delete is an error
/// there.
Tree merged(const Tree& base, const Tree& patch, Place place, Diagnostics* strict = nullptr);

/// One patch for two, the second applied after the first. Unlike `merged` it keeps what deletes:
/// the nulls of the second, marked `has_deleted` where the first had something.
Tree composed(const Tree& first, const Tree& second, Place place);

}  // namespace ausfall::scenarios
