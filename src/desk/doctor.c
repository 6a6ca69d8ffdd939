/* SPDX-License-Identifier: ISC */
/* What doctor says about a desk: every finding is one line, bad ones say what to do. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/desk/ledger.h"
#include "guichet/desk/read.h"
#include "guichet/desk/recount.h"
#include "guichet/desk/rule.h"
#include "guichet/desk/schedule.h"
#include "guichet/store/tally.h"
#include "private.h"

/* Bytes: four times what a commit carries when nobody did before, see store/checkpoint.c. */
enum { LOG_LONG = 128 << 20 };

struct doctor {
	struct reader *reader;
	struct arena *arena;
	struct finding *list;
	size_t count;
};

static void say(struct doctor *d, bool bad, const char *text)
{
	d->list = list_grow(d->arena, d->list, d->count, sizeof(*d->list));
	d->list[d->count++] = (struct finding){ .bad = bad, .text = text };
}

static err_t look_at_file(struct doctor *d)
{
	const char *trouble = NULL;
	err_t err;

	say(d, false, arena_printf(d->arena, "SQLite %s", store_version()));
	err = store_quick_check(d->reader->store, d->arena, &trouble);
	if (err == NULL && trouble != NULL)
		say(d, true, arena_printf(d->arena, "the database is damaged: %s", trouble));
	else if (err == NULL)
		say(d, false, "the database is sound");
	return err;
}

static err_t look_at_ledger(struct doctor *d)
{
	struct ledger_verdict verdict;
	err_t err = ledger_verify(d->reader, d->arena, &verdict);

	if (err != NULL)
		return err;
	if (verdict.bad_seq != 0)
		say(d, true, arena_printf(d->arena, "the ledger is broken at row %" PRId64 ": %s",
			verdict.bad_seq, verdict.what));
	else
		say(d, false, arena_printf(d->arena, "the ledger's %" PRId64 " rows fit together",
			verdict.rows));
	if (verdict.waits_differ > 0)
		say(d, true, arena_printf(d->arena, "%zu of %zu waits differ from the ledger",
			verdict.waits_differ, verdict.waits));
	else
		say(d, false, arena_printf(d->arena, "%zu waits follow from the ledger",
			verdict.waits));
	return NULL;
}

static err_t look_at_merged(struct doctor *d)
{
	int64_t unsound = 0;
	err_t err = store_merged_unsound(d->reader->store, &unsound);

	if (err == NULL && unsound > 0)
		say(d, true, arena_printf(d->arena, "%" PRId64 " merged conversations lead nowhere:"
			" restore a backup, or import the exported ledger into a new desk", unsound));
	return err;
}

/* What is shown beside a view is kept, not counted. */
static err_t look_at_counts(struct doctor *d)
{
	struct recount recount = { 0 };
	err_t err = read_recount(d->reader, d->arena, &recount);
	int64_t differ = recount_differed(&recount);

	if (err == NULL && differ > 0)
		say(d, true, arena_printf(d->arena, "%" PRId64 " counts of views differ from what they count:"
			" guichet recount", differ));
	else if (err == NULL)
		say(d, false, "the counts of views equal what they count");
	return err;
}

static err_t look_at_accounts(struct doctor *d)
{
	struct account *accounts = NULL;
	struct bad_row *bad = NULL;
	size_t count = 0, bad_count = 0;
	err_t err = store_accounts(d->reader->store, d->arena, &accounts, &count);

	for (size_t i = 0; err == NULL && i < count; i++)
		if (account_stopped(&accounts[i]))
			say(d, true, arena_printf(d->arena, "account %s is paused: %s; guichet account resume %s lets it go on",
				accounts[i].name, accounts[i].reason, accounts[i].name));
		else if (accounts[i].state == ACCOUNT_PAUSED)
			say(d, true, arena_printf(d->arena, "account %s is paused: %s; "
				"guichet account add %s %s ... gives it a new secret, guichet account check %s tries again",
				accounts[i].name, accounts[i].reason, accounts[i].network, accounts[i].name,
				accounts[i].name));
		else if (accounts[i].reason[0] != '\0')
			say(d, true, arena_printf(d->arena, "account %s: %s", accounts[i].name,
				accounts[i].reason));
	for (size_t i = 0; err == NULL && i < count; i++)
		if (accounts[i].gap_to_ms != 0)
			say(d, true, arena_printf(d->arena, "account %s: %s; look there, then guichet account seen %s",
				accounts[i].name, account_gap_text(d->arena, &accounts[i]), accounts[i].name));
	for (size_t i = 0; err == NULL && i < count; i++) {
		struct clock_held held = { 0 };

		err = read_clock(d->reader, d->arena, &accounts[i], &held);
		if (clock_is_off(held.offset_ms))
			say(d, true, arena_printf(d->arena, "account %s: %s", accounts[i].name, clock_text(d->arena, &held)));
	}
	if (err == NULL)
		err = store_bad(d->reader->store, d->arena, &bad, &bad_count);
	for (size_t i = 0; err == NULL && i < bad_count; i++)
		say(d, true, arena_printf(d->arena,
			"account %s brought %" PRId64 " items that could not be read: %s",
			bad[i].account, bad[i].count, bad[i].why));
	return err;
}

static err_t look_at_agents(struct doctor *d)
{
	struct holder *holders = NULL;
	size_t count = 0;
	err_t err = store_conversation_left(d->reader->store, d->arena, &holders, &count);

	for (size_t i = 0; err == NULL && i < count; i++)
		say(d, true, arena_printf(d->arena, holders[i].team ? "%s has left and still holds %" PRId64
			" conversations: guichet team remove %s gives them back, guichet team add %s AGENT... forms it again"
			: "%s has left and still holds %" PRId64
			" conversations: guichet agent remove %s gives them back, guichet agent add %s takes them in again",
			holders[i].name, holders[i].count, holders[i].name, holders[i].name));
	return err;
}

static err_t look_at_outbox(struct doctor *d)
{
	struct outbox_count counts[OUTBOX_STATES] = { { 0 } };
	err_t err = store_outbox_counts(d->reader->store, 0, counts);

	if (err != NULL)
		return err;
	if (counts[OUT_UNKNOWN].total > 0)
		say(d, true, counts[OUT_UNKNOWN].total == 1 ? "1 reply may or may not have arrived: see guichet outbox"
			: arena_printf(d->arena, "%" PRId64 " replies may or may not have arrived: see guichet outbox",
				counts[OUT_UNKNOWN].total));
	if (counts[OUT_FAILED].total > 0)
		say(d, true, counts[OUT_FAILED].total == 1 ? "1 reply failed: see guichet outbox"
			: arena_printf(d->arena, "%" PRId64 " replies failed: see guichet outbox", counts[OUT_FAILED].total));
	if (meta_int(d->reader->store, "outbox_hold", 0) != 0)
		say(d, true, "the outbox is held: nothing leaves");
	return NULL;
}

static err_t look_at_place(struct doctor *d)
{
	uint64_t device, inode;
	const char *place = NULL;
	char here[64];
	err_t err = store_meta(d->reader->store, d->arena, "place", &place);

	store_file(d->reader->store, &device, &inode);
	(void)snprintf(here, sizeof(here), "%" PRIu64 ":%" PRIu64, device, inode);
	if (err == NULL && !str_equal(place, here))
		say(d, true, "this desk was copied or restored: nothing is polled or sent until"
			" guichet courier start");
	return err;
}

/* A program that reads the file holds the log, and what it held is carried in one piece when it ends. */
static err_t look_at_log(struct doctor *d)
{
	const char *path = store_path(d->reader->store);
	struct stat st;

	if (stat(arena_printf(d->arena, "%s-wal", path), &st) == 0 && st.st_size >= LOG_LONG)
		say(d, true, arena_printf(d->arena, "the log %s-wal has %" PRId64 " MiB: another program reads the "
			"database and keeps the log from being emptied (lsof %s names it); end it before it is more, "
			"since everybody waits while that is done", path, (int64_t)st.st_size >> 20, path));
	return NULL;
}

static err_t look_at_key(struct doctor *d)
{
	const char *path = arena_printf(d->arena, "%s.key", store_path(d->reader->store));
	struct stat st;
	int64_t secrets = 0;
	err_t err = store_secret_count(d->reader->store, &secrets);

	if (err != NULL || secrets == 0)
		return err;
	if (lstat(path, &st) < 0)
		say(d, true, arena_printf(d->arena, "the key file %s: %s; secrets must be given again",
			path, strerror(errno)));
	else if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) != 0)
		say(d, true, arena_printf(d->arena, "the key file %s must be yours alone: chmod 600",
			path));
	else
		say(d, false, "the key file is private");
	return NULL;
}

static err_t look_at_rules(struct doctor *d)
{
	struct rule *rules = NULL;
	size_t count = 0;
	err_t err = read_rules(d->reader, d->arena, false, &rules, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		const struct rule *rule = &rules[i];

		if (rule->row.enabled && rule->trouble != NULL)
			say(d, true, arena_printf(d->arena, "rule %s cannot run: %s", rule->row.name, rule->trouble));
		else if (!rule->row.enabled && rule->row.reason[0] != '\0')
			say(d, true, arena_printf(d->arena, "rule %s is off: %s; then guichet rule enable %s, or"
				" guichet rule remove %s", rule->row.name, rule->row.reason, rule->row.name,
				rule->row.name));
	}
	return err;
}

/* A law may have changed since: what was measured stays, what comes needs the new offsets. */
static err_t look_at_schedules(struct doctor *d)
{
	struct schedule_row *rows = NULL;
	size_t count = 0;
	err_t err = read_schedules(d->reader, d->arena, NULL, &rows, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		const struct zone *zone = rows[i].schedule == NULL ? NULL : rows[i].schedule->zone;
		bool newest = i + 1 == count || strcmp(rows[i].name, rows[i + 1].name) != 0;
		struct zone now;

		if (!newest || zone == NULL || desk_zone(d->arena, zone->name, &now) != NULL ||
		    zone_agrees(zone, &now, rows[i].recorded_ms))
			continue;
		say(d, true, arena_printf(d->arena, "schedule %s was recorded by the clocks of %s as of %s, and by %s "
			"they change otherwise: guichet schedule set %s once more", rows[i].name, zone->name,
			zone->data == NULL ? "?" : zone->data, now.data, rows[i].name));
	}
	return err;
}

err_t read_doctor(struct reader *reader, struct arena *arena, struct finding **out, size_t *count)
{
	struct doctor d = { .reader = reader, .arena = arena };
	err_t err = look_at_file(&d);

	if (err == NULL)
		err = look_at_ledger(&d);
	if (err == NULL)
		err = look_at_merged(&d);
	if (err == NULL)
		err = look_at_counts(&d);
	if (err == NULL)
		err = look_at_accounts(&d);
	if (err == NULL)
		err = look_at_schedules(&d);
	if (err == NULL)
		err = look_at_agents(&d);
	if (err == NULL)
		err = look_at_outbox(&d);
	if (err == NULL)
		err = look_at_rules(&d);
	if (err == NULL)
		err = look_at_place(&d);
	if (err == NULL)
		err = look_at_log(&d);
	if (err == NULL)
		err = look_at_key(&d);
	if (err == NULL) {
		*out = d.list;
		*count = d.count;
	}
	return err;
}
