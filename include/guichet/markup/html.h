/* SPDX-License-Identifier: ISC */
/*
 * HTML of a post to plain text: blocks become lines, links keep their address
 * where the text does not show it.  And which feed a page names.
 */
#ifndef GUICHET_MARKUP_HTML_H
#define GUICHET_MARKUP_HTML_H
#include "guichet/base/arena.h"

enum { HTML_TEXT_MAX = 64 * 1024 };

/*
 * Parsed by gumbo behind our caps (input 1 MiB, depth 64, output 64 KiB, then
 * "[cut]").  Text of a link that looks like another host's address is shown
 * as "text -> host"; mentions and hashtags stay as written; script, style,
 * template, head are skipped.  Never fails: what is broken becomes text.
 */
const char *html_to_text(struct arena *, const char *html, size_t len);
/* The address of the feed that a page names as its own, as it is written there; NULL: none. */
const char *html_feed(struct arena *, const char *html, size_t len);
#endif
