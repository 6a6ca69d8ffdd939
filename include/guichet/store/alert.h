/* SPDX-License-Identifier: ISC */
/* Rows of alarms that leave the screen, and of who is told. */
#ifndef GUICHET_STORE_ALERT_H
#define GUICHET_STORE_ALERT_H
#include "guichet/model/record.h"
#include "guichet/model/spike_said.h"
#include "guichet/store/store.h"

enum alert_kind { ALERT_AT_RISK, ALERT_BREACHED, ALERT_URGENT, ALERT_NOBODY_ACTIVE, ALERT_ACCOUNT_DOWN, ALERT_UNKNOWN_SEND,
	ALERT_HANDOVER, ALERT_PROMISE_DUE, ALERT_SPIKE, ALERT_KINDS };
enum hook_how { HOOK_MAIL, HOOK_RUN };

struct hook_row {
	int64_t id;
	enum alert_kind kind;
	enum hook_how how;
	const char *words;		/* an address, or a program and its arguments, a line each */
	int64_t after_ms, repeat_ms;	/* repeat 0: once */
	const char *quiet;		/* "22:00-07:00", or "" */
	int64_t agent, told_ms;
};

struct alert_row {
	int64_t id;
	enum alert_kind kind;
	int64_t subject, at_ms, over_ms, acked_ms, acked_by;
	int64_t conversation, due_ms;	/* 0: none */
	const char *account, *holder;	/* NULL: none */
	struct spike_said spike;	/* of ALERT_SPIKE */
	/* of store_alerts: how the newest program that was told of it stands, -1: there was none */
	int run_state;
	const char *run_said;
};

struct hook_run { int64_t id, hook; const char *words, *input; };

err_t store_hook_add(struct store *, const struct hook_row *, int64_t *id) MUST_CHECK;
err_t store_hook_drop(struct store *, int64_t id, bool *found) MUST_CHECK;
err_t store_hook_told(struct store *, int64_t id, int64_t at_ms) MUST_CHECK;
err_t store_hooks(struct store *, struct arena *, struct hook_row **out, size_t *count) MUST_CHECK;
err_t store_hooks_any(struct store *, bool *any) MUST_CHECK;

/*
 * What is so now and not known yet; of a kind at most that many are open of which nobody takes care.
 * active_ms: when somebody last did something.
 */
err_t store_alert_raise(struct store *, enum alert_kind, int64_t now_ms, int64_t active_ms, int64_t most,
	int64_t *added) MUST_CHECK;
/* What is not so any more. */
err_t store_alert_end(struct store *, enum alert_kind, int64_t now_ms, int64_t active_ms) MUST_CHECK;
err_t store_alert_ack(struct store *, int64_t id, int64_t agent, int64_t at_ms, bool *found) MUST_CHECK;
err_t store_alerts(struct store *, struct arena *, bool all, int64_t limit, struct alert_row **out,
	size_t *count) MUST_CHECK;
/* Those that a hook is to be told of now. */
err_t store_alerts_due(struct store *, struct arena *, const struct hook_row *, int64_t now_ms, struct alert_row **out,
	size_t *count) MUST_CHECK;
/* Rows that were over before then, at most that many of each kind. */
err_t store_alert_prune(struct store *, int64_t before_ms, int64_t most) MUST_CHECK;
err_t store_alert_told(struct store *, int64_t hook, int64_t alert, int64_t at_ms) MUST_CHECK;

enum { RUN_QUEUED, RUN_GOING, RUN_DONE, RUN_FAILED };
err_t store_run_add(struct store *, const struct hook_run *, int64_t at_ms) MUST_CHECK;
err_t store_run_next(struct store *, struct arena *, struct hook_run *out, bool *found) MUST_CHECK;
err_t store_run_set(struct store *, int64_t id, int state, const char *said) MUST_CHECK;
/* What an earlier server had started is failed. */
err_t store_run_recover(struct store *) MUST_CHECK;
#endif
