#include "studies/stays_out.hpp"

#include "studies/hindrance_words.hpp"

namespace ausfall::studies {

StaysOut stays_out(const models::Plant& plant, models::GroupId group,
                   const models::Hindrance& hindrance) {
  const models::Group& its = plant[group];
  StaysOut out{.cluster = plant[its.cluster].name,
               .group = its.name,
               .members = {},
               .phase = std::nullopt,
               .obstacle = hindrance.obstacle,
               .words = hindrance_words(plant, group, hindrance),
               .node = hindrance.node ? plant[plant[hindrance.node].component].name : "",
               .needed = hindrance.needed,
               .free = hindrance.free};
  for (const models::MemberId member : its.members)
    out.members.push_back(plant[plant[member].component].name);
  return out;
}

}  // namespace ausfall::studies
