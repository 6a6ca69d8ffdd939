/* SPDX-License-Identifier: ISC */
/*
 * What somebody who connects an account has to know of its network, and how it
 * lets a program in.  One row a network; "account add NETWORK" prints it.
 */
#ifndef GUICHET_COMMAND_GUIDE_H
#define GUICHET_COMMAND_GUIDE_H
#include <stdbool.h>
#include <stddef.h>
#include "guichet/base/err.h"

struct call;
struct command_env;

enum guide_asks {
	GUIDE_NOTHING,		/* there is no secret */
	GUIDE_SECRET,		/* a secret that the person has */
	GUIDE_CODE		/* a page of the network shows a code: account login */
};

struct guide {
	const char *network, *title;
	enum guide_asks asks;
	const char *prompt;	/* for the secret */
	const char *text;	/* paragraphs, each with a line feed; the commands in it stand on lines of their own */
};

extern const struct guide guides[];
extern const size_t guides_count;
/* A network without a row asks for a secret like any other. */
const struct guide *guide_find(const char *network);
/* USAGE for a network that is a slip away from one of them, and for any other that stands alone. */
err_t guide_check(const char *network, bool alone) MUST_CHECK;
/* USAGE: only a program of its own could know this network. */

/* "account add" with nothing behind it, or with a network of ours alone: the words say no more than a question. */
bool guide_is_asked(const struct call *, size_t count, const char *const *words);
/* Answers it: NULL lists the networks. */
void guide_say(struct command_env *, const char *network);
#endif
