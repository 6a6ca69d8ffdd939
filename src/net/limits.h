/* SPDX-License-Identifier: ISC */
/*
 * What a server says about time and rates, read from its headers (N-09).
 * Pure: the instant at which the answer came is a parameter.  Private to net.
 */
#ifndef GUICHET_SRC_NET_LIMITS_H
#define GUICHET_SRC_NET_LIMITS_H
#include "guichet/net/request.h"

/* IMF-fixdate, RFC 850 and asctime, as HTTP allows; always UTC. */
bool http_date_parse(const char *text, int64_t *out_ms);
/* Delta seconds or a date (against the server's own clock if known, else ours); 0 when it cannot be read. */
int64_t retry_after_parse(const char *text, int64_t server_ms, int64_t now_ms);
/* An instant of our clock from ISO time, epoch seconds, epoch milliseconds or delta seconds; 0 when unreadable. */
int64_t rate_reset_parse(const char *text, int64_t server_ms, int64_t now_ms);
/* Fills retry_after_ms, rate_remaining, rate_reset_ms and date_ms from the headers; a missing header changes nothing. */
void limits_read(struct response *, int64_t now_ms);
#endif
