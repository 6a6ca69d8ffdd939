/* SPDX-License-Identifier: ISC */
/*
 * What a transaction leaves in the journal: its answer for whoever asks
 * again, which conversations it changed, and what a step back would need.
 * That is kept as facts, not as calls: a conversation that somebody has, a
 * status with its time and the row that gave its reason, so that the way back
 * leads exactly there.
 *
 *   assign ID WAS BECAME                                  agents, 0 is nobody
 *   status ID WAS WAS_UNTIL BECAME BECAME_UNTIL SEQ       the row that gave WAS, 0 is none
 *   tag ID NAME, untag ID NAME                            what was done
 *   mark ID BIT SEQ, unmark ID BIT SEQ                    what was done; unmark: the row that had set it
 *   priority ID WAS BECAME                                names
 *   merge ID INTO, unmerge ID FROM, link ID BEGAN, unlink ID BEGAN       what was done
 *   exclude ID SEQ, include ID SEQ                        what was done; include: the row that had left it out
 *   reply ID OUTBOX
 *   note ID MESSAGE SEQ, unnote ID MESSAGE SEQ             written, withdrawn; the row that told of it
 *   draft ID WAS BECAME                                   texts with %XX for blanks, - is none
 *   files ID WAS                                          those of a draft: HASH ALT, a line each
 *   promise ID SEQ WHAT                                   made, kept or dropped; the row that made it; again-kept
 *                                                         and again-dropped: it stands again
 *   setting 0 KEY FROM SEQ WAS                            what held from then on before the row SEQ; - is nothing
 *   act ID OUTBOX
 *   handover ID ITEM HANDOVER WAS                         the line of that conversation, and its state
 *   unreply ID OUTBOX, unact ID OUTBOX                    of an undo; nothing leads forward from it
 *
 * An entry that was done in slices has the line "bulk NUMBER" instead, and
 * such lines beside each conversation that it touched (bulk.c).
 */
#include <inttypes.h>
#include <string.h>

#include "guichet/model/call.h"
#include "private.h"

bool journal_keeps_inverse(const char *call)
{
	const struct call *row = call == NULL ? NULL : call_find(call);

	return row != NULL && (row->flags & CALL_UNDO) != 0;
}

void inverse_assign(struct desk *desk, const struct conversation *conv, int64_t assignee)
{
	if (desk->keeps_inverse)
		str_printf(&desk->inverse, "assign %" PRId64 " %" PRId64 " %" PRId64 "\n", conv->id,
			conv->assignee, assignee);
}

err_t inverse_status(struct desk *desk, const struct conversation *conv, enum status to,
	int64_t until_ms)
{
	const char *detail;
	int64_t seq;
	err_t err;

	if (!desk->keeps_inverse)
		return NULL;
	err = store_event_status(desk->store, desk->arena, conv->account, conv->id, &detail, &seq);
	if (err == NULL)
		str_printf(&desk->inverse, "status %" PRId64 " %s %" PRId64 " %s %" PRId64 " %" PRId64 "\n",
			conv->id, status_name(conv->status), conv->snoozed_until, status_name(to),
			to == STATUS_SNOOZED ? until_ms : 0, seq);
	return err;
}

void inverse_tag(struct desk *desk, int64_t conversation, const char *tag, bool on)
{
	if (desk->keeps_inverse)
		str_printf(&desk->inverse, "%s %" PRId64 " %s\n", on ? "tag" : "untag", conversation, tag);
}

/* Who takes a mark off also loses its reason: the row that gave it is found again. */
static err_t mark_row(struct desk *desk, const struct conversation *conv, enum event_kind set, int64_t *seq)
{
	struct event *events = NULL;
	size_t count = 0;
	err_t err = store_events(desk->store, desk->arena, conv->account, conv->id, &events, &count);

	for (size_t i = 0; err == NULL && i < count; i++)
		if (events[i].kind == set)
			*seq = events[i].seq;
	return err;
}

err_t inverse_mark(struct desk *desk, const struct conversation *conv, unsigned mark, bool on,
	enum event_kind set)
{
	int64_t seq = 0;
	err_t err = desk->keeps_inverse && !on ? mark_row(desk, conv, set, &seq) : NULL;

	if (err == NULL && desk->keeps_inverse)
		str_printf(&desk->inverse, "%s %" PRId64 " %u %" PRId64 "\n", on ? "mark" : "unmark", conv->id,
			mark, seq);
	return err;
}

void inverse_exclude(struct desk *desk, int64_t conversation, bool out, int64_t seq)
{
	if (desk->keeps_inverse)
		str_printf(&desk->inverse, "%s %" PRId64 " %" PRId64 "\n", out ? "exclude" : "include", conversation, seq);
}

void inverse_priority(struct desk *desk, int64_t conversation, enum priority was, enum priority became)
{
	if (desk->keeps_inverse)
		str_printf(&desk->inverse, "priority %" PRId64 " %s %s\n", conversation, priority_name(was),
			priority_name(became));
}

void inverse_reply(struct desk *desk, int64_t conversation, int64_t outbox)
{
	if (desk->keeps_inverse)
		str_printf(&desk->inverse, "reply %" PRId64 " %" PRId64 "\n", conversation, outbox);
}

void inverse_handover(struct desk *desk, int64_t conversation, int64_t item, int64_t handover, int was)
{
	if (desk->keeps_inverse)
		str_printf(&desk->inverse, "handover %" PRId64 " %" PRId64 " %" PRId64 " %d\n", conversation, item, handover, was);
}

void inverse_act(struct desk *desk, int64_t conversation, int64_t outbox)
{
	if (desk->keeps_inverse)
		str_printf(&desk->inverse, "act %" PRId64 " %" PRId64 "\n", conversation, outbox);
}

void inverse_note(struct desk *desk, int64_t conversation, int64_t message, int64_t seq, bool written)
{
	if (desk->keeps_inverse)
		str_printf(&desk->inverse, "%s %" PRId64 " %" PRId64 " %" PRId64 "\n", written ? "note" : "unnote",
			conversation, message, seq);
}

/* One word of a line. */
static void word_add(struct str *to, const char *text)
{
	str_add(to, text == NULL || text[0] == '\0' ? " -" : " ");
	for (const char *p = text == NULL ? "" : text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == '%' || (*p == '-' && p == text))
			str_printf(to, "%%%02X", (unsigned)(unsigned char)*p);
		else
			str_add_char(to, *p);
}

void inverse_draft(struct desk *desk, int64_t conversation, const char *was, const char *became)
{
	if (!desk->keeps_inverse)
		return;
	str_printf(&desk->inverse, "draft %" PRId64, conversation);
	word_add(&desk->inverse, was);
	word_add(&desk->inverse, became);
	str_add_char(&desk->inverse, '\n');
}

void inverse_files(struct desk *desk, int64_t conversation, const char *was, const char *became)
{
	if (!desk->keeps_inverse)
		return;
	str_printf(&desk->inverse, "files %" PRId64, conversation);
	word_add(&desk->inverse, was);
	word_add(&desk->inverse, became);
	str_add_char(&desk->inverse, '\n');
}

void inverse_setting(struct desk *desk, const char *key, int64_t from_ms, int64_t seq, const char *was)
{
	str_printf(&desk->inverse, "setting 0 %s %" PRId64 " %" PRId64, key, from_ms, seq);
	word_add(&desk->inverse, was);
	str_add_char(&desk->inverse, '\n');
}

void inverse_about(struct desk *desk, const struct conversation *conv, int64_t identity, const char *was,
	const char *became)
{
	if (!desk->keeps_inverse)
		return;
	str_printf(&desk->inverse, "about %" PRId64 " %" PRId64, conv->id, identity);
	word_add(&desk->inverse, was);
	word_add(&desk->inverse, became);
	str_add_char(&desk->inverse, '\n');
}

err_t journal_ask(struct desk *desk, const struct actor *actor, const char *key, struct arena *arena,
	const char **answer)
{
	int64_t agent = 0;
	const char *stored = NULL;
	bool found = false;
	err_t err = store_journal_find(desk->store, arena, key, &agent, &stored, &found);

	if (err == NULL && found && agent != actor->agent)
		err = err_make(ERR_DENIED, "the key of this call was used by somebody else");
	if (err == NULL && found)
		*answer = stored;
	return err;
}

err_t desk_was_done(struct desk *desk, const char *key, bool *out)
{
	struct arena *arena = arena_create();
	int64_t agent = 0;
	const char *stored = NULL;
	err_t err;

	*out = false;
	err = store_journal_find(desk->store, arena, key, &agent, &stored, out);
	arena_destroy(arena);
	return err;
}

/* A file that was brought in is no deed on each conversation in it. */
static bool names_touched(const struct desk *desk)
{
	const struct call *call = desk->call == NULL ? NULL : call_find(desk->call);

	return desk->actor.agent != 0 && (call == NULL || (call->flags & CALL_LINES) == 0);
}

static err_t touched_write(struct desk *desk, int64_t entry)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && names_touched(desk) && i < desk->touched_count; i++) {
		const struct touched *touched = desk->touched[i];

		if (touched->counted)
			err = store_journal_touch(desk->store, touched->row.conv.id, entry,
				touched->row.conv.rev, "");
	}
	return err;
}

/* An agent's own affair, such as what was read: to say it again does no harm. */
static bool is_untold(const struct desk *desk)
{
	const struct call *call = desk->call == NULL ? NULL : call_find(desk->call);

	return call != NULL && (call->flags & CALL_UNTOLD) != 0;
}

/* What the network brings is told by the ledger alone; everything else is journalled. */
err_t journal_write(struct desk *desk, const char *answer)
{
	struct journal_row row = {
		.key = desk->key, .at_ms = desk->now_ms, .agent = desk->actor.agent,
		.session = desk->actor.session, .origin = desk->actor.origin, .call = desk->call,
		.inverse = str_text(&desk->inverse), .answer = answer == NULL ? "{}" : answer,
		.seq = desk->seq, .undoes = desk->taking.entry, .about = desk->taking.about
	};
	int64_t id = 0;
	err_t err;

	if (desk->bulk != NULL)
		return bulk_journal(desk, !is_untold(desk));
	if ((desk->key == NULL && desk->actor.agent == 0) || is_untold(desk))
		return NULL;
	err = store_journal_add(desk->store, &row, &id);
	if (err == NULL)
		err = touched_write(desk, id);
	if (err == NULL && desk->taking.entry != 0)
		err = store_journal_taken_back(desk->store, desk->taking.entry, id);
	return err;
}

const char *journal_deed(const struct journal_row *row)
{
	static const struct { const char *call, *deed; } deeds[] = {
		{ "approve", "let a reply leave" }, { "decline", "gave a reply back" },
		{ "assign", "assigned it" }, { "block", "blocked its writer" }, { "calm", "calmed it" }, { "claim", "claimed it" },
		{ "close", "closed it" }, { "contact merge", "said who its customer is" },
		{ "contact note", "wrote about its customer" },
		{ "contact part", "said who its customer is not" }, { "ham", "said that it is no spam" },
		{ "exclude", "left it out of figures" }, { "include", "took it into figures again" },
		{ "handover accept", "took it over" }, { "handover ask", "asked about it" },
		{ "handover decline", "declined it" }, { "hold", "put it on hold" }, { "mute", "muted it" }, { "next", "claimed it" },
		{ "link", "linked it" }, { "merge", "merged it" },
		{ "no-answer", "resolved it" }, { "note", "wrote a note" },
		{ "outbox cancel", "took a reply back" }, { "outbox retry", "sent a reply again" },
		{ "outbox sent", "found that a reply was sent" }, { "pending", "made it pending" },
		{ "priority", "changed its priority" },
		{ "promise", "promised something" }, { "promise drop", "dropped a promise" },
		{ "promise keep", "kept a promise" },
		{ "redo", "did something again" }, { "release", "released it" },
		{ "reopen", "opened it again" }, { "reply", "wrote a reply" },
		{ "resolve", "resolved it" }, { "snooze", "snoozed it" },
		{ "spam", "took it for spam" }, { "tag", "tagged it" },
		{ "undo", "took something back" }, { "unlink", "unlinked it" },
		{ "unmerge", "parted it from another one" }, { "unmute", "unmuted it" },
		{ "untag", "untagged it" }, { "urgent", "called it urgent" },
	};

	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (str_equal(deeds[i].call, row->call))
			return deeds[i].deed;
	return "changed it";
}
