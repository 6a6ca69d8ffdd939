/* SPDX-License-Identifier: ISC */
/* Header lines into a response.  Private to net. */
#ifndef GUICHET_SRC_NET_HEADERS_H
#define GUICHET_SRC_NET_HEADERS_H
#include "guichet/net/request.h"

/* Keeps a line without its end, its name in lower case; what nobody reads and what no longer fits is left out. */
void response_keep_header(struct arena *, struct response *, const char *line, size_t len);
#endif
