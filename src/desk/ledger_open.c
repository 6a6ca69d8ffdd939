/* SPDX-License-Identifier: ISC */
/*
 * Rows of a ledger that somebody wrote by hand or by program: they name
 * accounts, conversations and agents, and this desk finds those names or
 * makes what they mean.  Names are remembered for as long as the batch lasts.
 */
#include <inttypes.h>
#include <string.h>

#include "ledger_import.h"

static err_t unknown(const char *what, const char *name)
{
	return err_make(ERR_NOT_FOUND, "there is no %s %s", what, name);
}

static err_t account_of(struct import *im, const struct ledger_line *line, int64_t *id)
{
	struct desk *desk = im->desk;
	const char *name = line->account_name;
	const int64_t *known;
	struct account account;
	bool found = false;
	err_t err;

	*id = 0;
	if (name == NULL)
		return NULL;
	known = map_find(&im->account_names, name, strlen(name));
	if (known != NULL) {
		*id = *known;
		return NULL;
	}
	err = store_account_named(desk->store, desk->arena, name, &account, &found);
	if (err == NULL && !found && !im->creates)
		return unknown("account", name);
	if (err == NULL && found)
		*id = account.id;
	else if (err == NULL)
		err = store_account_put(desk->store, &(struct account){ .name = name,
			.network = line->network == NULL ? "import" : line->network }, id);
	if (err == NULL && !found)
		desk_note_change(desk, CHANGE_ACCOUNT, *id);
	if (err == NULL)
		map_put(&im->account_names, desk->arena, name, strlen(name), *id);
	return err;
}

static err_t agent_of(struct import *im, const char *name, enum ledger_subject is, int64_t *id)
{
	struct desk *desk = im->desk;
	struct agent agent;
	const int64_t *known;
	bool found = false;
	err_t err;

	*id = 0;
	if (name == NULL)
		return NULL;
	known = map_find(&im->agent_names, name, strlen(name));
	if (known != NULL) {
		*id = *known;
		return NULL;
	}
	err = store_agent_named(desk->store, desk->arena, name, &agent, &found);
	if (err == NULL && !found && !im->creates)
		return unknown("agent", name);
	if (err == NULL && found)
		*id = agent.id;
	else if (err == NULL)
		err = store_agent_put(desk->store, &(struct agent){ .name = name, .uid = -1,
			.kind = import_kind(is), .role = is == SUBJECT_TEAM ? ROLE_VIEWER : ROLE_AGENT }, id);
	if (err == NULL && !found)
		desk_note_change(desk, CHANGE_AGENT, *id);
	if (err == NULL)
		map_put(&im->agent_names, desk->arena, name, strlen(name), *id);
	return err;
}

static err_t conversation_make(struct import *im, const struct ledger_line *line, int64_t account,
	const char *name, int64_t *id)
{
	struct desk *desk = im->desk;
	struct ledger_line as = *line;
	struct touched *touched;
	err_t err;

	if (!im->creates)
		return unknown("conversation", name);
	*id = ++desk->last_conversation;
	as.event.account = account;
	err = import_conversation(im, &as, *id, name, &touched);
	return err != NULL ? err : store_ledger_name_add(desk->store, *id, account, name);
}

/* Of an account; *id 0 when there is none of that name. */
static err_t conversation_named(struct import *im, int64_t account, const char *name, int64_t *id)
{
	struct desk *desk = im->desk;
	const char *key = arena_printf(desk->arena, "%" PRId64 " %s", account, name);
	const int64_t *known = map_find(&im->conversation_names, key, strlen(key));
	err_t err = NULL;

	*id = known != NULL ? *known : 0;
	if (known == NULL)
		err = store_ledger_named(desk->store, account, name, id);
	if (err == NULL && known == NULL && *id != 0)
		map_put(&im->conversation_names, desk->arena, key, strlen(key), *id);
	return err;
}

static err_t conversation_of(struct import *im, const struct ledger_line *line, int64_t account,
	const char *name, int64_t *id)
{
	err_t err = conversation_named(im, account, name, id);

	return err != NULL || *id != 0 ? err : conversation_make(im, line, account, name, id);
}

static err_t subject_of(struct import *im, const struct ledger_line *line, struct event *event)
{
	if (line->into_name != NULL)
		return conversation_of(im, line, event->account, line->into_name, &event->subject);
	return agent_of(im, line->subject_name, line->subject_is, &event->subject);
}

static void remote_hash(const struct desk *desk, const char *remote_id, unsigned char *out, bool *has)
{
	*has = remote_id != NULL;
	if (*has)
		crypt_short(desk->hash_key, remote_id, strlen(remote_id), out);
}

/* In the order of keys, as every row is written. */
static const char *detail_with(struct desk *desk, const char *detail, const char *key, int64_t value)
{
	size_t at = 0;

	while (detail[at] != '\0' && strcmp(detail + at, key) < 0)
		at += strcspn(detail + at, "\n") + 1;
	return arena_printf(desk->arena, "%.*s%s=%" PRId64 "\n%s", (int)at, detail, key, value, detail + at);
}

err_t import_resolve(struct import *im, const struct ledger_line *line, struct event *out,
	struct touched **touched)
{
	bool is_bot = line->event.actor_kind == ACTOR_BOT || line->event.actor_kind == ACTOR_AUTOMATIC;
	err_t err;

	*out = line->event;
	*touched = NULL;
	err = account_of(im, line, &out->account);
	if (err == NULL)
		err = agent_of(im, line->actor_name, is_bot ? SUBJECT_BOT : SUBJECT_PERSON, &out->actor);
	if (err == NULL && line->conv_name != NULL)
		err = conversation_of(im, line, out->account, line->conv_name, &out->conversation);
	if (err == NULL)
		err = subject_of(im, line, out);
	if (err == NULL && out->kind == EVENT_ASSIGNED && line->subject_is == SUBJECT_TEAM)
		out->detail = detail_with(im->desk, out->detail, "team", out->subject);
	if (err == NULL && out->conversation != 0 && im->creates)
		err = conversation_touch(im->desk, out->conversation, touched);
	remote_hash(im->desk, line->id, out->ext, &out->has_ext);
	remote_hash(im->desk, line->ref, out->ref, &out->has_ref);
	return err;
}

void import_repeat(struct import *im, struct event *event)
{
	if (!event->has_ref)
		memcpy(event->ref, event->ext, EVENT_EXT);
	event->has_ref = true;
	event->has_ext = false;
	memset(event->ext, 0, EVENT_EXT);
	event->detail = detail_with(im->desk, event->detail, "duplicate", 1);
}
