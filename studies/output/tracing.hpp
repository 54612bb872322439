// One replication, told as it happens: to people, to programs, or to a viewer of traces.
#pragma once

#include <memory>

#include "models/facts.hpp"
#include "models/plant.hpp"
#include "sim/random.hpp"
#include "sim/time.hpp"
#include "studies/output/result_writer.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

/// What is made of one fact after another.
class Storyteller {
 public:
  Storyteller() = default;
  Storyteller(const Storyteller&) = delete;
  Storyteller& operator=(const Storyteller&) = delete;
  virtual ~Storyteller() = default;

  virtual void tell(Time time, const models::Fact& fact) = 0;
  /// The story ends here.
  virtual void end(Time time) = 0;
};

/// One sentence a line, after the time since the start; times stand under one another as far as
/// `until`. `begins`: since Monday at 0:00, the hour of the week at which the story begins.
std::unique_ptr<Storyteller> text_teller(const models::Plant& plant, Time until, ResultWriter& out,
                                         Duration begins = Duration(0));

/// One JSON object a line: time_seconds, fact, subject, sentence, cause.
std::unique_ptr<Storyteller> json_teller(const models::Plant& plant, ResultWriter& out,
                                         Duration begins = Duration(0));

/// The trace event format that Perfetto and chrome://tracing read: outages, failovers by phase,
/// components down and booting, and repairs as spans; everything else as moments. One simulated
/// microsecond is one of the trace's.
///
/// Source: "Trace Event Format",
/// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
std::unique_ptr<Storyteller> chrome_teller(const models::Plant& plant, ResultWriter& out,
                                           Duration begins = Duration(0));

/// Tells one replication, which begins at that hour of the week, up to `until`, or up to an interrupt.
/// Returns where the story ended. Throws Refused for a model in which time stands still.
Time tell_replication(const models::Plant& plant, ReplicationKey key, Time until,
                      Storyteller& teller, const Watch& watch, Duration begins = Duration(0));

}  // namespace ausfall::studies
