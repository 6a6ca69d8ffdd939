/* SPDX-License-Identifier: ISC */
/*
 * What people and other programs write as one text is read or refused: a
 * query, an address, an instant and a duration, a frozen plan or act, a line of
 * an exported ledger.  What was read and is written again is the same.  The
 * first byte chooses which.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/model/act.h"
#include "guichet/model/letter.h"
#include "guichet/model/plan.h"
#include "guichet/model/query.h"
#include "guichet/report/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n", promise);
	abort();
}

static void ask(struct arena *arena, const char *text)
{
	static const struct query_context context = { .agent = 1, .agent_name = "maria", .now_ms = INT64_C(1795341600000) };
	struct query *query = NULL;
	struct query_sql sql;
	err_t err = query_check(text);
	const char *ours;

	require((err == NULL) == (query_parse(arena, text, &query) == NULL), "a check is a reading");
	if (err == NULL && query_sql(arena, query, &context, &sql) == NULL)
		require(sql.where != NULL && strlen(sql.where) > 0, "a query is a condition");
	if (query_from_mutt(arena, text, &ours) == NULL)
		require((query_check(ours) == NULL) == (query_parse(arena, ours, &query) == NULL), "so is one of mutt's");
}

static void address(struct arena *arena, const char *text)
{
	struct str out = { 0 };
	struct letter letter = { .subject = text, .text = text, .id = "1", .at_ms = 1 };

	if (mailbox_parse(arena, text, &letter.to) == NULL) {
		require(strlen(letter.to.address) <= MAIL_ADDRESS_MAX && strpbrk(letter.to.address, "\r\n ") == NULL,
			"an address is one");
		letter.from = letter.to;
		letter_write(&letter, &out);
		for (size_t i = 0; i < out.len; i++)
			require(out.text[i] != '\n' || (i > 0 && out.text[i - 1] == '\r'), "lines end in CR LF");
	}
	str_finish(&out);
}

static void frozen(struct arena *arena, const char *text)
{
	struct plan plan;
	struct act act;
	const char *once;

	if (plan_parse(arena, text, &plan) == NULL) {
		once = plan_format(arena, &plan);
		require(plan_parse(arena, once, &plan) == NULL && strcmp(plan_format(arena, &plan), once) == 0,
			"a plan stays what it was");
	}
	if (act_parse(arena, text, &act) == NULL) {
		once = act_format(arena, &act);
		require(act_parse(arena, once, &act) == NULL && strcmp(act_format(arena, &act), once) == 0,
			"an act stays what it was");
	}
}

static void ledger(struct arena *arena, const char *text, size_t len)
{
	struct ledger_line line;
	struct str once = { 0 }, twice = { 0 };

	if (report_ledger_parse(arena, text, len, &line) == NULL) {
		report_ledger_line(&line, &once);
		require(report_ledger_parse(arena, once.text, once.len, &line) == NULL, "a line can be read again");
		report_ledger_line(&line, &twice);
		require(strcmp(once.text, twice.text) == 0, "a line stays what it was");
	}
	str_finish(&once);
	str_finish(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	const char *text = size > 0 ? arena_copy_n(arena, (const char *)data + 1, size - 1) : "";
	char again[TIME_TEXT];
	int64_t ms = 0, same = 0;

	switch (size > 0 ? data[0] % 5 : 0) {
	case 0:
		ask(arena, text);
		break;
	case 1:
		address(arena, text);
		break;
	case 2:
		frozen(arena, text);
		break;
	case 3:
		ledger(arena, text, strlen(text));
		break;
	default:
		if (time_parse(text, &ms) == NULL)
			require(time_parse(time_format(ms, again), &same) == NULL && same == ms, "an instant stays what it was");
		if (duration_parse(text, &ms) != NULL)
			ms = 0;
		break;
	}
	arena_destroy(arena);
	return 0;
}
