/* SPDX-License-Identifier: ISC */
/*
 * Where clusters of raw, well-formed text begin and end (UAX 29).  An LF is a
 * cluster of its own.  Unlike layout_cluster it never breaks a wide one.
 */
#ifndef GUICHET_SRC_TEXT_CLUSTER_H
#define GUICHET_SRC_TEXT_CLUSTER_H
#include "guichet/base/err.h"

/* The end of the cluster that begins at the edge at < len. */
size_t cluster_next(const char *text, size_t len, size_t at);
/* The last edge before at; 0 for 0. */
size_t cluster_before(const char *text, size_t len, size_t at);
/* The first edge that is not before at. */
size_t cluster_edge(const char *text, size_t len, size_t at);
#endif
