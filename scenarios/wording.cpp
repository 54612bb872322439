#include "scenarios/wording.hpp"

#include <fmt/format.h>

#include <atomic>

namespace ausfall::scenarios {

namespace {

constexpr Wording of_a_program{
    .setting =
        [](const Setting& setting) {
          return setting.value.empty() ? setting.name : setting.name + '=' + setting.value;
        },
    .change =
        [](std::string_view change) { return std::string(change.empty() ? "change" : change); },
    .study =
        [](std::string_view name, std::string_view more) {
          return fmt::format("`{}{}{}`", name, more.empty() ? "" : " ", more);
        },
};

/// One for the process, as its locale is: those who compose a message have nobody to ask for it.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): no result depends on it
std::atomic<const Wording*> in_force = &of_a_program;

}  // namespace

WordingGuard::WordingGuard(const Wording& wording) : before_(in_force.exchange(&wording)) {}

WordingGuard::~WordingGuard() { in_force = before_; }

std::string setting_words(const Setting& setting) { return in_force.load()->setting(setting); }

std::string change_words(std::string_view change) { return in_force.load()->change(change); }

std::string study_words(std::string_view name, std::string_view more) {
  return in_force.load()->study(name, more);
}

}  // namespace ausfall::scenarios
