// Scenarios as Python holds them.
#include <pybind11/stl.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/plant.hpp"
#include "python/src/bindings.hpp"
#include "python/src/options.hpp"
#include "scenarios/reader.hpp"

namespace ausfall::python {

namespace py = pybind11;

namespace {

using scenarios::Scenario;
using ChangesGiven = std::vector<std::pair<std::string, std::string>>;

/// From the file of that name, or from a text that messages call so.
py::tuple read(const std::string& name, std::optional<std::string> text,
               const ChangesGiven& changes, const std::vector<std::string>& variants,
               const std::vector<std::string>& allowed) {
  scenarios::Variants read;
  {
    const py::gil_scoped_release released;
    std::vector<scenarios::Override> overrides;
    overrides.reserve(changes.size());
    for (const auto& [path, value] : changes) {
      std::string change = path;
      change += '=';
      change += value;
      overrides.push_back(scenarios::Override::parse(change));
    }
    const scenarios::Allowed directories(allowed.begin(), allowed.end());
    read = text ? scenarios::read_variants_text(name, std::move(*text), overrides, variants,
                                                directories)
                : scenarios::read_variants(name, overrides, variants, directories);
  }
  return py::make_tuple(std::move(read.scenarios), told(read.warnings));
}

/// The same with what its profiles assume not known, by the factor up and down.
Scenario assumed(Scenario scenario, const py::dict& given) {
  const std::optional<double> factor = Options(given).factor("assumed");
  const py::gil_scoped_release released;
  if (factor)
    scenario.unknowns = std::make_shared<const scenarios::Unknowns>(scenario.assumed(*factor));
  return scenario;
}

/// The same as a variant of this name.
Scenario named(Scenario scenario, std::string variant) {
  scenario.variant = std::move(variant);
  return scenario;
}

py::list inputs_of(const Scenario& scenario) {
  py::list inputs;
  for (const scenarios::UnknownInput& input : scenario.unknowns->inputs()) {
    inputs.append(py::make_tuple(input.name, input.line, input.unknown.quantile(0.05).count(),
                                 input.unknown.quantile(0.5).count(),
                                 input.unknown.quantile(0.95).count()));
  }
  return inputs;
}

template <class Things>
std::vector<std::string> names_of(const Things& things) {
  std::vector<std::string> names;
  names.reserve(things.size());
  for (const auto& each : things) names.push_back(each.name);
  return names;
}

}  // namespace

void bind_reading(py::module_& module) {
  module.def("read", &read);
  module.def("assumed", &assumed);
  module.def("named", &named);
  py::class_<Scenario>(module, "Scenario")
      .def_readonly("name", &Scenario::name)
      .def_readonly("variant", &Scenario::variant)
      .def_readonly("description", &Scenario::description)
      .def_readonly("seed", &Scenario::seed)
      .def_readonly("confidence", &Scenario::confidence)
      .def_readonly("precision", &Scenario::precision)
      .def_property_readonly("replications", [](const Scenario& s) { return s.replications.max; })
      .def_property_readonly("horizon_hours", [](const Scenario& s) { return hours_in(s.horizon); })
      .def_property_readonly("warmup_hours", [](const Scenario& s) { return hours_in(s.warmup); })
      .def_property_readonly("services",
                             [](const Scenario& s) { return names_of(s.plant->services); })
      .def_property_readonly("clusters",
                             [](const Scenario& s) { return names_of(s.plant->clusters); })
      .def_property_readonly("components",
                             [](const Scenario& s) { return names_of(s.plant->components); })
      .def_property_readonly("inputs", &inputs_of)
      .def_property_readonly("expectations",
                             [](const Scenario& s) { return s.expectations.size(); })
      .def_property_readonly("files", [](const Scenario& s) {
        std::vector<std::string> files;
        for (const std::filesystem::path& file : s.files) files.push_back(file.string());
        return files;
      });
}

}  // namespace ausfall::python
