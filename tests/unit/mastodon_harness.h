/* SPDX-License-Identifier: ISC */
/* Runs a task of the Mastodon connector against a function that answers; keeps what was committed. */
#ifndef MASTODON_HARNESS_H
#define MASTODON_HARNESS_H
#include "guichet/base/clock.h"
#include "guichet/base/file.h"
#include "guichet/connector/task.h"
#include "guichet/json/json.h"
#include "guichet/model/settings.h"
#include "../../src/connector/mastodon.h"
#include "../../src/connector/registry.h"

enum { RUN_ITEMS = 4096, RUN_REQUESTS = 4096 };

/* Fills the response; its body must live until the next call. */
typedef void (*answer_fn)(void *data, const struct request *, struct arena *, struct response *);

struct run {
	struct arena *arena;
	err_t err;
	size_t count, bad_count, requests, commits, waits;
	struct item items[RUN_ITEMS];
	const char *bad[RUN_ITEMS];
	const char *urls[RUN_REQUESTS];
	const char *cursor;
	int64_t gap_from_ms, gap_to_ms;	/* the last that was told */
	struct output last;		/* probe and sent of the last step */
	struct request request;		/* the last one */
};

struct run *run_create(void);
void run_destroy(struct run *);
void run_task(struct run *, struct task *, answer_fn, void *data);

/* The brand at https://social.example, checked, since 2026-11-22T10:00:00Z. */
struct account test_account(void);
/* A file of tests/data/mastodon. */
const char *test_file(struct arena *, const char *name);
/* Text with every "@KEY@" replaced. */
const char *test_fill(struct arena *, const char *text, const char *key, const char *value);
int64_t test_time(const char *text);
void respond(struct response *, int status, const char *body);
#endif
