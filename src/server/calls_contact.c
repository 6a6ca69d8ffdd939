/* SPDX-License-Identifier: ISC */
/*
 * People.
 *
 *   contact show    {"id","identities":[identity],"conversations":[row],"more","languages":[text],"first_at","last_at",
 *                    "followers","suggested":[identity with "why"]}       why: links, address or handle
 *   contact list    {"rows":[identity]}
 *   contact merge   {"changed":[id,with],"count":2,"with":id}
 *   contact part    {"changed":[id],"count":1}
 *   contact note    {"changed":[id],"count":1,"note":text or null}
 *
 * identity: {"id": its newest conversation or null,"handle","name","network","url","followers","bot","note",
 * "conversations","last_at"}
 */
#include "answer.h"
#include "calls.h"
#include "guichet/desk/contact.h"

enum { LIST_DEFAULT = 50, LIST_MAX = 500 };

static void known_put(struct json_out *o, const struct known *known, const char *why)
{
	const struct contact *who = &known->contact;

	json_open_object(o, NULL);
	if (known->conversation != 0)
		json_put_int(o, "id", known->conversation);
	else
		json_put_null(o, "id");
	json_put_text(o, "handle", who->handle);
	answer_some(o, "name", who->name);
	json_put_text(o, "network", who->network);
	answer_some(o, "url", who->url);
	json_put_int(o, "followers", who->followers);
	json_put_bool(o, "bot", who->bot);
	answer_some(o, "note", known->note);
	json_put_int(o, "conversations", known->conversations);
	json_put_time(o, "last_at", known->last_ms);
	if (why != NULL)
		json_put_text(o, "why", why);
	json_close_object(o);
}

static void words_put(struct json_out *o, struct arena *arena, const char *key, const char *words)
{
	json_open_array(o, key);
	for (const char *p = words; *p != '\0'; ) {
		size_t len = 0;

		while (p[len] != '\0' && p[len] != ' ')
			len++;
		json_put_text(o, NULL, arena_copy_n(arena, p, len));
		p += len + (p[len] == ' ');
	}
	json_close_array(o);
}

static void person_put(struct call_context *context, struct json_out *o, const struct person *person)
{
	int64_t followers = 0;

	json_open_object(o, NULL);
	json_put_int(o, "id", call_int(context->request, "id", 0));
	json_open_array(o, "identities");
	for (size_t i = 0; i < person->identity_count; i++) {
		known_put(o, &person->identities[i], NULL);
		followers += person->identities[i].contact.followers;
	}
	json_close_array(o);
	json_open_array(o, "conversations");
	for (size_t i = 0; i < person->row_count; i++)
		answer_row(o, NULL, &person->rows[i], context->now_ms);
	json_close_array(o);
	json_put_bool(o, "more", person->more);
	words_put(o, context->arena, "languages", person->languages);
	json_put_time(o, "first_at", person->first_ms);
	json_put_time(o, "last_at", person->last_ms);
	json_put_int(o, "followers", followers);
	json_open_array(o, "suggested");
	for (size_t i = 0; i < person->suggested_count; i++)
		known_put(o, &person->suggested[i].who, person->suggested[i].why);
	json_close_array(o);
	json_close_object(o);
}

err_t contact_show(struct call_context *context)
{
	bool whole = context->actor->scope == NULL;
	struct json_out o = { .to = context->answer };
	struct person person;
	size_t limit = 0;
	err_t err = context_limit(context, LIST_DEFAULT, LIST_MAX, &limit);

	if (err == NULL)
		err = read_person(context->reader, context->arena, call_int(context->request, "id", 0),
			whole ? limit : PERSON_LOOKED_MOST, &person);
	if (err == NULL && !whole)
		err = person_narrow(context->reader, context->arena, context->actor, limit, &person);
	if (err == NULL)
		person_put(context, &o, &person);
	return err;
}

err_t contact_list(struct call_context *context)
{
	bool whole = context->actor->scope == NULL;
	struct json_out o = { .to = context->answer };
	struct known *rows = NULL;
	size_t limit = 0, count = 0, kept = 0;
	err_t err = context_limit(context, LIST_DEFAULT, LIST_MAX, &limit);

	if (err == NULL)
		err = read_people(context->reader, context->arena, call_text(context->request, "words"),
			whole ? limit : PERSON_LOOKED_MOST, &rows, &count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; err == NULL && i < count && kept < limit; i++) {
		bool seen = true;

		if (!whole)
			err = known_narrow(context->reader, context->arena, context->actor, &rows[i], &seen);
		if (seen) {
			known_put(&o, &rows[i], NULL);
			kept++;
		}
	}
	json_close_array(&o);
	json_close_object(&o);
	return err;
}

static void changed_put(struct json_out *o, int64_t id, int64_t with)
{
	json_open_object(o, NULL);
	json_open_array(o, "changed");
	json_put_int(o, NULL, id);
	if (with != 0)
		json_put_int(o, NULL, with);
	json_close_array(o);
	json_put_int(o, "count", with != 0 ? 2 : 1);
}

err_t contact_merge(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0), with = call_int(context->request, "with", 0);
	err_t err = desk_contact_merge(context->desk, id, with);

	if (err != NULL)
		return err;
	changed_put(&o, id, with);
	json_put_int(&o, "with", with);
	json_close_object(&o);
	return NULL;
}

err_t contact_part(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0);
	err_t err = desk_contact_part(context->desk, id);

	if (err != NULL)
		return err;
	changed_put(&o, id, 0);
	json_close_object(&o);
	return NULL;
}

err_t contact_note(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const char *text = call_text(context->request, "text");
	int64_t id = call_int(context->request, "id", 0);
	err_t err = desk_contact_note(context->desk, id, text != NULL ? text : "");

	if (err != NULL)
		return err;
	changed_put(&o, id, 0);
	answer_some(&o, "note", text);
	json_close_object(&o);
	return NULL;
}
