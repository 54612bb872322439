// The compiled half of the Python module: studies/studies.hpp for the other half, python/ausfall, which
// is what people import. Nothing here is for them.
#include <pybind11/pybind11.h>

#include "python/src/bindings.hpp"

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled half of ausfall.";
  module.attr("version") = AUSFALL_VERSION;
  ausfall::python::bind_errors(module);
  ausfall::python::bind_reading(module);
  ausfall::python::bind_asking(module);
}
