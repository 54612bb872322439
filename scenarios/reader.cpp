#include "scenarios/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "models/component.hpp"
#include "models/model.hpp"
#include "models/reach.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/draft_clients.hpp"
#include "scenarios/draft_replication.hpp"
#include "scenarios/expectation.hpp"
#include "scenarios/findings.hpp"
#include "scenarios/load.hpp"
#include "scenarios/names.hpp"
#include "scenarios/one_read.hpp"
#include "scenarios/profile.hpp"
#include "scenarios/quantity.hpp"
#include "scenarios/section.hpp"
#include "scenarios/sweep_axes.hpp"
#include "scenarios/unnoticed.hpp"
#include "scenarios/wording.hpp"

namespace ausfall::scenarios {
namespace {

constexpr std::uint64_t language_version = 1;
constexpr std::uint64_t replications_max = 1'000'000'000'000;
constexpr std::uint64_t first_look = 100;  // replications before a precision is looked at

/// Says what is wrong with a count of replications.
bool sensible(Section& section, std::string_view key, std::uint64_t count) {
  if (count >= 1 && count <= replications_max) return true;
  section.error(key,
                fmt::format("{}: {} is out of range: from 1 to {}", key, count, replications_max));
  return false;
}

Replications read_range(Reading& reading, const Tree& tree) {
  Section section(reading, "replications", tree);
  const auto max = section.count("max");
  if (!max || !sensible(section, "max", *max)) return {};
  const std::uint64_t min =
      section.has("min") ? section.count("min").value_or(1) : std::min(*max, *section.count("min"));
  if (!sensible(section, "min", min)) return {};
  if (min > *max) {
    section.error("min", fmt::format("min: {} is more than max, which is {}", min, *max));
    return {};
  }
  return {min, *max};
}

Replications read_replications(Reading& reading, Section& scenario, bool with_precision) {
  const Tree tree = scenario.raw("replications");
  if (tree == nullptr) return with_precision ? Replications{first_look, 100'000} : Replications{};
  if (!tree->is_scalar()) {
    const Replications range = read_range(reading, tree);
    if (!with_precision && range.min != range.max && !scenario.has("expect")) {
      reading.diagnostics.warning(
          tree->at, "without a 'precision' all of the replications are run: max", "precision: 5 %");
    }
    return range;
  }
  try {
    const std::uint64_t count = count_of(tree->text);
    if (!sensible(scenario, "replications", count)) return {};
    return {with_precision ? std::min(count, first_look) : count, count};
  } catch (const NotAQuantity& wrong) {
    reading.diagnostics.error(tree->at, fmt::format("replications: {}", wrong.what()),
                              wrong.hint());
    return {};
  }
}

void read_run(Reading& reading, Section& section, Scenario& scenario) {
  if (const auto version = section.count("ausfall"); version && *version != language_version) {
    section.error("ausfall",
                  fmt::format("ausfall: version {} of the language is not known here", *version),
                  fmt::format("ausfall: {}", language_version));
  }
  scenario.name = section.text("name").value_or(scenario.name);
  scenario.description = section.text("description").value_or("");
  scenario.horizon = section.duration("horizon").value_or(scenario.horizon);
  if (scenario.horizon <= Duration{0})
    section.error("horizon", "horizon: it has to be more than 0 s", "horizon: 10 y");
  scenario.warmup = section.duration("warmup").value_or(Duration{0});
  if (after(scenario.horizon, scenario.warmup) == never)
    section.error("warmup", "warmup: with the horizon it is beyond the end of time");
  scenario.seed = section.count("seed").value_or(1);
  scenario.precision = section.share("precision");
  if (scenario.precision && *scenario.precision <= 0) {
    section.error("precision", "precision: it has to be more than 0", "precision: 5 %");
  }
  scenario.confidence = section.share("confidence").value_or(0.95);
  if (!is_confidence(scenario.confidence)) {
    section.error("confidence", fmt::format("confidence: it can be {}", confidence_words),
                  "confidence: 95 %");
  }
  scenario.replications = read_replications(reading, section, scenario.precision.has_value());
  scenario.replications_given = section.has("replications");
}

models::Plant read_plant(Reading& reading, Section& section, Time end) {
  Draft draft(reading);
  read_crews(draft, section);
  read_hosts(draft, section);
  read_vms(draft, section);
  read_apps(draft, section);
  read_domains(draft, section);
  read_networks(draft, section);
  read_trunks(draft, section);
  read_storages(draft, section);
  read_mirrors(draft, section);
  read_devices(draft, section);
  read_clusters(draft, section);
  read_crew_orders(draft, section);
  read_common_causes(draft, section);
  read_services(draft, section);
  read_maintenance(draft, section);
  drain_for_rejuvenations(draft);
  read_faults(draft, section, end);
  // What does not fit may follow from what else is wrong, and admission control from that.
  if (reading.diagnostics.errors() == 0) check_capacity(draft);
  check_loads(draft, section);
  check_storage_limits(draft, section);
  check_replication(draft, section);
  if (reading.diagnostics.errors() == 0) check_admission(draft);
  check_unused(draft, section);
  check_clients(draft, section);
  if (draft.plant.services.empty()) {
    draft.warning(section.at(), "there are no services: nothing is counted",
                  "services: {web: {needs: web}}");
  }
  return std::move(draft.plant);
}

/// What all of them say: of one variant, or of a scenario without any.
struct Draught {
  Scenario scenario;
  models::Plant plant;
};

/// A document as a scenario, whose plant is not whole yet.
Draught read_document(Sources& sources, Diagnostics& diagnostics, const Tree& document,
                      UnknownsReading& unknowns, KnownProfiles& profiles) {
  unknowns.name_document(document);
  Reading reading{sources, diagnostics, &unknowns, &profiles};
  Draught draught;
  Scenario& scenario = draught.scenario;
  scenario.name = std::filesystem::path(sources[0].name).stem().string();
  Section section(reading, "scenario", document);
  read_run(reading, section, scenario);
  draught.plant = read_plant(reading, section, after(scenario.warmup, scenario.horizon));
  scenario.expectations =
      read_expectations(reading, section, document, draught.plant, scenario.horizon);
  if (const Tree sweep = section.raw("sweep")) axes_in(sweep, diagnostics);
  section.close();
  return draught;
}

/// Why an app does not serve in good health; empty if it does.
std::string why_unreached(models::Scene scene, const models::Need& need) {
  if (need.component) {
    const models::Component& app = scene.plant[need.component];
    if (app.kind != models::ComponentKind::app || !scene.world[need.component].alive()) return {};
    const models::ComponentId host = models::host_of(scene.world, need.component);
    if (models::clients_reach(scene, host)) return {};
    return fmt::format(
        "clients do not reach '{}': its host '{}' is on no network that carries them", app.name,
        scene.plant[host].name);
  }
  for (const models::Need& part : need.parts) {
    std::string why = why_unreached(scene, part);
    if (!why.empty()) return why;
  }
  return {};
}

/// A service that is down in good health is most likely a mistake, and not one that a number tells.
void warn_of_services_down(Diagnostics& diagnostics, const Node& document,
                           const models::Plant& plant) {
  const models::World world = models::Model(plant).healthy();
  const Entry* services = document.find("services");
  if (services == nullptr) return;
  for (std::size_t i = 0; i < plant.services.size(); ++i) {
    const Entry* entry = services->value->find(plant.services[i].name);
    if (world.services[i].up || entry == nullptr) continue;
    std::string why = why_unreached({plant, world}, plant.services[i].needs);
    if (why.empty() && !plant.networks.empty())
      why = "is all that it needs attached to the networks?";
    diagnostics.warning(
        entry->at,
        fmt::format("service '{}' is down from the start, with nothing failed", entry->key), why);
  }
}

/// A document that can be read again, with other values for what is not known.
class Rereading {
 public:
  /// It was read once, of these sources and with these profiles.
  Rereading(const Sources& sources, Tree document, KnownProfiles profiles)
      : sources_(std::make_shared<const Sources>(sources)),
        document_(std::move(document)),
        profiles_(std::move(profiles)) {}

  models::Plant operator()(UnknownsReading& unknowns) const {
    Sources sources = *sources_;
    return read(sources, unknowns);
  }

  /// With more that is not known than the document says.
  [[nodiscard]] Unknowns with(UnknownsReading unknowns) const {
    Sources sources = *sources_;
    read(sources, unknowns);
    auto inputs = unknowns.inputs(sources);
    return {std::move(inputs), std::move(unknowns), *this};
  }

 private:
  models::Plant read(Sources& sources, UnknownsReading& unknowns) const {
    Diagnostics diagnostics(sources);
    KnownProfiles profiles = profiles_;
    Draught draught = read_document(sources, diagnostics, document_, unknowns, profiles);
    diagnostics.throw_if_any();
    return std::move(draught.plant);
  }

  std::shared_ptr<const Sources> sources_;
  Tree document_;
  KnownProfiles profiles_;
};

/// Reads documents to the end.
class WholeReader {
 public:
  WholeReader(Sources& sources, Diagnostics& diagnostics, const Tree& document)
      : sources_(sources),
        diagnostics_(diagnostics),
        document_(document),
        draught_(read_document(sources, diagnostics, document, unknowns_, profiles_)) {}

  /// REQUIRES: there were no mistakes.
  Scenario whole() && {
    Scenario scenario = std::move(draught_.scenario);
    scenario.plant =
        std::make_shared<const models::Plant>(models::complete(std::move(draught_.plant)));
    warn_of_services_down(diagnostics_, *document_, *scenario.plant);
    warn_of_what_nobody_notices(diagnostics_, *document_, *scenario.plant);
    const Rereading again(sources_, std::move(document_), std::move(profiles_));
    auto inputs = unknowns_.inputs(sources_);
    scenario.unknowns =
        std::make_shared<const Unknowns>(std::move(inputs), std::move(unknowns_), again);
    scenario.varied = [again](double factor) {
      return again.with(UnknownsReading::of_all(factor));
    };
    scenario.assumed = [again](double factor) {
      return again.with(UnknownsReading::of_assumptions(factor));
    };
    scenario.under_old_names = [again](const Renames& renames) {
      UnknownsReading unknowns;
      return std::make_shared<const models::Plant>(
          models::complete(under_old_names(again(unknowns), renames)));
    };
    scenario.files = sources_.files();
    scenario.warnings = diagnostics_.warnings();
    return scenario;
  }

 private:
  Sources& sources_;
  Diagnostics& diagnostics_;
  Tree document_;
  UnknownsReading unknowns_;
  KnownProfiles profiles_;
  Draught draught_;
};

/// Tells the errors of a document that changes brought about as errors of these.
void blame(Sources& sources, Diagnostics& diagnostics, const Tree& before,
           const std::string& variant, const std::vector<Change>& changes) {
  if (diagnostics.errors() == 0 || changes.empty()) return;
  const auto errors_of = [&](const Tree& document) {
    Diagnostics own(sources);
    UnknownsReading unknowns;
    KnownProfiles profiles;
    try {
      read_document(sources, own, document, unknowns, profiles);
    } catch (const Mistakes&) {
      // too many to read on; `own` has the first of them
    }
    return own.kept();
  };
  diagnostics.retell(blamed(diagnostics.kept(), before, variant, changes, sources, errors_of));
}

/// Reads variants one after another and puts together what is said of them.
class VariantReader {
 public:
  VariantReader(Sources& sources, Diagnostics& diagnostics, const Documents& documents,
                const std::vector<Change>& changes)
      : sources_(sources), diagnostics_(diagnostics), documents_(documents), changes_(changes) {}

  Variants read(const std::vector<std::string>& names) {
    Findings errors("in the variant", names.size());
    Findings warnings("in the variant", names.size());
    Variants result;
    std::size_t not_kept = 0;
    for (const std::string& name : names) {
      Diagnostics own(sources_);
      const bool all_sound = diagnostics_.errors() == 0;
      OneRead one = read_one(sources_, own, documents_, {name, changes_}, all_sound);
      weight_ += one.weight;
      if (one.scenario) result.scenarios.push_back(std::move(*one.scenario));
      for (const auto& [at, diagnostic] : own.kept()) errors.add(name, at, diagnostic);
      for (const Diagnostic& warning : own.warnings()) warnings.add(name, {}, warning);
      not_kept = std::max(not_kept, own.not_kept());
      const bool wrong = own.errors() > 0 || diagnostics_.errors() > 0;
      if (own.full() || (wrong && weight_ > weight_enough)) break;  // there is enough to mend
    }
    errors.for_each([&](Position at, const Diagnostic& error) {
      diagnostics_.error(at, error.message, error.hint);
    });
    diagnostics_.add_not_kept(not_kept);
    diagnostics_.throw_if_any();
    warnings.for_each(
        [&](Position, const Diagnostic& warning) { result.warnings.push_back(warning); });
    return result;
  }

 private:
  /// Parts of documents, after which one with mistakes is the last that is read.
  static constexpr std::size_t weight_enough = 100'000;

  Sources& sources_;
  Diagnostics& diagnostics_;
  const Documents& documents_;
  const std::vector<Change>& changes_;
  std::size_t weight_ = 0;
};

Variants read_without_variants(Sources& sources, Diagnostics& diagnostics, const Tree& base,
                               const std::vector<Change>& changes) {
  const Tree document = overridden(base, "", changes, diagnostics);
  WholeReader reader(sources, diagnostics, document);
  blame(sources, diagnostics, base, "", changes);
  diagnostics.throw_if_any();
  Variants result;
  result.scenarios.push_back(std::move(reader).whole());
  result.warnings = diagnostics.warnings();
  return result;
}

}  // namespace

OneRead read_one(Sources& sources, Diagnostics& own, const Documents& documents,
                 const Changed& changed, bool whole) {
  OneRead one;
  try {
    const std::string& variant = changed.variant;
    const bool has_variants = documents.variants != nullptr;
    const Tree patched = has_variants ? with_patch(documents, variant, own) : documents.base;
    const Tree document = overridden(patched, variant, changed.changes, own);
    one.weight = document->weight;
    WholeReader reader(sources, own, document);
    blame(sources, own, patched, variant, changed.changes);
    if (own.errors() > 0 || !whole) return one;
    one.scenario = std::move(reader).whole();
    if (has_variants) one.scenario->variant = variant;
  } catch (const Mistakes&) {
    // too many to read on; `own` has the first of them
  }
  return one;
}

std::vector<std::string> chosen(const Documents& documents, Wanted wanted,
                                const std::vector<std::string>& names, Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const Entry& variant : documents.variants->entries) known.push_back(variant.key);
  if (known.empty()) return {};  // check_variants has said so
  if (wanted == Wanted::one && names.empty()) {
    diagnostics.error(
        documents.variants_at,
        "the scenario has variants: say which of them is meant, by " +
            setting_words({"variant", ""}),
        variants_hint("", known) + "; " + study_words("compare") + " takes all of them");
  }
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      diagnostics.error(documents.variants_at, fmt::format("there is no variant '{}'", name),
                        variants_hint(name, known));
  }
  if (names.empty()) return known;
  std::erase_if(known, [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) == names.end();
  });
  return known;
}

namespace {

Variants read(Sources& sources, const std::vector<Override>& overrides, Wanted wanted,
              const std::vector<std::string>& names) {
  Diagnostics diagnostics(sources);
  Documents documents = loaded(0, sources, diagnostics);
  if (documents.base == nullptr) diagnostics.throw_if_any();
  const std::vector<Change> changes = parsed_changes(overrides, sources, diagnostics);
  documents = with_variants_changed(std::move(documents), changes, diagnostics);
  check_variants(documents, diagnostics);
  if (documents.variants == nullptr) {
    if (documents.variants_at.line > 0) diagnostics.throw_if_any();  // they are no mapping
    if (!names.empty()) {
      diagnostics.error(
          {0, 0, 0},
          fmt::format("there is no variant '{}': the scenario has no variants", names.front()),
          "leave " + setting_words({"variant", ""}) + " out");
    }
    return read_without_variants(sources, diagnostics, documents.base, changes);
  }
  const std::vector<std::string> chosen_names = chosen(documents, wanted, names, diagnostics);
  // Without a choice there is nothing to say of what stands in them.
  const bool none_chosen = chosen_names.empty() || (wanted == Wanted::one && names.empty());
  if (none_chosen || chosen_names.size() > variants_max) diagnostics.throw_if_any();
  return VariantReader(sources, diagnostics, documents, changes).read(chosen_names);
}

/// A link to a file elsewhere is how a scenario of somebody else's would have a file of ours shown in
/// its messages. Whether anything is there is not looked at, since the answer would tell. Standard input
/// and other descriptors lie nowhere.
void refuse_link_elsewhere(const std::filesystem::path& path, const Access& access) {
  std::error_code trouble;  // which reading will tell of
  if (!std::filesystem::is_symlink(path, trouble)) return;
  const std::string directory = path.parent_path().lexically_normal().string();
  if (directory.starts_with("/dev") || directory.starts_with("/proc")) return;  // /dev/stdin
  try {
    access.check(path);
  } catch (const Unreadable& outside) {
    Diagnostic link;
    link.file = path.string();
    link.message = fmt::format("it is a link: {}", outside.what());
    throw Mistakes({link});
  }
}

}  // namespace

Sources source_of(const std::filesystem::path& path, const Allowed& allowed) {
  const Access access(path.parent_path(), allowed);
  refuse_link_elsewhere(path, access);
  Sources sources(access);
  sources.add(path.string(), read_bytes(path, file_size_max), path.parent_path());
  sources.add_read(path);
  return sources;
}

Sources source_of(const std::string& name, std::string text, const Allowed& allowed) {
  const std::filesystem::path directory = std::filesystem::path(name).parent_path();
  const Access access(directory, allowed);
  if (name != standard_input_name) refuse_link_elsewhere(name, access);
  Sources sources(access);
  sources.add(name, std::move(text), directory);
  return sources;
}

namespace {

std::vector<std::string> at_most_one(const std::optional<std::string>& variant) {
  return variant ? std::vector{*variant} : std::vector<std::string>{};
}

}  // namespace

Scenario read_file(const std::filesystem::path& path, const std::vector<Override>& overrides,
                   const std::optional<std::string>& variant, const Allowed& allowed) {
  Sources sources = source_of(path, allowed);
  return read(sources, overrides, Wanted::one, at_most_one(variant)).scenarios.front();
}

Variants read_variants(const std::filesystem::path& path, const std::vector<Override>& overrides,
                       const std::vector<std::string>& names, const Allowed& allowed) {
  Sources sources = source_of(path, allowed);
  return read(sources, overrides, Wanted::any, names);
}

Scenario read_text(const std::string& name, std::string text,
                   const std::vector<Override>& overrides,
                   const std::optional<std::string>& variant, const Allowed& allowed) {
  Sources sources = source_of(name, std::move(text), allowed);
  return read(sources, overrides, Wanted::one, at_most_one(variant)).scenarios.front();
}

Variants read_variants_text(const std::string& name, std::string text,
                            const std::vector<Override>& overrides,
                            const std::vector<std::string>& names, const Allowed& allowed) {
  Sources sources = source_of(name, std::move(text), allowed);
  return read(sources, overrides, Wanted::any, names);
}

}  // namespace ausfall::scenarios
