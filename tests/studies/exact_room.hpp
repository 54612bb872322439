// A room in which nothing happens by chance, so that every number of a result is known exactly.
//
// The span is the two years from the 100th day on: year 1 to the 465th, year 2 to the 830th. What
// fails before it counts nowhere, and only says where things stand then.
//
//   cluster  the day                       what is down, and for how long
//   msc      200  node2 fails, for 3 h     mail 174 s; web has room nowhere else: 3 h and 20 s
//            300  node1 fails              mail 177 s
//            600  node2 fails, for 4 h     mail 174 s; web 4 h and 20 s
//   risky    400  a2 fails                 db 30 min, until a person comes, and 40 s
//   torn     500  its network, for 10 min  nothing: file runs twice
//
// Of the 174 s 7 are for regrouping (10 where the leader is lost, too), 5 for fencing, 12 for disks, 90
// for the guest and 60 for its application.
#pragma once

#include <string>

namespace ausfall::test {

inline const std::string exact_room = R"(
ausfall: 1
name: an exact room
warmup: 100 d
horizon: 2 y
replications: 4
hosts: {node1: {memory: 4 GiB}, node2: {memory: 8 GiB}, a1..2: {}, b1..2: {}}
vms:
  mail: {host: node1, memory: 3 GiB, boot: 90 s}
  web: {host: node2, memory: 2 GiB, boot: 20 s}
  db: {host: a1, boot: 40 s}
  file: {host: b1, boot: 40 s}
apps: {sql: {on: mail, start: 60 s}}
networks:
  private: {hosts: [node1, node2], carries: heartbeat}
  lan: {hosts: [a1, a2, b1, b2], carries: heartbeat}
clusters:
  msc:
    nodes: [node1, node2]
    membership: {regroup: 7 s, election: 3 s}
    fencing: {kind: power, time: 5 s}
    failover: {delay: 12 s}
  risky: {nodes: [a1, a2], failover: {coverage: 0 %, manual: 30 min}}
  torn: {nodes: [b1, b2], heartbeat: {interval: 0 s, networks: [lan]}}
services:
  mail: {needs: sql}
  web: {needs: web, slo: 99.96 %}
  db: {needs: db, slo: 99.9 %}
  file: {needs: file}
faults:
  - {at: 50 d, fail: node1, mode: down, for: 2 h}
  - {at: 60 d, fail: a1, mode: down, for: 2 h}
  - {at: 70 d, cut: lan, for: 2 h}
  - {at: 200 d, fail: node2, mode: down, for: 3 h}
  - {at: 300 d, fail: node1, mode: down, for: 1 h}
  - {at: 400 d, fail: a2, mode: down, for: 1 h}
  - {at: 500 d, cut: lan, for: 10 min}
  - {at: 600 d, fail: node2, mode: down, for: 4 h}
)";

/// Of the span.
inline constexpr double exact_room_seconds = 2 * 365 * 86'400.0;

}  // namespace ausfall::test
