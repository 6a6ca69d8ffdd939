/* SPDX-License-Identifier: ISC */
/* Why a conversation is in the packet of a shift. */
#include "guichet/model/handover.h"

#include <string.h>

static const struct { const char *name; bool red; } reasons[HANDOVER_REASON_KINDS] = {
#define HANDOVER_ROW(reason, word, is_red) [HANDOVER_##reason] = { word, is_red },
	HANDOVER_REASONS(HANDOVER_ROW)
#undef HANDOVER_ROW
};

static const char *const states[HANDOVER_STATES] = {
	[HANDOVER_OFFERED] = "offered", [HANDOVER_QUESTION] = "asked", [HANDOVER_ACCEPTED] = "accepted",
	[HANDOVER_DECLINED] = "declined", [HANDOVER_OVER] = "over",
};

const char *handover_reason_name(enum handover_reason reason)
{
	return reasons[reason].name;
}

bool handover_is_red(unsigned bits)
{
	for (int i = 0; i < HANDOVER_REASON_KINDS; i++)
		if ((bits >> i & 1) != 0 && reasons[i].red)
			return true;
	return false;
}

static unsigned bit(enum handover_reason reason, bool holds)
{
	return holds ? 1U << reason : 0;
}

/* What is over is handed over only for what is still open about it: a reply that failed, a question, a draft. */
unsigned handover_reasons(const struct handover_facts *facts)
{
	const struct conversation *conv = facts->conv;
	bool over = status_is_over(conv->status), waits = !over && conv->wait_ms != 0;
	unsigned out = bit(HANDOVER_BREACHED, waits && conv->due_ms <= facts->now_ms) |
		bit(HANDOVER_DUE, waits && conv->due_ms > facts->now_ms && conv->due_ms <= facts->first_hour_ms) |
		bit(HANDOVER_PROMISE, !over && facts->promise_ms != 0 && facts->promise_ms <= facts->shift_end_ms) |
		bit(HANDOVER_URGENT, !over && (conv->marks & MARK_URGENT) != 0) |
		bit(HANDOVER_FAILED, facts->failed) | bit(HANDOVER_ASKED, facts->asked) |
		bit(HANDOVER_VIP, !over && facts->vip) |
		bit(HANDOVER_WAITING, waits && conv->due_ms > facts->first_hour_ms) |
		bit(HANDOVER_DRAFT, facts->drafted) | bit(HANDOVER_APPROVAL, facts->approval) |
		bit(HANDOVER_WAKES, conv->status == STATUS_SNOOZED && conv->snoozed_until != 0 &&
			conv->snoozed_until <= facts->shift_end_ms);

	return out != 0 || over ? out : bit(HANDOVER_HELD, true);
}

const char *handover_reasons_write(struct arena *arena, unsigned bits)
{
	const char *text = "";

	for (int i = 0; i < HANDOVER_REASON_KINDS; i++)
		if ((bits >> i & 1) != 0)
			text = *text == '\0' ? reasons[i].name : arena_printf(arena, "%s,%s", text, reasons[i].name);
	return text;
}

unsigned handover_reasons_read(const char *text)
{
	unsigned out = 0;

	for (const char *p = text; *p != '\0'; p += strspn(p, ",")) {
		size_t len = strcspn(p, ",");

		for (int i = 0; i < HANDOVER_REASON_KINDS; i++)
			if (strlen(reasons[i].name) == len && strncmp(p, reasons[i].name, len) == 0)
				out |= 1U << i;
		p += len;
	}
	return out;
}

const char *handover_state_name(enum handover_state state)
{
	return states[state];
}

bool handover_is_open(enum handover_state state)
{
	return state == HANDOVER_OFFERED || state == HANDOVER_QUESTION;
}
