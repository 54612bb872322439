// What the module has, each part in a source of its own.
#pragma once

#include <pybind11/pybind11.h>

#include <vector>

#include "python/src/answer.hpp"
#include "scenarios/diagnostic.hpp"

namespace ausfall::python {

/// Scenarios, and how they are read.
void bind_reading(pybind11::module_& module);
/// The studies, as functions from scenarios and a dict of options to answers.
void bind_asking(pybind11::module_& module);
/// The exceptions of the library become those of Python.
void bind_errors(pybind11::module_& module);

/// A list of (severity, file, line, column, message, hint, text), the text as compilers write it.
pybind11::list told(const std::vector<scenarios::Diagnostic>& diagnostics);

}  // namespace ausfall::python
