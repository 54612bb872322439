// Who can reach whom over the networks.
//
// 1. A network works as long as one of its switches does; its switches are joined to one another. A
//    host is attached to it by each working link to a working switch. Trunks join networks; hosts
//    do not pass traffic on.
// 2. Worked out anew only when a part of a network changed; read from the world otherwise.
#pragma once

#include <span>

#include "models/moment.hpp"

namespace ausfall::models {

/// A switch, a link or a trunk.
inline bool is_network_part(ComponentKind kind) {
  return kind == ComponentKind::network_switch || kind == ComponentKind::link ||
         kind == ComponentKind::trunk;
}

/// Fills in the reach of a world whose parts are set.
void find_reach(const Plant& plant, World& world);

/// A switch, link or trunk went down or came back: whoever depends on the network learns of it.
void network_changed(Moment& moment, ComponentId part);

/// REQUIRES: `host` is a host.
bool attached(Scene scene, ComponentId host, NetworkId network);

/// By network, a host's working links to working switches.
inline std::span<const std::uint8_t> attachments_of(Scene scene, ComponentId host) {
  const std::size_t networks = scene.plant.networks.size();
  return std::span(scene.world.attachments)
      .subspan(scene.plant[host].host_number * networks, networks);
}

/// The host is attached to a network of this connected part.
bool attached_to_part(Scene scene, ComponentId host, std::uint8_t part);

/// Two hosts reach each other over this network, or over what trunks join to it.
bool joined(Scene scene, ComponentId host, ComponentId other, NetworkId network);

/// Clients can reach this host.
bool clients_reach(Scene scene, ComponentId host);

}  // namespace ausfall::models
