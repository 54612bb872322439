// What a model says to its clocks, written down, to be said to a calendar as often as it happens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/calendar.hpp"
#include "sim/clocks.hpp"

namespace ausfall {

namespace recording {

// What something stems from may be known only when it is played: symbols stand for that. Number 0 is what
// the clock brings that rings; the others are a model's own.
inline constexpr std::size_t first_symbol = 0xF0000000;
inline Origin symbol(std::size_t number) { return Origin(first_symbol + number); }
inline bool is_symbol(Origin origin) { return origin && origin.index() >= first_symbol; }
inline std::size_t number_of_symbol(Origin origin) { return origin.index() - first_symbol; }

enum class Word : std::uint8_t { stem_from, start, start_in_hours, stop, hold, stretch };

struct Step {
  Word word = Word::stop;
  InHours in_hours = InHours::rings;
  ClockId clock;
  Origin origin;          ///< stem_from
  std::uint32_t law = 0;  ///< start; of stretch, `from`
  std::uint32_t to = 0;   ///< stretch; of start_in_hours, which hours
};

/// Up to a choice, or to the end.
struct Piece {
  std::size_t end_step = 0;
  std::size_t end_fact = 0;
  Stream stream{};
  std::vector<double> probabilities;  ///< none at the end
};

}  // namespace recording

class ClockRecorder final : public Clocks {
 public:
  explicit ClockRecorder(std::size_t clocks);

  // ---- where clocks stand
  /// None runs.
  void enter_stopped();
  /// As they were written.
  void enter(std::string_view places);
  void write_places(std::string& bytes) const;
  /// It rings, so it no longer runs.
  void rings(ClockId clock) { places_[clock.index()] = stopped; }

  // ---- recording
  /// These outcomes are known; further ones are drawn from the calendar, and added.
  void begin(std::vector<std::uint32_t>& outcomes, Calendar& calendar);
  /// Who counts what was told.
  void listen(std::function<std::size_t()> told) { told_ = std::move(told); }
  void end();
  [[nodiscard]] std::span<const recording::Step> steps() const { return steps_; }
  [[nodiscard]] const std::vector<recording::Piece>& pieces() const { return pieces_; }

  /// Says it to the calendar. REQUIRES: it is no `stem_from`.
  void say(const recording::Step& step, Calendar& calendar) const;

  // ---- the words of a model
  void start(ClockId clock, const Distribution& distribution) override;
  void start_in_hours(ClockId clock, const Distribution& distribution, const WeeklyHours& hours,
                      InHours what) override;
  void stretch(ClockId clock, std::uint32_t from, std::uint32_t to) override;
  std::size_t choose(Stream stream, std::span<const double> probabilities) override;

 private:
  static constexpr Place runs = 2;

  void do_stop(ClockId clock) override;
  void do_hold(ClockId clock) override;
  void add(recording::Step step);
  void note_origin();
  std::uint32_t number_of(ClockId clock, const Distribution& law);

  std::vector<Place> places_;
  std::vector<std::vector<std::uint32_t>> laws_of_;  // by clock: those it was started with
  std::deque<Distribution> laws_;
  std::deque<WeeklyHours> hours_;
  std::vector<recording::Step> steps_;
  std::vector<recording::Piece> pieces_;
  Origin noted_;
  std::vector<std::uint32_t>* outcomes_ = nullptr;
  Calendar* calendar_ = nullptr;
  std::function<std::size_t()> told_;
};

}  // namespace ausfall
