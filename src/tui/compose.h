/* SPDX-License-Identifier: ISC */
/*
 * A text that is being written, shared by the pane where it is typed and the
 * review above it: its draft on the desk (compose_draft.c), what would leave
 * of it (compose_plan.c) and how both say who will read it (compose_words.c).
 */
#ifndef GUICHET_SRC_TUI_COMPOSE_H
#define GUICHET_SRC_TUI_COMPOSE_H
#include "guichet/model/plan.h"
#include "inside.h"

/* A file that the desk has; alt NULL: nothing is said of it. */
struct compose_file { char *hash, *name, *alt; };

struct compose {
	struct view *view;
	int64_t id;			/* the conversation */
	bool note;			/* for colleagues: never leaves, is no draft */
	bool done;			/* sent or thrown away: nothing is to be kept */
	struct edit *edit;
	size_t top;			/* the first line in sight */

	char *kept;			/* the draft as the desk has it, files and all; NULL until it said so, "" for none */
	char mark[DRAFT_MARK];		/* the desk's word for it, "" for none */
	char *keeping;			/* on its way to the desk, or NULL */
	char *not_kept;			/* why the last one was refused, or NULL */
	char *lost;			/* names of files that the desk does not keep with it, or NULL */
	int64_t draft_call, keep_call, changed_ms;
	struct loop_timer *keep_timer;

	struct json *plan;		/* what would leave, or NULL */
	char *no_plan;			/* why there is none, or NULL */
	int64_t plan_call;
	bool plan_asks_again;		/* something changed since it was asked */
	bool plan_is_true;		/* the plan or its refusal is of this very text */
	int ceiling;			/* enum visibility without a wish, or -1 */
	int wish;			/* a more private one, or -1 */
	char *warning;			/* content warning that was typed; NULL: what is answered has it; "": none */

	bool began;			/* what follows is known */
	int64_t newest_in, newest_out;	/* messages that the writer has had in sight */
	int64_t draft_newest;		/* the newest one when the draft was kept that it began with; INT64_MAX: with none */
	char *snippet;			/* the saved reply that was put into it last, or NULL */
	int64_t snippet_call;
	char *holder;			/* who had the conversation at the beginning, "" for nobody */

	struct compose_file files[PLAN_MEDIA];
	size_t file_count;
	struct str upload_bytes;	/* of a file that is on its way to the desk */
	char *upload_name;		/* NULL: none is */
	struct json *upload_answer;	/* of its piece before, or NULL */
	int64_t upload_call;

	int64_t send_call;		/* a note or a reply on its way to the desk */
	struct view *review;		/* above it, or NULL */
};

/* Of a view_compose. */
struct compose *compose_of(const struct view *);
/* Neither words nor files. */
bool compose_is_blank(const struct compose *);
/* The text or what goes with it is different now. */
void compose_changed(struct compose *);
/* Closes the review and the writer: nothing is to be kept. */
void compose_finish(struct compose *);
/* Throws the text away once "discard" was typed. */
void compose_discard(struct compose *);
/* The same for a note that would be lost with its pane. */
void compose_lose(struct compose *);
/* Closes both, the text stays as a draft. */
void compose_postpone(struct compose *);
/* The pane with the conversation, or NULL. */
struct view *compose_reader(const struct compose *);
/* What the conversation says now, or NULL; and whether it said something since. */
const struct json *compose_thread(const struct compose *);
void compose_look(struct compose *);	/* remembers how things stood, once they are known */
void compose_has_read(struct compose *);	/* up to the newest message */
/* The newest message of a direction ("in", "out") that is shown above. */
int64_t compose_newest(const struct compose *, const char *direction);

/* ---- compose_draft.c */
/* The first time what there is, later what has become of it elsewhere. */
void draft_load(struct compose *);
void draft_keep_later(struct compose *);
void draft_keep(struct compose *);
/* At the end: what is not kept yet, with nobody left to hear of it but the last line. */
void draft_part(struct compose *);
void draft_drop(struct compose *);
/* Before it is sent: what the desk has is what leaves, so that nothing of it stays. */
void draft_settle(struct compose *);

/* ---- compose_plan.c */
void plan_ask(struct compose *);
void plan_forget(struct compose *);
/* The next more private visibility; behind the last one it begins again. */
void plan_narrow(struct compose *);
/* Why it cannot be sent as it is, or NULL. */
const char *plan_refusal(const struct compose *);
bool plan_is_too_long(const struct compose *);
enum visibility plan_visibility(const struct compose *);
/* Words of a call about it, behind those that are there: [--visibility V] [--cw W] -- ID TEXT; -1: no visibility. */
enum { PLAN_WORDS = 20 + 4 * PLAN_MEDIA };
size_t plan_words(const struct compose *, int visibility, const char *words[static PLAN_WORDS], size_t count);

/* ---- compose_snippet.c */
/* "snippet" lists them, "snippet NAME" puts one in. */
err_t snippet_command(struct compose *, size_t count, const char *const *words, bool *known) MUST_CHECK;
void snippet_forget(struct compose *);

/* ---- compose_attach.c */
/* "attach FILE", "describe N WORDS", "detach". */
err_t files_command(struct compose *, size_t count, const char *const *words, bool *known) MUST_CHECK;
size_t files_words(const struct compose *, const char *words[static PLAN_WORDS], size_t count);
void files_forget(struct compose *);
/* Those of the draft stand before what was attached since. */
void files_load(struct compose *, const struct json *files);
/* Those that came to the draft since it was as "kept" stand here, too. */
void files_meet(struct compose *, const struct json *files, const char *kept);

/* ---- compose_words.c */
/* The first line of both panes: what it is, who reads it, how long it is. */
void compose_rule(const struct compose *, struct area, const char *what);
struct notice { enum style style; struct shown text; };
enum { NOTICES = 8 };
size_t compose_notices(const struct compose *, struct arena *, struct notice out[static NOTICES]);
/* "only @bob can read this" */
const char *compose_audience(const struct compose *, struct arena *);
enum style compose_style(const struct compose *);
/* What the desk said, without "reply #7: ": that is in sight. */
const char *compose_reason(const char *why);

/* ---- view_review.c */
void review_told(struct view *review);	/* the plan is another one */
#endif
