// The defaults of the language, one by one, each in a scenario that it matters in.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace ausfall::scenarios {

struct Default {
  std::string key;                  ///< as the vocabulary has it: "crew.size"
  std::string path;                 ///< where it would be written: "crews.field.size"
  std::string value;                ///< the default, as one would write it
  std::vector<std::string> others;  ///< with each of which the scenario goes otherwise
  std::string text;                 ///< the scenario, which leaves it out
  std::string around = "@";         ///< what is written at the path; the value takes the place of @
  bool refused = false;             ///< the scenario is refused with each of the others
};

inline std::ostream& operator<<(std::ostream& out, const Default& row) { return out << row.key; }

// A hundred days, twice: nothing here happens so seldom that it would not be met.
inline const std::string days = "ausfall: 1\nhorizon: 100 d\nreplications: 2\n";
// Hosts are node1 and so on.
inline std::string hosts(int count) {
  return "hosts: {node1.." + std::to_string(count) +
         ": {boot: 4 min, failures: {hardware: {mttf: 20 d, mttr: 4 h}}}}\n";
}
inline std::string service(const std::string& needs) {
  return "services: {it: {needs: " + needs + "}}\n";
}

// By what they are defaults of.
std::vector<Default> of_runs_and_repair();
std::vector<Default> of_what_stands_there();
std::vector<Default> of_clusters();
std::vector<Default> of_placement();
std::vector<Default> of_seeing_and_agreeing();
std::vector<Default> of_restart_and_failover();
std::vector<Default> of_what_is_planned_and_counted();
/// What the vocabulary tells in the meaning of a key, since it goes by the type of a storage.
std::vector<Default> told_in_words();

}  // namespace ausfall::scenarios
