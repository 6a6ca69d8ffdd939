/* SPDX-License-Identifier: ISC */
/*
 * Alarms that leave the screen.  What is wrong is looked for while anybody is
 * to be told of it; a hook says who: an address, or a program of this machine.
 * It is told once of each, again as often as it says, and no more than once a
 * minute of all together, until somebody acknowledges or it is not so any more.
 * What was told, and the letter or program, is one transaction.
 */
#ifndef GUICHET_DESK_ALERT_H
#define GUICHET_DESK_ALERT_H
#include "guichet/desk/read.h"
#include "guichet/store/alert.h"

extern const char *const alert_names[ALERT_KINDS];
/*
 * "#12 on brand is 3 min late, held by maria": numbers and names of ours, nothing of a customer's; of a spike also
 * plain words that many customers share (model/spike_said.h).
 */
const char *alert_words(struct arena *, const struct alert_row *, int64_t now_ms);

/* Inside desk_begin.  kind, how, words, after, repeat and quiet of the row. */
err_t desk_hook_add(struct desk *, const struct hook_row *, int64_t *id) MUST_CHECK;
err_t desk_hook_drop(struct desk *, int64_t id) MUST_CHECK;
err_t desk_alert_ack(struct desk *, int64_t id) MUST_CHECK;

err_t read_hooks(struct reader *, struct arena *, struct hook_row **out, size_t *count) MUST_CHECK;
err_t read_alerts(struct reader *, struct arena *, bool all, int64_t limit, struct alert_row **out,
	size_t *count) MUST_CHECK;

/* A site's policy: what is told to programs fails from now on instead of being started. */
void desk_programs_keep_off(struct desk *, bool off);

/* ---- whoever starts programs; each is a transaction of its own */
err_t desk_run_recover(struct desk *) MUST_CHECK;
err_t desk_run_take(struct desk *, struct arena *, struct hook_run *out, bool *found) MUST_CHECK;
err_t desk_run_done(struct desk *, int64_t id, bool well, const char *said) MUST_CHECK;
#endif
