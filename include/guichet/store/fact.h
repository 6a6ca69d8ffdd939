/* SPDX-License-Identifier: ISC */
/*
 * Rows for figures: waits and cases with what their conversations are told
 * apart by, as it is now.  Ordered by start, so that packing them gives the
 * same bytes whenever it is done.
 */
#ifndef GUICHET_STORE_FACT_H
#define GUICHET_STORE_FACT_H
#include "guichet/model/facts.h"
#include "guichet/store/store.h"

/* Those that began in [since, until). */
err_t store_fact_waits(struct store *, struct arena *, int64_t since_ms, int64_t until_ms, struct fact_wait **out,
	size_t *count) MUST_CHECK;
err_t store_fact_cases(struct store *, struct arena *, int64_t since_ms, int64_t until_ms, struct fact_case **out,
	size_t *count) MUST_CHECK;
/* When the first of them began; 0: there is none. */
err_t store_fact_first(struct store *, enum fact_set, int64_t *out) MUST_CHECK;

/* Every conversation, by id. */
struct fact_conversation { int64_t id, contact; struct fact_place place; };
/* One of them; *found false: there is none with that number. */
err_t store_fact_conversation(struct store *, struct arena *, int64_t id, struct fact_conversation *out,
	bool *found) MUST_CHECK;
err_t store_fact_conversations(struct store *, struct arena *, struct fact_conversation **out, size_t *count) MUST_CHECK;
#endif
