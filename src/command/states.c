/* SPDX-License-Identifier: ISC */
/* One row a word; other languages may need another form in a column. */
#include "guichet/command/states.h"

#include <stddef.h>
#include <string.h>

#include "guichet/base/message.h"

struct word { const char *word, *text, *small; };

static const struct word states[] = {
	{ "open", NC_("state", "open"), NULL }, { "pending", NC_("state", "pending"), NC_("short", "pending") },
	{ "on_hold", NC_("state", "on hold"), NULL }, { "snoozed", NC_("state", "snoozed"), NULL },
	{ "resolved", NC_("state", "resolved"), NULL }, { "closed", NC_("state", "closed"), NULL },
	{ "queued", NC_("reply", "queued"), NULL }, { "sending", NC_("reply", "sending"), NULL },
	{ "sent", NC_("reply", "sent"), NULL }, { "failed", NC_("reply", "failed"), NULL },
	{ "unknown", NC_("reply", "unknown"), NULL }, { "cancelled", NC_("reply", "cancelled"), NULL },
	{ "approval", NC_("reply", "approval"), NULL },
	{ "ok", NC_("account", "ok"), NULL }, { "new", NC_("account", "new"), NULL },
	{ "paused", NC_("account", "paused"), NULL },
	{ "available", NC_("availability", "available"), NULL }, { "busy", NC_("availability", "busy"), NULL },
	{ "away", NC_("availability", "away"), NULL }, { "off_shift", NC_("availability", "off shift"), NULL },
	{ "not_here", NC_("availability", "not here"), NULL },
};

static const struct word visibilities[] = {
	{ "public", NC_("visibility", "public"), NULL }, { "unlisted", NC_("visibility", "unlisted"), NULL },
	{ "followers", NC_("visibility", "followers"), NULL }, { "group", NC_("visibility", "group"), NULL },
	{ "private", NC_("visibility", "private"), NULL },
};

static const struct word groups[] = {
	{ "accounts", NC_("group", "accounts"), NULL }, { "contacts", NC_("group", "contacts"), NULL },
	{ "desk", NC_("group", "desk"), NULL },
	{ "figures", NC_("group", "figures"), NULL }, { "handover", NC_("group", "handover"), NULL },
	{ "ledger", NC_("group", "ledger"), NULL },
	{ "network", NC_("group", "network"), NULL },
	{ "queue", NC_("group", "queue"), NULL }, { "reply", NC_("group", "reply"), NULL },
	{ "routes", NC_("group", "routes"), NULL }, { "rules", NC_("group", "rules"), NULL },
	{ "triage", NC_("group", "triage"), NULL },
};

static const struct word acts[] = {
	{ "block", NC_("act", "block %s"), NULL }, { "unblock", NC_("act", "unblock %s"), NULL },
	{ "report", NC_("act", "report %s"), NULL }, { "hide", NC_("act", "hide a message of %s"), NULL },
	{ "unhide", NC_("act", "show a message of %s again"), NULL },
	{ "favourite", NC_("act", "mark a message of %s as a favourite"), NULL },
	{ "unfavourite", NC_("act", "take a favourite of %s back"), NULL },
	{ "retract", NC_("act", "delete our reply to %s"), NULL },
	{ "correct", NC_("act", "correct our reply to %s"), NULL },
};

static const struct word message_acts[] = {
	{ "favourite", NC_("message", "a favourite"), NULL }, { "hidden", NC_("message", "hidden from others"), NULL },
	{ "retracted", NC_("message", "deleted by us"), NULL },
};

/* What a wait was, how it ended, and what it counts as. */
static const struct word waits[] = {
	{ "first", NC_("wait", "first"), NULL }, { "next", NC_("wait", "next"), NULL }, { "case", NC_("wait", "case"), NULL },
	{ "open", NC_("wait", "open"), NULL }, { "answered", NC_("wait", "answered"), NULL },
	{ "waived", NC_("wait", "waived"), NULL }, { "withdrawn", NC_("wait", "withdrawn"), NULL },
	{ "ended", NC_("counts as", "ended"), NULL }, { "censored", NC_("counts as", "lasts"), NULL },
	{ "met", NC_("counts as", "met"), NULL }, { "missed", NC_("counts as", "missed"), NULL },
	{ "undecided", NC_("counts as", "undecided"), NULL }, { "excluded", NC_("wait", "excluded"), NULL },
};

/* What figures are told apart by. */
static const struct word dimensions[] = {
	{ "account", NC_("by", "account"), NULL }, { "network", NC_("by", "network"), NULL }, { "agent", NC_("by", "agent"), NULL },
	{ "team", NC_("by", "team"), NULL }, { "tag", NC_("by", "tag"), NULL }, { "language", NC_("by", "language"), NULL },
	{ "visibility", NC_("by", "visibility"), NULL }, { "priority", NC_("by", "priority"), NULL },
	{ "hour", NC_("by", "hour"), NULL }, { "weekday", NC_("by", "weekday"), NULL }, { "day", NC_("by", "day"), NULL },
	{ "week", NC_("by", "week"), NULL }, { "month", NC_("by", "month"), NULL },
};

/* What happened, as the history has it. */
static const struct word deeds[] = {
	{ "wrote", NC_("deed", "wrote"), NULL }, { "arrived", NC_("deed", "arrived"), NULL },
	{ "answered", NC_("deed", "answered"), NULL }, { "sent", NC_("deed", "sent"), NULL },
	{ "edited", NC_("deed", "edited"), NULL }, { "deleted", NC_("deed", "deleted"), NULL },
	{ "released", NC_("deed", "released"), NULL }, { "claimed", NC_("deed", "claimed"), NULL },
	{ "assigned", NC_("deed", "assigned"), NULL }, { "status", NC_("deed", "status"), NULL },
	{ "failed", NC_("deed", "failed"), NULL }, { "cancelled", NC_("deed", "cancelled"), NULL },
	{ "queued", NC_("deed", "queued"), NULL }, { "retried", NC_("deed", "retried"), NULL },
	{ "note", NC_("deed", "note"), NULL }, { "tagged", NC_("deed", "tagged"), NULL },
	{ "untagged", NC_("deed", "untagged"), NULL }, { "urgent", NC_("deed", "urgent"), NULL },
	{ "calm", NC_("deed", "calm"), NULL }, { "muted", NC_("deed", "muted"), NULL },
	{ "unmuted", NC_("deed", "unmuted"), NULL }, { "spam", NC_("deed", "spam"), NULL },
	{ "unspam", NC_("deed", "unspam"), NULL }, { "merged", NC_("deed", "merged"), NULL },
	{ "unmerged", NC_("deed", "unmerged"), NULL }, { "linked", NC_("deed", "linked"), NULL },
	{ "unlinked", NC_("deed", "unlinked"), NULL }, { "acted", NC_("deed", "acted"), NULL },
	{ "act_failed", NC_("deed", "act_failed"), NULL }, { "priority", NC_("deed", "priority"), NULL },
	{ "contact", NC_("deed", "contact"), NULL }, { "promised", NC_("deed", "promised"), NULL },
	{ "promise_kept", NC_("deed", "promise_kept"), NULL },
	{ "promise_dropped", NC_("deed", "promise_dropped"), NULL },
	{ "approval_asked", NC_("deed", "approval_asked"), NULL }, { "approved", NC_("deed", "approved"), NULL },
	{ "declined", NC_("deed", "declined"), NULL }, { "approval_voided", NC_("deed", "approval_voided"), NULL },
	{ "excluded", NC_("deed", "excluded"), NULL }, { "included", NC_("deed", "included"), NULL },
	{ "note_withdrawn", NC_("deed", "note_withdrawn"), NULL },
	{ "survey_sent", NC_("deed", "survey_sent"), NULL }, { "survey", NC_("deed", "survey"), NULL },
	{ "handed_over", NC_("deed", "handed_over"), NULL },
};

static const char *find(const struct word *words, size_t count, const char *word, int narrow)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i].word, word) == 0)
			return message_of(narrow && words[i].small != NULL ? words[i].small : words[i].text);
	return word;
}

static const struct word leaves[] = {
	{ "now", N_("it leaves now"), NULL }, { "sync", N_("it leaves with the next sync"), NULL },
	{ "held", N_("it leaves after guichet outbox release"), NULL },
	{ "waits", N_("it leaves after guichet courier start"), NULL },
	{ "approval", N_("it waits until somebody else approves it"), NULL },
	{ "paused", N_("it waits until its account goes on: guichet account resume"), NULL },
};

#define COUNT(words) (sizeof(words) / sizeof((words)[0]))

const char *state_shown(const char *word)
{
	return find(states, COUNT(states), word, 0);
}

const char *state_short(const char *word)
{
	return find(states, COUNT(states), word, 1);
}

const char *wait_shown(const char *word)
{
	return find(waits, COUNT(waits), word, 0);
}

const char *dimensions_shown(struct arena *arena, const char *list)
{
	const char *text = "";

	for (size_t len = strcspn(list, ","); *list != '\0'; list += len + (list[len] == ','), len = strcspn(list, ","))
		text = arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : ",",
			find(dimensions, COUNT(dimensions), arena_copy_n(arena, list, len), 0));
	return text;
}

const char *counts_shown(const struct json *row)
{
	if (json_bool(row, "counted", false))
		return _(NC_("counts as", "counted"));
	return json_get(row, "so") == NULL ? wait_shown(json_text_or(row, "counts_as", ""))
		: json_bool(row, "so", false) ? _(NC_("figure", "yes")) : _(NC_("figure", "no"));
}

const char *deed_shown(const char *word)
{
	return find(deeds, COUNT(deeds), word, 0);
}

const char *visibility_shown(const char *word)
{
	return find(visibilities, COUNT(visibilities), word, 0);
}

const char *act_shown(struct arena *arena, const char *act, const char *handle)
{
	const char *words = find(acts, COUNT(acts), act, 0);

	return words == act ? act : message_put(arena, words, handle);
}

const char *message_act_shown(const char *word)
{
	return find(message_acts, COUNT(message_acts), word, 0);
}

const char *group_shown(const char *group)
{
	return find(groups, COUNT(groups), group, 0);
}

const char *leaves_shown(const char *word)
{
	return find(leaves, COUNT(leaves), word, 0);
}
