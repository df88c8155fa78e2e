#include "cache/store.hpp"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <xxhash.h>

#include "source/reads.hpp"

namespace chokepoint::cache {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "chokepoint cache 1\n";

constexpr std::size_t kBuffer = 1u << 20;

struct Header {
  char magic[24] = {};
  std::uint64_t size = 0;
};

Header header_of(std::string_view bytes) {
  Header header;
  kMagic.copy(header.magic, kMagic.size());
  header.size = bytes.size();
  return header;
}

/// The linker's hash of the program, in a note of its first module.
int find_note(dl_phdr_info* module, std::size_t, void* out) {
  for (int i = 0; i < module->dlpi_phnum; ++i) {
    const auto& segment = module->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const char* at = reinterpret_cast<const char*>(module->dlpi_addr + segment.p_vaddr);
    for (const char* end = at + segment.p_memsz; at + sizeof(ElfW(Nhdr)) <= end;) {
      ElfW(Nhdr) note;
      std::memcpy(&note, at, sizeof note);
      const char* name = at + sizeof note;
      const char* content = name + (note.n_namesz + 3) / 4 * 4;
      if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(name, "GNU", 4) == 0) {
        for (std::size_t k = 0; k < note.n_descsz; ++k)
          *static_cast<std::string*>(out) += fmt::format("{:02x}", static_cast<unsigned char>(content[k]));
        return 1;
      }
      at = content + (note.n_descsz + 3) / 4 * 4;
    }
  }
  return 1;  // the program itself comes first; libraries do not count
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

struct Aged {
  fs::path path;
  std::uint64_t size;
  fs::file_time_type used;
};

}  // namespace

std::string build_id() {
  std::string id;
  dl_iterate_phdr(find_note, &id);
  return id;
}

std::string default_directory() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache == '/') return std::string(cache) + "/chokepoint";
  if (const char* home = std::getenv("HOME"); home && *home == '/') return std::string(home) + "/.cache/chokepoint";
  return {};
}

std::string hash_name(std::string_view bytes) {
  const source::ContentHash hash = source::hash_of(bytes);
  return fmt::format("{:016x}{:016x}", hash.high, hash.low);
}

Mapped::Mapped(Mapped&& other) noexcept : begin_(std::exchange(other.begin_, nullptr)), size_(std::exchange(other.size_, 0)) {}
Mapped& Mapped::operator=(Mapped&& other) noexcept {
  std::swap(begin_, other.begin_);
  std::swap(size_, other.size_);
  return *this;
}
Mapped::~Mapped() {
  if (begin_) munmap(begin_, size_);
}
std::string_view Mapped::bytes() const {
  if (!begin_) return {};
  return std::string_view(static_cast<const char*>(begin_), size_).substr(sizeof(Header));
}

void Mapped::rest() const {
  if (begin_) madvise(begin_, size_, MADV_DONTNEED);
}

Store::Store(std::string directory, std::string build) : directory_(std::move(directory)), build_(std::move(build)) {
  if (build_.empty()) directory_.clear();
}

std::string Store::path_of(const std::string& name) const { return directory_ + "/" + build_.substr(0, 16) + "/" + name; }

Mapped Store::map(const std::string& name) const {
  if (directory_.empty()) return {};
  const int fd = open(path_of(name).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  struct stat status {};
  Mapped mapped;
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && static_cast<std::size_t>(status.st_size) >= sizeof(Header)) {
    const auto size = static_cast<std::size_t>(status.st_size);
    void* begin = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (begin != MAP_FAILED) mapped = Mapped(begin, size);
  }
  futimens(fd, nullptr);  // used just now
  close(fd);
  if (!mapped) return {};
  Header header;
  std::memcpy(&header, mapped.bytes().data() - sizeof header, sizeof header);
  const bool fits =
      std::memcmp(header.magic, header_of({}).magic, sizeof header.magic) == 0 && header.size == mapped.bytes().size();
  return fits ? std::move(mapped) : Mapped();
}

std::optional<std::string> Store::read(const std::string& name) const {
  const Mapped mapped = map(name);
  std::string_view bytes = mapped.bytes();
  std::uint64_t hash = 0;
  if (bytes.size() < sizeof hash) return std::nullopt;
  std::memcpy(&hash, bytes.data(), sizeof hash);
  bytes.remove_prefix(sizeof hash);
  if (hash != XXH3_64bits(bytes.data(), bytes.size())) return std::nullopt;
  return std::string(bytes);
}

Store::File::File(const Store& store, const std::string& name) {
  if (!store) return;
  path_ = store.path_of(name);
  std::error_code ignored;
  fs::create_directories(fs::path(path_).parent_path(), ignored);
  temporary_ = path_ + ".XXXXXX";
  fd_ = mkostemp(temporary_.data(), O_CLOEXEC);
  const Header later;
  good_ = fd_ >= 0 && write_all(fd_, {reinterpret_cast<const char*>(&later), sizeof later});
}

Store::File::~File() {
  if (fd_ < 0) return;
  close(fd_);
  unlink(temporary_.c_str());
}

void Store::File::append(std::string_view bytes) {
  size_ += bytes.size();
  buffer_ += bytes;
  if (buffer_.size() >= kBuffer) flush();
}

void Store::File::flush() {
  good_ = good_ && write_all(fd_, buffer_);
  buffer_.clear();
}

bool Store::File::commit() {
  flush();
  Header header = header_of({});
  header.size = size_;
  good_ = good_ && pwrite(fd_, &header, sizeof header, 0) == sizeof header;
  if (fd_ >= 0) good_ = close(fd_) == 0 && good_;
  if (good_) good_ = rename(temporary_.c_str(), path_.c_str()) == 0;
  if (fd_ >= 0 && !good_) unlink(temporary_.c_str());
  fd_ = -1;
  return good_;
}

bool Store::write(const std::string& name, std::string_view bytes) const {
  const std::uint64_t hash = XXH3_64bits(bytes.data(), bytes.size());
  File file(*this, name);
  file.append({reinterpret_cast<const char*>(&hash), sizeof hash});
  file.append(bytes);
  return file.commit();
}

void Store::remove(const std::string& name) const {
  if (!directory_.empty()) unlink(path_of(name).c_str());
}

void Store::trim(std::uint64_t limit) const {
  if (directory_.empty()) return;
  std::error_code error;
  std::vector<Aged> files;
  std::uint64_t total = 0;
  for (fs::recursive_directory_iterator at(directory_, fs::directory_options::skip_permission_denied, error), end;
       !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (!at->is_regular_file(gone)) continue;
    const Aged file{at->path(), at->file_size(gone), at->last_write_time(gone)};
    if (gone) continue;
    total += file.size;
    files.push_back(file);
  }
  std::sort(files.begin(), files.end(), [](const Aged& a, const Aged& b) { return a.used < b.used; });
  for (const Aged& file : files) {
    if (total <= limit) return;
    fs::remove(file.path, error);
    total -= file.size;
  }
}

}  // namespace chokepoint::cache
