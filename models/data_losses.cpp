// How ledgers count what asynchronous copies lose.
#include <algorithm>
#include <cstddef>

#include "models/ledger.hpp"
#include "models/rare_ledger.hpp"

namespace ausfall::models {
namespace {

std::size_t number_among_copied(const Plant& plant, ComponentId component) {
  return static_cast<std::size_t>(std::ranges::find(plant.copied, component) -
                                  plant.copied.begin());
}

}  // namespace

void Ledger::data_lost(ComponentId component) {
  const Time now = calendar_.now();
  if (inside(now)) data_lost_.push_back({number_among_copied(plant_, component), now});
}

void Ledger::end_losses(Tally& tally) const {
  for (std::size_t i = 0; i < tally.losses.size(); ++i) {
    const auto is_its = [&](const DataLoss& each) { return each.of == i; };
    const auto is_ordinary = [&](const DataLoss& each) {
      return each.of == i && !is_rare(each.time);
    };
    tally.losses[i].numbers.add(static_cast<double>(std::ranges::count_if(data_lost_, is_its)));
    if (apart_)
      tally.losses[i].ordinary.add(
          static_cast<double>(std::ranges::count_if(data_lost_, is_ordinary)));
  }
}

void RareLedger::data_lost(ComponentId component, const Passing& passing) {
  const Time now = passing.from;
  if (passing.rare && warmup_ <= now && now < end_)
    losses_of_root_[number_among_copied(plant_, component)] += passing.weight;
}

void RareLedger::end_losses() {
  for (std::size_t i = 0; i < losses_of_root_.size(); ++i) {
    if (losses_of_root_[i] > 0) loss_roots_[i].push_back(losses_of_root_[i]);
    losses_of_root_[i] = 0;
  }
}

void RareLedger::finish_losses(RareTally& tally) {
  tally.losses.resize(loss_roots_.size());
  for (std::size_t i = 0; i < loss_roots_.size(); ++i) {
    double all = 0;
    for (const double each : loss_roots_[i]) {
      tally.losses[i].add(each);
      all += each;
    }
    tally.losses[i].end_replication(all);
  }
}

}  // namespace ausfall::models
