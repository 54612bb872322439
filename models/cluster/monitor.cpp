#include "models/cluster/monitor.hpp"

namespace ausfall::models {

bool sees(Scope scope, bool hangs) {
  switch (scope) {
    case Scope::node:
      return false;
    case Scope::vm_state:
      return !hangs;
    case Scope::guest_os:
    case Scope::app:
      return true;
  }
  return false;
}

}  // namespace ausfall::models
