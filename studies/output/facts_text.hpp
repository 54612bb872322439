// One sentence a fact, in the historical present: "node2 suspects node1".
#pragma once

#include <string>

#include "models/facts.hpp"
#include "models/plant.hpp"

namespace ausfall::studies {

/// What happened, for people. The kinds are told apart by one visible table in facts_text.cpp.
std::string sentence(const models::Plant& plant, const models::Fact& fact);

/// The kind's own name, for programs: "node_suspected".
std::string_view name_of(models::FactKind kind);

/// What the fact is about, by name: "node1", "node1.hardware", "msc.mail".
std::string subject_of(const models::Plant& plant, const models::Fact& fact);

}  // namespace ausfall::studies
