// Where a group goes.
//
// 1. All rules choose among the same candidates: the nodes of a side, but the one that the group is
//    on, that may and can take it.
// 2. Of these, nodes without a group of the same anti-affinity class come before the others, and
//    nodes with enough capacity before those below the monitor's floor: wishes, not conditions.
// 3. A VM needs a host with as many cores as its own. What the VMs of a host take together is at most
//    what is promised there (Node::promise): unless somebody says otherwise its memory, and any
//    number of cores, as the products do it.
// 4. Groups that go together are a wish, too: the first is placed as any other, where there is room for
//    all if it can, and the others go where it went. Groups that may not be without one another wait
//    rather than be anywhere else; one leaves the others only if these can follow, and then they do.
#pragma once

#include <optional>

#include "models/cluster/view.hpp"

namespace ausfall::models {

/// The group's storage answers at this node.
bool disks_answer(Scene scene, GroupId group, NodeId node);

/// It is one of the group's possible owners and not drained, it has room for the group's VMs, and
/// the group's storage answers there. What its machine does now is not asked: the side that decides
/// knows of it only what its view says.
bool can_take(Scene scene, GroupId group, std::uint8_t number);

/// All that can_take() asks but the room.
bool may_run_on(Scene scene, GroupId group, std::uint8_t number);

/// Room for the group's VMs that a node has not: of what is promised to VMs there, how much they need
/// and how much is free; of cores, if one VM has more than the machine, those of both.
struct Shortfall {
  Resource what = Resource::memory;
  double needed = 0;
  double free = 0;
};
/// Nothing if it has room.
std::optional<Shortfall> shortfall(Scene scene, GroupId group, std::uint8_t number);

/// It would have room there if these groups, which are there, were gone.
bool fits_without(Scene scene, GroupId group, std::uint8_t number,
                  const std::vector<GroupId>& gone);

/// Those on its node that it may not be without could be moved to this one after it, or leave anyway,
/// since their node is drained.
bool others_can_follow(Scene scene, GroupId group, std::uint8_t number);

/// The one other node where those are, or are to be, that it may not be without; `no_node` if there is
/// none, or more than one.
std::uint8_t place_to_follow(Scene scene, GroupId group);

/// Another node of this side would take the group if it had room for its VMs. REQUIRES: none can
/// take it.
bool only_room_is_missing(Scene scene, GroupId group, NodeSet side);

/// The machine of this node has the capacity below which what runs there counts as failed.
bool capacity_suffices(Scene scene, GroupId group, std::uint8_t number);

/// The nodes of this side that can take the group, its own not among them.
NodeSet candidates(Scene scene, GroupId group, NodeSet side);

/// The node that takes the group, by the rule of its cluster; `no_node` if none can.
///
/// next_owner: the next down its list of owners, round to the start. random: each as likely.
/// most_free: with the most memory free; of equals, as all are without limit, the one with the
/// fewest groups; then the first. first_fit: the first of its list of owners.
///
/// Source: KB299631 (a failure moves a group to the next node of the list, not to the top; if its
/// node failed and it has no preferred owners, to a random one).
std::uint8_t choose_target(Moment& moment, GroupId group, NodeSet side);

/// One more group may begin to start on this node (failover.concurrency). A group has its slot from
/// when the node is chosen until it serves.
bool slot_free(Scene scene, GroupId group, std::uint8_t number);

}  // namespace ausfall::models
