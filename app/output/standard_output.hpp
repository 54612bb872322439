// Standard output, on which the result goes and nothing else. What cannot be written is a failure
// of the system, never lost silently.
#pragma once

#include <string>
#include <string_view>

namespace ausfall::app {

/// Where a verb writes its result.
class ResultWriter {
 public:
  ResultWriter() = default;
  ResultWriter(const ResultWriter&) = delete;
  ResultWriter& operator=(const ResultWriter&) = delete;
  virtual ~ResultWriter() = default;

  virtual void write(std::string_view text) = 0;
  /// Everything is where it belongs when this returns.
  virtual void finish() = 0;
};

/// To the file descriptor 1, in large pieces. Throws SystemFailure when it is full, closed, or a
/// pipe that nobody reads.
class StandardOutput final : public ResultWriter {
 public:
  StandardOutput();

  void write(std::string_view text) override;
  void finish() override;

 private:
  std::string pending_;
};

}  // namespace ausfall::app
