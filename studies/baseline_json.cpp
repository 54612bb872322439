// Baselines out of their JSON. A baseline is input as a scenario is: nothing in it is believed before
// it was looked at, and what is wrong is named with its place, without quoting more than numbers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/harmless.hpp"
#include "scenarios/quantity.hpp"
#include "scenarios/reader.hpp"
#include "scenarios/source.hpp"
#include "scenarios/wording.hpp"
#include "studies/baseline.hpp"
#include "studies/errors.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using Json = nlohmann::json;

constexpr std::size_t file_size_max = std::size_t{1} << 30U;
/// What `check` and `run` write is eight deep.
constexpr int depth_max = 32;
/// As many as a verb takes.
constexpr std::uint64_t replications_max = std::uint64_t{1} << 40U;
/// Microseconds: twice as many are still before the end of time.
constexpr std::uint64_t span_max = std::uint64_t{1} << 62U;
constexpr double ticks_in_hour = 3600e6;
constexpr double hours_max = 1e9;  // a little less than that

/// What is wrong, with its place in front.
struct NotABaseline {
  std::string message;
};

/// A value and the way to it: "checks[0].baseline.seed". Every question checks what it asks for, and
/// throws NotABaseline.
class Member {
 public:
  Member(const Json& json, std::string path) : json_(json), path_(std::move(path)) {}

  [[nodiscard]] bool has(const char* key) const { return json_.is_object() && json_.contains(key); }

  [[nodiscard]] bool is_null() const { return json_.is_null(); }

  [[nodiscard]] Member at(const char* key) const {
    const std::string path = path_.empty() ? key : path_ + '.' + key;
    if (!json_.is_object()) fail("{...} is due");
    if (!json_.contains(key)) throw NotABaseline{path + ": it is missing"};
    return {json_.at(key), path};
  }

  /// Those of a list, in their order.
  [[nodiscard]] std::vector<Member> items() const {
    if (!json_.is_array()) fail("a list is due");
    std::vector<Member> members;
    for (std::size_t i = 0; i < json_.size(); ++i)
      members.emplace_back(json_[i], fmt::format("{}[{}]", path_, i));
    return members;
  }

  /// The same of a list that holds something.
  [[nodiscard]] std::vector<Member> some() const {
    if (json_.is_array() && json_.empty()) fail("it is empty, so that nothing is compared");
    return items();
  }

  /// Those of an object, with their names, which are those of things.
  [[nodiscard]] std::vector<std::pair<std::string, Member>> named() const {
    if (!json_.is_object()) fail("{name: ...} is due");
    std::vector<std::pair<std::string, Member>> members;
    for (const auto& [name, value] : json_.items()) {
      const std::string path = path_ + '.' + scenarios::harmless(name);
      if (!scenarios::is_harmless(name))
        throw NotABaseline{path + ": no thing has a name with control characters"};
      members.emplace_back(name, Member(value, path));
    }
    return members;
  }

  [[nodiscard]] std::string text() const {
    if (!json_.is_string()) fail("a text is due");
    return json_.get<std::string>();
  }

  [[nodiscard]] std::optional<std::string> text_or_null() const {
    return json_.is_null() ? std::nullopt : std::optional(text());
  }

  [[nodiscard]] std::uint64_t whole(std::uint64_t low, std::uint64_t high) const {
    const bool sound = json_.is_number_unsigned() && json_.get<std::uint64_t>() >= low &&
                       json_.get<std::uint64_t>() <= high;
    if (!sound) fail(fmt::format("a whole number from {} to {} is due", low, high));
    return json_.get<std::uint64_t>();
  }

  [[nodiscard]] double number(double low, double high) const {
    const double value = json_.is_number() ? json_.get<double>() : std::nan("");
    if (!(value >= low && value <= high))
      fail(fmt::format("a number from {} to {} is due", low, high));
    return value;
  }

  [[nodiscard]] double confidence() const {
    return number(scenarios::confidence_min, scenarios::confidence_max);
  }

  [[noreturn]] void fail(const std::string& due) const {
    const std::string found = json_.is_number() ? ", and " + json_.dump() + " found" : "";
    throw NotABaseline{fmt::format("{}: {}{}", path_.empty() ? "the whole" : path_, due, found)};
  }

 private:
  const Json& json_;
  std::string path_;
};

/// A number for each replication, none above `most`.
std::vector<std::int64_t> rows_of(const Member& member, std::uint64_t replications,
                                  std::int64_t most) {
  auto rows = unpacked(member.text(), baseline_rows_max);
  if (!rows || rows->size() != replications)
    member.fail(fmt::format("{} are due, as `check` writes them", count(replications, "number")));
  if (std::ranges::any_of(*rows, [&](std::int64_t row) { return row > most; }))
    member.fail("a replication has more downtime than time");
  return *std::move(rows);
}

/// Of a single replication paths may claim more than all of its time, since they are weighted; of all
/// together they cannot.
void refuse_more_than_all(const Member& on_paths, const BaselineService& service,
                          std::uint64_t replications, Duration horizon) {
  constexpr double in_microsecond = 1000;
  double nanoseconds = 0;
  for (const std::int64_t each : service.microseconds)
    nanoseconds += in_microsecond * static_cast<double>(each);
  for (const std::int64_t each : service.nanoseconds_on_paths)
    nanoseconds += static_cast<double>(each);
  const double all =
      in_microsecond * static_cast<double>(horizon.count()) * static_cast<double>(replications);
  if (nanoseconds > all * (1 + 1e-9)) on_paths.fail("there is more downtime than time in all");
}

std::vector<Likeness> likenesses_in(const Member& list) {
  std::vector<Likeness> found;
  for (const Member& each : list.items()) {
    Likeness likeness{.name = scenarios::harmless(each.at("name").text()),
                      .nature = each.at("nature").text(),
                      .refers = {}};
    for (const Member& reference : each.at("refers").items())
      likeness.refers.emplace_back(reference.at("how").text(), reference.at("name").text());
    found.push_back(std::move(likeness));
  }
  return found;
}

/// What a cause brings and a phase takes; baselines of before have neither.
Reasons reasons_in(const Member& block) {
  constexpr double most = static_cast<double>(span_max) / 1e6;
  Reasons reasons;
  if (block.has("causes")) {
    for (const auto& [service, causes] : block.at("causes").named()) {
      std::vector<CauseShare> shares;
      for (const auto& [cause, share] : causes.named())
        shares.push_back({cause, share.number(0, 1)});
      reasons.causes.emplace_back(service, std::move(shares));
    }
  }
  if (block.has("phases")) {
    for (const auto& [cluster, phases] : block.at("phases").named()) {
      std::vector<PhaseTime> times;
      for (const auto& [phase, seconds] : phases.named())
        times.push_back({phase, seconds.number(0, most)});
      reasons.phases.emplace_back(cluster, std::move(times));
    }
  }
  return reasons;
}

/// What is beside the downtime, of one thing: `histories`, and `paths` where there are any.
MeasureRows measure_in(const Member& member, Judged measure, const std::string& of,
                       std::uint64_t number, bool paths) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  MeasureRows rows{measure, of, rows_of(member.at("histories"), number, most), {}};
  if (paths) rows.paths = rows_of(member.at("paths"), number, most);
  return rows;
}

QuantileRows quantile_in(const Member& member, double p, const std::string& cluster,
                         const std::vector<std::int64_t>& numbers) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  return {cluster, p, Duration(member.at("us").whole(0, span_max)), numbers,
          rows_of(member.at("twice_above"), numbers.size(), most)};
}

std::string key_of(double p) { return fmt::format("p{:g}", 100 * p); }

/// Baselines of before have none of it.
void add_measures(const Member& block, Baseline& baseline) {
  constexpr std::int64_t failovers_max = std::int64_t{1} << 40U;
  const std::uint64_t number = baseline.replications.last;
  const auto add = [&](const char* key, bool of_clusters) {
    for (const auto& [name, thing] : block.at(key).named()) {
      for (std::size_t i = 0; i < judged_count; ++i) {
        const auto measure = static_cast<Judged>(i);
        const std::string measured(name_of(measure));
        if (is_of_cluster(measure) == of_clusters)
          baseline.measures.push_back(
              measure_in(thing.at(measured.c_str()), measure, name, number, baseline.paths));
      }
      if (!thing.has("failover")) continue;
      const Member failover = thing.at("failover");
      const auto numbers = rows_of(failover.at("numbers"), number, failovers_max);
      for (const double p : judged_quantiles)
        baseline.quantiles.push_back(quantile_in(failover.at(key_of(p).c_str()), p, name, numbers));
    }
  };
  if (!block.has("services")) return;
  add("services", false);
  add("clusters", true);
}

Baseline of_check(const Member& check) {
  const Member block = check.at("baseline");
  Baseline baseline{.scenario = check.at("scenario").text(),
                    .variant = check.at("variant").text_or_null(),
                    .file = check.at("file").text(),
                    .seed = block.at("seed").whole(0, std::numeric_limits<std::uint64_t>::max())};
  const auto services = block.at("downtime_us").named();
  if (services.empty()) block.at("downtime_us").fail("it is empty, so that nothing is compared");
  if (check.has("confidence")) baseline.confidence = check.at("confidence").confidence();
  baseline.replications = {0, block.at("replications").whole(1, baseline_rows_max)};
  baseline.warmup = Duration(block.at("warmup_us").whole(0, span_max));
  baseline.horizon = Duration(block.at("horizon_us").whole(1, span_max));
  baseline.paths = block.has("downtime_on_paths_ns");
  const std::uint64_t number = baseline.replications.last;
  for (const auto& [name, downtime] : services) {
    BaselineService service{.name = name,
                            .microseconds = rows_of(downtime, number, baseline.horizon.count())};
    if (baseline.paths) {
      const Member on_paths = block.at("downtime_on_paths_ns").at(name.c_str());
      service.nanoseconds_on_paths =
          rows_of(on_paths, number, std::numeric_limits<std::int64_t>::max());
      refuse_more_than_all(on_paths, service, number, baseline.horizon);
    }
    baseline.services.push_back(std::move(service));
  }
  add_measures(block, baseline);
  baseline.reasons = reasons_in(block);
  if (block.has("files")) {
    for (const Member& file : block.at("files").items())
      baseline.files.push_back({file.at("name").text(), file.at("text").text()});
  }
  if (block.has("names")) {
    for (const Member& name : block.at("names").items())
      baseline.names.push_back(scenarios::harmless(name.text()));
    std::ranges::sort(baseline.names);
  }
  if (block.has("likenesses")) baseline.likenesses = likenesses_in(block.at("likenesses"));
  return baseline;
}

Estimate share_of(const Member& member) {
  const double low = member.at("low").number(0, 1);
  const double mean = member.at("mean").number(low, 1);
  return {mean, low, member.at("high").number(mean, 1)};
}

/// A bound that is null is none.
Estimate estimate_in(const Member& member, double most) {
  const double low = member.at("low").is_null() ? 0 : member.at("low").number(0, most);
  const double mean = member.at("mean").number(low, most);
  const double high = member.at("high").is_null() ? std::numeric_limits<double>::infinity()
                                                  : member.at("high").number(mean, most);
  return {mean, low, high};
}

/// Those of before lack some of it.
void add_estimates(const Member& run, Baseline& baseline) {
  constexpr double most = std::numeric_limits<double>::max();
  const auto add = [&](const Member& thing, const std::string& name, const char* key,
                       Judged measure) {
    if (thing.has(key))
      baseline.estimates.push_back({measure, std::nullopt, name, estimate_in(thing.at(key), most)});
  };
  for (const auto& [name, service] : run.at("services").named()) {
    add(service, name, "served", Judged::requests_lost);
    add(service, name, "outages_per_year", Judged::outages);
  }
  if (!run.has("clusters")) return;
  for (const auto& [name, cluster] : run.at("clusters").named()) {
    add(cluster, name, "failovers_failed_per_year", Judged::failovers_failed);
    add(cluster, name, "split_brains_per_year", Judged::split_brains);
    if (!cluster.has("failover_seconds")) continue;
    const Member seconds = cluster.at("failover_seconds");
    if (!seconds.has("intervals")) continue;
    for (const double p : judged_quantiles) {
      const std::string key = key_of(p);
      const Member mean = seconds.at(key.c_str());
      if (mean.is_null()) continue;
      const std::vector<Member> bounds = seconds.at("intervals").at(key.c_str()).items();
      if (bounds.size() != 2) seconds.fail("intervals of two numbers are due");
      const double value = mean.number(0, most);
      baseline.estimates.push_back({Judged::requests_lost,
                                    p,
                                    name,
                                    {value, bounds[0].is_null() ? 0 : bounds[0].number(0, value),
                                     bounds[1].is_null() ? std::numeric_limits<double>::infinity()
                                                         : bounds[1].number(value, most)}});
    }
  }
}

Baseline of_run(const Member& run) {
  if (!run.has("replications"))
    throw NotABaseline{"the JSON of `inject` is no baseline: it says nothing of a year"};
  const double hours = run.at("horizon_hours").number(1 / ticks_in_hour, hours_max);
  const std::uint64_t pilot =
      run.has("pilot_replications") ? run.at("pilot_replications").whole(0, replications_max) : 0;
  const std::uint64_t number = run.at("replications").whole(1, replications_max);
  Baseline baseline{.scenario = run.at("scenario").text(),
                    .variant = run.at("variant").text_or_null(),
                    .file = "",
                    .seed = run.at("seed").whole(0, std::numeric_limits<std::uint64_t>::max()),
                    .replications = {pilot, pilot + number},
                    .horizon = Duration(std::llround(hours * ticks_in_hour)),
                    .paired = false};
  if (run.has("confidence")) baseline.confidence = run.at("confidence").confidence();
  const auto services = run.at("services").named();
  if (services.empty()) run.at("services").fail("it is empty, so that nothing is compared");
  for (const auto& [name, service] : services)
    baseline.services.push_back({name, {}, {}, share_of(service.at("unavailability"))});
  add_estimates(run, baseline);
  return baseline;
}

std::vector<Baseline> baselines_in(const Member& whole) {
  std::vector<Baseline> baselines;
  if (whole.has("checks")) {
    for (const Member& check : whole.at("checks").some()) baselines.push_back(of_check(check));
  } else if (whole.has("variants")) {
    for (const Member& variant : whole.at("variants").some()) baselines.push_back(of_run(variant));
  } else {
    baselines.push_back(of_run(whole));
  }
  return baselines;
}

/// Where the JSON ends to be JSON, for people. The byte counts from 1.
std::string place_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte > 0 ? byte - 1 : 0);
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t last = before.rfind('\n');
  return fmt::format("line {}, column {}", line,
                     last == std::string_view::npos ? before.size() + 1 : before.size() - last);
}

Json parsed(std::string_view text) {
  // Of two that are called the same, one would be believed, and nobody knows which was meant.
  std::vector<std::set<std::string>> keys;
  const auto sound = [&](int depth, Json::parse_event_t event, const Json& value) {
    if (depth > depth_max) throw NotABaseline{"it is nested too deeply"};
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
      throw NotABaseline{scenarios::harmless(value.get<std::string>()) + ": it is there twice"};
    return true;
  };
  try {
    return Json::parse(text, sound);
  } catch (const Json::parse_error& wrong) {
    throw NotABaseline{place_of(text, wrong.byte) + ": this is no JSON"};
  } catch (const Json::exception&) {
    throw NotABaseline{"a number in it is too large"};
  }
}

}  // namespace

std::vector<Baseline> read_baselines(const std::filesystem::path& path) {
  const bool piped = path == "-";
  const std::string bytes = piped ? scenarios::read_standard_input(file_size_max)
                                  : scenarios::read_bytes(path, file_size_max);
  try {
    if (bytes.size() > file_size_max) throw NotABaseline{"it is larger than 1 GiB"};
    return baselines_in(Member(parsed(bytes), ""));
  } catch (const NotABaseline& wrong) {
    throw Refused(
        {"baseline"},
        fmt::format(
            "{} is not the JSON of an earlier `check` or `run`: {}\nwrite one by {}",
            piped ? std::string(scenarios::standard_input_name) : path.string(), wrong.message,
            scenarios::study_words(
                "check", "FILE " + setting_words(Setting{"format", "json"}) + " > baseline.json")));
  }
}

}  // namespace ausfall::studies
