#include "sim/explorer.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>

namespace ausfall {
namespace {

std::string sentence(std::size_t offenders) {
  return offenders == 1 ? "1 clock is not memoryless"
                        : std::to_string(offenders) + " clocks are not memoryless";
}

}  // namespace

NotMarkovian::NotMarkovian(std::vector<Offender> offenders)
    : NotExplored(sentence(offenders.size())), offenders_(std::move(offenders)) {}

TooManyStates::TooManyStates(std::size_t limit)
    : NotExplored("the chain has more than " + std::to_string(limit) + " states") {}

EndlessInstant::EndlessInstant(ClockId clock)
    : NotExplored("events follow one another for ever without time passing"), clock_(clock) {}

namespace exploring {

// ---- laws ---------------------------------------------------------------------------------------

std::uint32_t Laws::number(ClockId clock, const Distribution& distribution) {
  if (last_of_clock_.size() <= clock.index()) last_of_clock_.resize(clock.index() + 1, 0);
  std::uint32_t& last = last_of_clock_[clock.index()];
  if (last < laws_.size() && laws_[last].is(distribution, {})) return last;
  last = find(distribution, {});
  if (last == laws_.size()) laws_.push_back(make(distribution));
  return last;
}

std::uint32_t Laws::find(const Distribution& distribution, Ratio longer) const {
  const auto known = std::find_if(laws_.begin(), laws_.end(),
                                  [&](const Law& law) { return law.is(distribution, longer); });
  return static_cast<std::uint32_t>(known - laws_.begin());
}

std::uint32_t Laws::stretched(std::uint32_t number, std::uint32_t from, std::uint32_t to) {
  assert(!laws_[number].in_hours && from > 0 && to > 0);
  const Ratio before = laws_[number].longer;
  const std::uint64_t common = std::gcd(before.numerator * to, before.denominator * from);
  const Ratio longer{before.numerator * to / common, before.denominator * from / common};
  const std::uint32_t known = find(laws_[number].distribution, longer);
  if (known < laws_.size()) return known;
  // Computed from the law that the clock was started with, so that equal stretches on other ways
  // give the same rates to the last bit.
  Law law = laws_[find(laws_[number].distribution, {})];
  law.longer = longer;
  for (PhaseType::Stage& stage : law.phases.stages) {
    stage.rate *= static_cast<double>(longer.denominator) / static_cast<double>(longer.numerator);
  }
  laws_.push_back(std::move(law));
  return known;
}

Laws::Law Laws::make(const Distribution& distribution) {
  Law law;
  law.distribution = distribution;
  if (distribution.is_never()) return law;
  if (std::optional<PhaseType> exact = exact_stages(distribution)) {
    law.phases = *std::move(exact);
    return law;
  }
  if (phases_ == 0) {
    law.phases = one_stage(distribution.mean());
    law.offends = true;
    return law;
  }
  law.phases = fit(distribution, phases_);
  approximate_ = true;
  return law;
}

std::uint32_t Laws::in_hours() {
  const auto known =
      std::find_if(laws_.begin(), laws_.end(), [](const Law& law) { return law.in_hours; });
  const auto number = static_cast<std::uint32_t>(known - laws_.begin());
  if (known != laws_.end()) return number;
  Law law;
  law.phases = one_stage(Seconds(day) / 2);  // any time will do: only to go on and name all clocks
  law.in_hours = true;
  law.offends = true;
  laws_.push_back(law);
  return number;
}

// ---- choices ------------------------------------------------------------------------------------

void Script::begin_all() {
  decisions_.clear();
  outcomes_.clear();
}

void Script::begin_run() { cursor_ = 0; }

std::size_t Script::choose(std::span<const double> probabilities) {
  if (cursor_ < decisions_.size()) return outcomes_[decisions_[cursor_++].chosen].index;
  const std::size_t begin = outcomes_.size();
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    assert(probabilities[i] >= 0 && probabilities[i] <= 1);
    if (probabilities[i] > 0) outcomes_.push_back({i, probabilities[i]});
  }
  assert(outcomes_.size() > begin && "some outcome is possible");
  decisions_.push_back({begin, begin});
  ++cursor_;
  return outcomes_[begin].index;
}

double Script::weight() const {
  assert(cursor_ == decisions_.size() && "a handler makes the same choices from the same world on");
  return std::accumulate(decisions_.begin(), decisions_.end(), 1.0,
                         [&](double product, const Decision& made) {
                           return product * outcomes_[made.chosen].probability;
                         });
}

bool Script::next() {
  while (!decisions_.empty()) {
    Decision& last = decisions_.back();
    if (++last.chosen < outcomes_.size()) return true;
    outcomes_.resize(last.begin);
    decisions_.pop_back();
  }
  return false;
}

// ---- clocks -------------------------------------------------------------------------------------

void BranchingClocks::start(ClockId clock, const Distribution& distribution) {
  assert(!running(clock));
  ClockTable::Entry entry = table_[clock];
  if (entry.condition == ClockTable::Condition::held) {
    entry.condition = ClockTable::Condition::running;
    table_.set(clock, entry);
    return;
  }
  if (distribution.mean().count() == 0) {
    due_.push_back(clock);
    return;
  }
  const std::uint32_t law = laws_.number(clock, distribution);
  if (laws_[law].offends) note_offender(clock, law);
  begin_stages(clock, law);
}

void BranchingClocks::begin_stages(ClockId clock, std::uint32_t law) {
  const PhaseType& phases = laws_[law].phases;
  const bool certain = phases.stages.empty() || phases.begins_at_first();
  const std::size_t stage = certain ? 0 : script_.choose(phases.first);
  table_.set(clock, {law, static_cast<std::uint16_t>(stage), ClockTable::Condition::running});
}

void BranchingClocks::start_in_hours(ClockId clock, const Distribution& distribution,
                                     const WeeklyHours& hours, InHours /*what*/) {
  assert(!running(clock));
  if (hours.always()) return start(clock, distribution);
  const std::uint32_t law = laws_.in_hours();
  note_offender(clock, law);
  begin_stages(clock, law);
}

void BranchingClocks::note_offender(ClockId clock, std::uint32_t law) {
  const Laws::Law& known = laws_[law];
  NotMarkovian::Offender offender{
      clock, known.in_hours ? "waits for hours of the week" : known.distribution.describe(),
      known.in_hours};
  const auto place = std::lower_bound(offenders_.begin(), offenders_.end(), offender);
  if (place == offenders_.end() || *place != offender)
    offenders_.insert(place, std::move(offender));
}

void BranchingClocks::do_stop(ClockId clock) {
  std::erase(due_, clock);
  if (table_[clock].condition != ClockTable::Condition::absent) table_.set(clock, {});
}

void BranchingClocks::do_hold(ClockId clock) {
  std::erase(due_, clock);  // it will ring at once when it is started again
  ClockTable::Entry entry = table_[clock];
  if (entry.condition == ClockTable::Condition::absent) return;
  const PhaseType& phases = laws_[entry.law].phases;
  const bool as_good_as_new =
      laws_[entry.law].longer == Laws::Ratio{} &&
      (phases.stages.size() <= 1 || (entry.stage == 0 && phases.begins_at_first()));
  if (as_good_as_new) {
    table_.set(clock, {});
  } else {
    entry.condition = ClockTable::Condition::held;
    table_.set(clock, entry);
  }
}

void BranchingClocks::stretch(ClockId clock, std::uint32_t from, std::uint32_t to) {
  assert(running(clock));
  ClockTable::Entry entry = table_[clock];
  if (entry.condition == ClockTable::Condition::absent) return;  // it rings at once
  entry.law = laws_.stretched(entry.law, from, to);
  table_.set(clock, entry);
}

bool BranchingClocks::is_running(ClockId clock) const {
  if (table_[clock].condition == ClockTable::Condition::running) return true;
  return !due_.empty() && std::find(due_.begin(), due_.end(), clock) != due_.end();
}

std::size_t BranchingClocks::choose(Stream /*stream*/, std::span<const double> probabilities) {
  return script_.choose(probabilities);
}

ClockId BranchingClocks::take_due() {
  if (due_.empty()) return {};
  const ClockId first = due_.front();
  due_.erase(due_.begin());
  return first;
}

// ---- keys ---------------------------------------------------------------------------------------

namespace {

bool alike(const RunningClock& one, const RunningClock& other) {
  return one.law == other.law && one.stage == other.stage && one.held == other.held;
}

/// How many clocks from `first` on are alike and lie `stride` apart.
std::size_t run_length(std::span<const RunningClock> running, std::size_t first,
                       std::size_t stride) {
  std::size_t end = first + 1;
  while (end < running.size() && alike(running[end], running[first]) &&
         running[end].clock.index() - running[end - 1].clock.index() == stride) {
    ++end;
  }
  return end - first;
}

constexpr std::size_t block_size = std::size_t{1} << 20U;

std::uint64_t word_at(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

/// Both halves of the product of two 64-bit words, one laid over the other: every bit of either
/// depends on both.
std::uint64_t folded(std::uint64_t one, std::uint64_t other) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(one) * other;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

}  // namespace

void encode_clocks(std::span<const RunningClock> running, std::string& bytes) {
  append_number(running.size(), bytes);
  std::size_t previous = 0;
  for (std::size_t i = 0; i < running.size();) {
    const RunningClock& first = running[i];
    const bool next_alike = i + 1 < running.size() && alike(first, running[i + 1]);
    const std::size_t stride = next_alike ? running[i + 1].clock.index() - first.clock.index() : 0;
    const std::size_t length = next_alike ? run_length(running, i, stride) : 1;
    append_number(first.clock.index() - previous, bytes);
    append_number(length, bytes);
    if (length > 1) append_number(stride, bytes);
    append_number(first.law, bytes);
    append_number(std::uint64_t{first.stage} * 2 + (first.held ? 1 : 0), bytes);
    previous = running[i + length - 1].clock.index();
    i += length;
  }
}

std::uint64_t hash_of(std::string_view bytes) {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15ULL;  // 2^64 over the golden ratio
  constexpr std::uint64_t other_odd =
      0xd1342543de82ef95ULL;  // a multiplier of Steele and Vigna, 2022
  std::uint64_t hash = odd ^ bytes.size();
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; at += 8, left -= 8) hash = folded(hash ^ word_at(at), odd) ^ (hash >> 29U);
  std::uint64_t rest = 0;
  std::memcpy(&rest, at, left);
  return folded(folded(hash ^ rest, odd) ^ odd, other_odd);
}

std::pair<std::uint32_t, bool> Numbering::number(std::string_view bytes) {
  const std::uint64_t hash = hash_of(bytes);
  const auto tag = static_cast<std::uint32_t>(hash >> 32U);
  const std::size_t mask = slots_.size() - 1;
  std::size_t place = static_cast<std::uint32_t>(hash) & mask;
  for (; slots_[place].number != 0; place = (place + 1) & mask) {
    const Slot& slot = slots_[place];
    if (slot.tag != tag) continue;
    const Key& key = keys_[slot.number - 1];
    if (std::string_view(key.at, key.size) == bytes) return {slot.number - 1, false};
  }
  const auto number = static_cast<std::uint32_t>(keys_.size());
  assert(number < ~std::uint32_t{0} - 1);
  keys_.push_back(
      {keep(bytes), static_cast<std::uint32_t>(bytes.size()), static_cast<std::uint32_t>(hash)});
  slots_[place] = {tag, number + 1};
  if (keys_.size() * 2 > slots_.size()) grow();
  return {number, true};
}

const char* Numbering::keep(std::string_view bytes) {
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < bytes.size()) {
    blocks_.emplace_back().reserve(std::max(block_size, bytes.size()));
  }
  std::string& block = blocks_.back();
  const std::size_t at = block.size();
  block.append(bytes);
  bytes_ += bytes.size();
  return block.data() + at;
}

std::size_t Numbering::memory() const {
  return bytes_ + keys_.size() * (sizeof(Key) + 2 * sizeof(Slot));
}

void Numbering::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == 0) continue;
    std::size_t place = keys_[slot.number - 1].hash & mask;
    while (slots_[place].number != 0) place = (place + 1) & mask;
    slots_[place] = slot;
  }
}

void Rows::add(Chain::State source, Chain::State target, double rate) {
  assert(rate >= 0);
  if (target == source || rate == 0) return;
  if (last_.size() <= target) last_.resize(std::max<std::size_t>(target + 1, last_.size() * 2), 0);
  const std::size_t begin = chain_.row.back();
  const std::size_t last = last_[target];
  if (last >= begin && last < chain_.target.size() && chain_.target[last] == target) {
    chain_.rate[last] += rate;
    return;
  }
  last_[target] = chain_.target.size();
  chain_.target.push_back(target);
  chain_.rate.push_back(rate);
}

}  // namespace exploring
}  // namespace ausfall
