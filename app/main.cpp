#include <string>
#include <vector>

#include "app/descriptor.hpp"
#include "app/program.hpp"
#include "app/standard_output.hpp"
#include "studies/output/table.hpp"

int main(int argc, char** argv) {
  ausfall::app::occupy_standard_descriptors();
  const ausfall::studies::PageWidth page(ausfall::app::columns_of_standard_output());
  ausfall::app::StandardOutput out;
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(ausfall::app::run_program(arguments, out));
}
