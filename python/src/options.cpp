#include "python/src/options.hpp"

#include <fmt/format.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <limits>

#include "scenarios/quantity.hpp"
#include "studies/errors.hpp"
#include "studies/words.hpp"

namespace ausfall::python {

namespace py = pybind11;

namespace {

constexpr unsigned threads_max = 1024;
/// As the program has it for its options.
constexpr double factor_min = 1.001;
constexpr double factor_max = 1000;

studies::Refused refused(std::string_view name, const std::string& why) {
  return {studies::Setting{std::string(name), ""}, why};
}

studies::Refused refused(std::string_view name, const scenarios::NotAQuantity& wrong) {
  return refused(
      name, fmt::format("{}{}{}", wrong.what(), wrong.hint().empty() ? "" : "; ", wrong.hint()));
}

/// As Python shows it: 'five', -1.
std::string shown(const py::object& value) { return py::repr(value).cast<std::string>(); }

/// A number as text, to the last digit; a text as it is.
std::string quantity_of(std::string_view name, const py::object& value) {
  if (py::isinstance<py::str>(value)) return value.cast<std::string>();
  if (PyFloat_Check(value.ptr()) != 0 || PyIndex_Check(value.ptr()) != 0)
    return fmt::format("{}", py::float_(value).cast<double>());
  throw refused(name, shown(value) + " is neither a number nor a text");
}

}  // namespace

std::optional<py::object> Options::find(std::string_view name) const {
  const py::str key(name.data(), name.size());
  if (!given_.contains(key)) return std::nullopt;
  return py::object(given_[key]);
}

std::optional<std::uint64_t> Options::whole(std::string_view name, std::uint64_t least,
                                            std::uint64_t most) const {
  const std::optional<py::object> value = find(name);
  if (!value) return std::nullopt;
  const auto wrong = [&] {
    return refused(
        name, fmt::format("{} is not a whole number from {} to {}", shown(*value), least, most));
  };
  if (PyIndex_Check(value->ptr()) == 0 || PyBool_Check(value->ptr()) != 0) throw wrong();
  const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(value->ptr()));
  if (!index) throw py::error_already_set();
  const std::uint64_t number = PyLong_AsUnsignedLongLong(index.ptr());
  if (PyErr_Occurred() != nullptr) {
    PyErr_Clear();  // negative, or beyond 64 bits
    throw wrong();
  }
  if (number < least || number > most) throw wrong();
  return number;
}

std::optional<double> Options::share(std::string_view name) const {
  const std::optional<py::object> value = find(name);
  if (!value) return std::nullopt;
  try {
    const double share = scenarios::share_of(quantity_of(name, *value));
    if (share <= 0) throw refused(name, "write more than 0");
    return share;
  } catch (const scenarios::NotAQuantity& wrong) {
    throw refused(name, wrong);
  }
}

std::optional<Duration> Options::duration(std::string_view name) const {
  const std::optional<std::string> value = text(name);
  if (!value) return std::nullopt;
  try {
    return scenarios::duration_of(*value);
  } catch (const scenarios::NotAQuantity& wrong) {
    throw refused(name, wrong);
  }
}

std::optional<double> Options::factor(std::string_view name) const {
  const std::optional<py::object> value = find(name);
  if (!value) return std::nullopt;
  const bool is_number = PyFloat_Check(value->ptr()) != 0 || PyIndex_Check(value->ptr()) != 0;
  const double factor = is_number ? py::float_(*value).cast<double>() : 0;
  // Written so that what is no number at all is refused, too.
  if (!(factor >= factor_min && factor <= factor_max))
    throw refused(name, fmt::format("it can be from {} to {}", factor_min, factor_max));
  return factor;
}

std::optional<std::string> Options::text(std::string_view name) const {
  const std::optional<py::object> value = find(name);
  if (!value) return std::nullopt;
  if (!py::isinstance<py::str>(*value)) throw refused(name, shown(*value) + " is no text");
  return value->cast<std::string>();
}

std::vector<std::string> Options::texts(std::string_view name) const {
  const std::optional<py::object> value = find(name);
  if (!value) return {};
  if (py::isinstance<py::str>(*value)) return {value->cast<std::string>()};
  try {
    return value->cast<std::vector<std::string>>();
  } catch (const py::cast_error&) {
    throw refused(name, shown(*value) + " is neither a text nor a list of texts");
  }
}

bool Options::flag(std::string_view name) const {
  const std::optional<py::object> value = find(name);
  return value && value->cast<bool>();
}

std::size_t Options::choice(std::string_view name, const std::vector<std::string>& choices) const {
  const std::optional<py::object> value = find(name);
  if (!value) return 0;
  const auto found = py::isinstance<py::str>(*value)
                         ? std::find(choices.begin(), choices.end(), value->cast<std::string>())
                         : choices.end();
  if (found == choices.end())
    throw refused(name,
                  fmt::format("{} is not one of {}", shown(*value), studies::enumeration(choices)));
  return static_cast<std::size_t>(found - choices.begin());
}

studies::Simulated Options::how(const scenarios::Scenario& scenario) const {
  studies::Simulated how = studies::simulated_as(scenario);
  how.seed = whole("seed", 0, std::numeric_limits<std::uint64_t>::max()).value_or(how.seed);
  how.threads = static_cast<unsigned>(whole("threads", 1, threads_max).value_or(how.threads));
  if (const std::optional<double> confidence = share("confidence")) {
    if (!scenarios::is_confidence(*confidence))
      throw refused("confidence", fmt::format("it can be {}", scenarios::confidence_words));
    how.confidence = *confidence;
  }
  return how;
}

studies::ExperimentPlan Options::plan(const scenarios::Scenario& scenario) const {
  return studies::experiment_plan(scenario, how(scenario),
                                  whole("replications", 1, replications_max), share("precision"));
}

}  // namespace ausfall::python
