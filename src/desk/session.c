/* SPDX-License-Identifier: ISC */
/* The derived secret of an account, as lines under the vault's key. */
#include "guichet/desk/session.h"

#include <string.h>

#include "guichet/model/settings.h"
#include "private.h"

static struct vault_label label_of(const struct desk *desk, const struct account *account, int64_t version)
{
	return (struct vault_label){ .desk_id = desk->id, .network = account->network, .url = account->url,
		.kind = "session", .account = account->id, .version = version };
}

void session_tokens_finish(struct session_tokens *tokens)
{
	secret_finish(&tokens->access);
	secret_finish(&tokens->refresh);
}

static struct secret token_of(struct arena *arena, const char *lines, const char *key)
{
	const char *text = settings_get(arena, lines, key);

	return text != NULL && *text != '\0' ? secret_make(text, strlen(text)) : (struct secret){ 0 };
}

static void lines_read(struct arena *arena, const char *lines, struct session *out, struct session_tokens *tokens)
{
	struct arena *own = arena_create();

	out->until_ms = settings_int(lines, "until", 0);
	out->origin = settings_get(arena, lines, "origin");
	out->notes = settings_get(arena, lines, "notes");
	if (out->notes == NULL)
		out->notes = "";
	if (tokens != NULL)
		*tokens = (struct session_tokens){ token_of(own, lines, "access"), token_of(own, lines, "refresh") };
	arena_wipe(own);
}

/* One that was altered or moved is as good as none: another can be had for the secret. */
static err_t session_open(struct desk *desk, const struct vault_label *label, const struct str *sealed,
	struct secret *out, bool *found)
{
	err_t err = vault_need(desk, false);

	if (err == NULL)
		err = vault_unseal(desk->vault, label, sealed->text, sealed->len, out);
	if (!err_is(err, ERR_AUTH))
		return err;
	err_ignore(err, "the account signs in again");
	*found = false;
	return NULL;
}

err_t desk_session(struct desk *desk, struct arena *arena, const struct account *account, struct session *out,
	struct session_tokens *tokens, bool *found)
{
	struct str sealed = { 0 };
	struct secret lines = { 0 };
	struct vault_label label;
	err_t err;

	*out = (struct session){ 0 };
	err = store_session(desk->store, account->id, &sealed, &out->version, found);
	label = label_of(desk, account, out->version);
	if (err == NULL && *found)
		err = session_open(desk, &label, &sealed, &lines, found);
	if (err == NULL && *found)
		lines_read(arena, lines.bytes, out, tokens);
	secret_finish(&lines);
	str_finish(&sealed);
	return err;
}

static void lines_write(struct str *lines, const struct session *session, const struct session_tokens *tokens)
{
	/* Room for all of it first: a string that grows leaves its old bytes behind. */
	(void)str_room(lines, 256 + 3 * (tokens->access.len + tokens->refresh.len + strlen(session->notes)));
	settings_add(lines, "origin", session->origin);
	settings_add(lines, "notes", session->notes);
	settings_add_int(lines, "until", session->until_ms);
	settings_add(lines, "access", tokens->access.bytes);
	if (tokens->refresh.bytes != NULL)
		settings_add(lines, "refresh", tokens->refresh.bytes);
}

static err_t session_store(struct desk *desk, const struct account *account, const struct session *session,
	const struct session_tokens *tokens)
{
	struct str lines = { 0 }, sealed = { 0 }, old = { 0 };
	struct vault_label label;
	struct secret whole;
	int64_t version = 0;
	bool found;
	err_t err = vault_need(desk, true);

	if (err == NULL)
		err = store_session(desk->store, account->id, &old, &version, &found);
	if (err == NULL) {
		lines_write(&lines, session, tokens);
		whole = secret_make(lines.text, lines.len);
		label = label_of(desk, account, version + 1);
		vault_seal(desk->vault, &label, &whole, &sealed);
		secret_finish(&whole);
		err = store_session_set(desk->store, account->id, version + 1, sealed.text, sealed.len);
	}
	str_wipe(&lines);
	str_finish(&sealed);
	str_finish(&old);
	return err;
}

err_t desk_session_keep(struct desk *desk, const struct account *account, const struct session *session,
	const struct session_tokens *tokens)
{
	err_t err = desk_begin_system(desk);

	return err != NULL ? err : desk_end(desk, session_store(desk, account, session, tokens));
}
