#include "rules/state/key_name.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>
#include <vector>

#include "rules/shapes/shape.hpp"

namespace chokepoint::rules {
namespace {

using ir::OpKind;
using link::FunctionIndex;
using link::kNone;
using link::Program;
using link::ValueKind;

constexpr int kMaxDepth = 6;

// What there are few of in any service, whoever asks. Sorted, as is the list below.
constexpr std::array<std::string_view, 71> kFew = {
    "action",    "algorithm", "app",       "bucket", "build",        "category", "channel",     "class",    "cluster",
    "code",      "command",   "component", "config", "connector",    "country",  "currency",    "database", "day",
    "dialect",   "directory", "domain",    "driver", "engine",       "env",      "environment", "event",    "ext",
    "extension", "feature",   "field",     "file",   "filename",     "format",   "host",        "index",    "kind",
    "lang",      "language",  "level",     "locale", "method",       "metric",   "mode",        "model",    "module",
    "month",     "namespace", "node",      "org",    "organization", "page",     "path",        "period",   "platform",
    "plugin",    "protocol",  "provider",  "region", "resource",     "role",     "route",       "schema",   "service",
    "shard",     "status",    "strategy",  "table",  "tenant",       "theme",    "type",        "tz"};

constexpr std::array<std::string_view, 36> kMany = {
    "account", "addr",  "address", "cart",  "client", "conversation", "customer", "device",  "email",
    "guid",    "hash",  "id",      "ip",    "jti",    "jwt",          "login",    "mail",    "message",
    "nonce",   "order", "otp",     "phone", "query",  "request",      "search",   "session", "sid",
    "socket",  "token", "uid",     "url",   "user",   "username",     "uuid",     "visitor", "xid"};

constexpr std::array<std::string_view, 15> kPersonal = {"account",  "auth",   "claims", "customer", "email",
                                                        "identity", "jwt",    "login",  "owner",    "principal",
                                                        "session",  "tenant", "token",  "user",     "username"};

constexpr std::array<std::string_view, 22> kTelemetry = {
    "access",  "analytics", "audit",  "event",   "events",  "histogram", "history", "hits", "log",   "logs",      "metric",
    "metrics", "records",   "report", "reports", "samples", "span",      "spans",   "stat", "stats", "telemetry", "trace"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::binary_search(list.begin(), list.end(), word);
}

// "sessionID" → session, id; "chat_message_ids" → chat, message, ids.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  bool lower_before = false;
  for (const char c : name) {
    const auto letter = static_cast<unsigned char>(c);
    if (!std::isalnum(letter)) {
      lower_before = false;
      if (!words.empty() && !words.back().empty()) words.emplace_back();
      continue;
    }
    if (words.empty() || (std::isupper(letter) && lower_before)) words.emplace_back();
    words.back() += static_cast<char>(std::tolower(letter));
    lower_before = std::islower(letter) || std::isdigit(letter);
  }
  return words;
}

bool few_by_name(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) { return holds(kFew, word); });
}

bool many_by_name(std::string_view name) {
  if (few_by_name(name)) return false;
  const std::vector<std::string> words = words_of(name);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) { return holds(kMany, word); });
}

// What the variable behind a name is given, if it is given once.
ir::OpId behind(const Program& program, FunctionIndex f, ir::OpId name) {
  const link::SlotIndex slot = program.slot_of(f, name);
  if (slot == kNone) return {};
  const auto writes = program.writes_of(slot);
  return writes.size() == 1 && writes[0].function == f ? writes[0].value : ir::OpId{};
}

bool few_by_type(const CheckInput& input, FunctionIndex f, ir::OpId key) {
  const link::SlotIndex slot = input.program.slot_of(f, key);
  if (slot == kNone) return false;
  const link::Value& value = input.program.slots[slot];
  if (value.is(ValueKind::Class)) return true;
  if (value.is(ValueKind::Instance)) return input.program.class_of(value.id).kind == ir::ClassKind::Enum;
  if (!value.is(ValueKind::ExternalInstance)) return false;
  const std::string_view ecosystem = models::ecosystem_of(input.program.file_of(f).language);
  const models::TypeModel* type = input.library.type(ecosystem, input.program.names[link::Name(value.id)]);
  return type && type->nature == "type";
}

bool few(const CheckInput& input, FunctionIndex f, ir::OpId key, int depth) {
  if (!key || depth > kMaxDepth) return false;
  const Program& program = input.program;
  const ir::Op& op = op_at(program, f, key);
  switch (op.kind) {
    case OpKind::Literal: return true;
    case OpKind::Name:
      if (few_by_name(text_at(program, f, op.text)) || few_by_type(input, f, key)) return true;
      return few(input, f, behind(program, f, key), depth + 1);
    case OpKind::Member: return few_by_name(text_at(program, f, op.text)) || few_by_type(input, f, key);
    case OpKind::Call: {  // `getLocale()`, `lang.toLowerCase()`
      if (!op.base) return false;
      const ir::Op& callee = op_at(program, f, op.base);
      if (few_by_name(text_at(program, f, callee.text))) return true;
      return callee.kind == OpKind::Member && few(input, f, callee.base, depth + 1);
    }
    default: return false;
  }
}

bool many(const Program& program, FunctionIndex f, ir::OpId key, int depth) {
  if (!key || depth > kMaxDepth) return false;
  const ir::Op& op = op_at(program, f, key);
  if (op.kind == OpKind::Name) {  // `key_tuple = (provider, model)` is what it is made of
    const ir::OpId made = behind(program, f, key);
    if (made && op_at(program, f, made).kind == OpKind::Aggregate) return many(program, f, made, depth + 1);
  }
  if ((op.kind == OpKind::Name || op.kind == OpKind::Member) && many_by_name(text_at(program, f, op.text))) return true;
  if (op.kind == OpKind::Name) return many(program, f, behind(program, f, key), depth + 1);
  if (op.kind == OpKind::Call && op.base) {  // `getId()`, `id.toString()`
    const ir::Op& callee = op_at(program, f, op.base);
    if (many_by_name(text_at(program, f, callee.text))) return true;
    if (callee.kind == OpKind::Member && many(program, f, callee.base, depth + 1)) return true;
  }
  if (op.kind == OpKind::Member) return false;
  const auto operands = program.ir_of(f).operands_of(program.function(f), op);
  return std::any_of(operands.begin(), operands.end(),
                     [&](const ir::Operand& operand) { return many(program, f, operand.value, depth + 1); });
}

}  // namespace

bool has_few_values(const CheckInput& input, FunctionIndex function, ir::OpId key) {
  if (key) {
    const ir::Op& op = op_at(input.program, function, key);
    const bool text = op.kind == OpKind::Literal && static_cast<ir::LiteralKind>(op.detail) == ir::LiteralKind::Template;
    if (text) return false;
  }
  return few(input, function, key, 0);
}

bool is_personal(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) { return holds(kPersonal, word); });
}

bool is_telemetry(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) { return holds(kTelemetry, word); });
}

bool is_stored_id(const Program& program, FunctionIndex function, ir::OpId key) {
  static const std::set<std::string_view> stored = {"account", "device", "member", "node", "organization",
                                                    "project", "team",   "tenant", "user"};
  if (!key) return false;
  const ir::Op& op = op_at(program, function, key);
  if (op.kind != OpKind::Name && op.kind != OpKind::Member) return false;
  std::vector<std::string> words = words_of(text_at(program, function, op.text));
  if (words.size() == 1 && op.kind == OpKind::Member && op.base) {  // `user.id`
    const ir::Op& holder = op_at(program, function, op.base);
    if (holder.kind == OpKind::Name) words.insert(words.begin(), std::string(text_at(program, function, holder.text)));
  }
  return words.size() == 2 && words[1] == "id" && stored.contains(words[0]);
}

bool identifies(const Program& program, FunctionIndex function, ir::OpId key) { return many(program, function, key, 0); }

}  // namespace chokepoint::rules
