/* Preload that notes what a process does to the files below REMBUK_WRITES_ROOT, in the order it happens.

   Each note is appended to REMBUK_WRITES_LOG by one write, so that notes of several processes stand in one
   order. A change is noted after it was made and a sync after it returned, with the length the log had when
   the sync began: what was noted before that point is on disk. The layout is read by disk.py. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPENED = 1, MADE, WRITTEN, CUT, RENAMED, REMOVED, SYNCED };

struct note {
  uint32_t kind, name_length;
  uint64_t file;
  int64_t at;
  uint64_t data_length;
};

#define MOST 65536
static unsigned char ours[MOST];
static int log_handle = -1;
static char root[PATH_MAX];
static size_t root_length;

__attribute__((constructor)) static void begin(void) {
  const char *where = getenv("REMBUK_WRITES_ROOT"), *log = getenv("REMBUK_WRITES_LOG");
  if (!where || !log || !realpath(where, root)) return;
  root_length = strlen(root);
  int handle = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  log_handle = syscall(SYS_fcntl, handle, F_DUPFD_CLOEXEC, 900);
  syscall(SYS_close, handle);
}

static void put(uint32_t kind, uint64_t file, int64_t at, const char *name, const void *data, size_t length) {
  int before = errno;
  struct note note = {kind, name ? strlen(name) : 0, file, at, length};
  struct iovec parts[3] = {{&note, sizeof note}, {(void *)name, note.name_length}, {(void *)data, length}};
  if ((size_t)syscall(SYS_writev, log_handle, parts, 3) != sizeof note + note.name_length + length) abort();
  errno = before;
}

static int64_t log_length(void) {
  struct stat about;
  return fstat(log_handle, &about) ? 0 : about.st_size;
}

static uint64_t number_of(int handle) {
  struct stat about;
  return fstat(handle, &about) ? 0 : about.st_ino;
}

/* Writes the whole path of `path` (relative to `folder`) into `whole`; 1 when it lies below the root. */
static int below(int folder, const char *path, char *whole) {
  if (log_handle < 0 || !path) return 0;
  if (path[0] == '/') {
    if (strlen(path) >= PATH_MAX) return 0;
    strcpy(whole, path);
  } else {
    char start[PATH_MAX], link[64];
    if (folder == AT_FDCWD) {
      if (!getcwd(start, sizeof start)) return 0;
    } else {
      snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
      ssize_t got = readlink(link, start, sizeof start - 1);
      if (got < 0) return 0;
      start[got] = 0;
    }
    if (snprintf(whole, PATH_MAX, "%s/%s", start, path) >= PATH_MAX) return 0;
  }
  if (strstr(whole, "/./") || strstr(whole, "/../") || strstr(whole, "//")) {
    char folder_only[PATH_MAX], *last = strrchr(whole, '/'), name[PATH_MAX];
    strcpy(name, last);
    *last = 0;
    if (!realpath(whole, folder_only)) return 0;
    if (snprintf(whole, PATH_MAX, "%s%s", folder_only, name) >= PATH_MAX) return 0;
  }
  return !strncmp(whole, root, root_length) && (whole[root_length] == '/' || !whole[root_length]);
}

static int watched(int handle) { return handle >= 0 && handle < MOST && ours[handle]; }

static int opened(int folder, const char *path, int flags, mode_t mode) {
  char whole[PATH_MAX];
  int mine = below(folder, path, whole);
  int there = !mine || !syscall(SYS_faccessat, folder, path, F_OK);
  int handle = syscall(SYS_openat, folder, path, flags, mode);
  if (handle < 0 || handle >= MOST) return handle;
  ours[handle] = mine;
  if (mine) {
    put(there ? OPENED : MADE, number_of(handle), 0, whole, NULL, 0);
    if (flags & O_TRUNC) put(CUT, number_of(handle), 0, NULL, NULL, 0);
  }
  return handle;
}

#define OPEN(NAME)                                  \
  int NAME(const char *path, int flags, ...) {      \
    va_list rest;                                   \
    va_start(rest, flags);                          \
    mode_t mode = va_arg(rest, mode_t);             \
    va_end(rest);                                   \
    return opened(AT_FDCWD, path, flags, mode);     \
  }
#define OPEN_AT(NAME)                                       \
  int NAME(int folder, const char *path, int flags, ...) {  \
    va_list rest;                                           \
    va_start(rest, flags);                                  \
    mode_t mode = va_arg(rest, mode_t);                     \
    va_end(rest);                                           \
    return opened(folder, path, flags, mode);               \
  }
OPEN(open)
OPEN(open64)
OPEN_AT(openat)
OPEN_AT(openat64)

int close(int handle) {
  if (handle >= 0 && handle < MOST) ours[handle] = 0;
  return syscall(SYS_close, handle);
}

static void wrote(int handle, const void *data, ssize_t done, int64_t at) {
  if (done > 0 && watched(handle)) put(WRITTEN, number_of(handle), at, NULL, data, done);
}

ssize_t write(int handle, const void *data, size_t length) {
  ssize_t done = syscall(SYS_write, handle, data, length);
  /* After the write the place is right for files opened to append, too. */
  if (done > 0 && watched(handle)) wrote(handle, data, done, syscall(SYS_lseek, handle, 0, SEEK_CUR) - done);
  return done;
}

ssize_t pwrite(int handle, const void *data, size_t length, off_t at) {
  ssize_t done = syscall(SYS_pwrite64, handle, data, length, at);
  wrote(handle, data, done, at);
  return done;
}

ssize_t pwrite64(int handle, const void *data, size_t length, off64_t at) { return pwrite(handle, data, length, at); }

ssize_t writev(int handle, const struct iovec *parts, int count) {
  int64_t at = watched(handle) ? syscall(SYS_lseek, handle, 0, SEEK_CUR) : 0;
  ssize_t done = syscall(SYS_writev, handle, parts, count), left = done;
  for (int part = 0; watched(handle) && part < count && left > 0; part++) {
    ssize_t length = (ssize_t)parts[part].iov_len < left ? (ssize_t)parts[part].iov_len : left;
    wrote(handle, parts[part].iov_base, length, at);
    at += length;
    left -= length;
  }
  return done;
}

int ftruncate(int handle, off_t length) {
  int done = syscall(SYS_ftruncate, handle, length);
  if (!done && watched(handle)) put(CUT, number_of(handle), length, NULL, NULL, 0);
  return done;
}

int ftruncate64(int handle, off64_t length) { return ftruncate(handle, length); }

/* What would change files unseen ends the process: a log with holes proves nothing. */
static void refuse(int handle, const char *what) {
  if (!watched(handle)) return;
  fprintf(stderr, "writes.c: %s is not noted\n", what);
  abort();
}

ssize_t pwritev(int handle, const struct iovec *parts, int count, off_t at) {
  refuse(handle, "pwritev");
  return syscall(SYS_pwritev, handle, parts, count, at, 0);
}

int fallocate(int handle, int mode, off_t at, off_t length) {
  refuse(handle, "fallocate");
  return syscall(SYS_fallocate, handle, mode, at, length);
}

ssize_t sendfile(int to, int from, off_t *at, size_t length) {
  refuse(to, "sendfile");
  return syscall(SYS_sendfile, to, from, at, length);
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t length) { return sendfile(to, from, at, length); }

ssize_t copy_file_range(int from, off64_t *read, int to, off64_t *at, size_t length, unsigned int flags) {
  refuse(to, "copy_file_range");
  return syscall(SYS_copy_file_range, from, read, to, at, length, flags);
}

static int synced(int handle, long call) {
  int64_t before = watched(handle) ? log_length() : 0;
  int done = syscall(call, handle);
  if (!done && watched(handle)) put(SYNCED, number_of(handle), before, NULL, NULL, 0);
  return done;
}

int fsync(int handle) { return synced(handle, SYS_fsync); }
int fdatasync(int handle) { return synced(handle, SYS_fdatasync); }

static int renamed(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags) {
  char old[PATH_MAX], fresh[PATH_MAX];
  int mine = below(from_folder, from, old) & below(to_folder, to, fresh);
  int done = syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
  if (!done && mine) put(RENAMED, 0, 0, old, fresh, strlen(fresh));
  return done;
}

int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return renamed(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned int flags) {
  return renamed(a, from, b, to, flags);
}

static int removed(int folder, const char *path, int flags) {
  char whole[PATH_MAX];
  int mine = below(folder, path, whole);
  int done = syscall(SYS_unlinkat, folder, path, flags);
  if (!done && mine) put(REMOVED, 0, 0, whole, NULL, 0);
  return done;
}

int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return removed(folder, path, flags); }
int rmdir(const char *path) { return removed(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdir(const char *path, mode_t mode) {
  char whole[PATH_MAX];
  int mine = below(AT_FDCWD, path, whole);
  int done = syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  struct stat about;
  if (!done && mine && !stat(path, &about)) put(MADE, about.st_ino, 1, whole, NULL, 0);
  return done;
}
