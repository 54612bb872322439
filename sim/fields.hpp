// A state as bytes and back: a model passes all of its fields to an archive, in one order, and the same
// function serves for writing and for reading.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ausfall {

/// Equal values have equal bytes.
template <class T>
concept PlainField = std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>;

class FieldWriter {
 public:
  /// Appends to these.
  explicit FieldWriter(std::string& bytes) : bytes_(bytes) {}

  template <PlainField T>
  void one(T& value) {
    append(&value, sizeof(T));
  }
  /// Of which there are always as many.
  template <PlainField T>
  void all(std::vector<T>& values) {
    append(values.data(), values.size() * sizeof(T));
  }
  template <PlainField T>
  void list(std::vector<T>& values) {
    auto size = static_cast<std::uint32_t>(values.size());
    one(size);
    all(values);
  }

 private:
  void append(const void* from, std::size_t size) {
    bytes_.append(static_cast<const char*>(from), size);
  }
  std::string& bytes_;
};

/// REQUIRES: what was written, passed in the same order to a state of the same model.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : bytes_(bytes) {}

  template <PlainField T>
  void one(T& value) {
    take(&value, sizeof(T));
  }
  template <PlainField T>
  void all(std::vector<T>& values) {
    take(values.data(), values.size() * sizeof(T));
  }
  template <PlainField T>
  void list(std::vector<T>& values) {
    std::uint32_t size = 0;
    one(size);
    values.resize(size);
    all(values);
  }
  /// So many bytes.
  [[nodiscard]] std::size_t read() const { return at_; }

 private:
  void take(void* to, std::size_t size) {
    assert(at_ + size <= bytes_.size());
    if (size > 0) std::memcpy(to, bytes_.data() + at_, size);
    at_ += size;
  }
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace ausfall
