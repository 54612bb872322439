// What a user of the library writes: a scenario, its exact answer, and an order that cannot be met.
#include <iostream>

#include "studies/output/output.hpp"
#include "studies/studies.hpp"

int main() {
  using namespace ausfall;
  const scenarios::Scenario room = studies::read_text(
      "{ausfall: 1, services: {web: {needs: node}},"
      " hosts: {node: {failures: {hardware: {mttf: 990 h, mttr: 1 h}}}}}",
      {"hosts.node.failures.hardware.mttr=10 h"});
  std::cout << 1 - studies::solve(room).services.front().steady->unavailability << '\n';
  std::cout << studies::text_of(studies::inject(room, "node:hardware"));
  try {
    studies::inject(room, "nod");
  } catch (const studies::Refused& refused) {
    std::cout << refused.setting().name << ": " << refused.what() << '\n';
  }
}
