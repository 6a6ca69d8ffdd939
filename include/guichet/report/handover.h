/* SPDX-License-Identifier: ISC */
/*
 * A handover in words, from the objects that server/calls_handover.c
 * describes: for the command line, for the screen, and written out for paper,
 * a channel or a letter.  Everything that a stranger wrote is shown, and
 * escaped where the form has signs of its own.
 */
#ifndef GUICHET_REPORT_HANDOVER_H
#define GUICHET_REPORT_HANDOVER_H
#include "guichet/base/arena.h"
#include "guichet/json/json.h"
#include "guichet/text/shown.h"

/* How a line stands: "over" as "settled". */
const char *handover_state_shown(const char *word);

/* "handover 3, maria to jonas: 9 of 12 red lines written, 40 of 120 accepted" */
const char *handover_head(struct arena *, const struct json *handover);
/* Of a line: why it is in it, what happened since, and what is to be done or stands in the way. */
const char *handover_why(struct arena *, const struct json *line);
const char *handover_since(struct arena *, const struct json *line);
const char *handover_doing(struct arena *, const struct json *line);

enum handover_form { HANDOVER_TEXT, HANDOVER_MARKDOWN, HANDOVER_HTML };

struct handover_paper {
	enum handover_form form;
	bool outside;			/* who reads it is not known: what strangers wrote in private is left out */
	const char *note;		/* a sentence under the head; NULL: none */
	const char *(*when)(struct arena *, const void *data, const char *rfc3339);	/* an instant on a clock of theirs */
	const void *when_data;
	void (*line)(void *data, struct shown);
	void *line_data;
};
/* "1 declined is still with maria", or "". */
const char *handover_left(struct arena *, const struct json *handover);
/* "to be accepted by 1 Dec 14:30", or what became of it. */
const char *handover_term(struct arena *, const struct handover_paper *, const struct json *handover);
/* The answer of handover show, which has a handover. */
void handover_write(struct arena *, const struct handover_paper *, const struct json *answer);
/* The same in one piece, whatever paper.line is. */
const char *handover_written(struct arena *, struct handover_paper, const struct json *answer);
#endif
