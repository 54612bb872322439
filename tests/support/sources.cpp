#include "tests/support/sources.hpp"
#include "tests/support/places.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace ausfall::test {

namespace fs = std::filesystem;

std::vector<Source> sources_under(std::string_view folder) {
  const fs::path top = test::source_dir;
  std::vector<Source> sources;
  if (!fs::exists(top / folder)) {
    return sources;
  }
  for (const auto& entry : fs::recursive_directory_iterator(top / folder)) {
    const auto extension = entry.path().extension();
    if (!entry.is_regular_file() || (extension != ".cpp" && extension != ".hpp")) {
      continue;
    }
    std::ifstream file(entry.path(), std::ios::binary);
    sources.push_back(
        {fs::relative(entry.path(), top).generic_string(),
         std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>())});
  }
  std::sort(sources.begin(), sources.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return sources;
}

std::string without_comments(std::string_view text, Strings strings) {
  std::string out(text);
  const auto blank = [&out](std::size_t from, std::size_t to) {
    for (std::size_t at = from; at < std::min(to, out.size()); ++at) {
      if (out[at] != '\n') {
        out[at] = ' ';
      }
    }
  };
  const auto end_of = [&text](std::string_view mark, std::size_t from) {
    const std::size_t found = text.find(mark, from);
    return found == std::string_view::npos ? text.size() : found + mark.size();
  };
  const auto word = [&text](std::size_t at) {
    return at < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_');
  };

  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("//")) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      blank(at, end);
      at = end;
    } else if (rest.starts_with("/*")) {
      const std::size_t end = end_of("*/", at + 2);
      blank(at, end);
      at = end;
    } else if (rest.starts_with("R\"")) {
      const std::size_t open = std::min(text.find('(', at), text.size());
      const std::string close = ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"";
      const std::size_t end = end_of(close, open);
      if (strings == Strings::blank) {
        blank(at, end);
      }
      at = end;
    } else if (rest.front() == '\'' && at > 0 && word(at - 1) && word(at + 1) &&
               !text.substr(at + 2).starts_with('\'')) {
      ++at;  // between the digits of a number
    } else if (rest.front() == '"' || rest.front() == '\'') {
      std::size_t end = at + 1;
      while (end < text.size() && text[end] != rest.front() && text[end] != '\n') {
        end += text[end] == '\\' ? 2U : 1U;
      }
      end = std::min(end + 1, text.size());
      if (strings == Strings::blank) {
        blank(at, end - 1);
      }
      at = end;
    } else {
      ++at;
    }
  }
  return out;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines(1);
  for (const char letter : text) {
    if (letter == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += letter;
    }
  }
  return lines;
}

}  // namespace ausfall::test
