/* SPDX-License-Identifier: ISC */
/*
 * Answers as text, CSV or TSV.  A call that answers rows has a table of
 * columns here; nothing else knows how a list looks.
 */
#include "parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guichet/base/clock.h"
#include "guichet/base/message.h"
#include "guichet/command/states.h"

enum { REST_MIN = 12, PLAIN_CELL = 200 };
enum cell { CELL_TEXT, CELL_INT, CELL_SECONDS, CELL_DUE, CELL_WHEN, CELL_LIST, CELL_BOOL, CELL_TOLD,
	CELL_WORDS, CELL_SENTENCE, CELL_SHARE };

struct column {
	const char *title, *key;
	enum cell kind;
	int width;		/* cells; 0: in CSV, TSV and JSON only; -1: takes the rest */
	int from;		/* left out of terminals narrower than this */
	/* What a plain line says before the value; NULL: the title and a blank, SAID_NOT: nothing, it is left out. */
	const char *said;
};

#define SAID_NOT "!"
enum { SEEN_BY_FROM = 120 };	/* columns from which it has one of its own */

static const struct column list_columns[] = {
	{ NC_("column", "id"), "id", CELL_INT, 5, 0, "#" },
	{ NC_("column", "waiting"), "waiting_s", CELL_SECONDS, 7, 110, SAID_NOT },
	{ NC_("column", "due"), "due_at", CELL_DUE, 12, 0, "" },
	{ NC_("column", "account"), "account", CELL_TEXT, 12, 100, NC_("said", "on ") },
	{ NC_("column", "from"), "handle", CELL_TEXT, 16, 0, "" },
	{ NC_("column", "has it"), "assignee", CELL_TEXT, 8, 0, NC_("said", "with ") },
	{ NC_("column", "seen by"), "visibility", CELL_TEXT, 8, SEEN_BY_FROM, "" },
	{ NC_("column", "status"), "status", CELL_TEXT, 8, 100, "" },
	{ "network", "network", CELL_TEXT, 0, 0, NULL },
	{ "contact", "contact", CELL_TEXT, 0, 0, NULL },
	{ "tags", "tags", CELL_LIST, 0, 0, NULL },
	{ "marks", "marks", CELL_LIST, 0, 0, NULL },
	{ "merged_into", "merged_into", CELL_INT, 0, 0, NULL },
	{ "last_at", "last_at", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "text"), "text", CELL_WORDS, -1, 0, "" },
};
static const struct column history_columns[] = {
	{ NC_("column", "when"), "at", CELL_WHEN, 12, 0, "" }, { NC_("column", "who"), "agent", CELL_TEXT, 14, 0, "" },
	{ NC_("column", "what"), "kind", CELL_TEXT, 10, 0, "" },
	{ NC_("column", "from"), "origin", CELL_TEXT, 8, 100, NULL },
	{ "until", "until", CELL_TEXT, 0, 0, NULL },
	{ "undoes", "undoes", CELL_TEXT, 0, 0, NULL },
	{ "redoes", "redoes", CELL_TEXT, 0, 0, NULL },
	{ "played_by", "played_by", CELL_TEXT, 0, 0, NULL },
	{ "seq", "seq", CELL_INT, 0, 0, NULL }, { NC_("column", "text"), "text", CELL_TOLD, -1, 0, "" },
};
static const struct column search_columns[] = {
	{ NC_("column", "id"), "id", CELL_INT, 5, 0, "#" }, { NC_("column", "when"), "at", CELL_WHEN, 12, 0, "" },
	{ NC_("column", "account"), "account", CELL_TEXT, 12, 100, NC_("said", "on ") },
	{ NC_("column", "from"), "handle", CELL_TEXT, 16, 0, "" },
	{ "message", "message", CELL_INT, 0, 0, NULL },
	{ NC_("column", "text"), "text", CELL_TEXT, -1, 0, "" },
};
static const struct column account_columns[] = {
	{ NC_("column", "name"), "name", CELL_TEXT, 12, 0, "" },
	{ NC_("column", "network"), "network", CELL_TEXT, 9, 0, "" },
	{ NC_("column", "state"), "state", CELL_TEXT, 7, 0, "" },
	{ NC_("column", "handle"), "handle", CELL_TEXT, 20, 0, "" },
	{ NC_("column", "read"), "polled_at", CELL_WHEN, 12, 0, NULL },
	{ NC_("column", "level"), "level", CELL_INT, 5, 100, NULL },
	{ "url", "url", CELL_TEXT, 0, 0, NULL },
	{ "since", "since", CELL_TEXT, 0, 0, NULL },
	{ "checked_at", "checked_at", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "reason"), "reason", CELL_TEXT, -1, 0, NULL },
};
static const struct column agent_columns[] = {
	{ NC_("column", "name"), "name", CELL_TEXT, 20, 0, "" }, { NC_("column", "kind"), "kind", CELL_TEXT, 8, 0, "" },
	{ NC_("column", "role"), "role", CELL_TEXT, 8, 0, "" }, { NC_("column", "login"), "uid", CELL_INT, 8, 0, NULL },
	{ NC_("column", "active"), "active", CELL_BOOL, 6, 0, NULL },
	{ NC_("column", "suspended"), "suspended_at", CELL_WHEN, 12, 90, NC_("said", "suspended since ") },
	{ NC_("column", "settings"), "settings", CELL_TEXT, -1, 70, "" },
};
static const struct column bulk_columns[] = {
	{ NC_("column", "no"), "bulk", CELL_INT, 4, 0, "" }, { NC_("column", "state"), "state", CELL_TEXT, 8, 0, "" },
	{ NC_("column", "agent"), "agent", CELL_TEXT, 10, 0, NC_("said", "by ") },
	{ NC_("column", "since"), "at", CELL_WHEN, 12, 0, "" },
	{ NC_("column", "done"), "done", CELL_INT, 8, 0, NULL }, { NC_("column", "of"), "total", CELL_INT, 8, 0, NULL },
	{ "about", "about", CELL_TEXT, 0, 0, NULL }, { NC_("column", "what"), "call", CELL_TEXT, -1, 0, "" },
};
static const struct column desk_columns[] = {
	{ NC_("column", "for"), "scope", CELL_TEXT, 14, 0, "" },
	{ NC_("column", "target"), "target", CELL_SECONDS, 9, 0, NULL },
	{ NC_("column", "private"), "target_private", CELL_SECONDS, 9, 0, NULL },
	{ NC_("column", "schedule"), "schedule", CELL_TEXT, 12, 0, NULL },
	{ NC_("column", "open now"), "open", CELL_BOOL, 8, 0, NULL },
	{ NC_("column", "zone"), "zone", CELL_TEXT, -1, 0, NULL },
};
static const struct column schedule_columns[] = {
	{ NC_("column", "name"), "schedule", CELL_TEXT, 12, 0, "" },
	{ NC_("column", "versions"), "versions", CELL_INT, 8, 0, NULL },
	{ NC_("column", "newest from"), "from", CELL_WHEN, 12, 0, NULL },
	{ NC_("column", "zone"), "zone", CELL_TEXT, 18, 0, NULL }, { "zone_data", "zone_data", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "kept by"), "accounts", CELL_LIST, -1, 0, NULL },
};
static const struct column remark_columns[] = {
	{ NC_("column", "row"), "row", CELL_INT, 6, 0, NULL }, { NC_("column", "date"), "date", CELL_TEXT, 10, 0, "" },
	{ NC_("column", "by"), "who", CELL_TEXT, 10, 0, NULL }, { "at", "at", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "text"), "text", CELL_TEXT, -1, 0, "" },
};
static const struct column report_columns[] = {
	{ NC_("column", "number"), "number", CELL_INT, 6, 0, NULL }, { NC_("column", "name"), "name", CELL_TEXT, 14, 0, NULL },
	{ NC_("column", "published"), "at", CELL_WHEN, 12, 0, NULL }, { NC_("column", "by"), "who", CELL_TEXT, 10, 100, NULL },
	{ NC_("column", "row"), "seq", CELL_INT, 8, 0, NULL }, { NC_("column", "asks"), "asks", CELL_TEXT, -1, 0, NULL },
};
static const struct column version_columns[] = {
	{ NC_("column", "row"), "seq", CELL_INT, 6, 0, NULL },
	{ NC_("column", "holds from"), "effective_from", CELL_WHEN, 12, 0, NULL },
	{ NC_("column", "recorded"), "recorded_at", CELL_WHEN, 12, 0, NULL },
	{ "zone_data", "zone_data", CELL_TEXT, 0, 0, NULL }, { NC_("column", "zone"), "zone", CELL_TEXT, 14, 100, NULL },
	{ NC_("column", "hours"), "hours", CELL_TEXT, -1, 0, "" },
};
static const struct column access_columns[] = {
	{ NC_("column", "when"), "at", CELL_WHEN, 12, 0, "" }, { NC_("column", "who"), "agent", CELL_TEXT, 10, 0, "" },
	{ NC_("column", "what"), "call", CELL_TEXT, 13, 0, "" },
	{ NC_("column", "id"), "conversation", CELL_INT, 6, 0, "#" },
	{ NC_("column", "front end"), "front", CELL_TEXT, 9, 0, NULL },
	{ NC_("column", "asked"), "words", CELL_TEXT, -1, 0, "" },
};
static const struct column changes_columns[] = {
	{ NC_("column", "what"), "kinds", CELL_LIST, 24, 0, NULL },
	{ "more", "more", CELL_BOOL, 0, 0, NULL },
	{ NC_("column", "conversations"), "ids", CELL_LIST, -1, 0, NULL },
};
static const struct column team_columns[] = {
	{ NC_("column", "name"), "name", CELL_TEXT, 20, 0, "" },
	{ NC_("column", "members"), "members", CELL_LIST, -1, 0, NULL },
};
static const struct column view_columns[] = {
	{ NC_("column", "count"), "count", CELL_INT, 7, 0, "" }, { NC_("column", "kind"), "section", CELL_TOLD, 7, 0, "" },
	{ NC_("column", "name"), "name", CELL_TEXT, 16, 0, "" },
	{ NC_("column", "query"), "query", CELL_TEXT, -1, 0, SAID_NOT },
};
static const struct column outbox_columns[] = {
	{ NC_("column", "id"), "id", CELL_INT, 5, 0, "" },
	{ NC_("column", "for"), "conversation", CELL_INT, 5, 0, NC_("said", "for #") },
	{ NC_("column", "account"), "account", CELL_TEXT, 12, 100, NC_("said", "on ") },
	{ NC_("column", "state"), "state", CELL_TEXT, 9, 0, "" },
	{ NC_("column", "queued"), "queued_at", CELL_WHEN, 12, 0, NULL },
	{ NC_("column", "agent"), "agent", CELL_TEXT, 8, 100, NC_("said", "by ") },
	{ "not_before", "not_before", CELL_TEXT, 0, 0, NULL }, { "approver", "approver", CELL_TEXT, 0, 0, NULL },
	{ "quarantine_until", "quarantine_until", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "reason"), "reason", CELL_TEXT, 16, 0, NULL },
	{ NC_("column", "text"), "text", CELL_TEXT, -1, 0, "" },
};

static const struct column rule_columns[] = {
	{ NC_("column", "no"), "position", CELL_INT, 3, 0, "" }, { NC_("column", "name"), "rule", CELL_TEXT, 12, 0, "" },
	{ NC_("column", "state"), "state", CELL_TEXT, 5, 0, "" },
	{ NC_("column", "when"), "when", CELL_TEXT, 7, 0, NULL },
	{ NC_("column", "owner"), "owner", CELL_TEXT, 8, 110, NC_("said", "of ") },
	{ NC_("column", "runs"), "runs", CELL_INT, 5, 100, NULL },
	{ NC_("column", "query"), "query", CELL_TEXT, 22, 0, NULL }, { "wait_s", "wait_s", CELL_INT, 0, 0, NULL },
	{ "last_at", "last_at", CELL_TEXT, 0, 0, NULL }, { "reason", "reason", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "does"), "does", CELL_TEXT, -1, 0, "" },
};
static const struct column rule_log_columns[] = {
	{ NC_("column", "run"), "run", CELL_INT, 5, 0, NULL }, { NC_("column", "when"), "at", CELL_WHEN, 12, 0, "" },
	{ NC_("column", "rule"), "rule", CELL_TEXT, 12, 0, "" },
	{ NC_("column", "id"), "conversation", CELL_INT, 5, 0, "#" },
	{ "message", "message", CELL_INT, 0, 0, NULL }, { "refused", "refused", CELL_TEXT, 0, 0, NULL },
	{ "undone_at", "undone_at", CELL_TEXT, 0, 0, NULL }, { NC_("column", "did"), "done", CELL_TEXT, -1, 0, "" },
};
static const struct column rule_test_columns[] = {
	{ NC_("column", "id"), "id", CELL_INT, 5, 0, "#" }, { NC_("column", "from"), "handle", CELL_TEXT, 16, 0, "" },
	{ NC_("column", "would"), "would", CELL_TEXT, 28, 0, "" },
	{ NC_("column", "text"), "text", CELL_TEXT, -1, 0, "" },
};

static const struct column tags_columns[] = {
	{ NC_("column", "tag"), "name", CELL_TEXT, 24, 0, "" },
	{ NC_("column", "conversations"), "conversations", CELL_INT, 14, 0, NULL },
};
static const struct column wait_columns[] = {
	{ NC_("column", "conversation"), "conv", CELL_TEXT, 12, 0, "" },
	{ NC_("column", "case"), "case", CELL_INT, 4, 100, NULL },
	{ NC_("column", "kind"), "kind", CELL_TEXT, 5, 0, "" },
	{ NC_("column", "since"), "start", CELL_WHEN, 12, 0, "" },
	{ NC_("column", "outcome"), "outcome", CELL_TEXT, 9, 0, "" },
	{ NC_("column", "after"), "seconds", CELL_SECONDS, 9, 0, NC_("said", "after ") },
	{ NC_("column", "business"), "business_seconds", CELL_SECONDS, 9, 100, NULL },
	{ NC_("column", "target"), "sla", CELL_TEXT, 9, 0, NC_("said", "target ") },
	{ "account", "account", CELL_TEXT, 0, 0, NULL }, { "end", "end", CELL_TEXT, 0, 0, NULL },
	{ "own", "own", CELL_INT, 0, 0, NULL }, { "target_s", "target", CELL_INT, 0, 0, NULL },
	{ "surface", "surface", CELL_TEXT, 0, 0, NULL }, { "flags", "flags", CELL_LIST, 0, 0, NULL },
	{ NC_("column", "by"), "credit", CELL_TEXT, -1, 0, NC_("said", "by ") },
};
static const struct column case_columns[] = {
	{ NC_("column", "conversation"), "conv", CELL_TEXT, 12, 0, "" },
	{ NC_("column", "case"), "case", CELL_INT, 4, 0, NC_("said", "case ") },
	{ NC_("column", "opened"), "opened", CELL_WHEN, 12, 0, "" },
	{ NC_("column", "by"), "initiated_by", CELL_TEXT, 8, 110, NULL },
	{ NC_("column", "status"), "status", CELL_TEXT, 8, 0, "" },
	{ NC_("column", "waits"), "waits", CELL_INT, 5, 100, NULL },
	{ NC_("column", "turns"), "turns", CELL_INT, 5, 100, NULL },
	{ NC_("column", "reopens"), "reopens", CELL_INT, 7, 110, NULL },
	{ NC_("column", "waited"), "customer_wait", CELL_SECONDS, 9, 0, NC_("said", "waited ") },
	{ NC_("column", "work"), "work", CELL_SECONDS, 9, 0, NC_("said", "worked ") },
	{ "account", "account", CELL_TEXT, 0, 0, NULL }, { "replies", "replies", CELL_INT, 0, 0, NULL },
	{ "messages_in", "messages_in", CELL_INT, 0, 0, NULL },
	{ "net_reopens", "net_reopens", CELL_INT, 0, 0, NULL },
	{ "agent_reopens", "agent_reopens", CELL_INT, 0, 0, NULL },
	{ "first_resolution", "first_resolution", CELL_INT, 0, 0, NULL },
	{ "full_resolution", "full_resolution", CELL_INT, 0, 0, NULL },
	{ "customer_time", "customer_time", CELL_INT, 0, 0, NULL },
	{ "on_hold", "on_hold", CELL_INT, 0, 0, NULL },
	{ "time_to_human", "time_to_human", CELL_INT, 0, 0, NULL },
	{ "time_to_assign", "time_to_assign", CELL_INT, 0, 0, NULL },
	{ "transfers", "transfers", CELL_INT, 0, 0, NULL },
	{ "one_touch", "one_touch", CELL_BOOL, 0, 0, NULL }, { "mature", "mature", CELL_BOOL, 0, 0, NULL },
	{ "bot_contained", "bot_contained", CELL_BOOL, 0, 0, NULL },
	{ "surface", "surface", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "flags"), "flags", CELL_LIST, -1, 0, NULL },
};
static const struct column handover_columns[] = {
	{ NC_("column", "no"), "handover", CELL_INT, 4, 0, "" }, { NC_("column", "of"), "agent", CELL_TEXT, 10, 0, "" },
	{ NC_("column", "to"), "to", CELL_TEXT, 10, 0, NC_("said", "to ") },
	{ NC_("column", "when"), "at", CELL_WHEN, 12, 0, "" }, { NC_("column", "until"), "accept_by", CELL_WHEN, 12, 0, NULL },
	{ NC_("column", "lines"), "items", CELL_INT, 6, 0, NULL }, { NC_("column", "red"), "red", CELL_INT, 4, 0, NULL },
	{ NC_("column", "written"), "written", CELL_INT, 8, 0, NULL },
	{ NC_("column", "accepted"), "accepted", CELL_INT, 9, 0, NULL },
	{ NC_("column", "open"), "open", CELL_INT, 5, 0, NULL }, { "asked", "asked", CELL_INT, 0, 0, NULL },
	{ "declined", "declined", CELL_INT, 0, 0, NULL }, { "over", "over", CELL_INT, 0, 0, NULL },
	{ "by", "by", CELL_TEXT, 0, 0, NULL }, { "over_at", "over_at", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "alarmed"), "alarmed_at", CELL_WHEN, -1, 0, NULL },
};
static const struct column contact_columns[] = {
	{ NC_("column", "id"), "id", CELL_INT, 5, 0, "#" },
	{ NC_("column", "network"), "network", CELL_TEXT, 9, 0, NC_("said", "on ") },
	{ NC_("column", "address"), "handle", CELL_TEXT, 26, 0, "" },
	{ NC_("column", "followers"), "followers", CELL_INT, 9, 0, NULL },
	{ NC_("column", "conversations"), "conversations", CELL_INT, 13, 100, NULL },
	{ NC_("column", "last"), "last_at", CELL_WHEN, 12, 0, "" },
	{ "url", "url", CELL_TEXT, 0, 0, NULL }, { "bot", "bot", CELL_BOOL, 0, 0, NULL },
	{ "note", "note", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "name"), "name", CELL_TEXT, -1, 0, "" },
};
static const struct column shift_columns[] = {
	{ NC_("column", "no"), "shift", CELL_INT, 4, 0, "" }, { NC_("column", "who"), "who", CELL_TEXT, 12, 0, "" },
	{ NC_("column", "name"), "name", CELL_TEXT, 10, 100, "" },
	{ NC_("column", "on now"), "on", CELL_BOOL, 7, 0, NULL },
	{ NC_("column", "from"), "from", CELL_WHEN, 12, 0, NULL }, { NC_("column", "until"), "until", CELL_WHEN, 12, 0, NULL },
	{ NC_("column", "zone"), "zone", CELL_TEXT, 14, 100, NULL }, { "kind", "kind", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "hours"), "hours", CELL_TEXT, -1, 0, "" },
};
static const struct column promise_columns[] = {
	{ NC_("column", "id"), "conversation", CELL_INT, 5, 0, "#" },
	{ NC_("column", "for"), "at", CELL_WHEN, 12, 0, NC_("said", "for ") },
	{ NC_("column", "by"), "agent", CELL_TEXT, 10, 0, NC_("said", "by ") },
	{ NC_("column", "state"), "outcome", CELL_TEXT, 8, 0, "" },
	{ NC_("column", "made"), "made", CELL_WHEN, 12, 100, NULL },
	{ NC_("column", "account"), "account", CELL_TEXT, 12, 110, NULL }, { "ended", "ended", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "text"), "text", CELL_TEXT, -1, 0, "" },
};
static const struct column promise_sum_columns[] = {
	{ NC_("column", "account"), "account", CELL_TEXT, 14, 0, "" },
	{ NC_("column", "made"), "made", CELL_INT, 7, 0, NULL }, { NC_("column", "kept"), "kept", CELL_INT, 7, 0, NULL },
	{ NC_("column", "broken"), "broken", CELL_INT, 7, 0, NULL },
	{ NC_("column", "dropped"), "dropped", CELL_INT, 7, 0, NULL },
	{ NC_("column", "open"), "open", CELL_INT, 7, 0, NULL },
	{ NC_("column", "kept rate"), "kept_rate", CELL_SHARE, 9, 0, NULL },
	{ NC_("column", "from"), "low", CELL_SHARE, 6, 0, NULL }, { NC_("column", "to"), "high", CELL_SHARE, 6, 0, NULL },
};
static const struct column snippet_columns[] = {
	{ NC_("column", "name"), "snippet", CELL_TEXT, 14, 0, "" },
	{ NC_("column", "lang"), "lang", CELL_TEXT, 5, 0, NULL },
	{ NC_("column", "shared"), "shared", CELL_BOOL, 6, 0, NULL },
	{ NC_("column", "used"), "uses", CELL_INT, 5, 0, NULL },
	{ NC_("column", "text"), "text", CELL_TEXT, -1, 0, "" },
};

static const struct column explain_columns[] = {
	{ NC_("column", "id"), "id", CELL_INT, 6, 0, "#" }, { NC_("column", "begun"), "start", CELL_WHEN, 12, 0, "" },
	{ NC_("column", "kind"), "kind", CELL_TEXT, 5, 110, "" },
	{ NC_("column", "end"), "outcome", CELL_TEXT, 9, 0, "" },
	{ NC_("column", "lasted"), "seconds", CELL_SECONDS, 8, 0, "" },
	{ NC_("column", "target"), "target", CELL_SECONDS, 8, 100, NULL },
	{ NC_("column", "agent"), "agent", CELL_TEXT, 8, 110, NC_("said", "by ") },
	{ "account", "account", CELL_TEXT, 0, 0, NULL }, { "end", "end", CELL_TEXT, 0, 0, NULL },
	{ "business_seconds", "business_seconds", CELL_INT, 0, 0, NULL }, { "own", "own", CELL_INT, 0, 0, NULL },
	{ "schedule", "schedule", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "counts as"), "counts_as", CELL_TEXT, 10, 0, "" },
	{ NC_("column", "why"), "why", CELL_SENTENCE, -1, 0, "" },
};

static const struct table {
	const char *call, *empty;
	const struct column *columns;
	size_t count;
} tables[] = {
#define TABLE(call, columns, empty) { call, empty, columns, sizeof(columns) / sizeof((columns)[0]) }
	TABLE("access", access_columns, N_("nothing private was read")),
	TABLE("account list", account_columns, N_("no account yet: guichet account add NETWORK NAME")),
	TABLE("agent list", agent_columns, N_("no agent yet")),
	TABLE("annotation list", remark_columns, N_("no line yet: guichet annotate DATE TEXT")),
	TABLE("bulk list", bulk_columns, N_("nothing is under way")),
	TABLE("cases", case_columns, N_("no case in these conversations")),
	TABLE("changes", changes_columns, ""),
	TABLE("contact list", contact_columns, N_("nobody has that name here")),
	TABLE("desk show", desk_columns, ""),
	TABLE("explain", explain_columns, N_("no row counts for it")),
	TABLE("history", history_columns, N_("nothing has happened yet")),
	TABLE("list", list_columns, N_("nothing here: no conversation matches")),
	TABLE("others", list_columns, N_("nothing else of this person")),
	TABLE("outbox list", outbox_columns, N_("nothing is waiting to leave")),
	TABLE("promise list", promise_columns, N_("no promise stands open")),
	TABLE("promise stats", promise_sum_columns, ""),
	TABLE("report list", report_columns, N_("no report yet: guichet report save NAME, or guichet report publish")),
	TABLE("rule list", rule_columns, N_("no rule yet: guichet rule add NAME QUERY COMMAND...")),
	TABLE("rule log", rule_log_columns, N_("no rule has done anything yet")),
	TABLE("rule test", rule_test_columns, N_("it would do nothing: the query finds none of them")),
	TABLE("schedule list", schedule_columns, N_("no schedule yet: guichet schedule set NAME FILE")),
	TABLE("schedule show", version_columns, ""),
	TABLE("search", search_columns, N_("nothing found")),
	TABLE("handover list", handover_columns, N_("nothing was handed over yet: guichet handover prepare")),
	TABLE("shift list", shift_columns, N_("no roster yet: guichet shift add WHO mon-fri 06:00-14:00")),
	TABLE("snippet list", snippet_columns, N_("no saved reply yet: guichet snippet add NAME TEXT")),
	TABLE("tags", tags_columns, N_("no conversation has a tag")),
	TABLE("team list", team_columns, N_("no team yet: guichet team add NAME AGENT...")),
	TABLE("views", view_columns, ""),
	TABLE("waits", wait_columns, N_("nobody has waited in these conversations")),
	TABLE("watch", list_columns, ""),
#undef TABLE
};

static const struct table *table_find(const struct call *call)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (strcmp(tables[i].call, call->name) == 0)
			return &tables[i];
	return NULL;
}

bool render_has_table(const struct call *call)
{
	return table_find(call) != NULL;
}

const char *render_seconds(struct arena *arena, int64_t seconds)
{
	const int64_t most = INT64_MAX / 1000;
	char text[TIME_TEXT];

	seconds = seconds > most ? most : seconds < -most ? -most : seconds;
	return arena_copy(arena, duration_format(seconds * 1000, text));
}

const char *render_when(struct arena *arena, const char *rfc3339)
{
	char text[64];
	int64_t ms;
	time_t seconds;
	struct tm tm;

	if (rfc3339 == NULL || time_parse(rfc3339, &ms) != NULL)
		return "";
	seconds = (time_t)(ms / 1000);
	localtime_r(&seconds, &tm);
	message_time(text, sizeof(text), _("%d %b %H:%M"), &tm);
	return arena_copy(arena, text);
}

bool render_has_figures(const struct call *call)
{
	return strcmp(call->name, "stats") == 0 || strcmp(call->name, "dashboard") == 0;
}

/* as_of: the instant that a row of the past is of, or NULL. */
static const char *due_text(struct command_env *env, const char *due, const char *as_of)
{
	struct arena *arena = env->arena;
	struct clock clock = env->clock != NULL ? *env->clock : env->client != NULL ? client_clock(env->client) :
		clock_system();
	int64_t ms, left, now;

	if (due == NULL || time_parse(due, &ms) != NULL)
		return "";
	if (as_of == NULL || time_parse(as_of, &now) != NULL)
		now = clock_now(&clock);
	left = (ms - now) / 1000;
	return left >= 0 ? arena_printf(arena, _("in %s"), render_seconds(arena, left))
			 : arena_printf(arena, _("%s late"), render_seconds(arena, -left));
}

static const char *list_text(struct arena *arena, const struct json *list)
{
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < json_count(list); i++) {
		const char *word = json_value_text(json_at(list, i));

		str_add(&text, i > 0 ? " " : "");
		if (word != NULL)
			str_add(&text, word);
		else
			str_printf(&text, "%" PRId64, json_value_int(json_at(list, i), 0));
	}
	copy = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return copy;
}

/* What stands above every deadline says so where the deadline is. */
static const char *urgent_text(struct command_env *env, const struct json *row, const char *due)
{
	const struct json *marks = json_get(row, "marks");

	for (size_t i = 0; i < json_count(marks); i++)
		if (str_equal(json_value_text(json_at(marks, i)), "urgent"))
			return arena_printf(env->arena, "! %s", due);
	return due;
}

/* What happened, until when, and what it took back. */
static const char *told_text(struct arena *arena, const struct json *row, const char *text)
{
	const char *undoes = json_text(row, "undoes"), *redoes = json_text(row, "redoes");
	const char *until = json_text(row, "until"), *player = json_text(row, "played_by");

	text = text == NULL ? "" : text;
	if (until != NULL)
		text = arena_printf(arena, _("%s until %s"), text, render_when(arena, until));
	if (undoes != NULL || redoes != NULL)
		text = arena_printf(arena, "%s%s[%s]", text, *text == '\0' ? "" : " ",
			message_put(arena, undoes != NULL ? _("undo of %s") : _("redo of %s"), undoes != NULL ? undoes : redoes));
	if (player != NULL)
		text = arena_printf(arena, "%s%s[%s]", text, *text == '\0' ? "" : " ", message_put(arena, _("by %s"), player));
	return text;
}

/* Where there is no room for a column, what not everybody may read says so itself. */
static const char *words_text(struct command_env *env, const struct json *row, const char *text)
{
	const char *visibility = json_text_or(row, "visibility", "public"), *of = json_text_or(row, "due_of", "target");

	if (*of == 'p' || *of == 'w')
		text = arena_printf(env->arena, "%s%s", *of == 'p' ? _("[promised] ") : _("[window] "), text);
	if (env->out->plain || env->out->width == 0 || env->out->width >= SEEN_BY_FROM || strcmp(visibility, "public") == 0 ||
	    strcmp(visibility, "unlisted") == 0)
		return text;
	return arena_printf(env->arena, "[%s] %s", visibility_shown(visibility), text);
}

/* A number from 0 to 1. */
static const char *share_text(struct arena *arena, const struct json *value, bool pretty)
{
	struct str text = { 0 };
	const char *copy;

	json_dump(value, &text);
	copy = pretty ? arena_printf(arena, "%.0f %%", strtod(str_text(&text), NULL) * 100) : arena_copy(arena, str_text(&text));
	str_finish(&text);
	return copy;
}

/* pretty: for people; else the value itself. */
static const char *cell_text(struct command_env *env, const struct column *column, const struct json *row, bool pretty)
{
	struct arena *arena = env->arena;
	const struct json *value = json_get(row, column->key);
	const char *text = json_text(row, column->key);

	if (value == NULL)
		return "";
	switch (column->kind) {
	case CELL_TEXT:
		return text != NULL ? text : "";
	case CELL_WORDS:
		return pretty ? words_text(env, row, text != NULL ? text : "") : text != NULL ? text : "";
	case CELL_INT:
		return arena_printf(arena, "%" PRId64, json_int(row, column->key, 0));
	case CELL_SECONDS:
		return pretty ? render_seconds(arena, json_int(row, column->key, 0))
			      : arena_printf(arena, "%" PRId64, json_int(row, column->key, 0));
	case CELL_DUE:
		return pretty ? urgent_text(env, row, due_text(env, text, json_text(row, "as_of"))) : text;
	case CELL_WHEN:
		return pretty ? render_when(arena, text) : text;
	case CELL_SHARE:
		return share_text(arena, value, pretty);
	case CELL_LIST:
		return list_text(arena, value);
	case CELL_BOOL:
		return json_bool(row, column->key, false) ? pretty ? _("yes") : "yes" : pretty ? _("no") : "no";
	case CELL_SENTENCE:
		return text == NULL ? "" : pretty ? _(text) : text;
	case CELL_TOLD:
		return pretty ? told_text(arena, row, text) : text;
	}
	return "";
}

/* A cell that a spreadsheet would take for a formula gets an apostrophe. */
static void csv_cell(struct str *out, const char *text, bool is_text)
{
	bool quote = strpbrk(text, ",\"\n\r") != NULL;

	if (quote)
		str_add_char(out, '"');
	if (is_text && *text != '\0' && strchr("=+-@\t\r", *text) != NULL)
		str_add_char(out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			str_add_char(out, '"');
		str_add_char(out, *text);
	}
	if (quote)
		str_add_char(out, '"');
}

void render_cell(struct command_env *env, struct str *line, const char *text, bool is_text)
{
	struct shown shown = shown_line(env->arena, text);

	if (line->len > 0)
		str_add_char(line, env->front.csv ? ',' : '\t');
	if (env->front.csv)
		csv_cell(line, shown.bytes, is_text);
	else
		str_add(line, shown.bytes);
}

static void separated_line(struct command_env *env, const struct table *table, const struct json *row)
{
	struct str line = { 0 };

	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];

		render_cell(env, &line, row == NULL ? column->key : cell_text(env, column, row, false),
			column->kind == CELL_TEXT || column->kind == CELL_LIST || column->kind == CELL_TOLD);
	}
	env->out->json(env->out->data, str_text(&line));
	str_finish(&line);
}

static bool is_drawn(const struct command_env *env, const struct column *column)
{
	return column->width != 0 && (env->out->width == 0 || env->out->width >= column->from);
}

/* Another language may take more room to say how late something is. */
static int cell_width(const struct command_env *env, const struct column *column)
{
	int width = column->kind != CELL_DUE ? 0 :
		shown_line(env->arena, arena_printf(env->arena, _("%s late"), "23 h 59")).width;

	return width > column->width ? width : column->width;
}

static int rest_width(const struct command_env *env, const struct table *table)
{
	int used = 0;

	for (size_t i = 0; i < table->count; i++)
		if (table->columns[i].width > 0 && is_drawn(env, &table->columns[i]))
			used += cell_width(env, &table->columns[i]) + 2;
	return env->out->width - used < REST_MIN ? REST_MIN : env->out->width - used;
}

static void table_line(struct command_env *env, const struct table *table, const struct json *row)
{
	struct span spans[32];
	size_t n = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];
		enum sink_style style = row == NULL ? SINK_DIM : i == 0 ? SINK_STRONG : SINK_PLAIN;
		struct shown cell;

		if (!is_drawn(env, column))
			continue;
		cell = shown_line(env->arena, row == NULL ? _(column->title) : cell_text(env, column, row, true));
		if (column->width > 0 && (env->out->width > 0 || cell.width < cell_width(env, column)))
			cell = shown_fit(env->arena, cell, cell_width(env, column));
		else if (env->out->width > 0)
			cell = shown_cut(env->arena, cell, rest_width(env, table));
		if (n > 0)
			spans[n++] = (struct span){ SINK_PLAIN, shown_literal("  ") };
		spans[n++] = (struct span){ style, cell };
	}
	env->out->line(env->out->data, spans, n);
}

static bool is_said(const struct column *column)
{
	return column->width != 0 && (column->said == NULL || strcmp(column->said, SAID_NOT) != 0);
}

/* What there is to say, one after the other; the row of a conversation begins with the number that opens it. */
static void plain_line(struct command_env *env, const struct table *table, const struct json *row)
{
	struct str line = { 0 };

	if (table->columns == list_columns || table->columns == search_columns)
		str_printf(&line, "%zu:", ++env->rows_before);
	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];
		struct shown cell = shown_cut(env->arena, shown_line(env->arena, cell_text(env, column, row, true)), PLAIN_CELL);

		if (!is_said(column) || cell.len == 0)
			continue;
		str_add(&line, line.len == 0 ? "" : line.text[line.len - 1] == ':' ? " " : ", ");
		if (column->said == NULL)
			str_printf(&line, "%s ", _(column->title));
		str_printf(&line, "%s%s", column->said != NULL ? _(column->said) : "", cell.bytes);
	}
	sink_text(env->out, SINK_PLAIN, shown_line(env->arena, str_text(&line)));
	str_finish(&line);
}

static void row_line(struct command_env *env, const struct table *table, const struct json *row)
{
	if (env->front.csv || env->front.tsv)
		separated_line(env, table, row);
	else if (env->out->plain)
		plain_line(env, table, row);
	else
		table_line(env, table, row);
}

/* A change of a followed page: what came or moved is a row, what left is said. */
static void change_line(struct command_env *env, const struct table *table, const struct json *change)
{
	const struct json *put = json_get(change, "put");

	if (put != NULL)
		row_line(env, table, put);
	else if (json_get(change, "gone") != NULL)
		sink_text(env->out, SINK_DIM, shown_line(env->arena,
			arena_printf(env->arena, _("#%" PRId64 " left this page"), json_int(change, "gone", 0))));
	else
		row_line(env, table, change);
}

void render_rows(struct command_env *env, const struct call *call, const struct json *rows)
{
	const struct table *table = table_find(call);

	if (!json_is_array(rows)) {
		change_line(env, table, rows);
		return;
	}
	if (json_count(rows) == 0) {
		command_note(env, _(table->empty));
		return;
	}
	if (env->front.csv || env->front.tsv || (env->out->terminal && !env->out->plain))
		row_line(env, table, NULL);
	for (size_t i = 0; i < json_count(rows); i++)
		row_line(env, table, json_at(rows, i));
}

static void json_line(struct command_env *env, const struct json *value)
{
	struct str line = { 0 };

	json_dump(value, &line);
	env->out->json(env->out->data, str_text(&line));
	str_finish(&line);
}

void render_json(struct command_env *env, const struct json *value)
{
	const struct json *rows = json_get(value, "rows");

	if (json_is_array(rows))
		for (size_t i = 0; i < json_count(rows); i++)
			json_line(env, json_at(rows, i));
	else
		json_line(env, value);
}
