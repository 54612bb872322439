// An answer as Python holds it: the result stays as it is, and is told when somebody asks.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ausfall::python {

/// By the name of a form, "json", what tells it. Each is a pure function of the result, which it keeps.
using Tellers = std::map<std::string, std::function<std::string()>>;

struct Answer {
  Tellers tellers;
  bool interrupted = false;        ///< fewer replications than were asked for
  std::vector<std::string> names;  ///< of a comparison: its variants
  std::vector<Answer> parts;       ///< likewise
};

/// An answer that is told by functions of the result alone: {"json", [](const RunResult&) ...}.
template <class Result>
class AnswerOf {
 public:
  AnswerOf(Result result, bool interrupted)
      : AnswerOf(std::make_shared<const Result>(std::move(result)), interrupted) {}
  AnswerOf(std::shared_ptr<const Result> result, bool interrupted) : result_(std::move(result)) {
    answer_.interrupted = interrupted;
  }
  /// In the place of another teller of that form, if there is one.
  template <class Teller>
  AnswerOf& told(std::string form, Teller teller) {
    answer_.tellers.insert_or_assign(std::move(form),
                                     [result = result_, teller] { return teller(*result); });
    return *this;
  }
  [[nodiscard]] Answer answer() const { return answer_; }
  [[nodiscard]] const std::shared_ptr<const Result>& result() const { return result_; }

 private:
  std::shared_ptr<const Result> result_;
  Answer answer_;
};

}  // namespace ausfall::python
