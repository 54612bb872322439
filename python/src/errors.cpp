// Exceptions on their way to Python, and the words in which messages speak to who calls from there.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <exception>

#include "python/src/bindings.hpp"
#include "scenarios/diagnostic.hpp"
#include "scenarios/wording.hpp"
#include "studies/errors.hpp"

namespace ausfall::python {

namespace py = pybind11;

namespace {

/// "time-to-failure" as an argument: time_to_failure. A word of Python's own gets an underscore.
std::string argument(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name == "from" ? "from_" : name;
}

/// A number, or a place holder such as K, stands as it is; anything else is a text.
std::string literal(const std::string& value) {
  const auto each = [&](int (*is)(int)) {
    return std::all_of(value.begin(), value.end(),
                       [is](char letter) { return is(static_cast<unsigned char>(letter)) != 0; });
  };
  if (value == "null") return "None";
  if (value == "..." || each([](int letter) { return std::isdigit(letter); }) ||
      each([](int letter) { return std::isupper(letter); }))
    return value;
  return '"' + value + '"';
}

constexpr scenarios::Wording words_of_python{
    .setting =
        [](const scenarios::Setting& setting) {
          if (setting.name == "format") return std::string("to_dict()");
          if (setting.name == "plot") return std::string("plot()");
          return argument(setting.name) +
                 (setting.value.empty() ? "" : '=' + literal(setting.value));
        },
    .change =
        [](std::string_view change) {
          const std::size_t sign = change.find('=');
          if (sign == std::string_view::npos) return std::string("set()");
          std::string value(change.substr(sign + 1));
          std::erase(value, '\'');
          return fmt::format("set(\"{}\", {})", change.substr(0, sign), literal(value));
        },
    .study = [](std::string_view name, std::string_view) { return fmt::format("`{}()`", name); },
};

void raise(const char* type, const py::args& arguments) {
  const py::object raised = py::module_::import("ausfall._errors").attr(type);
  PyErr_SetObject(raised.ptr(), raised(*arguments).ptr());
}

void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const scenarios::Mistakes& mistakes) {
    raise("ScenarioError", py::make_tuple(told(mistakes.diagnostics())));
  } catch (const studies::Refused& refused) {
    std::string setting = refused.setting().name;
    raise("Refused",
          py::make_tuple(refused.what(), setting.empty() ? "" : argument(std::move(setting))));
  } catch (const scenarios::Unreadable& trouble) {
    raise("Unreadable", py::make_tuple(trouble.what()));
  } catch (const studies::SystemFailure& trouble) {
    raise("Unreadable", py::make_tuple(trouble.what()));
  }
}

}  // namespace

py::list told(const std::vector<scenarios::Diagnostic>& diagnostics) {
  py::list list;
  for (const scenarios::Diagnostic& each : diagnostics) {
    const bool is_error = each.severity == scenarios::Diagnostic::Severity::error;
    std::string text = scenarios::to_text(each);
    while (text.ends_with('\n')) text.pop_back();
    list.append(py::make_tuple(is_error ? "error" : "warning", each.file, each.line, each.column,
                               each.message, each.hint, text));
  }
  return list;
}

void bind_errors(py::module_& /*module*/) {
  // For as long as the process lives: nobody else words messages in it.
  static const scenarios::WordingGuard words(words_of_python);
  py::register_exception_translator(translate);
}

}  // namespace ausfall::python
