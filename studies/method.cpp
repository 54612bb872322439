#include "studies/method.hpp"

namespace ausfall::studies {

const std::vector<std::string>& method_names() {
  static const std::vector<std::string> names{"plain", "combined", "importance", "auto"};
  return names;
}

std::string name_of(Method method) { return method_names()[static_cast<std::size_t>(method)]; }

}  // namespace ausfall::studies
