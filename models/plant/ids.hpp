// The ids of a plant: each is an index into one of its vectors.
#pragma once

#include "sim/id.hpp"

namespace ausfall::models {

using ComponentId = Id<struct ComponentTag>;
using FamilyId = Id<struct FamilyTag>;
using ModeId = Id<struct ModeTag>;
using CrewId = Id<struct CrewTag>;
using SparesId = Id<struct SparesTag>;
using NetworkId = Id<struct NetworkTag>;
using StorageId = Id<struct StorageTag>;
using MirrorId = Id<struct MirrorTag>;
using ClusterId = Id<struct ClusterTag>;
using NodeId = Id<struct NodeTag>;  ///< a component as a node of one cluster
using GroupId = Id<struct GroupTag>;
using MemberId = Id<struct MemberTag>;  ///< a component as a member of one group
using ServiceId = Id<struct ServiceTag>;
using CommonCauseId = Id<struct CommonCauseTag>;
using FaultId = Id<struct FaultTag>;
using DomainId = Id<struct DomainTag>;
using PoolId = Id<struct PoolTag>;
using InstanceId = Id<struct InstanceTag>;  ///< a component as a member of one pool
using MaintenanceId = Id<struct MaintenanceTag>;
using RejuvenationId = Id<struct RejuvenationTag>;
using CauseId = Id<struct CauseTag>;  ///< what an outage is put down to

}  // namespace ausfall::models
