#include "studies/output/output_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <filesystem>
#include <memory>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "scenarios/embedded.hpp"
#include "scenarios/profile.hpp"
#include "studies/errors.hpp"
#include "studies/output/facts_text.hpp"
#include "studies/output/json.hpp"
#include "studies/output/output_fmea.hpp"
#include "studies/output/output_sensitivity.hpp"
#include "studies/output/tracing.hpp"

namespace ausfall::scenarios {

/// studies/output/page/report.html.
std::span<const EmbeddedFile> embedded_pages();

}  // namespace ausfall::scenarios

namespace ausfall::studies {

namespace {

using models::Fact;
using models::FactKind;

// ---- how one failure goes -----------------------------------------------------------------------

constexpr Duration story_max = 7 * day;
constexpr std::size_t facts_max = 300;

/// Writes facts down until all services that suffered serve in full again.
class Chronicler final : public Storyteller {
 public:
  explicit Chronicler(const models::Plant& plant) : plant_(plant) {}

  void tell(Time time, const Fact& fact) override {
    if (over_ && time > *over_) ended_ = true;
    if (ended_) return;
    if (!already_told_(fact) && facts_.size() < facts_max)
      facts_.push_back(
          {{"time_seconds", seconds_in(time)}, {"sentence", sentence(plant_, fact, time)}});
    if (fact.kind != FactKind::service_capacity) return;
    constexpr std::uint32_t full = 1U << 16U;
    if (fact.detail < full) {
      suffering_.insert(fact.subject);
    } else {
      suffering_.erase(fact.subject);
    }
    over_ = suffering_.empty() ? std::optional(time) : std::nullopt;
  }
  void end(Time /*time*/) override { ended_ = true; }

  [[nodiscard]] const std::atomic<bool>& ended() const { return ended_; }
  [[nodiscard]] Json facts() && { return std::move(facts_); }

 private:
  const models::Plant& plant_;
  AlreadyTold already_told_;
  Json facts_ = Json::array();
  std::set<std::uint32_t> suffering_;
  std::optional<Time> over_;
  std::atomic<bool> ended_ = false;
};

/// The first of the courses that `told` struck.
Json story(const scenarios::Scenario& scenario, const ToldFailure& told, std::uint64_t seed) {
  const models::Plant plant = injected(*scenario.plant, told.orders);
  Chronicler chronicler(plant);
  const Time until = after(scenario.warmup, std::min(scenario.horizon, story_max));
  tell_replication(plant, {seed, 0}, until, chronicler, {chronicler.ended()});
  return std::move(chronicler).facts();
}

// ---- what went in -------------------------------------------------------------------------------

/// Where a profile has the value of an input, "clusters.msc.heartbeat.interval"; null if nowhere.
const scenarios::ProfileValue* value_of(const scenarios::Profile& profile,
                                        const std::string& input) {
  const std::string within = '.' + input + '.';
  const scenarios::ProfileValue* found = nullptr;
  for (const scenarios::ProfileValue& value : profile.values) {
    if (within.find('.' + value.path + '.') == std::string::npos) continue;
    if (found == nullptr || value.path.size() > found->path.size()) found = &value;
  }
  return found;
}

void add_origin(Json& json, const scenarios::UnknownInput& input) {
  constexpr std::string_view of_profile = "profile ";
  if (!input.file.starts_with(of_profile)) {
    json["file"] = std::filesystem::path(input.file).filename().string();
    json["line"] = input.line;
    return;
  }
  const std::string name = input.file.substr(of_profile.size());
  json["profile"] = name;
  const auto profile = scenarios::built_in_profile(name);
  if (profile == nullptr) return;
  const scenarios::ProfileValue* value = value_of(*profile, input.name);
  if (value == nullptr) return;
  json[value->source.empty() ? "assumption" : "source"] =
      value->source.empty() ? value->assumption : value->source;
}

Json inputs_of(const scenarios::Scenario& scenario) {
  constexpr double any_factor = 2;
  constexpr double hour_seconds = 3600;
  const std::vector<scenarios::UnknownInput>& guesses = scenario.unknowns->inputs();
  Json times = Json::array();
  const scenarios::Unknowns all = scenario.varied(any_factor);
  for (const scenarios::UnknownInput& input : all.inputs()) {
    const auto hours = [&](const Unknown& unknown, double level) {
      return number(unknown.quantile(level).count() / hour_seconds);
    };
    const auto guess = std::find_if(guesses.begin(), guesses.end(),
                                    [&](const auto& each) { return each.name == input.name; });
    const bool is_guess = guess != guesses.end();
    const Unknown& unknown = is_guess ? guess->unknown : input.unknown;
    Json json{{"input", input.name}, {"median_hours", hours(unknown, 0.5)}, {"guess", is_guess}};
    if (is_guess) {
      json["low_hours"] = hours(unknown, 0.05);
      json["high_hours"] = hours(unknown, 0.95);
    }
    add_origin(json, input);
    times.push_back(std::move(json));
  }
  return {{"times", std::move(times)}};
}

Json profiles_of(const Report& report) {
  Json json = Json::object();
  for (const VariantReport& variant : report.variants) {
    for (const models::Cluster& cluster : variant.scenario.plant->clusters) {
      const auto profile = scenarios::built_in_profile(cluster.profile);
      if (profile == nullptr || json.contains(cluster.profile)) continue;
      Json values = Json::array();
      for (const scenarios::ProfileValue& value : profile->values) {
        const bool assumed = value.source.empty();
        values.push_back(
            {{"path", value.path},
             {"value", scenarios::to_text(value.value)},
             {assumed ? "assumption" : "source", assumed ? value.assumption : value.source}});
      }
      json[cluster.profile] = {{"title", profile->title}, {"values", std::move(values)}};
    }
  }
  return json;
}

// ---- the document -------------------------------------------------------------------------------

/// What costs nothing and is no single point of failure is nothing that a page tells.
Json failures_of(const FailureAnalysis& analysis) {
  Json json = Json::parse(json_of(analysis));
  std::set<std::string> single;
  for (const Json& service : json["services"]) {
    for (const Json& failure : service["single_points_of_failure"])
      single.insert(failure.get<std::string>());
  }
  Json kept = Json::array();
  for (Json& failure : json["failures"]) {
    const bool does_something =
        std::any_of(failure["services"].begin(), failure["services"].end(),
                    [](const Json& effect) { return effect["effect"] != "serves on"; });
    if (does_something || single.contains(failure["failure"].get<std::string>()))
      kept.push_back(std::move(failure));
  }
  json["failures"] = std::move(kept);
  for (Json& service : json["services"]) {
    service.erase("minimal_cut_sets");
    service.erase("structure");
  }
  return json;
}

Json details_of(const VariantReport& variant, std::uint64_t seed) {
  Json json{{"variant", text(variant.scenario.variant)}};
  if (variant.failures) json["fmea"] = failures_of(*variant.failures);
  if (variant.sensitivity) json["sensitivity"] = Json::parse(json_of(*variant.sensitivity));
  Json failovers = Json::array();
  for (const ToldFailure& told : variant.told) {
    Json effect = Json::parse(json_of(told.effect));
    effect.erase("room");  // the result has it
    failovers.push_back({{"fault", told.name},
                         {"inject", std::move(effect)},
                         {"story", story(variant.scenario, told, seed)}});
  }
  json["failovers"] = std::move(failovers);
  json["inputs"] = inputs_of(variant.scenario);
  return json;
}

/// What only other verbs, or other questions, tell.
std::vector<std::string> left_out(const Report& report) {
  std::vector<std::string> notes = report.notes;
  const bool any = std::any_of(report.variants.begin(), report.variants.end(),
                               [](const VariantReport& variant) { return variant.failures; });
  if (any) {
    notes.emplace_back(
        "What doubling a single point of failure would gain: make a variant that has two of it, "
        "and "
        "compare.");
    notes.push_back(
        fmt::format("What pairs of failures do: {} tells it.", scenarios::study_words("fmea")));
  }
  return notes;
}

Json document_of(const Report& report, const std::string& file) {
  const bool compared = std::holds_alternative<Comparison>(report.result);
  const std::string result =
      std::visit([](const auto& found) { return json_of(found); }, report.result);
  Json details = Json::array();
  for (const VariantReport& variant : report.variants)
    details.push_back(details_of(variant, report.seed));
  return {{"report", 1},
          {"ausfall", AUSFALL_VERSION},
          {"kind", compared ? "compare" : "run"},
          {"scenario", report.scenario},
          {"description", report.description},
          {"file", file},
          {"result", Json::parse(result)},
          {"details", std::move(details)},
          {"profiles", profiles_of(report)},
          {"notes", left_out(report)}};
}

// ---- results of other verbs ---------------------------------------------------------------------

constexpr int depth_max = 64;

/// Null where it is no JSON, or so deep that no result is it.
Json parsed(std::string_view text) {
  bool too_deep = false;
  const auto shallow = [&](int depth, Json::parse_event_t /*event*/, Json& /*parsed*/) {
    too_deep = too_deep || depth > depth_max;
    return !too_deep;
  };
  Json json = Json::parse(text, shallow, false);
  return json.is_discarded() || too_deep ? Json(nullptr) : json;
}

bool has_all(const Json& json, std::initializer_list<const char*> keys) {
  return std::all_of(keys.begin(), keys.end(), [&](const char* key) { return json.contains(key); });
}

/// Which verb printed it; "" for another one.
std::string_view kind_of(const Json& result) {
  if (has_all(result, {"variants", "differences"})) return "compare";
  if (has_all(result, {"variants"}) && !result.contains("ausfall")) return "variants";
  if (has_all(result, {"services", "clusters", "faults"})) return "inject";
  if (has_all(result, {"services", "clusters", "replications"})) return "run";
  if (has_all(result, {"services", "failures"})) return "fmea";
  if (has_all(result, {"services", "factor", "method"})) return "sensitivity";
  if (has_all(result, {"services", "chain"})) return "solve";
  return "";
}

/// A scenario has a number there, and a result the version of the program.
bool is_of_ausfall(const Json& json) {
  const auto version = json.find("ausfall");
  return version != json.end() && version->is_string();
}

bool is_result(const Json& json) {
  if (!json.is_object()) return false;
  const auto variants = json.find("variants");
  const bool of_variants = variants != json.end() && variants->is_object() && !variants->empty() &&
                           variants->front().is_object() && is_of_ausfall(variants->front());
  return is_of_ausfall(json) || of_variants;
}

// ---- the page -----------------------------------------------------------------------------------

/// In the page, with nothing in it that could end its element or open another one.
std::string page_with(const Json& document) {
  constexpr std::string_view place = "{{report}}";
  const std::string_view page = scenarios::embedded_pages().front().text;
  const std::size_t at = page.find(place);
  assert(at != std::string_view::npos);
  std::string text(page.substr(0, at));
  for (const char letter : in_one_line(document)) {
    if (letter == '<') {
      text += "\\u003c";
    } else {
      text += letter;
    }
  }
  text += page.substr(at + place.size());
  return text;
}

}  // namespace

std::string json_of(const Report& report, const std::string& file) {
  return document(document_of(report, file));
}

std::string page_of(const Report& report, const std::string& file) {
  return page_with(document_of(report, file));
}

std::optional<std::string> page_of_result(std::string_view text, const std::string& file) {
  Json result = parsed(text);
  if (!is_result(result)) return std::nullopt;
  const std::string_view kind = kind_of(result);
  if (kind.empty())
    throw Refused(fmt::format(
        "'{}' is a result, but none that a report can be made of: these are the JSON of run, "
        "compare, inject, fmea, sensitivity and solve",
        file));
  const Json& one = kind == "variants" ? result["variants"].front() : result;
  const auto scenario = one.find("scenario");
  Json document{{"report", 1},
                {"ausfall", AUSFALL_VERSION},
                {"kind", kind},
                {"scenario", scenario != one.end() && scenario->is_string() ? *scenario : Json("")},
                {"file", file},
                {"result", nullptr},
                {"details", Json::array()},
                {"notes",
                 {"What the result does not hold. A report of the scenario itself holds "
                  "more: what single failures do, how chosen ones go, what went in."}}};
  document["result"] = std::move(result);
  return page_with(document);
}

}  // namespace ausfall::studies
