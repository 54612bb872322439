#include "studies/output/stays_out_json.hpp"

#include <string>

#include "studies/hindrance_words.hpp"

namespace ausfall::studies {

Json object_of(const StaysOut& out) {
  Json json{{"cluster", out.cluster},
            {"group", out.group},
            {"members", out.members},
            {"samples", out.samples}};
  if (out.phase) json["phase"] = std::string(models::name_of(*out.phase));
  json["lacks"] = std::string(name_of(out.obstacle));
  json["why"] = out.words;
  if (out.node.empty()) return json;
  json["node"] = out.node;
  json["needed"] = out.needed;
  json["free"] = out.free;
  json["missing"] = out.needed - out.free;
  return json;
}

}  // namespace ausfall::studies
