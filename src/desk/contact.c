/* SPDX-License-Identifier: ISC */
/*
 * Who is one person, and what colleagues should know of them.  Each identity
 * that changes hands is a row of the ledger and a line of the step back; the
 * ledger has numbers only, never a name.
 */
#include "contact.h"

#include <inttypes.h>
#include <string.h>

static err_t contact_record(struct desk *desk, struct touched *touched, int64_t with, const struct pair *pairs, size_t count)
{
	struct entry entry = entry_by_actor(desk, EVENT_CONTACT);

	entry.subject = with;
	for (size_t i = 0; i < count; i++)
		entry.detail[i] = pairs[i];
	conversation_dirty(desk, touched);
	return ledger_append(desk, touched, 0, &entry, NULL);
}

static const char *number(struct desk *desk, int64_t value)
{
	return arena_printf(desk->arena, "%" PRId64, value);
}

err_t person_set(struct desk *desk, struct touched *touched, struct person_change change)
{
	int64_t was = 0;
	err_t err = store_contact_person(desk->store, change.identity, &was);

	if (err != NULL || was == change.person)
		return err;
	if (desk->keeps_inverse)
		str_printf(&desk->inverse, "person %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n",
			touched->row.conv.id, change.identity, was, change.person);
	err = store_person_set(desk->store, change.identity, change.person);
	return err != NULL ? err : contact_record(desk, touched, change.with, (const struct pair[]){
		{ "from", number(desk, was) }, { "identity", number(desk, change.identity) },
		{ "to", number(desk, change.person) } }, 3);
}

err_t person_note_set(struct desk *desk, struct touched *touched, int64_t identity, const char *text)
{
	const char *was = "", *now = text != NULL ? text : "";
	err_t err = store_person_note(desk->store, desk->arena, identity, &was);

	if (err != NULL || strcmp(was, now) == 0)
		return err;
	inverse_about(desk, &touched->row.conv, identity, was, now);
	err = store_person_note_set(desk->store, identity, now);
	return err != NULL ? err : contact_record(desk, touched, 0, (const struct pair[]){
		{ "about", "note" }, { "identity", number(desk, identity) } }, 2);
}

/* All that one side is known by. */
static err_t side_move(struct desk *desk, struct touched *touched, int64_t person, struct person_change change)
{
	struct known *known = NULL;
	size_t count = 0;
	err_t err;

	if (person == 0)
		return person_set(desk, touched, change);
	err = store_known_of(desk->store, desk->arena, person, &known, &count);
	for (size_t i = 0; err == NULL && i < count; i++) {
		change.identity = known[i].contact.id;
		err = person_set(desk, touched, change);
	}
	return err;
}

static err_t customer_of(struct desk *desk, int64_t conversation, struct touched **touched, int64_t *person)
{
	err_t err = conversation_touch(desk, conversation, touched);

	return err != NULL ? err : store_contact_person(desk->store, (*touched)->row.conv.contact, person);
}

err_t desk_contact_merge(struct desk *desk, int64_t conversation, int64_t with)
{
	struct touched *a, *b;
	int64_t left = 0, right = 0, person;
	err_t err = customer_of(desk, conversation, &a, &left);

	if (err == NULL)
		err = customer_of(desk, with, &b, &right);
	if (err != NULL)
		return err;
	if (a->row.conv.contact == b->row.conv.contact)
		return err_make(ERR_STATE, "contact merge #%" PRId64 ": #%" PRId64 " is of the same address already; "
			"merge makes the two one conversation", conversation, with);
	person = right != 0 ? right : left;
	if (left != 0 && left == right)
		return NULL;
	if (person == 0)
		err = store_person_new(desk->store, &person);
	if (err == NULL)
		err = side_move(desk, a, left, (struct person_change){ a->row.conv.contact, person, with });
	return err != NULL ? err : side_move(desk, b, right,
		(struct person_change){ b->row.conv.contact, person, conversation });
}

err_t desk_contact_part(struct desk *desk, int64_t conversation)
{
	struct touched *touched;
	struct known *known = NULL;
	size_t count = 0;
	int64_t person = 0, with = 0;
	err_t err = customer_of(desk, conversation, &touched, &person);

	if (err == NULL && person != 0)
		err = store_known_of(desk->store, desk->arena, person, &known, &count);
	if (err == NULL && count < 2)
		err = err_make(ERR_STATE, "contact part #%" PRId64 ": its customer is known by one address only", conversation);
	for (size_t i = 0; err == NULL && i < count && with == 0; i++)
		if (known[i].contact.id != touched->row.conv.contact)
			with = known[i].conversation;
	return err != NULL ? err : person_set(desk, touched,
		(struct person_change){ touched->row.conv.contact, 0, with });
}

err_t desk_contact_note(struct desk *desk, int64_t conversation, const char *text)
{
	struct touched *touched;
	size_t len = strlen(text);
	err_t err = conversation_touch(desk, conversation, &touched);

	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	if (err == NULL && len > PERSON_NOTE_MOST)
		err = err_make(ERR_USAGE, "contact note #%" PRId64 ": at most %d bytes, these are %zu", conversation,
			PERSON_NOTE_MOST, len);
	return err != NULL ? err : person_note_set(desk, touched, touched->row.conv.contact,
		arena_copy_n(desk->arena, text, len));
}
