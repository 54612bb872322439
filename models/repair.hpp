// Who repairs what, and when: crews and spares.
//
// 1. A repair needs a member of its crew, who may need time to come, and a part from a pool of
//    spares, where its mode names them. Nobody sets out before the part is there, and it is taken
//    when they do.
// 2. No member of a crew is idle while a repair waits that could begin.
// 3. A crew with working hours comes, and begins, in these; a repair that has begun goes on until it
//    is done. Waiting for the hours is part of the response: the clock of the one who was called.
// 4. What nobody will ever repair stands in no queue, since its place there would mean nothing:
//    what is never repaired, and what needs a part from a pool that is empty and gets no more.
#pragma once

#include "models/moment.hpp"

namespace ausfall::models {

/// Asks for a spare and a crew member, as the mode needs, and begins as soon as they are there.
void request_repair(Moment& moment, ModeId id);

/// Its repair has ended: whoever did it is free again. The caller restores the mode, unless the repair
/// went wrong (false), and another was asked for.
bool repair_ended(Moment& moment, ModeId id);

/// The failure ended otherwise: the repair is called off wherever it stands. A spare that was taken
/// is used.
void call_off_repair(Moment& moment, ModeId id);

/// One of a crew's response clocks rang.
void crew_responded(Moment& moment, CrewId id, std::size_t clock);

/// A part on order has come.
void spare_arrived(Moment& moment, SparesId id);

}  // namespace ausfall::models
