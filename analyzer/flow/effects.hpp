// Pass 6b: what library calls do. Every operation with an effect, with the model row that says so.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "link/program.hpp"
#include "models/library_index.hpp"

namespace chokepoint::flow {

using link::FunctionIndex;
using link::Program;

/// A bit per word of the vocabulary's effects, in its order; at most 64.
using EffectSet = std::uint64_t;

class EffectWords {
 public:
  explicit EffectWords(std::vector<std::string> words) : words_(std::move(words)) {}
  EffectSet of(const std::vector<std::string>& names) const;
  EffectSet of(std::string_view name) const;

 private:
  std::vector<std::string> words_;
};

/// The locked version of a library in the project of a file, "" if unknown: (file, row of its model).
using VersionOf = std::function<std::string(link::FileIndex, const models::Call&)>;

struct EffectSite {
  FunctionIndex function = link::kNone;
  ir::OpId op;  // a Call, or the operation that runs a lazy query
  EffectSet effects = 0;
  std::string name;                           // as people know it: "requests.get", "QuerySet iteration"
  const models::LibraryCall* rows = nullptr;  // null for evaluations and abstract repository methods
  const models::TypeModel* type = nullptr;    // the lazy or repository type, if that is the reason
  link::Name external;                        // qualified name of the library function or type
  Evidence evidence = Evidence::Resolved;
  const link::CallSite* call = nullptr;
  bool many_rows = false;  // yields many rows by its own word
  models::Origin origin;
};

/// Sorted by function and op.
std::vector<EffectSite> find_effects(const Program& program, const models::LibraryIndex& library, const EffectWords& words,
                                     const VersionOf& version_of);

/// "requests.Session#get" → "requests.Session.get"; module paths and access paths made short for people.
std::string show_name(std::string_view qualified);

}  // namespace chokepoint::flow
