// Profiles: how a product's cluster software behaves, one YAML file each, every value with its
// source or marked as an assumption.
//
// 1. A profile's values are the defaults of a cluster's own keys, in the same words.
// 2. `extends` takes over another profile; what is given anew replaces it.
// 3. Nothing here knows a product by its name.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/diagnostic.hpp"
#include "scenarios/document.hpp"

namespace ausfall::scenarios {

/// One value of a profile and where it comes from: exactly one of `source` and `assumption` is
/// given.
struct ProfileValue {
  std::string path;  ///< "heartbeat.interval"
  Tree value;
  std::string source;
  std::string assumption;
};

/// What the groups are made of that a profile's values are about.
enum class ProfileMembers : std::uint8_t {
  any,
  vms,   ///< at least one VM in each
  apps,  ///< none
};

struct Profile {
  std::string name;
  std::string title;
  std::string description;
  std::string extends;
  bool identical_hosts = false;  ///< refuses a cluster whose hosts differ
  bool virtual_nodes = false;    ///< refuses nodes that are hosts
  ProfileMembers members = ProfileMembers::any;
  bool takes_rest = true;  ///< a cluster that names groups protects what none of them names, too
  std::vector<ProfileValue>
      values;   ///< in the order of the file, those of the profile it extends first
  Tree policy;  ///< the values alone, as the defaults of a cluster
};

/// What the sources of built-in profiles are called: this, and the profile's name.
inline constexpr std::string_view profile_source = "profile ";

/// The same with each time above 0 that it assumes as one that is not known, by the factor up and down:
/// `{between: [v / factor, v * factor]}`. REQUIRES: factor > 1.
Profile with_assumptions_unknown(Profile profile, double factor);

/// Profiles that were read, by name, with their places in the same sources: a document that is read
/// again, for other values of what it does not know, need not read them again.
struct KnownProfiles {
  std::map<std::string, std::shared_ptr<const Profile>, std::less<>> by_name;
};

/// The names of those whose values are about such groups, in order.
std::vector<std::string> profiles_about(ProfileMembers members);

struct ProfileSummary {
  std::string name;
  std::string title;
  std::size_t values = 0;
  std::size_t assumptions = 0;  ///< of these
};

/// Those that are built in, in order of names.
std::vector<ProfileSummary> profiles();

/// The profile for people: its values with their sources, assumptions marked. Throws
/// std::invalid_argument, with a sentence that names the nearest, if there is none of that name.
std::string show_profile(std::string_view name);

/// The profile as it is built in. Null if there is none of that name.
std::shared_ptr<const Profile> built_in_profile(std::string_view name);

/// Reads a built-in profile into `sources`, and says at `at` what is wrong with the name. Null if
/// it is.
std::shared_ptr<const Profile> find_profile(std::string_view name, Position at, Sources& sources,
                                            Diagnostics& diagnostics);

}  // namespace ausfall::scenarios
