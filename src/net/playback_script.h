/* SPDX-License-Identifier: ISC */
/* The content of the playback network as data; the format is described in data/playback/README. */
#ifndef GUICHET_SRC_NET_PLAYBACK_SCRIPT_H
#define GUICHET_SRC_NET_PLAYBACK_SCRIPT_H
#include "guichet/base/arena.h"

enum { SCRIPT_STEPS = 16, SCRIPT_POSTS = 16, SCRIPT_TEXT_MAX = 500 };

enum script_when {
	WHEN_ARRIVAL,		/* so long after the conversation began */
	WHEN_UNANSWERED,	/* the same, unless somebody has answered by then */
	WHEN_ANSWER		/* so long after our n-th answer */
};
enum script_act { ACT_SAY, ACT_EDIT, ACT_DELETE, ACT_OTHER, ACT_US };

struct script_person { const char *name, *handle; int64_t followers; };

struct script_step {
	enum script_when when;
	enum script_act act;
	size_t answer;			/* WHEN_ANSWER: 1 is the first */
	int64_t delay_ms;
	const char *text;
	struct script_person other;	/* ACT_OTHER: who */
};

struct script_conversation {
	const char *id, *lang, *where, *kind, *under, *wave, *tags;
	struct script_person person;
	bool is_long, is_hostile;	/* may pass SCRIPT_TEXT_MAX; never lends its person to others */
	bool answers_other;		/* the first message answers a stranger's comment */
	bool is_early;			/* there before the network starts, age_ms before */
	int64_t age_ms;
	bool is_staged;			/* the same on the stage of a demo, stage_ms before */
	int64_t stage_ms;
	bool blocks;			/* who writes takes no answers */
	size_t step_count, answers;
	struct script_step steps[SCRIPT_STEPS];
};

struct script_post { const char *id, *text; int64_t age_ms; };

struct script_brand {
	const char *id, *name, *handle, *lang;
	size_t post_count, count, size;
	struct script_post posts[SCRIPT_POSTS];
	struct script_conversation *conversations;
};

struct script {
	struct arena *arena;
	size_t count;
	struct script_brand *brands;
};

/* The lines of data/playback, one file after the other; NULL-terminated, made when building. */
extern const char *const playback_data[];

/* Errors name the line.  On failure *out is untouched. */
err_t script_parse(const char *const *lines, struct script **out) MUST_CHECK;
void script_destroy(struct script *);
const struct script_brand *script_brand(const struct script *, const char *id);
#endif
