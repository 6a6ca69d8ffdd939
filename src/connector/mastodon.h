/* SPDX-License-Identifier: ISC */
/*
 * What the files of the Mastodon connector share.  mastodon.c asks who we
 * are, mastodon_item.c reads statuses, mastodon_poll.c walks the streams,
 * mastodon_walk.c reads their pages, mastodon_place.c says where we stand in
 * them, mastodon_plan.c makes plans, mastodon_upload.c brings their files,
 * mastodon_send.c sends, mastodon_back.c looks for what may have been sent,
 * mastodon_act.c does what is no reply.
 */
#ifndef GUICHET_CONNECTOR_MASTODON_H
#define GUICHET_CONNECTOR_MASTODON_H
#include "guichet/connector/task.h"
#include "guichet/json/json.h"

enum { MASTODON_PAGE = 40, MASTODON_PAGES = 500 };

/* A status and what an item does not say. */
struct mastodon_status {
	struct item item;
	const char *answers;		/* native id of the status it answers, or NULL */
	const char *answers_account;	/* native id of that one's author, or NULL */
	bool own;
};

/* ERR_DATA names the member that is wrong; strings live in the arena. */
err_t mastodon_status_read(struct arena *, const struct account *, const struct json *,
	struct mastodon_status *out) MUST_CHECK;
/* "@bob@host" for "bob" on the account's own server. */
const char *mastodon_handle(struct arena *, const struct account *, const char *acct);
/* May this be put into a path?  Some letter or digit, nothing but those and "._-:". */
bool mastodon_id_valid(const char *id);
bool mastodon_is_snac(const struct account *);

/* GET of a path below the account's base URL, which is never taken from an answer (N-04). */
void mastodon_get(struct task *, struct need *, const char *path);
/* The account's URL without a slash at its end, followed by the path. */
const char *mastodon_url(struct arena *, const struct account *, const char *path);
/* The JSON of a successful answer; every other answer is an error. */
err_t mastodon_answer(const struct task *, const struct response *, struct json **out) MUST_CHECK;

/* reply_ctx: whom an answer addresses. */
enum { MASTODON_MENTIONS = 32 };
struct mastodon_context {
	const char *answers, *author, *author_id, *cw, *lang;
	enum visibility visibility;
	size_t count;
	struct { const char *acct, *id; } mentions[MASTODON_MENTIONS];
};
void mastodon_context_write(struct str *lines, const struct mastodon_context *);
void mastodon_context_read(struct arena *, const char *lines, struct mastodon_context *out);
/* The next "@user" or "@user@host" of a text at or behind *from, which moves behind it. */
bool mastodon_mention_next(const char *text, size_t *from, const char **acct, size_t *len);
/* Does "bob" or "bob@host" name that account? */
bool mastodon_same_acct(const struct account *, const char *a, size_t len, const char *b);

/* A status whose place in its thread this task has learned. */
struct mastodon_known {
	const char *native, *uid, *root;
	struct item_author author, to;	/* to: whom our own one answers */
	bool own;
};

/*
 * Where a stream stands, kept as its cursor.  What was brought lately is marked, for what is read again: behind is
 * where the next poll begins, before the newest, as long as something may still appear between the two.
 */
struct mastodon_place {
	const char *id;			/* the newest that was read; NULL the first time */
	const char *behind;		/* NULL: the same; MASTODON_BEGINNING: before all that the server has */
	const char *seen;
	int64_t swept_ms;		/* when the last day was read again */
	int64_t tried_ms;		/* when that was begun last */
};
#define MASTODON_BEGINNING "-"

/* The walk along one stream. */
struct mastodon_poll {
	struct mastodon_place place;
	const char *from;		/* what is up to it is not read again; NULL: from the list's beginning */
	const char *back;		/* walking back: older than this id */
	const char *last_first;		/* first id of the page before: a page that repeats ends the walk */
	const char *newest;		/* where the place goes after what is collected; NULL: nowhere */
	const char *top, *ripe;		/* newest id of the pages; and of what nothing may appear before any more */
	const char **fresh;		/* ids read, newest first, for the place's memory */
	size_t fresh_count, fresh_size;
	size_t sure, sure_fresh;	/* of the list and of fresh: what stands before the oldest that was known */
	bool begun, reached;		/* reached: the walk came to what was read before */
	bool sweeps;			/* it is the one through the last day */
	bool gap;			/* older ones were wanted, and are not read */
	int pages, waits;
	int64_t floor_ms;		/* the first time: how far back */
	struct mastodon_status *list;	/* newest first */
	size_t count, size, emitted;
	struct mastodon_known *known;
	size_t known_count, known_size;
};

/* What we wrote ourselves? */
bool mastodon_is_own_stream(const struct task *);
/* Of the walk's pages; *more: an older one is wanted, behind poll->back. */
err_t mastodon_page_read(struct task *, struct mastodon_poll *, const struct json *, struct output *, bool *more)
	MUST_CHECK;
/* Which was given out first, below 0: the former; 0: nothing says so. */
int mastodon_id_order(const char *, const char *);
bool mastodon_id_same_shape(const char *, const char *);
void mastodon_place_read(const struct task *, struct mastodon_place *);
/* Then there may be older ones that it forgot. */
bool mastodon_memory_is_full(const struct mastodon_poll *);
/* Was anything read that is to be remembered? */
bool mastodon_is_news(const struct mastodon_poll *);
/* The place behind what was read; NULL where it is the one before. */
const char *mastodon_place_move(struct task *, struct mastodon_poll *);
/* Is the last day to be read again?  And begins with that: the place that remembers it. */
bool mastodon_sweep_is_due(const struct task *, const struct mastodon_place *);
const char *mastodon_sweep_begin(struct task *, struct mastodon_poll *);
/* A page as short as this is all that the server has: no server cuts them shorter. */
enum { MASTODON_SHORT = 20 };

/* Found in its thread: what is known of a status, or NULL. */
const struct mastodon_known *mastodon_known(const struct mastodon_poll *, const char *native);
/* Emits the ancestors that are new to us and notes all of them. */
void mastodon_thread_read(struct task *, struct mastodon_poll *, struct mastodon_status *,
	const struct json *context, struct output *);
/* Emits a status with the place in its thread that is known; without any it is a root. */
void mastodon_status_emit(struct task *, struct mastodon_poll *, struct mastodon_status *,
	struct output *);
/* A floor to the second in our clock's time, for comparing with what the server says. */
int64_t mastodon_our_second(const struct account *, int64_t their_ms);

/* Letting us in: our registration with the server, between its steps. */
struct mastodon_login { const char *scopes, *id, *secret; bool pkce; };

/* Reading again; lost: the server has no such post, at: the one that is asked for, or whose writer is. */
struct mastodon_refresh { bool seen[REFRESH_MOST], lost[REFRESH_MOST]; size_t at, gone; };

/* How often what an act left was read back. */
struct mastodon_acting { int looks; int status; };

/* The file on its way: what the server calls it, once it did; waits: it works on it. */
struct mastodon_uploading { const char *id; size_t media; int looks; bool waits; };

struct mastodon_readback {
	const char *max_id, *last_first;
	int pages;
	bool alike;			/* something may be it */
};

union mastodon_state {
	struct mastodon_poll poll;
	struct mastodon_readback readback;
	struct mastodon_uploading uploading;
	struct mastodon_acting acting;
	struct mastodon_login login;
	struct mastodon_refresh refresh;
};

err_t mastodon_poll(struct task *, const struct response *, struct need *, struct output *);
err_t mastodon_send(struct task *, const struct response *, struct need *, struct output *);
/* The native id of what the task's part answers: the message, or the part before it. */
const char *mastodon_answers_of(const struct task *, const struct mastodon_context *);
/* The ids of a status that exists; false when the answer is none. */
bool mastodon_sent_read(struct task *, const struct json *status, struct output *);
/* The next file of the plan that the server does not have; asks to take it; and reads what it says. */
bool mastodon_upload_next(const struct task *, size_t *media);
void mastodon_upload_ask(struct task *, size_t media, struct need *);
err_t mastodon_upload(struct task *, struct mastodon_uploading *, const struct response *, struct need *, struct output *);
/* Files of the wish, by what the server says that it takes. */
void mastodon_files_plan(struct arena *, const struct plan_wish *, struct plan *);
err_t mastodon_reconcile(struct task *, const struct response *, struct need *, struct output *);
err_t mastodon_login(struct task *, const struct response *, struct need *, struct output *);
/* Of the permissions that a token has, in one line; nothing is said of a list that is not known. */
const char *mastodon_scope_lacks(const char *granted, const char *scope);
const char *mastodon_token_lacks(const struct account *, const char *scope);
err_t mastodon_scopes_check(const char *granted, bool reading_only) MUST_CHECK;
err_t mastodon_refresh(struct task *, const struct response *, struct need *, struct output *);
err_t mastodon_live(struct task *, const struct response *, struct need *, struct output *);
const char *mastodon_lacks(const struct account *, enum feature);
err_t mastodon_act(struct task *, const struct response *, struct need *, struct output *);
const char *mastodon_refuses(const struct account *, enum act_kind);
/* The same letters and digits, whatever a server made of the rest. */
bool mastodon_same_words(struct arena *, const char *a, const char *b);
/* One line that says why, in the server's words where it has some. */
const char *mastodon_reason(struct task *, const struct response *);
err_t mastodon_prepare(struct arena *, const struct plan_wish *, struct plan *);
#endif
