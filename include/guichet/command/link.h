/* SPDX-License-Identifier: ISC */
/*
 * Links in what strangers wrote: finding them, saying whether one may be
 * opened, and opening it with a program of the person's choice (T-15).  Only
 * http and https, written in printable ASCII, to a host whose letters cannot
 * be mistaken.
 */
#ifndef GUICHET_COMMAND_LINK_H
#define GUICHET_COMMAND_LINK_H
#include "guichet/base/arena.h"

enum { LINK_MAX_BYTES = 2048 };

/* *url is the same link in printable ASCII: what to show before opening, and what is opened. */
err_t link_check(struct arena *, const char *untrusted, const char **url) MUST_CHECK;
/*
 * Starts the program with url as its last argument, in a session of its own,
 * and does not wait for it.  program may have arguments and quotes; NULL is
 * xdg-open.  url must be what link_check gave.
 */
err_t link_open(const char *program, const char *url) MUST_CHECK;
/* The same with any text of ours as the last argument: never with a word of a stranger's (T-19). */
err_t program_start(const char *program, const char *argument) MUST_CHECK;
/* The links of a text in their order; url is NULL where link_check refuses it, and why says so. */
struct link { const char *raw, *url, *why; };
size_t link_list(struct arena *, const char *text, struct link **out);
/* Only those that may be opened, each as link_check gives it. */
size_t link_find(struct arena *, const char *text, const char ***urls);
/* Starts the program without waiting for it, with that text on its standard input: at most LINK_FEED_MOST bytes. */
enum { LINK_FEED_MOST = 48 * 1024 };
err_t program_feed(const char *program, const char *text, size_t len) MUST_CHECK;
#endif
