#include "sim/clock_recorder.hpp"

#include <algorithm>
#include <cassert>

namespace ausfall {

using recording::Step;
using recording::Word;

ClockRecorder::ClockRecorder(std::size_t clocks) : places_(clocks, stopped), laws_of_(clocks) {
  show_places(places_.data());
}

// ---- where clocks stand -------------------------------------------------------------------------

void ClockRecorder::enter_stopped() { std::ranges::fill(places_, stopped); }

// Three in four bytes would do; four in one are found more quickly.
void ClockRecorder::write_places(std::string& bytes) const {
  for (std::size_t i = 0; i < places_.size(); i += 4) {
    unsigned four = 0;
    for (std::size_t k = i; k < std::min(i + 4, places_.size()); ++k)
      four |= static_cast<unsigned>(places_[k]) << 2 * (k - i);
    bytes.push_back(static_cast<char>(four));
  }
}

void ClockRecorder::enter(std::string_view places) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const auto four = static_cast<unsigned char>(places[i / 4]);
    places_[i] = static_cast<Place>(four >> 2 * (i % 4) & 3U);
  }
}

// ---- recording ----------------------------------------------------------------------------------

void ClockRecorder::begin(std::vector<std::uint32_t>& outcomes, Calendar& calendar) {
  steps_.clear();
  pieces_.clear();
  outcomes_ = &outcomes;
  calendar_ = &calendar;
  noted_ = recording::symbol(0);
  stem_from(noted_);
}

void ClockRecorder::end() {
  note_origin();
  pieces_.push_back({steps_.size(), told_(), {}, {}});
}

void ClockRecorder::note_origin() {
  if (origin() == noted_) return;
  noted_ = origin();
  steps_.push_back({.word = Word::stem_from, .origin = noted_});
}

void ClockRecorder::add(Step step) {
  note_origin();
  steps_.push_back(step);
}

std::uint32_t ClockRecorder::number_of(ClockId clock, const Distribution& law) {
  std::vector<std::uint32_t>& known = laws_of_[clock.index()];
  for (const std::uint32_t number : known) {
    if (laws_[number] == law) return number;
  }
  laws_.push_back(law);
  known.push_back(static_cast<std::uint32_t>(laws_.size() - 1));
  return known.back();
}

void ClockRecorder::say(const Step& step, Calendar& calendar) const {
  switch (step.word) {
    case Word::start:
      return calendar.start(step.clock, laws_[step.law]);
    case Word::start_in_hours:
      return calendar.start_in_hours(step.clock, laws_[step.law], hours_[step.to], step.in_hours);
    case Word::stop:
      return calendar.stop(step.clock);
    case Word::hold:
      return calendar.hold(step.clock);
    case Word::stretch:
      return calendar.stretch(step.clock, step.law, step.to);
    case Word::stem_from:
      assert(false);
  }
}

// ---- the words of a model -----------------------------------------------------------------------

void ClockRecorder::start(ClockId clock, const Distribution& distribution) {
  assert(places_[clock.index()] <= held);
  places_[clock.index()] = runs;
  add({.word = Word::start, .clock = clock, .law = number_of(clock, distribution)});
}

void ClockRecorder::start_in_hours(ClockId clock, const Distribution& distribution,
                                   const WeeklyHours& hours, InHours what) {
  assert(places_[clock.index()] == stopped);
  places_[clock.index()] = runs;
  auto known = std::ranges::find(hours_, hours);
  if (known == hours_.end()) known = hours_.insert(known, hours);
  add({.word = Word::start_in_hours,
       .in_hours = what,
       .clock = clock,
       .law = number_of(clock, distribution),
       .to = static_cast<std::uint32_t>(known - hours_.begin())});
}

void ClockRecorder::stretch(ClockId clock, std::uint32_t from, std::uint32_t to) {
  assert(running(clock));
  add({.word = Word::stretch, .clock = clock, .law = from, .to = to});
}

std::size_t ClockRecorder::choose(Stream stream, std::span<const double> probabilities) {
  const auto possible = [](double each) { return each > 0; };
  if (std::ranges::count_if(probabilities, possible) == 1) {
    return static_cast<std::size_t>(std::ranges::find_if(probabilities, possible) -
                                    probabilities.begin());
  }
  note_origin();
  if (outcomes_->size() == pieces_.size())
    outcomes_->push_back(static_cast<std::uint32_t>(calendar_->choose(stream, probabilities)));
  pieces_.push_back({steps_.size(), told_(), stream, {probabilities.begin(), probabilities.end()}});
  return (*outcomes_)[pieces_.size() - 1];
}

void ClockRecorder::do_stop(ClockId clock) {
  places_[clock.index()] = stopped;
  add({.word = Word::stop, .clock = clock});
}

void ClockRecorder::do_hold(ClockId clock) {
  places_[clock.index()] = held;
  add({.word = Word::hold, .clock = clock});
}

}  // namespace ausfall
