/* SPDX-License-Identifier: ISC */
/* Random rows and who they are of. */
#include "figures_stage.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/random.h"

static const char *const teams[] = { "night", "day" };
const struct figure_agent stage_agents[AGENTS] = {
	{ .id = 1, .name = "ann", .teams = teams, .team_count = 2 },
	{ .id = 2, .name = "bob", .teams = teams + 1, .team_count = 1 }, { .id = 3, .name = "cleo" } };

static int64_t below(struct random *random, int64_t n)
{
	return (int64_t)random_below(random, (uint64_t)n);
}

static bool one_in(struct random *random, int64_t n)
{
	return below(random, n) == 0;
}

/* ---- the rows */

static struct fact_place place_make(struct random *random)
{
	static const char *const tags[] = { "", "refund", "refund vip", "vip", "a b c" };

	return (struct fact_place){ .lang = one_in(random, 2) ? "fr" : "", .visibility = (int)below(random, 5),
		.tags = tags[below(random, 5)], .priority = (int)below(random, PRIORITIES) };
}

static const struct schedule_line *hours_of(const struct stage *stage, int64_t account)
{
	return account >= 1 && account <= ACCOUNTS ? stage->accounts[account - 1].schedule : NULL;
}

/* One account is of nobody that the desk knows any more. */
static struct fact_wait wait_make(const struct stage *stage, struct random *random, int64_t id)
{
	struct fact_wait row = { .target_ms = one_in(random, 4) ? 0 : 1800000, .place = place_make(random) };
	struct wait *wait = &row.wait;
	int64_t lasts = below(random, one_in(random, 9) ? 80 * DAY : one_in(random, 3) ? 3 * DAY : 3000000);

	*wait = (struct wait){ .conversation = id, .account = 1 + below(random, ACCOUNTS + 1),
		.kind = (enum wait_kind)below(random, 2), .outcome = (enum wait_outcome)below(random, WAIT_OUTCOMES),
		.start_ms = BEGIN + below(random, 39 * DAY) };
	if (wait->outcome == WAIT_WAIVED && one_in(random, 2))
		wait->flags = WAIT_NO_REPLY;
	if (one_in(random, 3))
		wait->flags |= WAIT_CHASED;
	if (wait->outcome == WAIT_OPEN)
		return row;
	wait->end_ms = wait->start_ms + lasts;
	row.business_ms = schedule_business_ms(hours_of(stage, wait->account), wait->start_ms, wait->end_ms);
	if (wait->outcome == WAIT_ANSWERED) {
		wait->agent = below(random, AGENTS + 2);
		wait->own_ms = lasts / 3;
	}
	return row;
}

static int64_t after(struct random *random, int64_t ms)
{
	return ms == 0 || one_in(random, 3) ? 0 : ms + below(random, 7 * DAY);
}

static struct fact_case case_make(struct random *random, int64_t id)
{
	static const unsigned flags[] = { 0, 0, CASE_WE_BEGAN, CASE_BOT_HELD, CASE_BOT_HELD | CASE_BOT_RESOLVED,
		CASE_BOT_HELD | WAIT_HANDED_OVER, CASE_SPAM };
	struct fact_case row = { .contact = 1 + below(random, 50), .place = place_make(random) };
	struct wait_case *one = &row.one;

	one->conversation = id;
	one->account = 1 + below(random, ACCOUNTS + 1);
	one->open_ms = BEGIN + below(random, 39 * DAY);
	one->first_in_ms = after(random, one->open_ms);
	one->first_out_ms = after(random, one->first_in_ms);
	one->first_assigned_ms = after(random, one->open_ms);
	one->first_resolved_ms = after(random, one->open_ms);
	one->resolved_ms = after(random, one->first_resolved_ms);
	one->settled_ms = one->resolved_ms == 0 ? 0 : one->resolved_ms - below(random, 1000);
	one->state = (enum status)below(random, STATUSES);
	one->state_ms = one->resolved_ms != 0 ? one->resolved_ms : one->open_ms + below(random, 7 * DAY);
	for (int i = 0; i <= STATUS_SNOOZED; i++)
		one->spent_ms[i] = one_in(random, 2) ? 0 : below(random, 7 * DAY);
	one->waits = (int)below(random, 3);
	one->turns = (int)below(random, 3);
	one->replies = (int)below(random, 2);
	one->messages_in = (int)below(random, 9);
	one->transfers = (int)below(random, 3);
	one->reopens = (int)below(random, 3);
	one->courtesies = (int)below(random, one->reopens + 1);
	one->agent_reopens = (int)below(random, 2);
	one->waited_ms = below(random, 7 * DAY);
	one->open_wait_ms = one_in(random, 3) ? one->open_ms + below(random, 1000) : 0;
	one->flags = flags[random_below(random, sizeof(flags) / sizeof(flags[0]))] |
		(one_in(random, 4) ? CASE_AUTOMATIC_FIRST : 0U);
	for (int i = 0; i < FACT_CLOCKS; i++)
		row.closed_ms[i] = one_in(random, 2) ? 0 : below(random, DAY);
	return row;
}

static int wait_compare(const void *left, const void *right)
{
	const struct fact_wait *a = left, *b = right;

	return a->wait.start_ms < b->wait.start_ms ? -1 : a->wait.start_ms > b->wait.start_ms;
}

/* On weekdays the first account is open from nine to five. */
struct stage *stage_make(uint64_t seed, bool has_hours)
{
	static const struct span span = { 540, 1020 };
	struct stage *stage = mem_alloc(sizeof(*stage));
	struct random random = random_seeded(seed);
	struct schedule *schedule;
	struct schedule_version *version;

	stage->arena = arena_create();
	for (int i = 0; i < ACCOUNTS; i++)
		stage->accounts[i] = (struct figure_account){ .id = i + 1, .name = (const char *const[]){ "one", "two", "three" }[i],
			.network = i == 0 ? "mastodon" : "import" };
	schedule = arena_alloc(stage->arena, sizeof(*schedule));
	for (int i = 0; i < 5; i++)
		schedule->week[i] = (struct spans){ &span, 1 };
	version = arena_alloc(stage->arena, sizeof(*version));
	version->schedule = schedule;
	if (has_hours)
		stage->accounts[0].schedule = schedule_line(stage->arena, version, 1, BEGIN - DAY, AS_OF + 90 * DAY);
	stage->world = (struct figure_world){ .accounts = stage->accounts, .account_count = ACCOUNTS, .agents = stage_agents,
		.agent_count = AGENTS };
	for (int i = 0; i < ROWS; i++) {
		stage->waits[i] = wait_make(stage, &random, i + 1);
		stage->cases[i] = case_make(&random, i + 1);
	}
	qsort(stage->waits, ROWS, sizeof(stage->waits[0]), wait_compare);
	return stage;
}

void stage_destroy(struct stage *stage)
{
	arena_destroy(stage->arena);
	free(stage);
}
