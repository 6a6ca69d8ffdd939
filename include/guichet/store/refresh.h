/* SPDX-License-Identifier: ISC */
/* Messages that are to be read again, by account and by when. */
#ifndef GUICHET_STORE_REFRESH_H
#define GUICHET_STORE_REFRESH_H
#include "guichet/model/record.h"
#include "guichet/store/store.h"

struct refresh_row {
	int64_t message, at_ms;		/* when it was written */
	const char *uid, *native, *rev, *reply_ctx;
	enum status status;		/* of the whole that it lies in */
	bool deleted;
};

err_t store_refresh_set(struct store *, int64_t message, int64_t account, int64_t at_ms) MUST_CHECK;
err_t store_refresh_drop(struct store *, int64_t message) MUST_CHECK;
/* The longest due first. */
err_t store_refresh_due(struct store *, struct arena *, int64_t account, int64_t now_ms, size_t limit,
	struct refresh_row **out, size_t *count) MUST_CHECK;
#endif
