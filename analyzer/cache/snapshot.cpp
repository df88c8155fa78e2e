#include "cache/snapshot.hpp"

#include <sys/stat.h>

#include <algorithm>

#include "base/parallel.hpp"
#include "cache/bytes.hpp"
#include "cache/notice.hpp"
#include "source/text.hpp"
#include "source/walk.hpp"

namespace chokepoint::cache {
namespace {

using source::Read;

// What was changed so shortly before it was read may be changed again without a new stamp.
constexpr std::int64_t kTick = 2'000'000'000;

bool is_settled(const source::Stamp& stamp, std::int64_t begun) {
  return stamp.changed < begun - kTick && stamp.modified < begun - kTick;
}

void write_listing(Writer& out, const source::Listing& one) {
  out.text(one.path);
  out.plain(one.stamp);
  out.plain(one.rules);
  out.number(one.ignored);
  out.number((one.has_git ? 1 : 0) | (one.has_own ? 2 : 0));
  out.text(one.files);
  out.text(one.directories);
}

source::Listing read_listing(Reader& in) {
  source::Listing one;
  one.path = in.text();
  one.stamp = in.plain<source::Stamp>();
  one.rules = in.plain<std::uint64_t>();
  one.ignored = in.number();
  const std::uint64_t has = in.number();
  one.has_git = (has & 1) != 0;
  one.has_own = (has & 2) != 0;
  one.files = in.text();
  one.directories = in.text();
  return one;
}

void write_judgement(Writer& out, const source::Judgement& one) {
  out.number(one.ground);
  if (one.ground == 0) return;
  out.number(static_cast<std::uint64_t>(one.language));
  out.number(static_cast<std::uint64_t>(one.kind));
  out.number(static_cast<std::uint64_t>(one.role));
  out.text(one.reason);
  out.number(one.notice.has_value());
  if (one.notice) write_notice(out, *one.notice);
  out.number(one.is_open);
  out.number(one.is_shared);
  out.list(one.imports, [&](const std::string& name) { out.text(name); });
}

source::Judgement read_judgement(Reader& in) {
  source::Judgement one;
  one.ground = in.number();
  if (one.ground == 0) return one;
  one.language = static_cast<Language>(in.number());
  one.kind = static_cast<source::FileKind>(in.number());
  one.role = static_cast<source::Role>(in.number());
  one.reason = in.text();
  if (in.number()) one.notice = read_notice(in);
  one.is_open = in.number() != 0;
  one.is_shared = in.number() != 0;
  one.imports = in.list<std::string>([&] { return in.text(); });
  return one;
}

void write_seen(Writer& out, const Seen& one) {
  out.text(one.path);
  out.number(one.size);
  out.plain(one.stamp);
  out.number(static_cast<std::uint64_t>(one.read.state));
  if (one.read.state == Read::State::Known) {
    out.number(one.read.size);
    out.plain(one.read.hash);
  }
  write_judgement(out, one.judgement);
}

Seen read_seen(Reader& in) {
  Seen one;
  one.path = in.text();
  one.size = in.number();
  one.stamp = in.plain<source::Stamp>();
  one.read.state = static_cast<Read::State>(in.number());
  if (one.read.state == Read::State::Known) {
    one.read.size = in.number();
    one.read.hash = in.plain<source::ContentHash>();
  }
  one.judgement = read_judgement(in);
  return one;
}

// One that is not of interest by its name has none.
bool has_stamp(const source::File& file) { return file.stamp != source::Stamp{}; }

bool begins_the_same(const source::File& file, const Read& read) {
  // Whether it goes on behind that is not known without its size.
  const std::string bytes = source::read_beginning(file.absolute, read.size + (has_stamp(file) ? 0 : 1));
  return bytes.size() == read.size && source::hash_of(bytes) == read.hash;
}

bool is_same(const source::File& file, const Seen& seen) {
  if (file.size != seen.size || seen.read.state == Read::State::Failed) return false;
  return seen.read.state == Read::State::Never || (has_stamp(file) && file.stamp == seen.stamp) || begins_the_same(file, seen.read);
}

bool has_changed(const source::File& file) {
  struct stat status {};
  return has_stamp(file) && (stat(file.absolute.c_str(), &status) != 0 || source::stamp_of(status) != file.stamp);
}

}  // namespace

std::string encode(const Snapshot& snapshot) {
  Writer out;
  out.number(snapshot.ignored);
  out.number(snapshot.whole);
  out.list(snapshot.of_listing, [&](const source::Notice& notice) { write_notice(out, notice); });
  out.list(snapshot.directories, [&](const source::Listing& one) { write_listing(out, one); });
  out.list(snapshot.files, [&](const Seen& one) { write_seen(out, one); });
  return std::move(out.bytes);
}

source::ContentHash identity_of(const Snapshot& snapshot) {
  Writer out;
  out.number(snapshot.ignored);
  out.number(snapshot.whole);
  for (const Seen& one : snapshot.files) {
    out.text(one.path);
    out.number(one.size);
    out.number(one.read.size);
    out.plain(one.read.hash);
  }
  return source::hash_of(out.bytes);
}

std::optional<Snapshot> decode_snapshot(std::string_view bytes) {
  Reader in(bytes);
  Snapshot snapshot;
  snapshot.ignored = in.number();
  snapshot.whole = in.number() != 0;
  snapshot.of_listing = in.list<source::Notice>([&] { return read_notice(in); });
  snapshot.directories = in.list<source::Listing>([&] { return read_listing(in); });
  snapshot.files = in.list<Seen>([&] { return read_seen(in); });
  if (!in.good() || !in.at_end()) return std::nullopt;
  return snapshot;
}

Comparison compare(const source::Tree& tree, const Snapshot& snapshot, unsigned jobs) {
  Comparison result;
  result.same.resize(tree.files.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < tree.files.size(); ++i) {
    while (next < snapshot.files.size() && snapshot.files[next].path < tree.files[i].path) ++next;
    if (next < snapshot.files.size() && snapshot.files[next].path == tree.files[i].path) result.same[i] = &snapshot.files[next++];
  }
  parallel_for(tree.files.size(), jobs, [&](std::size_t i, unsigned) {
    if (result.same[i] && !is_same(tree.files[i], *result.same[i])) result.same[i] = nullptr;
  });
  result.all = tree.files.size() == snapshot.files.size() && tree.ignored_files == snapshot.ignored &&
               tree.whole == snapshot.whole && tree.notices.size() == snapshot.of_listing.size() &&
               std::none_of(result.same.begin(), result.same.end(), [](const Seen* one) { return one == nullptr; });
  return result;
}

std::optional<Snapshot> take_snapshot(const source::Tree& tree, std::vector<source::Notice> listing, std::int64_t begun) {
  Snapshot snapshot;
  snapshot.ignored = tree.ignored_files;
  snapshot.whole = tree.whole;
  snapshot.of_listing = std::move(listing);
  snapshot.files.reserve(tree.files.size());
  for (std::size_t i = 0; i < tree.files.size(); ++i) {
    const source::File& file = tree.files[i];
    const Read& read = tree.reads->of(i);
    if (read.state != Read::State::Never && has_changed(file)) return std::nullopt;
    snapshot.files.push_back({file.path, file.size, {}, read, tree.judgements[i]});
  }
  restamp(snapshot, tree, begun);
  return snapshot;
}

bool restamp(Snapshot& snapshot, const source::Tree& tree, std::int64_t begun) {
  bool changed = false;
  for (std::size_t i = 0; i < tree.files.size(); ++i) {
    const source::Stamp& now = tree.files[i].stamp;
    const source::Stamp stamp = is_settled(now, begun) ? now : source::Stamp{};
    changed |= stamp != snapshot.files[i].stamp;
    snapshot.files[i].stamp = stamp;
  }
  if (std::equal(tree.listings.begin(), tree.listings.end(), snapshot.directories.begin(), snapshot.directories.end()))
    return changed;
  std::vector<source::Listing> directories;
  for (const source::Listing& one : tree.listings) {
    if (is_settled(one.stamp, begun)) directories.push_back(one);
  }
  changed |= directories != snapshot.directories;
  snapshot.directories = std::move(directories);
  return changed;
}

}  // namespace chokepoint::cache
