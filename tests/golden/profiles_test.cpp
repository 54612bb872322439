// Every value of every profile, with its source, as it stands in tests/profiles: a table of its own,
// so that no value changes by a slip. `./dev golden` writes it anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "scenarios/profile.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

namespace fs = std::filesystem;

const fs::path tables = fs::path(test::source_dir) / "tests" / "profiles";

std::string contents(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

TEST(Profiles, HaveTheValuesOfTheTable) {
  std::size_t number = 0;
  for (const scenarios::ProfileSummary& profile : scenarios::profiles()) {
    const test::Outcome shown = test::ausfall({"profiles", "show", std::string(profile.name)});
    ASSERT_EQ(shown.exit_code, 0) << shown.errors;
    const fs::path table = tables / (std::string(profile.name) + ".txt");
    ++number;
    if (std::getenv("AUSFALL_REWRITE_GOLDENS") != nullptr) {
      fs::create_directories(tables);
      std::ofstream(table) << shown.output;
    } else {
      EXPECT_EQ(shown.output, contents(table)) << table;
    }
  }
  EXPECT_EQ(number, static_cast<std::size_t>(
                        std::distance(fs::directory_iterator(tables), fs::directory_iterator())))
      << "a table is left of a profile that is gone";
}

}  // namespace
}  // namespace ausfall
