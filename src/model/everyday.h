/* SPDX-License-Identifier: ISC */
/*
 * Times and periods as people say them, in every language that a front end
 * speaks: "demain matin", "in 2 hours", "last week".  What is sent on are the
 * words of the calls, so that a desk need not know any of these.
 */
#ifndef GUICHET_SRC_MODEL_EVERYDAY_H
#define GUICHET_SRC_MODEL_EVERYDAY_H
#include "guichet/base/arena.h"

/* The same in the words of when.h; what is not understood whole stays as it was said. */
const char *everyday_time(struct arena *, const char *text, bool past);

/* What words of a question about figures ask for besides conversations. */
struct everyday_period {
	const char *name;		/* of the choices of --period, or NULL */
	const char *since, *until;	/* of a date, or NULL */
	size_t first, count;		/* which of the words say it */
};
/*
 * At the beginning or the end of the words, and only where the others are
 * terms with a field: a free word beside it is looked for, and so is it.
 */
bool everyday_period(struct arena *, size_t count, const char *const *words, struct everyday_period *out);
/* The period that a single word was nearly, or NULL. */
const char *everyday_period_near(const char *word);
/* What figures are told apart by: "agents" is agent, "heures,comptes" is hour,account; NULL: it is not that. */
const char *everyday_dimensions(struct arena *, const char *said);
/* The dimension that a single word was nearly, or NULL. */
const char *everyday_dimension_near(const char *word);
/* What rows behind a figure count as: "manquée,oui" is missed,yes; other words stay as they were said. */
const char *everyday_parts(struct arena *, const char *said);
#endif
