// What a study throws. Mistakes in a scenario are scenarios::Mistakes, with file, line and column.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "scenarios/wording.hpp"

namespace ausfall::studies {

using scenarios::Setting;

/// What was asked for cannot be done; the text tells a person why, and what to write instead.
class Refused : public std::runtime_error {
 public:
  explicit Refused(const std::string& why) : std::runtime_error(why) {}
  /// One setting of the plan is what is wrong. The text begins with it: "fault: ...".
  Refused(Setting setting, const std::string& why)
      : std::runtime_error(setting_words(setting) + ": " + why), setting_(std::move(setting)) {}

  /// That one; its name is empty where no single one is wrong.
  [[nodiscard]] const Setting& setting() const { return setting_; }

 private:
  Setting setting_;
};

/// The system did not let us write or read.
class SystemFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The user stopped the work, and there is nothing finished to show for it.
class Interrupted : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace ausfall::studies
