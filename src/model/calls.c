/* SPDX-License-Identifier: ISC */
/*
 * The table of calls, a file for each group of them.  Wording rules: help is an
 * imperative line of at most 60 characters without a full stop; the manual
 * is plain sentences, because it is printed as text and as mdoc.
 */
#include "guichet/base/message.h"
#include "guichet/model/call.h"

#define ONE { .name = "id", .kind = ARG_CONVERSATION }
#define SELECTED { .name = "id", .kind = ARG_CONVERSATION, .flags = ARG_MANY | ARG_SELECTION }
#define REPLY { .name = "outbox", .kind = ARG_OUTBOX }
#define REASON { .name = "reason", .kind = ARG_TEXT, .flags = ARG_OPTION }
#define OUTBOX_CHOICES "queued|approval|sending|sent|failed|unknown|cancelled"
#define VISIBILITY { .name = "visibility", .kind = ARG_CHOICE, .flags = ARG_OPTION, \
	.choices = "public|unlisted|followers|group|private", .help = N_("never wider than the message") }
#define CONTENT_WARNING { .name = "cw", .kind = ARG_TEXT, .flags = ARG_OPTION, \
	.help = N_("content warning") }
#define LANGUAGE { .name = "lang", .kind = ARG_WORD, .flags = ARG_OPTION }
#define ATTACH { .name = "attach", .kind = ARG_ATTACH, .flags = ARG_OPTION | ARG_MANY, \
	.help = N_("a picture or file that goes with it; again for another") }
#define ALT { .name = "alt", .kind = ARG_TEXT, .flags = ARG_OPTION | ARG_MANY, \
	.help = N_("what it shows, for who does not see it; in their order") }
#define SHARED { .name = "shared", .kind = ARG_FLAG, .flags = ARG_OPTION, .help = N_("everybody's") }
#define ABOUT { .name = "message", .kind = ARG_INT, .flags = ARG_OPTION, \
	.help = N_("its number, as show --json tells it") }
#define TYPING { .name = "typing", .kind = ARG_FLAG, .flags = ARG_OPTION, \
	.help = N_("somebody is typing: no step for undo") }
#define OVER { .name = "over", .kind = ARG_WORD, .flags = ARG_OPTION, \
	.help = N_("the mark of the draft that it takes the place of, as draft show --json tells it") }
#define PARTLY { .name = "partly", .kind = ARG_FLAG, .flags = ARG_OPTION, \
	.help = N_("what can be; the rest stays") }
#define DRY_RUN { .name = "dry-run", .kind = ARG_FLAG, .flags = ARG_OPTION, \
	.help = N_("only say what would be done") }
/* Of every call on many conversations, behind what is its own. */
#define MANY { .name = "where", .kind = ARG_QUERY, .flags = ARG_OPTION | ARG_WHERE, \
	.help = N_("all that match now; with numbers, only those that do") }, PARTLY, DRY_RUN
#define ANYWAY { .name = "anyway", .kind = ARG_FLAG, .flags = ARG_OPTION, \
	.help = N_("also of two identities, or held by a colleague") }
#define PAST (ARG_OPTION | ARG_PAST)
#define PERIODS "today|yesterday|7-days|week|last-week|30-days|month|last-month|quarter|year"
#define DIMENSIONS "account|network|agent|team|tag|language|visibility|priority|hour|weekday|day|week|month"
#define SETTINGS_VERSION { .name = "settings-version", .kind = ARG_INT, .flags = ARG_OPTION, \
	.help = N_("by schedules and targets as of that row") }
#define FIGURES_ASKED \
	{ .name = "query", .kind = ARG_QUERY, .flags = ARG_OPTIONAL | ARG_MANY }, \
	{ .name = "since", .kind = ARG_TIME, .flags = PAST }, \
	{ .name = "until", .kind = ARG_TIME, .flags = PAST }, \
	{ .name = "period", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = PERIODS, \
		.help = N_("instead of since and until") }, \
	{ .name = "back", .kind = ARG_INT, .flags = ARG_OPTION, \
		.help = N_("that many such periods earlier") }, \
	{ .name = "target", .kind = ARG_DURATION, .flags = ARG_OPTION, \
		.help = N_("instead of the pledge of the desk") }, \
	{ .name = "as-of", .kind = ARG_TIME, .flags = PAST, .help = N_("what was known then") }, \
	SETTINGS_VERSION
#define SCHEDULE_KEPT { .name = "schedule", .kind = ARG_WORD, .flags = ARG_OPTION, \
	.help = N_("as if everybody had kept those hours") }
#define FIGURES_TOLD \
	{ .name = "by", .kind = ARG_CHOICE, .flags = ARG_OPTION | ARG_LIST, .choices = DIMENSIONS, \
		.help = N_("one, or two with a comma between") }, \
	{ .name = "metric", .kind = ARG_METRIC, .flags = ARG_OPTION, \
		.help = N_("only these, with commas between") }
#define BY { .name = "by", .kind = ARG_CHOICE, .flags = ARG_OPTION | ARG_LIST, .choices = DIMENSIONS, \
	.help = N_("instead of account, agent and tag") }
#define REPORT_LANG { .name = "lang", .kind = ARG_WORD, .flags = ARG_OPTION, \
	.help = N_("the language that it is written in: en or fr") }
#define REPORT_FORM \
	{ .name = "format", .kind = ARG_CHOICE, .flags = ARG_OPTION, .choices = "text|html|csv|json" }, \
	{ .name = "rows", .kind = ARG_FLAG, .flags = ARG_OPTION, .help = N_("the waits behind it, as CSV") }, REPORT_LANG
#define MAIL_TO { .name = "mail-to", .kind = ARG_TEXT, .flags = ARG_OPTION | ARG_EXPORT, \
	.help = N_("addresses with commas between; it is published") }
#define SCHEDULE_FILE { .name = "schedule", .kind = ARG_FILE, .flags = ARG_OPTION, \
	.help = N_("a file of opening hours; without it, always open") }
#define SETTING_FROM { .name = "from", .kind = ARG_TIME, .flags = PAST, \
	.help = N_("of dated settings: since when they hold") }

#define WHO { .name = "who", .kind = ARG_ASSIGNEE }
#define SHIFT_NAME { .name = "name", .kind = ARG_NAME, .flags = ARG_OPTION, \
	.help = N_("where somebody has several") }

const struct call calls[] = {
#include "calls/accounts.def"
#include "calls/alarms.def"
#include "calls/contacts.def"
#include "calls/desk.def"
#include "calls/figures.def"
#include "calls/handover.def"
#include "calls/ledger.def"
#include "calls/mail.def"
#include "calls/network.def"
#include "calls/queue.def"
#include "calls/reply.def"
#include "calls/routes.def"
#include "calls/rules.def"
#include "calls/triage.def"
};

const size_t calls_count = sizeof(calls) / sizeof(calls[0]);
