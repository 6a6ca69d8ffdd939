/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a packed day: they are refused, or figures and agents' days
 * come out of them.  What a damaged file says may be nonsense; it ends no
 * program, reads nothing that is not there, and takes no longer than a day.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/model/figures_make.h"
#include "guichet/model/presence.h"

#define BEGIN INT64_C(1772409600000)	/* Mon 2026-03-02 00:00 UTC */
enum { ROWS_MOST = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct figure_account accounts[] = { { .id = 1, .name = "one", .network = "mastodon" },
	{ .id = 2, .name = "two", .network = "import" } };
static const struct figure_agent agents[] = { { .id = 1, .name = "ann" }, { .id = 2, .name = "ben" } };
static const struct figure_world world = { .accounts = accounts, .account_count = 2, .agents = agents, .agent_count = 2 };

static void trace_take(void *data, const struct trace *trace)
{
	figures_add_trace(data, &(struct fact_trace){ .trace = *trace, .place = { .lang = "", .tags = "" } });
}

static void row_take(void *data, const struct fact_trace *row)
{
	figures_add_trace(data, row);
}

static bool is_open(void *data, const struct figure_account *account, const struct fact_place *place)
{
	(void)data;
	return account->id != 2 && strcmp(place->tags, "vip") != 0;
}

static void traces_use(struct arena *arena, struct figures_maker *maker, const struct segment *segment)
{
	const unsigned char bits[1] = { 8 };
	const struct figure_apart apart = { bits, 8 };
	struct presence *presence = presence_create(arena, NULL, BEGIN, BEGIN + 40 * FACT_DAY_MS,
		FACT_TRACES_ALL);

	figures_add_messages(maker, segment, &apart);
	fact_traces_each(arena, segment, FACT_TRACES_ALL & ~figures_messages_of(maker), row_take, maker);
	presence_add(presence, &segment, 1, &apart, false);
	presence_hold(presence, &segment, 1, &apart);
	presence_tell(presence, trace_take, maker);
}

static void use(struct arena *arena, enum fact_set set, enum figure_dimension by, bool narrow, const struct segment *segment)
{
	enum metric asked[METRICS];
	struct figure_request request = { .asked = asked, .asked_count = METRICS, .rules = wait_rules_default(),
		.by = { by, BY_NOTHING }, .as_of_ms = BEGIN + 40 * FACT_DAY_MS,
		.window = { BEGIN + 10 * FACT_DAY_MS, BEGIN + 20 * FACT_DAY_MS }, .before = { BEGIN, BEGIN + 10 * FACT_DAY_MS },
		.wanted = narrow ? is_open : NULL };
	struct figures_maker *maker;
	struct figures figures = { 0 };

	for (int i = 0; i < METRICS; i++)
		asked[i] = (enum metric)i;
	maker = figures_begin(arena, &request, &world);
	if (set == FACT_TRACES)
		traces_use(arena, maker, segment);
	else
		figures_add(maker, set, segment);
	err_ignore(figures_end(maker, &figures), "there may be too many groups");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena;
	struct segment segment;
	unsigned char *bytes;

	if (size < 2)
		return 0;
	arena = arena_create();
	bytes = malloc(size - 2);
	memcpy(bytes, data + 2, size - 2);
	if (segment_open_stored(bytes, size - 2, &segment) == NULL && segment.rows <= ROWS_MOST)
		use(arena, (enum fact_set)(data[0] % FACT_SETS), (enum figure_dimension)(data[1] % FIGURE_BYS), data[1] >> 7, &segment);
	free(bytes);
	arena_destroy(arena);
	return 0;
}
