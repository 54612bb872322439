// Where a group goes next: what the stages of its life hand over to one another.
//
// A group is watched, stopped, queued, brought online, moved as planned and taken home in circles, so
// each stage has to begin others. What begins them is declared here, and defined in the file that its
// heading names: no stage includes another for that. What only asks how things stand is declared where
// it is answered.
#pragma once

#include "models/cluster/view.hpp"
#include "models/moment.hpp"

namespace ausfall::models {

// ---- watching.cpp -------------------------------------------------------------------------------

/// Starts the clocks of members below the floor, while the group otherwise serves, and stops those
/// of members that are no longer.
void watch_capacity(Moment& moment, GroupId id);
/// Starts the clock of what the group lacks on its node, from when on it does not serve; stops it
/// if it has it again.
void watch_surroundings(Moment& moment, GroupId id);
/// What it does about a start of this member that came to nothing.
void act_on_failed_start(Moment& moment, MemberId id);
/// It has failed too often where it is, and all of its members have stopped: it goes elsewhere.
void leave_node(Moment& moment, GroupId id);

// ---- bringing_online.cpp ------------------------------------------------------------------------

/// Counts a failover, and moves the group to the node that the side chooses for it.
void fail_over(Moment& moment, GroupId id, NodeSet side);
/// To this node (its number), once there is a start slot.
void start_relocation(Moment& moment, GroupId id, std::uint8_t target);
/// On the node that has it, once there is a start slot.
void start_where_it_is(Moment& moment, GroupId id);
/// What does not serve, or is below the capacity floor, is stopped and started.
void restart_in_place(Moment& moment, GroupId id);
/// A member came up or went on: perhaps all of them serve now.
void progress(Moment& moment, GroupId id);

// ---- queue.cpp ----------------------------------------------------------------------------------

/// What kept it from being started where it is is over.
void may_start_here_again(Moment& moment, GroupId id);
void queue(Moment& moment, GroupId id, Wait why = Wait::otherwise);
/// There is a place for it, which is kept, and it has to wait for its turn to start there.
void wait_for_slot(Moment& moment, GroupId id, std::uint8_t number);
/// `given_up`, `uncovered` or `blocked`: until a person comes, if the cluster has one; what was given
/// up, until it is tried again, where the cluster does that by itself.
void await_person(Moment& moment, GroupId id, GroupStatus status);
/// A group that waits for a place takes the next that there is, or starts where it is if it can.
void try_again(Moment& moment, GroupId id);
/// Something has changed: when the ring is over, all that are queued are tried again, but for this
/// one, and it is looked anew at what the others lack.
void retry_later(Moment& moment, ClusterId cluster, GroupId except = {});
/// It no longer starts: the next may, when the ring is over.
void slot_freed(Moment& moment, GroupId id);

// ---- planned.cpp --------------------------------------------------------------------------------

/// A planned move that is under way is over: the group goes on where its members are, unless they
/// were stopped. Nothing if none is.
void call_off_move(Moment& moment, GroupId id);

// ---- failback.cpp -------------------------------------------------------------------------------

/// If the group is online elsewhere and its first owner can have it, it goes back, at once or when
/// its hours begin.
void consider_failback(Moment& moment, GroupId id);
/// It is on another node than before, or on one that is its own again.
void arrived(Moment& moment, GroupId id);

// ---- grace.cpp ----------------------------------------------------------------------------------

/// The group's node is lost, and it is left to it for a while. False: it is not.
bool tolerate(Moment& moment, GroupId id);

// ---- stopping.cpp -------------------------------------------------------------------------------

/// Its members are being stopped from now on. False, and nothing has happened, where that takes no
/// time and cannot fail. REQUIRES: its node takes part.
bool begin_stop(Moment& moment, GroupId id, AfterStop then);

}  // namespace ausfall::models
