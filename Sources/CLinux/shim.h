#pragma once
#include <fcntl.h>
#include <stddef.h>
#include <sys/types.h>

/* glibc declares these two for _GNU_SOURCE only, which Swift's importer does not define: splice(2), pipe2(2). */
extern ssize_t splice(int from, void *from_offset, int to, void *to_offset, size_t count, unsigned int flags);
extern int pipe2(int ends[2], int flags);

/* Of splice(2) and fcntl(2): the kernel's own interface, which does not change. */
enum { CLINUX_SPLICE_F_MOVE = 1, CLINUX_SPLICE_F_NONBLOCK = 2, CLINUX_F_SETPIPE_SZ = 1031 };

/* fcntl takes any number of arguments, which Swift cannot call. */
static inline int clinux_set_pipe_size(int pipe, int bytes) { return fcntl(pipe, CLINUX_F_SETPIPE_SZ, bytes); }
