#include "scenarios/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <unordered_map>

#include "scenarios/harmless.hpp"
#include "scenarios/reader.hpp"

namespace ausfall::scenarios {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Ends the reading of a document at once.
struct Stop {
  Position at;
  std::string message;
  std::string hint;
};

// ---- text ---------------------------------------------------------------------------------------

Position position_of(std::size_t offset, std::uint32_t number, const Source& source) {
  const auto after = std::upper_bound(source.line_starts.begin(), source.line_starts.end(), offset);
  const auto line = static_cast<std::size_t>(after - source.line_starts.begin());
  return {number, static_cast<std::uint32_t>(line),
          static_cast<std::uint32_t>(offset - source.line_starts[line - 1] + 1)};
}

/// Refuses what is not text before YAML sees it.
void check_text(std::uint32_t number, const Source& source) {
  const std::string_view text = source.text;
  if (text.size() > file_size_max) {
    throw Stop{{number, 1, 1},
               fmt::format("the file is larger than {} KiB, the most that a scenario may have",
                           file_size_max / 1024),
               "write ranges such as node1..1000 for what is alike, or split it with `include`"};
  }
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = letter_length(text.substr(i));
    if (length == 0) {
      throw Stop{position_of(i, number, source),
                 "this is not text: a scenario is a YAML file in UTF-8", ""};
    }
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool control =
        (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
    if (control) {
      throw Stop{position_of(i, number, source),
                 fmt::format("this is not text: a control character (code {})", unsigned{byte}),
                 ""};
    }
    i += length;
  }
}

// ---- events to a tree ---------------------------------------------------------------------------

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::uint32_t source, const Sources& sources, Diagnostics& diagnostics)
      : source_(source), sources_(sources), diagnostics_(diagnostics) {}

  [[nodiscard]] Tree result() const { return root_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_ != nullptr || documents_++ > 0) {
      throw Stop{position(mark), "a second document begins here: a scenario is one document",
                 "remove the line '---', or use two files and `include`"};
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(node(Node::Kind::null, mark), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      throw Stop{position(mark), "an alias inside of what it stands for", ""};
    const Tree& tree = found->second;
    aliased_ += tree->weight;
    if (aliased_ > aliased_max) {
      throw Stop{position(mark),
                 fmt::format("with its aliases the document has more than {} parts", aliased_max),
                 "write ranges such as node1..1000 for what is alike"};
    }
    if (frames_.size() + depth_of(*tree) > depth_max) throw too_deep(position(mark));
    place(tree, position(mark));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    if (tag == "!") check_quote(position(mark));
    // It would end every message, and every name of a file, where it stands.
    if (value.find('\0') != std::string::npos)
      throw Stop{position(mark), fmt::format("'{}': no text here can hold a NUL", harmless(value)),
                 "leave it out"};
    Node scalar = node(Node::Kind::scalar, mark);
    scalar.text = value;
    add(std::move(scalar), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(Node::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { end(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(Node::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { end(); }

 private:
  /// A list or mapping that has begun and not ended.
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    std::optional<Entry> pending;  // a key that waits for its value
    std::unordered_map<std::string, Position> keys;
  };

  [[nodiscard]] Position position(const YAML::Mark& mark) const {
    if (mark.is_null()) return {source_, 1, 1};
    return {source_, static_cast<std::uint32_t>(mark.line + 1),
            static_cast<std::uint32_t>(mark.column + 1)};
  }

  [[nodiscard]] Node node(Node::Kind kind, const YAML::Mark& mark) const {
    Node result;
    result.kind = kind;
    result.at = position(mark);
    return result;
  }

  static Stop too_deep(Position at) {
    return {at, fmt::format("nested more than {} levels deep", depth_max), ""};
  }

  std::size_t depth_of(const Node& tree) const {
    std::size_t below = 0;
    for (const Tree& item : tree.items) below = std::max(below, known_depth(item));
    for (const Entry& entry : tree.entries) below = std::max(below, known_depth(entry.value));
    return below + 1;
  }
  std::size_t known_depth(const Tree& tree) const {
    const auto found = depths_.find(tree.get());
    return found == depths_.end() ? 1 : found->second;
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (tag.empty() || tag == "?" || tag == "!") return;
    throw Stop{position(mark), fmt::format("the tag '{}' has no meaning here", tag),
               "leave it out"};
  }

  /// yaml-cpp 0.7 takes a quote that is never closed for a text that ends with the file.
  void check_quote(Position at) const {
    const Source& source = sources_[source_];
    const std::string_view text = source.text;
    std::size_t i = source.line_starts[at.line - 1] + at.column - 1;
    if (at.line == 1 && text.starts_with(byte_order_mark)) i += byte_order_mark.size();
    i = text.find_first_of("\"'|>", i);  // past an anchor
    // A block of text, | or >, may hold single quotes.
    if (i == std::string_view::npos || text[i] == '|' || text[i] == '>') return;
    const char quote = text[i++];
    while (i < text.size()) {
      const bool escaped = quote == '"' ? text[i] == '\\' : text.substr(i, 2) == "''";
      if (!escaped && text[i] == quote) return;
      i += escaped ? 2 : 1;
    }
    throw Stop{at, "this is not YAML: the quote is never closed", ""};
  }

  void begin(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
             YAML::anchor_t anchor) {
    refuse_tag(mark, tag);
    if (frames_.size() >= depth_max) throw too_deep(position(mark));
    frames_.push_back({node(kind, mark), anchor, std::nullopt, {}});
  }

  void end() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    add(std::move(frame.node), frame.anchor);
  }

  void add(Node node, YAML::anchor_t anchor) {
    const Position at = node.at;
    const std::size_t depth = depth_of(node);
    auto tree = std::make_shared<const Node>(std::move(node));
    if (depth > 1) depths_[tree.get()] = depth;
    if (anchor != 0) anchors_[anchor] = tree;
    place(std::move(tree), at);
  }

  void place(Tree tree, Position at) {
    if (frames_.empty()) {
      root_ = std::move(tree);
      return;
    }
    Frame& frame = frames_.back();
    frame.node.weight += tree->weight;
    if (frame.node.is_list()) {
      frame.node.items.push_back(std::move(tree));
    } else if (!frame.pending) {
      frame.pending = key_of(*tree, at);
    } else {
      keep(frame, std::move(tree));
    }
  }

  static Entry key_of(const Node& tree, Position at) {
    if (!tree.is_scalar()) throw Stop{at, "a key has to be a word", "write `key: value`"};
    if (tree.text == "<<") {
      throw Stop{
          at, "merge keys ('<<') are not part of the language",
          "name what is alike by a range such as node1..4, or use an alias for the whole value"};
    }
    return {tree.text, tree.text, at, nullptr};
  }

  void keep(Frame& frame, Tree tree) {
    Entry entry = *std::move(frame.pending);
    frame.pending.reset();
    entry.value = std::move(tree);
    const auto [first, is_new] = frame.keys.emplace(entry.key, entry.at);
    if (!is_new) {
      diagnostics_.error(entry.at, fmt::format("the key '{}' is given twice", entry.key),
                         fmt::format("first in line {}", first->second.line));
      return;
    }
    frame.node.entries.push_back(std::move(entry));
  }

  std::uint32_t source_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  std::vector<Frame> frames_;
  std::unordered_map<YAML::anchor_t, Tree> anchors_;
  std::unordered_map<const Node*, std::size_t> depths_;  // of lists and mappings
  Tree root_;
  std::size_t aliased_ = 0;  // parts that aliases stand for, counted as often as they appear
  int documents_ = 0;
};

/// yaml-cpp's words, with a hint where its own are too few.
Stop from_yaml(const YAML::Exception& trouble, std::uint32_t number, const Sources& sources) {
  Position at{number, 1, 1};
  if (!trouble.mark.is_null()) {
    at.line = static_cast<std::uint32_t>(trouble.mark.line + 1);
    at.column = static_cast<std::uint32_t>(trouble.mark.column + 1);
  }
  const auto indented_by_tab = [&](std::uint32_t line) {
    const std::string_view text = sources.line({number, line, 1});
    return text.substr(0, text.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
  };
  const bool tab = indented_by_tab(at.line) || (at.line > 1 && indented_by_tab(at.line - 1));
  return {at, "this is not YAML: " + trouble.msg,
          tab ? "YAML is indented by blanks, not by tabs" : ""};
}

Tree parsed_or_stop(std::uint32_t number, const Sources& sources, Diagnostics& diagnostics) {
  const Source& source = sources[number];
  check_text(number, source);
  TreeBuilder builder(number, sources, diagnostics);
  try {
    std::istringstream stream(source.text);
    YAML::Parser parser(stream);
    if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
  } catch (const YAML::Exception& trouble) {
    throw from_yaml(trouble, number, sources);
  }
  Tree root = builder.result();
  if (root == nullptr || root->is_null())
    throw Stop{{number, 1, 1}, "there is nothing in it", "a scenario begins with `ausfall: 1`"};
  return root;
}

}  // namespace

const Entry* Node::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

Tree parsed(std::uint32_t source, const Sources& sources, Diagnostics& diagnostics) {
  try {
    return parsed_or_stop(source, sources, diagnostics);
  } catch (const Stop& stop) {
    diagnostics.error(stop.at, stop.message, stop.hint);
    return nullptr;
  }
}

Tree empty_mapping(Position at) {
  Node node;
  node.kind = Node::Kind::mapping;
  node.at = at;
  return std::make_shared<const Node>(std::move(node));
}

std::string to_text(const Tree& tree) {
  std::vector<std::string> parts;
  switch (tree->kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::scalar:
      return tree->text;
    case Node::Kind::list:
      for (const Tree& item : tree->items) parts.push_back(to_text(item));
      return fmt::format("[{}]", fmt::join(parts, ", "));
    case Node::Kind::mapping:
      for (const Entry& entry : tree->entries)
        parts.push_back(entry.key + ": " + to_text(entry.value));
      return fmt::format("{{{}}}", fmt::join(parts, ", "));
  }
  return {};
}

}  // namespace ausfall::scenarios
