/* Messages over a SOCK_SEQPACKET socket, each with at most one descriptor. What the bytes mean is
 * for the caller to check (link.h between screen and script, screen/watcher.c). */
#ifndef LINK_PACKET_H
#define LINK_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

/* A connected pair, close-on-exec and non-blocking. False with an error text, both ends -1. */
bool packet_pair(int ends[2]);

/* Sends the parts as one message, with the descriptor `pass`, which stays the caller's, unless it
 * is -1. Never blocks, never raises SIGPIPE. False with errno set: EAGAIN when the socket is full,
 * EPIPE or ECONNRESET when the other side is gone. */
bool packet_send(int fd, const struct iovec *parts, int count, int pass);

struct packet {
    size_t size;     /* bytes, of which the parts hold as many as they have room for */
    int descriptors; /* that came along: 0, 1, or 2 for more than one */
    int fd;          /* the one descriptor, which is now the caller's; else -1 */
};

enum packet_result { PACKET_RECEIVED, PACKET_NOTHING, PACKET_CLOSED, PACKET_FAILED };

/* Receives one message into the parts without blocking. More than one descriptor are closed.
 * An empty message without descriptors looks like a closed socket, and is reported so: whoever
 * sends one has nothing more to say. PACKET_FAILED leaves errno set. */
enum packet_result packet_receive(int fd, const struct iovec *parts, int count, struct packet *p);

#endif
