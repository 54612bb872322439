// The keyword arguments of a question. Python says which there are and leaves out what was not given;
// here each is checked, and what is wrong with one is refused in the words that studies have for it.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/reader.hpp"
#include "sim/time.hpp"
#include "studies/experiment.hpp"
#include "studies/plan.hpp"

namespace ausfall::python {

/// The most replications that any question simulates, far beyond what a machine can.
inline constexpr std::uint64_t replications_max = std::uint64_t{1} << 40U;

class Options {
 public:
  explicit Options(const pybind11::dict& given) : given_(given) {}

  // Each throws Refused with the option's name for a value that is none of its kind.
  [[nodiscard]] std::optional<std::uint64_t> whole(std::string_view name, std::uint64_t least,
                                                   std::uint64_t most) const;
  /// "5 %", or 0.05. Above 0.
  [[nodiscard]] std::optional<double> share(std::string_view name) const;
  /// "2000 h".
  [[nodiscard]] std::optional<Duration> duration(std::string_view name) const;
  /// By what a time is varied, up and down.
  [[nodiscard]] std::optional<double> factor(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  /// The index of what was chosen; the first unless given.
  [[nodiscard]] std::size_t choice(std::string_view name,
                                   const std::vector<std::string>& choices) const;

  /// Seed, confidence and threads: the scenario's, and all cores, unless given.
  [[nodiscard]] studies::Simulated how(const scenarios::Scenario& scenario) const;
  /// That, and replications and precision.
  [[nodiscard]] studies::ExperimentPlan plan(const scenarios::Scenario& scenario) const;

 private:
  [[nodiscard]] std::optional<pybind11::object> find(std::string_view name) const;

  pybind11::dict given_;
};

}  // namespace ausfall::python
