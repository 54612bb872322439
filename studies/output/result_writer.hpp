// Where a result goes, piece by piece.
#pragma once

#include <string_view>

namespace ausfall::studies {

class ResultWriter {
 public:
  ResultWriter() = default;
  ResultWriter(const ResultWriter&) = delete;
  ResultWriter& operator=(const ResultWriter&) = delete;
  virtual ~ResultWriter() = default;

  /// What cannot be written throws SystemFailure, at once or in `finish`.
  virtual void write(std::string_view text) = 0;
  /// Everything is where it belongs when this returns.
  virtual void finish() = 0;
};

}  // namespace ausfall::studies
