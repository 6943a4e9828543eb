#pragma once
#include <fcntl.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/types.h>

/* glibc declares these two for _GNU_SOURCE only, which Swift's importer does not define: splice(2), pipe2(2). */
extern ssize_t splice(int from, void *from_offset, int to, void *to_offset, size_t count, unsigned int flags);
extern int pipe2(int ends[2], int flags);

/* Of splice(2) and fcntl(2): the kernel's own interface, which does not change. */
enum { CLINUX_SPLICE_F_MOVE = 1, CLINUX_SPLICE_F_NONBLOCK = 2 };
enum { CLINUX_F_SETPIPE_SZ = 1031, CLINUX_F_GETPIPE_SZ = 1032 };

/* fcntl and ioctl take any number of arguments, which Swift cannot call. */
static inline int clinux_set_pipe_size(int pipe, int bytes) { return fcntl(pipe, CLINUX_F_SETPIPE_SZ, bytes); }
static inline int clinux_pipe_size(int pipe) { return fcntl(pipe, CLINUX_F_GETPIPE_SZ); }

/* What a socket's peer has not acknowledged yet, in bytes: SIOCOUTQ of tcp(7), which is TIOCOUTQ. */
static inline int clinux_unsent_bytes(int socket) {
    int count = 0;
    return ioctl(socket, TIOCOUTQ, &count) == 0 ? count : 0;
}
