/* SPDX-License-Identifier: ISC */
/*
 * What a person types into a front end that stays: lines of the one language.
 * An alias stands for a line, configuration is done here, everything else is
 * told to the front end; a call may leave out which conversation is meant.
 */
#ifndef GUICHET_COMMAND_LINE_H
#define GUICHET_COMMAND_LINE_H
#include "guichet/config/config.h"
#include "guichet/model/call.h"

struct line_ear {
	/* A command that is neither configuration nor an alias. */
	err_t (*run)(void *data, size_t count, const char *const *words);
	/* Configuration was changed; may be NULL. */
	void (*configured)(void *data);
	/* Nothing more is to be run; may be NULL. */
	bool (*is_over)(void *data);
	const struct config_problems *problems;
	void *data;
};

/* Every command of the line, until one fails. */
err_t line_say(struct config *, const char *line, const struct line_ear *) MUST_CHECK;

/* What "this one" is: words for the argument, or an error that says that nothing is. */
struct line_selection {
	err_t (*subjects)(void *data, struct arena *, const struct call_arg *, const char *const **words, size_t *count);
	void *data;
};

/*
 * The words behind a call's name, with the selection where the first argument
 * is left out and with the words of a text as one.  A text may begin with a
 * number, so there only #number names a conversation.  All are copies in the
 * arena: the line that they came from may be gone when the answer comes.
 */
err_t line_select(struct arena *, const struct call *, const struct line_selection *, size_t *count,
	const char *const **words) MUST_CHECK;
/* Words before the first option. */
size_t line_plain_words(size_t count, const char *const *words);
/* The last argument that is no option, or NULL; how many of them cannot be left out. */
const struct call_arg *line_last_argument(const struct call *, size_t *required);
#endif
