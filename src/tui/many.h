/* SPDX-License-Identifier: ISC */
/* More than one conversation at once: marks by query, and what is asked before something is done to them. */
#ifndef GUICHET_SRC_TUI_MANY_H
#define GUICHET_SRC_TUI_MANY_H
#include "inside.h"

/* Marks what the queue shows and the query finds; takes those marks away; marks the others instead. */
err_t many_mark(struct tui *, const char *query) MUST_CHECK;
err_t many_unmark(struct tui *, const char *query) MUST_CHECK;
err_t many_invert(struct tui *) MUST_CHECK;

/* Is it about more than one, so that a preview comes first? */
bool many_is(const struct call_request *);
/* The option of that name, NULL when the call has none; sets it. */
struct call_value *many_value(struct call_request *, const char *name);
void many_set(struct arena *, struct call_request *, const char *name, const char *text);
/* "would resolve 42 conversations (3 of them urgent), without #7: y, enter ", for one drawing. */
const char *many_question(struct tui *, const struct json *answer);
/* Says what was stopped halfway, when the desk comes. */
void many_stopped(struct tui *);
#endif
