/* SPDX-License-Identifier: ISC */
/* One reading of the rows that figures are made of: as they are now (read_figures.c), or were then (figure_then.c). */
#ifndef DESK_FACTS_H
#define DESK_FACTS_H
#include "guichet/desk/figures.h"
#include "reduce.h"

struct facts {
	struct reader *reader;
	const struct figure_wish *wish;
	void (*visit)(void *, const struct fact_day *, size_t count);
	void *data;
	struct arena *arena;		/* of what is packed next */
	struct fact_day *days;		/* to be shown together */
	size_t day_count, day_size, pack_bytes;
	struct pack *packs;		/* those of them that are no copies of packed days */
	const struct id_set *apart;	/* conversations whose rows come from the ledger, or NULL */
	bool unpacked;			/* packed days do not hold */
	int64_t behind;			/* rows behind that conversation are of before an update; negative: none is */
	int64_t until_ms;
};

/* What was wished for, of the tables and the packed days. */
err_t facts_now_show(struct facts *) MUST_CHECK;
/* The same as it was at the instant of the wish, or where rows are of before an update. */
err_t facts_then_show(struct facts *) MUST_CHECK;

/* Rows packed, and shown by and by; the facts' arena is empty afterwards. */
err_t facts_waits_show(struct facts *, struct fact_wait *rows, size_t count) MUST_CHECK;
err_t facts_cases_show(struct facts *, const struct fact_case *rows, size_t count) MUST_CHECK;
#endif
