/* SPDX-License-Identifier: ISC */
/* Rows of accounts, secrets, cursors, agents and teams. */
#include "guichet/store/people.h"

#include "db.h"

static void account_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct account *out = row;

	*out = (struct account){
		.id = col_int(rows, 0), .network = col_text(rows, 1, arena),
		.name = col_text(rows, 2, arena), .url = col_text(rows, 3, arena),
		.settings = col_text(rows, 4, arena), .state = (enum account_state)col_int(rows, 5),
		.reason = col_text(rows, 6, arena), .self_id = col_text(rows, 7, arena),
		.self_handle = col_text(rows, 8, arena), .caps = col_text(rows, 9, arena),
		.level = (int)col_int(rows, 10), .since_ms = col_int(rows, 11),
		.skew_ms = col_int(rows, 12), .checked_ms = col_int(rows, 13),
		.polled_ms = col_int(rows, 14), .gap_from_ms = col_int(rows, 15),
		.gap_to_ms = col_int(rows, 16)
	};
}

err_t store_accounts(struct store *store, struct arena *arena, struct account **out, size_t *count)
{
	struct rows rows;

	db_query(store, ACCOUNT_LIST, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), account_read, out, count);
}

static err_t account_one(struct rows *rows, struct arena *arena, struct account *out, bool *found)
{
	*found = rows_next(rows);
	if (*found)
		account_read(rows, arena, out);
	return rows_end(rows);
}

err_t store_account(struct store *store, struct arena *arena, int64_t id, struct account *out,
	bool *found)
{
	struct rows rows;

	db_query(store, ACCOUNT_GET, &rows, "i", id);
	return account_one(&rows, arena, out, found);
}

err_t store_account_caps(struct store *store, struct arena *arena, int64_t id, const char **caps)
{
	*caps = NULL;
	return db_get(store, arena, ACCOUNT_CAPS, NULL, "i:t", id, caps);
}

err_t store_account_wishes(struct store *store, struct arena *arena, int64_t id, const char **settings)
{
	*settings = NULL;
	return db_get(store, arena, ACCOUNT_WISHES, NULL, "i:t", id, settings);
}

err_t store_account_named(struct store *store, struct arena *arena, const char *name,
	struct account *out, bool *found)
{
	struct rows rows;

	db_query(store, ACCOUNT_NAMED, &rows, "t", name);
	return account_one(&rows, arena, out, found);
}

static const char *text_or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

err_t store_account_put(struct store *store, const struct account *a, int64_t *id)
{
	err_t err;

	if (a->id == 0)
		return db_insert(store, ACCOUNT_ADD, id, "ttttnttttniiii", a->network, a->name,
			text_or_empty(a->url), text_or_empty(a->settings), (int)a->state,
			text_or_empty(a->reason), text_or_empty(a->self_id),
			text_or_empty(a->self_handle), text_or_empty(a->caps), a->level, a->since_ms,
			a->skew_ms, a->checked_ms, a->polled_ms);
	err = db_run(store, ACCOUNT_SET, "ittttnttttniiii", a->id, a->network, a->name,
		text_or_empty(a->url), text_or_empty(a->settings), (int)a->state,
		text_or_empty(a->reason), text_or_empty(a->self_id), text_or_empty(a->self_handle),
		text_or_empty(a->caps), a->level, a->since_ms, a->skew_ms, a->checked_ms,
		a->polled_ms);
	if (err == NULL)
		*id = a->id;
	return err;
}

err_t store_account_polled(struct store *store, int64_t id, int64_t at_ms)
{
	return db_run(store, ACCOUNT_POLLED, "ii", id, at_ms);
}

err_t store_account_gap(struct store *store, int64_t id, int64_t from_ms, int64_t to_ms)
{
	return db_run(store, ACCOUNT_GAP, "iii", id, from_ms, to_ms);
}

static err_t sealed_get(struct store *store, enum statement statement, int64_t account, struct str *sealed,
	int64_t *version, bool *found)
{
	struct rows rows;

	db_query(store, statement, &rows, "i", account);
	*found = rows_next(&rows);
	if (*found) {
		size_t len;
		const void *bytes = col_blob(&rows, 1, &len);

		*version = col_int(&rows, 0);
		str_add_n(sealed, bytes, len);
	}
	return rows_end(&rows);
}

err_t store_secret(struct store *store, int64_t account, struct str *sealed, int64_t *version,
	bool *found)
{
	return sealed_get(store, SECRET_GET, account, sealed, version, found);
}

err_t store_secret_set(struct store *store, int64_t account, int64_t version, const char *sealed,
	size_t len)
{
	return db_run(store, SECRET_SET, "iib", account, version, sealed, len);
}

err_t store_secret_drop(struct store *store, int64_t account)
{
	return db_run(store, SECRET_DROP, "i", account);
}

err_t store_session(struct store *store, int64_t account, struct str *sealed, int64_t *version, bool *found)
{
	return sealed_get(store, SESSION_GET, account, sealed, version, found);
}

err_t store_session_set(struct store *store, int64_t account, int64_t version, const char *sealed, size_t len)
{
	return db_run(store, SESSION_SET, "iib", account, version, sealed, len);
}

err_t store_session_drop(struct store *store, int64_t account)
{
	return account == 0 ? db_run(store, SESSION_DROP_ALL, "") : db_run(store, SESSION_DROP, "i", account);
}

err_t store_secret_count(struct store *store, int64_t *count)
{
	return db_get(store, NULL, SECRET_COUNT, NULL, ":i", count);
}

err_t store_cursor(struct store *store, struct arena *arena, int64_t account, const char *stream,
	const char **out)
{
	*out = NULL;
	return db_get(store, arena, CURSOR_GET, NULL, "it:t", account, stream, out);
}

err_t store_cursor_set(struct store *store, int64_t account, const char *stream, const char *value)
{
	return db_run(store, CURSOR_SET, "itt", account, stream, value);
}

err_t store_bucket(struct store *store, struct arena *arena, const char *name, const char **out)
{
	*out = NULL;
	return db_get(store, arena, BUCKET_GET, NULL, "t:t", name, out);
}

err_t store_bucket_set(struct store *store, const char *name, const char *state)
{
	return db_run(store, BUCKET_SET, "tt", name, state);
}

err_t store_bad_add(struct store *store, const struct bad_row *bad, bool *added)
{
	int64_t changed = 0;
	err_t err = db_change(store, BAD_ADD, &changed, "ititt", bad->account_id, bad->mark,
		bad->at_ms, bad->why, bad->raw);

	*added = changed > 0;
	return err;
}

static void bad_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(struct bad_row *)row = (struct bad_row){ .account = col_text(rows, 0, arena),
		.count = col_int(rows, 1), .why = col_text(rows, 2, arena) };
}

err_t store_bad(struct store *store, struct arena *arena, struct bad_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, BAD_COUNTS, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), bad_read, out, count);
}

static void agent_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct agent *out = row;

	*out = (struct agent){
		.id = col_int(rows, 0), .name = col_text(rows, 1, arena),
		.kind = (enum agent_kind)col_int(rows, 2), .role = (enum role)col_int(rows, 3),
		.uid = col_int(rows, 4), .active = col_int(rows, 5) != 0,
		.settings = col_text(rows, 6, arena), .suspended_ms = col_int(rows, 7)
	};
}

err_t store_agents(struct store *store, struct arena *arena, struct agent **out, size_t *count)
{
	struct rows rows;

	db_query(store, AGENT_LIST, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), agent_read, out, count);
}

static void answered_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(struct agent *)row = (struct agent){ .id = col_int(rows, 0), .name = col_text(rows, 1, arena) };
}

err_t store_wait_agents(struct store *store, struct arena *arena, struct agent **out, size_t *count)
{
	struct rows rows;

	db_query(store, WAIT_AGENTS, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), answered_read, out, count);
}

static err_t agent_one(struct rows *rows, struct arena *arena, struct agent *out, bool *found)
{
	*found = rows_next(rows);
	if (*found)
		agent_read(rows, arena, out);
	return rows_end(rows);
}

err_t store_agent(struct store *store, struct arena *arena, int64_t id, struct agent *out,
	bool *found)
{
	struct rows rows;

	db_query(store, AGENT_GET, &rows, "i", id);
	return agent_one(&rows, arena, out, found);
}

err_t store_agent_named(struct store *store, struct arena *arena, const char *name,
	struct agent *out, bool *found)
{
	struct rows rows;

	db_query(store, AGENT_NAMED, &rows, "t", name);
	return agent_one(&rows, arena, out, found);
}

err_t store_agent_uid(struct store *store, struct arena *arena, int64_t uid, struct agent *out,
	bool *found)
{
	struct rows rows;

	db_query(store, AGENT_UID, &rows, "i", uid);
	return agent_one(&rows, arena, out, found);
}

err_t store_agent_put(struct store *store, const struct agent *a, int64_t *id)
{
	err_t err;

	if (a->id == 0 && a->uid < 0)
		return db_insert(store, AGENT_ADD_NO_UID, id, "tnnn", a->name, (int)a->kind,
			(int)a->role, (int)a->active);
	if (a->id == 0)
		return db_insert(store, AGENT_ADD, id, "tnnin", a->name, (int)a->kind, (int)a->role,
			a->uid, (int)a->active);
	if (a->uid < 0)
		err = db_run(store, AGENT_SET_NO_UID, "innn", a->id, (int)a->kind, (int)a->role,
			(int)a->active);
	else
		err = db_run(store, AGENT_SET, "innin", a->id, (int)a->kind, (int)a->role, a->uid,
			(int)a->active);
	if (err == NULL)
		*id = a->id;
	return err;
}

err_t store_agent_settings(struct store *store, const struct agent *a)
{
	return db_run(store, AGENT_SETTINGS, "iti", a->id, text_or_empty(a->settings), a->suspended_ms);
}

err_t store_team_clear(struct store *store, int64_t team)
{
	return db_run(store, TEAM_CLEAR, "i", team);
}

err_t store_team_add(struct store *store, int64_t team, int64_t agent)
{
	return db_run(store, TEAM_ADD, "ii", team, agent);
}

err_t store_team_leave(struct store *store, int64_t agent)
{
	return db_run(store, TEAM_LEAVE, "i", agent);
}

static void name_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(const char **)row = col_text(rows, 0, arena);
}

static void pair_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct team_pair *)row = (struct team_pair){ col_int(rows, 0), col_int(rows, 1) };
}

err_t store_team_pairs(struct store *store, struct arena *arena, struct team_pair **out, size_t *count)
{
	struct rows rows;

	db_query(store, TEAM_PAIRS, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), pair_read, out, count);
}

err_t store_team(struct store *store, struct arena *arena, int64_t team, const char ***names,
	size_t *count)
{
	struct rows rows;

	db_query(store, TEAM_LIST, &rows, "i", team);
	return rows_list(&rows, arena, sizeof(**names), name_read, names, count);
}

err_t store_account_import(struct store *store, int64_t id, const char *network, const char *name)
{
	return db_run(store, ACCOUNT_IMPORT, "itt", id, network, name);
}

err_t store_agent_import(struct store *store, int64_t id, const char *name, enum agent_kind kind)
{
	return db_run(store, AGENT_IMPORT, "itn", id, name, (int)kind);
}

err_t store_agent_move(struct store *store, int64_t id, int64_t to)
{
	int64_t last = 0;
	err_t err = NULL;

	if (to == 0) {
		err = db_get(store, NULL, AGENT_LAST, NULL, ":i", &last);
		to = last + 1;
	}
	return err != NULL ? err : db_run(store, AGENT_MOVE, "ii", id, to);
}
