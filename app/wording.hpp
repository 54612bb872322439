// How the command line calls what can be set: `--method plain`, `--set horizon='5 y'`, `ausfall run`.
#pragma once

#include "scenarios/wording.hpp"

namespace ausfall::app {

inline constexpr scenarios::Wording command_line_words{
    .setting =
        [](const scenarios::Setting& setting) {
          return "--" + setting.name + (setting.value.empty() ? "" : ' ' + setting.value);
        },
    .change =
        [](std::string_view change) {
          return std::string("--set") + (change.empty() ? "" : ' ' + std::string(change));
        },
    .study =
        [](std::string_view name, std::string_view more) {
          return "`ausfall " + std::string(name) + (more.empty() ? "" : ' ' + std::string(more)) +
                 '`';
        },
};

}  // namespace ausfall::app
