#include "scenarios/source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

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

namespace {

namespace fs = std::filesystem;

/// Closed at the end.
class Descriptor {
 public:
  explicit Descriptor(const fs::path& path) : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

std::string read_all(int descriptor, const std::string& name, std::size_t size_max) {
  std::string bytes;
  std::vector<char> piece(std::size_t{1} << 16U);
  while (bytes.size() <= size_max) {
    const std::size_t wanted = std::min(piece.size(), size_max + 1 - bytes.size());
    const ssize_t size = ::read(descriptor, piece.data(), wanted);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw Unreadable(name + ": reading failed: " + std::strerror(errno));
    if (size == 0) break;
    bytes.append(piece.data(), static_cast<std::size_t>(size));
  }
  return bytes;
}

/// Without links, as far as it exists; empty where that cannot be told.
fs::path without_links(const fs::path& path) {
  std::error_code trouble;
  fs::path found = fs::weakly_canonical(fs::absolute(path, trouble), trouble);
  return trouble ? fs::path() : found;
}

bool lies_in(const fs::path& file, const fs::path& directory) {
  const auto [end, rest] =
      std::mismatch(directory.begin(), directory.end(), file.begin(), file.end());
  return end == directory.end();
}

/// By its name alone: no link is followed, nothing is looked at. Without a slash at the end.
fs::path named_absolutely(const fs::path& path) {
  std::error_code trouble;
  const fs::path name = fs::absolute(path, trouble).lexically_normal();
  return name.has_filename() || name == name.root_path() ? name : name.parent_path();
}

/// The trees of an Access, of which it holds two paths each.
class Trees {
 public:
  explicit Trees(const std::vector<fs::path>& paths) : paths_(paths) {}

  /// The real directory of the tree in which a file lies by its name, and the rest of the name.
  [[nodiscard]] std::optional<fs::path> entered(const fs::path& file, fs::path& rest) const {
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      if (!lies_in(file, paths_[i])) continue;
      rest = file.lexically_relative(paths_[i]);
      return paths_[i | 1U];
    }
    return std::nullopt;
  }

  /// Whether what lies at `way` from a real directory lies in a tree, and no link on the way leads
  /// through a place outside: what is there, and what is not, would show in where the way ends. What
  /// the trees themselves lie in is there in any case.
  [[nodiscard]] bool reach(fs::path at, const fs::path& way) const {
    constexpr int links_max = 40;  // as Linux has it; whoever opens the file will say so
    std::vector<fs::path> to_go;   // the last comes first
    const auto go = [&](const fs::path& names) {
      const std::vector<fs::path> each(names.begin(), names.end());
      to_go.insert(to_go.end(), each.rbegin(), each.rend());
    };
    go(way);
    for (int links = 0; links <= links_max;) {
      if (!hold(at) && !lie_below(at)) return false;
      if (to_go.empty()) return hold(at);
      const fs::path name = std::move(to_go.back());
      to_go.pop_back();
      if (name.empty() || name == ".") continue;
      if (name == "..") {
        at = at.parent_path();
        continue;
      }
      std::error_code no_link;
      const fs::path target = hold(at / name) ? fs::read_symlink(at / name, no_link) : fs::path();
      if (target.empty()) {
        at /= name;
        continue;
      }
      ++links;
      fs::path within = target;
      if (target.is_absolute()) {
        const auto tree = entered(target, within);
        at = tree ? *tree : target.root_path();
        if (!tree) within = target.relative_path();
      }
      go(within);
    }
    return true;
  }

 private:
  [[nodiscard]] bool hold(const fs::path& real) const {
    return any([&](const fs::path& tree) { return lies_in(real, tree); });
  }
  [[nodiscard]] bool lie_below(const fs::path& real) const {
    return any([&](const fs::path& tree) { return lies_in(tree, real); });
  }
  template <class Test>
  [[nodiscard]] bool any(Test test) const {
    for (std::size_t i = 1; i < paths_.size(); i += 2) {
      if (test(paths_[i])) return true;
    }
    return false;
  }

  const std::vector<fs::path>& paths_;
};

}  // namespace

Access::Access(const fs::path& own, const Allowed& allowed) {
  const auto add = [&](const fs::path& directory) {
    const fs::path real = without_links(directory);
    if (real.empty()) return;
    const fs::path named = named_absolutely(directory);
    trees_.push_back(without_links(named) == real ? named : real);  // a link and a `..`
    trees_.push_back(real);
  };
  add(own.empty() ? fs::path(".") : own);
  for (const fs::path& each : allowed) add(each);
}

bool Access::may_read(const fs::path& file) const {
  const Trees trees(trees_);
  fs::path rest;
  const auto tree = trees.entered(named_absolutely(file), rest);
  return tree && trees.reach(*tree, rest);
}

void Access::check(const fs::path& file) const {
  if (may_read(file)) return;
  // By its name alone: where links lead, and what may be looked at, tells of the machine.
  const fs::path named = named_absolutely(file);
  fs::path within;
  const bool by_a_link = Trees(trees_).entered(named, within).has_value();
  throw Unreadable(fmt::format(
      "'{}' lies outside the scenario's own directory and is not read; to allow it: {}{}",
      file.string(),
      setting_words({"allow-read", by_a_link ? "DIR" : named.parent_path().string()}),
      by_a_link ? ", which is where the link leads" : ""));
}

const std::string& Sources::read(const fs::path& file, std::size_t size_max) {
  const auto known = texts_.find(file);
  if (known != texts_.end() && known->second != nullptr) return *known->second;
  access_.check(file);
  // Whatever else a scenario names could keep the program waiting for ever.
  std::error_code trouble;
  if (fs::exists(file, trouble) && !fs::is_regular_file(file, trouble) &&
      !fs::is_directory(file, trouble))
    throw Unreadable(file.string() + ": is not a file");
  auto text = std::make_shared<const std::string>(read_bytes(file, size_max));
  return *texts_.insert_or_assign(file, std::move(text)).first->second;
}

std::vector<fs::path> Sources::files() const {
  std::vector<fs::path> files;
  for (const auto& [file, text] : texts_) files.push_back(file);
  return files;
}

std::string read_bytes(const fs::path& path, std::size_t size_max) {
  std::error_code trouble;
  if (fs::is_directory(path, trouble))
    throw Unreadable(path.string() + ": is a directory, not a file");
  const Descriptor file(path);
  if (file.number() < 0)
    throw Unreadable(path.string() + ": cannot be read: " + std::strerror(errno));
  return read_all(file.number(), path.string(), size_max);
}

std::string read_standard_input(std::size_t size_max) {
  return read_all(STDIN_FILENO, "standard input", size_max);
}

}  // namespace ausfall::scenarios
