/* SPDX-License-Identifier: ISC */
/* A call that answers rows has a table of columns here; render.c draws them, nothing else knows how a list looks. */
#include "columns.h"

#include <string.h>

#include "guichet/base/message.h"

static const struct column list_columns[] = {
	{ NC_("column", "id"), "id", CELL_INT, 5, 0, "#" },
	{ NC_("column", "waiting"), "waiting_s", CELL_SECONDS, 7, 110, SAID_NOT },
	{ NC_("column", "due"), "due_at", CELL_DUE, 12, 0, "" },
	{ NC_("column", "account"), "account", CELL_TEXT, 12, 100, NC_("said", "on ") },
	{ NC_("column", "from"), "handle", CELL_WHO, 16, 0, "" },
	{ NC_("column", "has it"), "assignee", CELL_TEXT, 8, 50, NC_("said", "with ") },
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
	{ NC_("column", "what"), "kind", CELL_DEED, 10, 0, "" },
	{ NC_("column", "from"), "origin", CELL_TEXT, 8, 100, NULL },
	{ "until", "until", CELL_TEXT, 0, 0, NULL },
	{ "undoes", "undoes", CELL_TEXT, 0, 0, NULL },
	{ "redoes", "redoes", CELL_TEXT, 0, 0, NULL },
	{ "played_by", "played_by", CELL_TEXT, 0, 0, NULL },
	{ "seq", "seq", CELL_INT, 0, 0, NULL }, { NC_("column", "text"), "text", CELL_TOLD, -1, 0, "" },
};
static const struct column here_columns[] = {
	{ NC_("column", "id"), "conversation", CELL_INT, 5, 0, "#" }, { NC_("column", "who"), "agent", CELL_TEXT, 14, 0, "" },
	{ NC_("column", "state"), "state", CELL_TEXT, 10, 0, "" }, { NC_("column", "since"), "since", CELL_WHEN, 12, 0, NULL },
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
	{ NC_("column", "network"), "network", CELL_TEXT, 9, 50, "" },
	{ NC_("column", "state"), "state", CELL_TEXT, 7, 0, "" },
	{ NC_("column", "handle"), "handle", CELL_TEXT, 20, 0, "" },
	{ NC_("column", "read"), "polled_at", CELL_WHEN, 12, 60, NULL },
	{ NC_("column", "level"), "level", CELL_INT, 5, 100, NULL },
	{ "url", "url", CELL_TEXT, 0, 0, NULL },
	{ "since", "since", CELL_TEXT, 0, 0, NULL },
	{ "checked_at", "checked_at", CELL_TEXT, 0, 0, NULL },
	{ "gap_from", "gap_from", CELL_TEXT, 0, 0, NULL }, { "gap_to", "gap_to", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "reason"), "reason", CELL_TROUBLE, -1, 0, NULL },
	{ "clock_ms", "clock_ms", CELL_INT, 0, 0, NULL }, { "clock_since", "clock_since", CELL_TEXT, 0, 0, NULL },
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
	{ NC_("column", "teams"), "teams", CELL_LIST, 16, 110, NULL },
};
static const struct column remark_columns[] = {
	{ NC_("column", "row"), "row", CELL_INT, 6, 0, NULL }, { NC_("column", "date"), "date", CELL_TEXT, 10, 0, "" },
	{ NC_("column", "by"), "who", CELL_TEXT, 10, 0, NULL }, { "at", "at", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "text"), "text", CELL_TEXT, -1, 0, "" },
};
static const struct column alarm_columns[] = {
	{ NC_("column", "no"), "alarm", CELL_INT, 5, 0, "" }, { NC_("column", "since"), "at", CELL_WHEN, 12, 0, "" },
	{ NC_("column", "event"), "event", CELL_TEXT, 19, 0, "" },
	{ NC_("column", "taken by"), "acked_by", CELL_TEXT, 10, 0, NC_("said", "taken by ") },
	{ "acked_at", "acked_at", CELL_TEXT, 0, 0, NULL }, { "over_at", "over_at", CELL_TEXT, 0, 0, NULL },
	{ "id", "id", CELL_INT, 0, 0, NULL }, { NC_("column", "program"), "program", CELL_TEXT, 8, 100, NULL },
	{ NC_("column", "said"), "said", CELL_TEXT, 24, 120, NULL }, { NC_("column", "text"), "text", CELL_TEXT, -1, 0, "" },
};
static const struct column alarm_rule_columns[] = {
	{ NC_("column", "no"), "rule", CELL_INT, 5, 0, "" }, { NC_("column", "event"), "event", CELL_TEXT, 19, 0, "" },
	{ NC_("column", "after"), "after_s", CELL_SECONDS, 8, 0, NULL },
	{ NC_("column", "again"), "repeat_s", CELL_SECONDS, 8, 0, NULL },
	{ NC_("column", "quiet"), "quiet", CELL_TEXT, 11, 100, NULL },
	{ NC_("column", "told"), "told_at", CELL_WHEN, 12, 90, NULL }, { "who", "who", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "how"), "how", CELL_TEXT, 5, 0, "" }, { NC_("column", "to"), "words", CELL_TEXT, -1, 0, "" },
};
static const struct column mail_columns[] = {
	{ NC_("column", "no"), "mail", CELL_INT, 5, 0, "" }, { NC_("column", "when"), "at", CELL_WHEN, 12, 0, "" },
	{ NC_("column", "state"), "state", CELL_TEXT, 9, 0, "" },
	{ NC_("column", "to"), "to", CELL_TEXT, 24, 0, NC_("said", "to ") },
	{ "kind", "kind", CELL_TEXT, 0, 0, NULL }, { "about", "about", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "subject"), "subject", CELL_TEXT, 30, 110, "" },
	{ NC_("column", "by"), "who", CELL_TEXT, 10, 130, NULL },
	{ "tries", "tries", CELL_INT, 0, 0, NULL }, { "next_at", "next_at", CELL_TEXT, 0, 0, NULL },
	{ "over_at", "over_at", CELL_TEXT, 0, 0, NULL }, { NC_("column", "said"), "said", CELL_SENTENCE, -1, 0, "" },
};
static const struct column report_plan_columns[] = {
	{ NC_("column", "no"), "plan", CELL_INT, 5, 0, "" }, { NC_("column", "name"), "name", CELL_TEXT, 16, 0, "" },
	{ NC_("column", "every"), "every", CELL_TEXT, 8, 0, "" }, { NC_("column", "on"), "on", CELL_TEXT, 4, 0, NULL },
	{ NC_("column", "at"), "at", CELL_TEXT, 6, 0, "" }, { NC_("column", "zone"), "zone", CELL_TEXT, 16, 100, "" },
	{ NC_("column", "next"), "next_at", CELL_WHEN, 12, 0, "" }, { "who", "who", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "to"), "to", CELL_TEXT, -1, 0, NC_("said", "to ") },
};
static const struct column report_delivery_columns[] = {
	{ "plan", "plan", CELL_INT, 0, 0, NULL }, { NC_("column", "due"), "due_at", CELL_WHEN, 12, 0, "" },
	{ NC_("column", "name"), "name", CELL_TEXT, 16, 0, "" },
	{ NC_("column", "number"), "number", CELL_INT, 7, 0, "" }, { NC_("column", "state"), "state", CELL_TEXT, 9, 0, "" },
	{ "at", "at", CELL_TEXT, 0, 0, NULL }, { "mail", "mail", CELL_INT, 0, 0, NULL },
	{ NC_("column", "to"), "to", CELL_TEXT, 24, 0, NC_("said", "to ") },
	{ NC_("column", "said"), "said", CELL_TEXT, -1, 0, "" },
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
	{ NC_("column", "hours"), "hours", CELL_HOURS, -1, 0, "" },
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
	{ NC_("column", "hours"), "schedule", CELL_TEXT, 12, 0, NULL },
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
	{ NC_("column", "asks again"), "asked_at", CELL_WHEN, 12, 120, NC_("said", "asks again ") },
	{ NC_("column", "reason"), "reason", CELL_REASON, 16, 0, NULL },
	{ NC_("column", "text"), "text", CELL_TEXT, -1, 0, "" },
};

static const struct column forecast_columns[] = {
	{ NC_("column", "from"), "from", CELL_WHEN, 13, 0, "" },
	{ NC_("column", "expected"), "expected", CELL_NUMBER, 10, 0, NC_("said", "expected ") },
	{ NC_("column", "at least"), "low", CELL_INT, 9, 0, NC_("said", "at least ") },
	{ NC_("column", "at most"), "high", CELL_INT, 9, 0, NC_("said", "at most ") },
};
static const struct column staffing_columns[] = {
	{ NC_("column", "date"), "date", CELL_TEXT, 11, 0, "" },
	{ NC_("column", "expected"), "expected", CELL_NUMBER, 9, 0, NC_("said", "expected ") },
	{ NC_("column", "busiest"), "busiest_at", CELL_WHEN, 13, 60, NC_("said", "busiest ") },
	{ NC_("column", "in that hour"), "busiest", CELL_NUMBER, 12, 70, NC_("said", "with ") },
	{ NC_("column", "messages"), "messages_rostered", CELL_INT, 9, 0, NC_("said", "people for messages ") },
	{ NC_("column", "chats"), "chats_rostered", CELL_INT, 9, 0, NC_("said", "for chats ") },
	{ NC_("column", "line"), "line_rostered", CELL_INT, 9, 0, NC_("said", "for a line ") },
	{ "messages", "messages", CELL_INT, 0, 0, NULL }, { "chats", "chats", CELL_INT, 0, 0, NULL },
	{ "line", "line", CELL_INT, 0, 0, NULL },
};
static const struct column spike_columns[] = {
	{ NC_("column", "from"), "from", CELL_WHEN, 13, 0, "" },
	{ NC_("column", "until"), "until", CELL_WHEN, 13, 90, NC_("said", "until ") },
	{ NC_("column", "came"), "count", CELL_INT, 7, 0, NC_("said", "came ") },
	{ NC_("column", "expected"), "expected", CELL_NUMBER, 9, 0, NC_("said", "expected ") },
	{ NC_("column", "at least"), "low", CELL_INT, 9, 120, NC_("said", "at least ") },
	{ NC_("column", "at most"), "high", CELL_INT, 9, 120, NC_("said", "at most ") },
	{ "ratio", "ratio", CELL_NUMBER, 0, 0, NULL }, { "chance", "chance", CELL_NUMBER, 0, 0, NULL },
	{ "peak_at", "peak_at", CELL_TEXT, 0, 0, NULL }, { "open", "open", CELL_BOOL, 0, 0, NULL },
	{ NC_("column", "slowly"), "slow", CELL_BOOL, 7, 70, NC_("said", "slowly ") },
	{ "people", "people", CELL_INT, 0, 0, NULL },
	{ NC_("column", "tags"), "tags", CELL_LIST, 16, 80, NC_("said", "tags ") },
	{ NC_("column", "such as"), "examples", CELL_LIST, 16, 60, NC_("said", "such as ") },
	{ NC_("column", "words"), "words", CELL_LIST, -1, 0, NC_("said", "words ") },
};

static const struct column spike_now_columns[] = {
	{ NC_("column", "account"), "account", CELL_TEXT, 14, 0, "" },
	{ NC_("column", "from"), "from", CELL_WHEN, 13, 0, NC_("said", "from ") },
	{ NC_("column", "until"), "until", CELL_WHEN, 13, 90, NC_("said", "until ") },
	{ "noticed_at", "noticed_at", CELL_TEXT, 0, 0, NULL }, { "query", "query", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "came"), "count", CELL_INT, 7, 0, NC_("said", "came ") },
	{ NC_("column", "at least"), "low", CELL_INT, 9, 0, NC_("said", "at least ") },
	{ NC_("column", "at most"), "high", CELL_INT, 9, 0, NC_("said", "at most ") },
	{ NC_("column", "such as"), "examples", CELL_LIST, 16, 60, NC_("said", "such as ") },
	{ NC_("column", "words"), "words", CELL_LIST, -1, 0, NC_("said", "words ") },
};

static const struct column route_columns[] = {
	{ NC_("column", "no"), "position", CELL_INT, 3, 0, "" }, { NC_("column", "name"), "route", CELL_TEXT, 12, 0, "" },
	{ NC_("column", "team"), "team", CELL_TEXT, 10, 0, NC_("said", "of ") },
	{ NC_("column", "way"), "way", CELL_TEXT, 12, 0, "" }, { "first", "first", CELL_TEXT, 0, 0, NULL },
	{ "match", "match", CELL_TEXT, 0, 0, NULL }, { "capacity", "capacity", CELL_INT, 0, 0, NULL },
	{ "back_s", "back_s", CELL_INT, 0, 0, NULL }, { "absent", "absent", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "waiting"), "waiting", CELL_INT, 7, 0, NC_("said", "waiting ") },
	{ NC_("column", "query"), "query", CELL_TEXT, 18, 100, NULL },
	{ NC_("column", "why"), "why", CELL_REASON, -1, 0, "" },
};
static const struct column route_log_columns[] = {
	{ "deed", "deed", CELL_INT, 0, 0, NULL }, { NC_("column", "when"), "at", CELL_WHEN, 12, 0, "" },
	{ NC_("column", "route"), "route", CELL_TEXT, 12, 0, "" },
	{ NC_("column", "id"), "conversation", CELL_INT, 5, 0, "#" },
	{ NC_("column", "from"), "from", CELL_TEXT, 10, 100, NC_("said", "from ") },
	{ NC_("column", "to"), "to", CELL_TEXT, 10, 0, NC_("said", "to ") },
	{ NC_("column", "undone"), "undone_at", CELL_WHEN, 12, 120, NC_("said", "undone ") },
	{ NC_("column", "why"), "why", CELL_REASON, -1, 0, "" },
};
static const struct column route_test_columns[] = {
	{ NC_("column", "id"), "conversation", CELL_INT, 5, 0, "#" },
	{ NC_("column", "to"), "to", CELL_TEXT, 12, 0, NC_("said", "to ") },
	{ NC_("column", "why"), "why", CELL_REASON, -1, 0, "" },
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
	{ NC_("column", "when"), "at", CELL_WHEN, 12, 100, "" }, { NC_("column", "until"), "accept_by", CELL_WHEN, 12, 70, NULL },
	{ NC_("column", "lines"), "items", CELL_INT, 6, 0, NULL }, { NC_("column", "red"), "red", CELL_INT, 4, 0, NULL },
	{ NC_("column", "written"), "written", CELL_INT, 8, 50, NULL },
	{ NC_("column", "accepted"), "accepted", CELL_INT, 9, 50, NULL },
	{ NC_("column", "open"), "open", CELL_INT, 5, 0, NULL }, { "asked", "asked", CELL_INT, 0, 0, NULL },
	{ "declined", "declined", CELL_INT, 0, 0, NULL }, { "over", "over", CELL_INT, 0, 0, NULL },
	{ "by", "by", CELL_TEXT, 0, 0, NULL }, { "over_at", "over_at", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "alarmed"), "alarmed_at", CELL_WHEN, 12, 110, NULL },
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
static const struct column availability_columns[] = {
	{ NC_("column", "name"), "agent", CELL_TEXT, 16, 0, "" }, { NC_("column", "is"), "is", CELL_STATE, 12, 0, "" },
	{ NC_("column", "since"), "since", CELL_WHEN, 12, 0, NULL },
	{ NC_("column", "until"), "until", CELL_WHEN, 12, 0, NULL },
	{ NC_("column", "on until"), "shift", CELL_WHEN, 12, 76, NULL },
	{ "state", "state", CELL_TEXT, 0, 0, NULL }, { "idle", "idle", CELL_BOOL, 0, 0, NULL },
	{ NC_("column", "open"), "held", CELL_INT, 6, 0, NULL },
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
	{ NC_("column", "id"), "id", CELL_INT, 6, 0, "#" },
	{ NC_("column", "from"), "contact", CELL_TEXT, 14, 0, NC_("said", "from ") },
	{ NC_("column", "begun"), "start", CELL_WHEN, 12, 60, "" },
	{ NC_("column", "kind"), "kind", CELL_WAIT, 5, 110, "" },
	{ NC_("column", "end"), "outcome", CELL_WAIT, 9, 90, "" },
	{ NC_("column", "measured"), "measured", CELL_MEASURED, 8, 0, "" },
	{ NC_("column", "target"), "target", CELL_SECONDS, 8, 100, NULL },
	{ NC_("column", "agent"), "agent", CELL_TEXT, 8, 110, NC_("said", "by ") },
	{ "account", "account", CELL_TEXT, 0, 0, NULL }, { "end", "end", CELL_TEXT, 0, 0, NULL },
	{ "seconds", "seconds", CELL_MEASURED, 0, 0, NULL },
	{ "business_seconds", "business_seconds", CELL_MEASURED, 0, 0, NULL },
	{ "amount", "amount", CELL_MEASURED, 0, 0, NULL }, { "own", "own", CELL_INT, 0, 0, NULL },
	{ "schedule", "schedule", CELL_TEXT, 0, 0, NULL },
	{ NC_("column", "counts as"), "counts_as", CELL_COUNTS, 10, 0, "" },
	{ NC_("column", "why"), "why", CELL_SENTENCE, -1, 50, "" },
};

static const struct table tables[] = {
#define COLUMNS(columns) columns, sizeof(columns) / sizeof((columns)[0])
#define TABLE(call, columns, empty) { call, empty, COLUMNS(columns), false }
#define NUMBERED(call, columns, empty) { call, empty, COLUMNS(columns), true }
	TABLE("access", access_columns, N_("nothing private was read")),
	TABLE("account list", account_columns, N_("no account yet: guichet account add NETWORK NAME")),
	TABLE("agent list", agent_columns, N_("no agent yet")),
	TABLE("alarm list", alarm_columns, N_("nothing is wrong, or no rule asks: guichet alarm rules")),
	TABLE("alarm rules", alarm_rule_columns, N_("nobody is told yet: guichet on breached mail ADDRESS")),
	TABLE("annotation list", remark_columns, N_("no line yet: guichet annotate DATE TEXT")),
	TABLE("bulk list", bulk_columns, N_("nothing is under way")),
	TABLE("cases", case_columns, N_("no case in these conversations")),
	TABLE("changes", changes_columns, ""),
	TABLE("contact list", contact_columns, N_("nobody has that name here")),
	TABLE("desk show", desk_columns, ""),
	TABLE("explain", explain_columns, N_("no row counts for it; of one conversation tells guichet why ID")),
	TABLE("forecast", forecast_columns, N_("nothing is known to go by: no whole hour has passed since somebody wrote")),
	TABLE("handover list", handover_columns, N_("nothing was handed over yet: guichet handover prepare")),
	TABLE("here", here_columns, N_("no colleague is at a conversation")),
	TABLE("history", history_columns, N_("nothing has happened yet")),
	NUMBERED("list", list_columns, N_("nothing here: no conversation matches")),
	TABLE("mail list", mail_columns, N_("no mail was written yet")),
	NUMBERED("others", list_columns, N_("nothing else of this person")),
	TABLE("outbox list", outbox_columns, N_("nothing is waiting to leave")),
	TABLE("promise list", promise_columns, N_("no promise stands open")),
	TABLE("promise stats", promise_sum_columns, ""),
	TABLE("report deliveries", report_delivery_columns, N_("nothing has left by the clock yet")),
	TABLE("report list", report_columns, N_("no report yet: guichet report save NAME, or guichet report publish")),
	TABLE("report scheduled", report_plan_columns,
		N_("nothing is scheduled: guichet report schedule NAME daily 08:00 ADDRESS")),
	TABLE("route list", route_columns, N_("no route: everybody claims (guichet route set NAME QUERY TEAM)")),
	TABLE("route log", route_log_columns, N_("no route has given anything yet")),
	TABLE("route test", route_test_columns, N_("it would give nothing: nothing waits that it is about")),
	TABLE("rule list", rule_columns, N_("no rule yet: guichet rule add NAME QUERY COMMAND...")),
	TABLE("rule log", rule_log_columns, N_("no rule has done anything yet")),
	TABLE("rule test", rule_test_columns, N_("it would do nothing: the query finds none of them")),
	TABLE("schedule list", schedule_columns, N_("no schedule yet: guichet schedule set NAME FILE")),
	TABLE("schedule show", version_columns, ""),
	NUMBERED("search", search_columns, N_("nothing found")),
	TABLE("availability list", availability_columns, N_("nobody answers at this desk yet: guichet agent add NAME")),
	TABLE("shift list", shift_columns, N_("no roster yet: guichet shift add WHO mon-fri 06:00-14:00")),
	TABLE("snippet list", snippet_columns, N_("no saved reply yet: guichet snippet add NAME TEXT")),
	TABLE("spikes", spike_columns, N_("no hour was out of the ordinary")),
	TABLE("spikes now", spike_now_columns, N_("nothing is out of the ordinary just now")),
	TABLE("staffing", staffing_columns, N_("nothing is known to go by: no whole hour has passed since somebody wrote")),
	TABLE("tags", tags_columns, N_("no conversation has a tag")),
	TABLE("team list", team_columns, N_("no team yet: guichet team add NAME AGENT...")),
	TABLE("views", view_columns, ""),
	TABLE("waits", wait_columns, N_("nobody has waited in these conversations")),
	NUMBERED("watch", list_columns, ""),
#undef NUMBERED
#undef TABLE
#undef COLUMNS
};

const struct table *table_find(const struct call *call)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (strcmp(tables[i].call, call->name) == 0)
			return &tables[i];
	return NULL;
}
