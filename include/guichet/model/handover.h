/* SPDX-License-Identifier: ISC */
/*
 * What a shift hands to the next: which conversations belong into the packet,
 * why each of them does, and which of them somebody must write a line about.
 * Facts come from the desk; the decision is made here, alone.
 */
#ifndef GUICHET_MODEL_HANDOVER_H
#define GUICHET_MODEL_HANDOVER_H
#include "guichet/base/arena.h"
#include "guichet/model/record.h"

/*        reason      name         red: it needs a line, and a person who accepts it by itself */
#define HANDOVER_REASONS(_)                                                          \
	_(BREACHED,  "breached",  true)   /* a customer waits past the due time */    \
	_(DUE,       "due",       true)   /* due before the next shift's first hour is over */ \
	_(PROMISE,   "promise",   true)   /* we said when */                         \
	_(URGENT,    "urgent",    true)                                              \
	_(FAILED,    "failed",    true)   /* a reply failed, or nobody knows whether it was sent */ \
	_(ASKED,     "asked",     true)   /* a note asks its holder, who has not looked */ \
	_(VIP,       "vip",       true)   /* the tag vip */                          \
	_(WAITING,   "waiting",   false)  /* on us, and due later */                 \
	_(DRAFT,     "draft",     false)                                             \
	_(APPROVAL,  "approval",  false)                                             \
	_(WAKES,     "wakes",     false)  /* snoozed until a time in the next shift */ \
	_(HELD,      "held",      false)  /* nothing but that somebody has it */

enum handover_reason {
#define HANDOVER_ENUM(reason, name, red) HANDOVER_##reason,
	HANDOVER_REASONS(HANDOVER_ENUM)
#undef HANDOVER_ENUM
	HANDOVER_REASON_KINDS
};
const char *handover_reason_name(enum handover_reason);
bool handover_is_red(unsigned reasons);		/* bits 1 << reason */

struct handover_facts {
	const struct conversation *conv;
	int64_t now_ms;
	int64_t first_hour_ms;		/* the end of the next shift's first hour */
	int64_t shift_end_ms;		/* the end of that shift */
	int64_t promise_ms;		/* 0: none */
	bool failed, asked, vip, drafted, approval;
};
unsigned handover_reasons(const struct handover_facts *);
#define HANDOVER_VIP_TAG "vip"

/* "breached,vip", as it is kept; and the bits again, unknown words left out. */
const char *handover_reasons_write(struct arena *, unsigned reasons);
unsigned handover_reasons_read(const char *text);

/* What became of one line of the packet. */
enum handover_state {
	HANDOVER_OFFERED, HANDOVER_QUESTION, HANDOVER_ACCEPTED, HANDOVER_DECLINED, HANDOVER_OVER, HANDOVER_STATES
};
const char *handover_state_name(enum handover_state);	/* "offered", "asked", "accepted", "declined", "over" */
/* Somebody has to do something about it still. */
bool handover_is_open(enum handover_state);
#endif
