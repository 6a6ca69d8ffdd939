/* SPDX-License-Identifier: ISC */
/* A desk in a directory of its own, a clock that stands still, one account, and agents maria and bob. */
#ifndef TESTS_UNIT_DESK_FIXTURE_H
#define TESTS_UNIT_DESK_FIXTURE_H
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/desk/account.h"
#include "guichet/desk/deliver.h"
#include "guichet/desk/desk.h"
#include "guichet/desk/ingest.h"
#include "guichet/desk/ledger.h"
#include "guichet/desk/read.h"
#include "guichet/desk/reply.h"
#include "guichet/desk/draft.h"
#include "guichet/desk/triage.h"

#define T0 INT64_C(1790000000000)

struct fixture {
	char dir[64], path[128];
	struct clock clock;
	struct random random;
	struct desk *desk;
	struct arena *arena;
	int64_t account, maria, bob;
};

#define OK(call) assert_ok((call), #call, __LINE__)

static inline void assert_ok(err_t err, const char *what, int line)
{
	if (err != NULL)
		fail_msg("line %d: %s: %s", line, what, err->text);
}

#define FAILS(call, wanted) assert_fails((call), (wanted), #call, __LINE__)

static inline void assert_fails(err_t err, enum err_kind kind, const char *what, int line)
{
	if (err == NULL)
		fail_msg("line %d: %s succeeded", line, what);
	else if (err->kind != kind)
		fail_msg("line %d: %s: %s", line, what, err->text);
}

static inline err_t plan_plainly(void *data, struct arena *arena, const struct plan_wish *wish,
	struct plan *out)
{
	(void)data;
	*out = (struct plan){ .visibility = wish->visibility < 0 ? wish->answered->visibility
		: (enum visibility)wish->visibility, .cw = wish->cw, .lang = wish->lang,
		.part_count = 1, .recipient_count = 1 };
	out->parts[0] = (struct plan_part){ .text = arena_copy(arena, wish->text),
		.length = strlen(wish->text), .max = 500, .key = arena_copy(arena, wish->key) };
	out->recipients[0] = arena_copy(arena, wish->contact->handle);
	return NULL;
}

static inline void fixture_reopen(struct fixture *f)
{
	const struct planner planner = { .prepare = plan_plainly };

	OK(desk_open(&(struct desk_options){ .path = f->path, .clock = &f->clock,
		.random = &f->random, .create = true }, &f->desk));
	desk_set_planner(f->desk, &planner);
}

static inline struct actor by(int64_t agent)
{
	return (struct actor){ .agent = agent, .name = agent == 0 ? NULL : agent == 1 ? "maria" : "bob",
		.role = ROLE_AGENT, .origin = agent == 0 ? ORIGIN_NETWORK : ORIGIN_HUMAN };
}

static inline void begin(struct fixture *f, int64_t agent)
{
	struct actor actor = by(agent);

	OK(desk_begin(f->desk, &actor, NULL, "test", f->arena, NULL));
}

static inline void commit(struct fixture *f)
{
	OK(desk_commit(f->desk, NULL));
}

static inline int64_t reply(struct fixture *f, int64_t agent, int64_t conversation, const char *text)
{
	int64_t outbox = 0;
	bool already;

	begin(f, agent);
	OK(desk_reply(f->desk, f->arena, &(struct reply_wish){ .conversation = conversation,
		.text = text, .visibility = -1 }, &outbox, &already));
	commit(f);
	return outbox;
}

static inline struct outbox take(struct fixture *f)
{
	struct outbox out;
	bool found;

	OK(desk_outbox_take(f->desk, f->arena, 0, NULL, &out, &found));
	assert_true(found);
	return out;
}

static inline int fixture_make(void **state, bool with_account)
{
	struct fixture *f = calloc(1, sizeof(*f));
	bool added;

	strcpy(f->dir, "/tmp/guichet-desk-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof(f->path), "%s/desk.db", f->dir);
	f->clock = clock_fixed(T0);
	f->random = random_seeded(7);
	f->arena = arena_create();
	fixture_reopen(f);
	if (with_account) {
		begin(f, 0);
		OK(desk_agent_add(f->desk, "maria", ROLE_AGENT, -1, false, &f->maria));
		OK(desk_agent_add(f->desk, "bob", ROLE_AGENT, -1, false, &f->bob));
		OK(desk_account_add(f->desk, "playback", "brand", "", NULL, &f->account, &added));
		commit(f);
		OK(desk_account_learned(f->desk, f->account, "us", "@us", "", 2, 0));
	}
	*state = f;
	return 0;
}

static inline int fixture_setup(void **state)
{
	return fixture_make(state, true);
}

static inline int fixture_teardown(void **state)
{
	static const char *const tails[] = { "", "-wal", "-shm", ".key", "-copy" };
	struct fixture *f = *state;

	desk_close(f->desk);
	arena_destroy(f->arena);
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		char path[160];

		snprintf(path, sizeof(path), "%s%s", f->path, tails[i]);
		unlink(path);
	}
	rmdir(f->dir);
	free(f);
	return 0;
}

/* The same bytes in another file, as after a restore; the desk is closed. */
static inline void fixture_copy_over(struct fixture *f)
{
	char kept[160];
	FILE *from, *to;
	int c;

	snprintf(kept, sizeof(kept), "%s-copy", f->path);
	assert_int_equal(rename(f->path, kept), 0);
	from = fopen(kept, "rb");
	to = fopen(f->path, "wb");
	assert_true(from != NULL && to != NULL);
	while ((c = fgetc(from)) != EOF)
		fputc(c, to);
	fclose(from);
	fclose(to);
}

static inline struct item an_item(enum item_op op, const char *uid, const char *thread,
	const char *author, const char *text, int64_t at_ms)
{
	return (struct item){ .op = op, .uid = uid, .native = uid, .thread = thread, .kind = "reply",
		.visibility = VIS_PUBLIC, .author = { .id = author, .handle = author, .name = author },
		.at_ms = at_ms, .text = text };
}

static inline struct ingest_result feed(struct fixture *f, const struct item *items, size_t count)
{
	struct ingest_result result;

	begin(f, 0);
	OK(desk_ingest(f->desk, &(struct ingest_batch){ .account = f->account, .items = items,
		.count = count, .stream = "home", .cursor = "1" }, &result));
	commit(f);
	return result;
}

static inline struct list_row row_of(struct fixture *f, int64_t conversation)
{
	struct list_row row;

	OK(read_row(desk_reader(f->desk), f->arena, conversation, &row));
	return row;
}

static inline struct desk_counts counts_of(struct fixture *f)
{
	struct desk_counts counts;

	OK(read_counts(desk_reader(f->desk), clock_now(&f->clock), &counts));
	return counts;
}

static inline struct ledger_verdict verdict_of(struct fixture *f)
{
	struct ledger_verdict verdict;

	OK(ledger_verify(desk_reader(f->desk), f->arena, &verdict));
	return verdict;
}

static inline void assert_sound(struct fixture *f)
{
	struct ledger_verdict verdict = verdict_of(f);

	assert_int_equal(verdict.bad_seq, 0);
	assert_int_equal(verdict.waits_differ, 0);
}

/* A life on a desk of its own for each of 1 to seeds. */
static inline void each_seed(uint64_t seeds, void (*live)(struct fixture *, uint64_t seed))
{
	for (uint64_t seed = 1; seed <= seeds; seed++) {
		void *fixture;

		fixture_setup(&fixture);
		print_message("# seed %d\n", (int)seed);
		live(fixture, seed);
		fixture_teardown(&fixture);
	}
}
#endif
