/* SPDX-License-Identifier: ISC */
/*
 * Accounts.
 *
 *   account add       {"id","account","added":bool}      the secret: argument, or payload
 *   account list      {"rows":[{"id","name","network","url","state","reason","handle","level",
 *                      "since","checked_at","polled_at","gap","gap_from","gap_to","live":bool,
 *                      "clock","clock_ms","clock_since",  if it is off: told, added to it, from when on
 *                      "settings":{}}]}; gap is a clause, from is missing where it is unknown
 *   account set       {"account"}
 *   account pause, account resume, account remove, account seen    {"account"}
 *   account login     rows as of account check: "open" an address, or "signed in" as whom
 *   account check     rows {"account","what","detail","added"}, end as sync
 *   sync              rows as above, end {"accounts","added","edited","sent","acted","failed","later","held",
 *                      "unknown","errors","first_error","failures":[{"account","text"}]}
 */
#include "calls.h"

#include <string.h>

#include "answer.h"
#include "guichet/desk/account.h"
#include "guichet/model/settings.h"

/* key=value words as the lines that are stored; a value's own escapes are made there. */
static const char *setting_lines(struct call_context *context, const char *lines)
{
	size_t count = call_count(context->request, "setting");

	for (size_t i = 0; i < count; i++) {
		const char *word = call_text_at(context->request, "setting", i);
		const char *equals = strchr(word, '=');
		const char *key;

		if (equals == NULL)
			continue;
		key = arena_copy_n(context->arena, word, (size_t)(equals - word));
		lines = settings_with(context->arena, lines, key, equals + 1);
	}
	return lines;
}

err_t account_add(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const char *text = call_text(context->request, "secret");
	const char *name = call_text(context->request, "name");
	struct secret secret = { 0 };
	bool has_secret = true, added = false;
	int64_t id = 0;
	err_t err;

	if (context->payload_len > 0)
		secret = secret_make(context->payload, context->payload_len);
	else if (text != NULL)
		secret = secret_make(text, strlen(text));
	else
		has_secret = false;
	err = desk_account_add(context->desk, call_text(context->request, "network"), name,
		setting_lines(context, ""), has_secret ? &secret : NULL, &id, &added);
	if (has_secret)
		secret_finish(&secret);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "id", id);
	json_put_text(&o, "account", name);
	json_put_bool(&o, "added", added);
	json_close_object(&o);
	return NULL;
}

static err_t say_account(struct call_context *context, const char *name)
{
	struct json_out o = { .to = context->answer };

	json_open_object(&o, NULL);
	json_put_text(&o, "account", name);
	json_close_object(&o);
	return NULL;
}

err_t account_set(struct call_context *context)
{
	const char *name = call_text(context->request, "name");
	struct account account = { 0 };
	struct str lines = { 0 };
	size_t count = call_count(context->request, "setting");
	int64_t from_ms = 0;
	err_t err = settings_from(context, &from_ms);

	if (err == NULL)
		err = read_account_named(context->reader, context->arena, name, &account);
	if (err != NULL)
		return err;
	for (size_t i = 0; i < count; i++) {
		const char *word = call_text_at(context->request, "setting", i);
		const char *equals = strchr(word, '=');

		if (equals != NULL)
			settings_add(&lines, arena_copy_n(context->arena, word, (size_t)(equals - word)),
				equals + 1);
	}
	err = desk_account_set(context->desk, name, str_text(&lines), from_ms);
	str_finish(&lines);
	return err != NULL ? err : say_account(context, name);
}

err_t account_remove(struct call_context *context)
{
	const char *name = call_text(context->request, "name");
	err_t err = desk_account_remove(context->desk, name);

	return err != NULL ? err : say_account(context, name);
}

err_t account_pause(struct call_context *context)
{
	const char *name = call_text(context->request, "name");
	err_t err = desk_account_pause(context->desk, name, call_text(context->request, "reason"));

	return err != NULL ? err : say_account(context, name);
}

err_t account_resume(struct call_context *context)
{
	const char *name = call_text(context->request, "name");
	err_t err = desk_account_resume(context->desk, name);

	return err != NULL ? err : say_account(context, name);
}

err_t account_seen(struct call_context *context)
{
	const char *name = call_text(context->request, "name");
	err_t err = desk_account_seen(context->desk, name);

	return err != NULL ? err : say_account(context, name);
}

static void put_settings(struct json_out *o, struct arena *arena, const char *lines)
{
	json_open_object(o, "settings");
	while (lines != NULL && *lines != '\0') {
		size_t len = strcspn(lines, "\n");
		const char *equals = memchr(lines, '=', len);

		if (equals != NULL) {
			const char *key = arena_copy_n(arena, lines, (size_t)(equals - lines));

			json_put_text(o, key, settings_get(arena, lines, key));
		}
		lines += len + (lines[len] == '\n');
	}
	json_close_object(o);
}

static bool account_lives(const struct call_context *context, int64_t id)
{
	const struct carrier *carrier = &context->server->carrier;

	return context->server->has_carrier && carrier->lives != NULL && carrier->lives(carrier->data, id);
}

/* Told where it is off, and then so that whoever reads it can say it by their own clock. */
static err_t put_clock(struct call_context *context, struct json_out *o, const struct account *account)
{
	struct clock_held held = { 0 };
	err_t err = read_clock(context->reader, context->arena, account, &held);

	if (err != NULL || !clock_is_off(held.offset_ms))
		return err;
	json_put_text(o, "clock", clock_text(context->arena, &held));
	json_put_int(o, "clock_ms", held.offset_ms);
	json_put_time(o, "clock_since", held.since_ms);
	return NULL;
}

err_t account_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct account *rows = NULL;
	size_t count = 0;
	err_t err = context_accounts(context, &rows, &count);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; err == NULL && i < count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "id", rows[i].id);
		json_put_text(&o, "name", rows[i].name);
		json_put_text(&o, "network", rows[i].network);
		answer_some(&o, "url", rows[i].url);
		json_put_text(&o, "state", account_state_name(rows[i].state));
		answer_some(&o, "reason", rows[i].reason);
		answer_some(&o, "handle", rows[i].self_handle);
		json_put_int(&o, "level", rows[i].level);
		json_put_time(&o, "since", rows[i].since_ms);
		json_put_time(&o, "checked_at", rows[i].checked_ms);
		json_put_time(&o, "polled_at", rows[i].polled_ms);
		answer_some(&o, "gap", account_gap_text(context->arena, &rows[i]));
		if (rows[i].gap_from_ms != 0)
			json_put_time(&o, "gap_from", rows[i].gap_from_ms);
		if (rows[i].gap_to_ms != 0)
			json_put_time(&o, "gap_to", rows[i].gap_to_ms);
		json_put_bool(&o, "live", account_lives(context, rows[i].id));
		err = put_clock(context, &o, &rows[i]);
		put_settings(&o, context->arena, rows[i].settings);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	return err;
}

err_t account_login(struct call_context *context)
{
	struct account account = { 0 };
	err_t err = read_account_named(context->reader, context->arena,
		call_text(context->request, "name"), &account);

	return err != NULL ? err : carried_login(context, account.id, call_text(context->request, "code"));
}

err_t account_check(struct call_context *context)
{
	struct account account = { 0 };
	err_t err = read_account_named(context->reader, context->arena,
		call_text(context->request, "name"), &account);

	return err != NULL ? err : carried_check(context, account.id);
}

/* Without names it is all that who asks may know of. */
static err_t sync_all(struct call_context *context)
{
	struct account *rows = NULL;
	size_t count = 0;
	int64_t *ids;
	err_t err = context->actor->scope == NULL ? NULL : context_accounts(context, &rows, &count);

	if (err == NULL && context->actor->scope != NULL && count == 0)
		err = err_make(ERR_NOT_FOUND, "sync: there is no account");
	if (err != NULL)
		return err;
	ids = arena_array(context->arena, count + 1, sizeof(*ids));
	for (size_t i = 0; i < count; i++)
		ids[i] = rows[i].id;
	return carried_sync(context, count, ids, call_flag(context->request, "until-idle"));
}

err_t account_sync(struct call_context *context)
{
	size_t count = call_count(context->request, "account");
	int64_t *ids = arena_array(context->arena, count + 1, sizeof(*ids));

	if (count == 0)
		return sync_all(context);
	for (size_t i = 0; i < count; i++) {
		struct account account = { 0 };
		err_t err = read_account_named(context->reader, context->arena,
			call_text_at(context->request, "account", i), &account);

		if (err != NULL)
			return err;
		ids[i] = account.id;
	}
	return carried_sync(context, count, ids, call_flag(context->request, "until-idle"));
}
