#include "scenarios/source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "scenarios/diagnostic.hpp"
#include "scenarios/wording.hpp"

namespace ausfall::scenarios {

std::uint32_t Sources::add(std::string name, std::string text, std::filesystem::path directory) {
  std::vector<std::size_t> line_starts{0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_starts.push_back(i + 1);
  }
  sources_.push_back(
      {std::move(name), std::move(text), std::move(directory), std::move(line_starts)});
  return static_cast<std::uint32_t>(sources_.size() - 1);
}

std::uint32_t Sources::add_change(std::string text, std::filesystem::path directory) {
  const std::uint32_t number = add(change_words(), std::move(text), std::move(directory));
  sources_.back().is_change = true;
  return number;
}

std::string_view Sources::line(Position at) const {
  if (at.source >= sources_.size() || at.line == 0) return {};
  const Source& source = sources_[at.source];
  if (at.line > source.line_starts.size()) return {};
  const std::string_view text = source.text;
  const std::size_t from = source.line_starts[at.line - 1];
  const std::string_view line = text.substr(from, text.find('\n', from) - from);
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

std::size_t letter_length(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && byte(1) < 0x90;
    const bool beyond = first == 0xF4 && byte(1) > 0x8F;
    return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

std::string read_bytes(const std::filesystem::path& path, std::size_t size_max) {
  std::error_code trouble;
  if (std::filesystem::is_directory(path, trouble)) {
    throw Unreadable(path.string() + ": is a directory, not a file");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Unreadable(path.string() + ": cannot be read: " + std::strerror(errno));
  }
  std::string bytes(size_max + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.bad()) throw Unreadable(path.string() + ": reading failed: " + std::strerror(errno));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

}  // namespace ausfall::scenarios
