// What an estimate is worth that histories and paths have part in.
//
// A weighted estimate says how many independent looks found something, how many equal ones they are
// worth, and what the largest of them makes of the whole. Too few, or one that dominates, and it is
// called untrusted, with the reason; so it is when the histories contradict it.
#pragma once

#include <optional>
#include <string>

#include "models/ledger.hpp"
#include "models/rare_ledger.hpp"
#include "sim/estimate.hpp"
#include "studies/method.hpp"
#include "studies/replication.hpp"
#include "studies/result.hpp"

namespace ausfall::studies {

/// What a service's weighted estimate is worth. `contradicted`: by what whole histories saw.
RareResult rare_result(const models::RareTally& rare, const models::Tally& histories,
                       models::ServiceId id, const Estimate& unavailability, bool contradicted);

/// Of a service part of which was looked for on paths: why it is not to be trusted.
std::optional<std::string> distrust(const ServiceResult& service);

MethodResult method_result(const ChosenMethod& method, const models::RareTally& rare);

/// Whole histories saw a number of outages that is hardly possible if the estimate is right: less than
/// once in ten thousand.
bool contradicted(const Measured& measured, models::ServiceId id);

/// Of the service's downtime.
KnownFrom known_from(const Measured& measured, models::ServiceId id);

/// Of a service of a plain run: what it cannot have met often enough, and what to do about it. None
/// where that is nothing to speak of.
std::optional<std::string> unmet_words(const ServiceResult& service, const ChosenMethod& method);

}  // namespace ausfall::studies
