/* SPDX-License-Identifier: ISC */
/* Addresses that a request may go to when a stranger chose its host (N-05).  Private to net. */
#ifndef GUICHET_SRC_NET_ADDRESS_H
#define GUICHET_SRC_NET_ADDRESS_H
#include <stdbool.h>
#include <sys/socket.h>

/* Globally routable?  Mapped and translated IPv4 addresses are judged as IPv4. */
bool address_is_public(const struct sockaddr *);
/* "localhost", 127.0.0.0/8 or ::1 (with or without brackets), as written: no name is looked up. */
bool host_is_loopback(const char *host);
#endif
