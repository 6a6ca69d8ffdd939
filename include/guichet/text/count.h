/* SPDX-License-Identifier: ISC */
/*
 * How long a text is by a network's own rule.  The counters and where each
 * is used are a table; a new network names one of them.
 */
#ifndef GUICHET_TEXT_COUNT_H
#define GUICHET_TEXT_COUNT_H
#include "guichet/base/err.h"

enum text_counter {
	COUNT_NONE,		/* no limit */
	COUNT_BYTES,		/* UTF-8 octets */
	COUNT_CODEPOINTS,	/* scalar values */
	COUNT_UTF16,		/* UTF-16 units */
	COUNT_GRAPHEMES,	/* UAX 29 clusters */
	COUNT_MASTODON		/* clusters; an http(s) URL counts url_length, @user@host counts @user */
};

/* url_length matters to COUNT_MASTODON only (the server's characters_reserved_per_url, 23 by default). */
size_t text_count(enum text_counter, const char *text, size_t url_length);
const char *text_counter_name(enum text_counter);
#endif
