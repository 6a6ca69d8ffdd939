/* SPDX-License-Identifier: ISC */
/*
 * Accounts, their secrets, the desk's own settings.  A secret is sealed with
 * a version that grows, so an old one put back does not open.
 */
#include "guichet/desk/account.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "guichet/store/clock.h"
#include "attachment.h"
#include "private.h"
#include "survey.h"

static const char secret_kind[] = "token";

static struct vault_label label_of(const struct desk *desk, const struct account *account,
	int64_t version)
{
	return (struct vault_label){ .desk_id = desk->id, .network = account->network,
		.url = account->url, .kind = secret_kind, .account = account->id,
		.version = version };
}

err_t vault_need(struct desk *desk, bool create)
{
	return desk->vault != NULL ? NULL : vault_open(desk->key_path, create, &desk->vault);
}

static err_t secret_store(struct desk *desk, const struct account *account,
	const struct secret *secret)
{
	struct str old = { 0 }, sealed = { 0 };
	struct vault_label label;
	int64_t version = 0;
	bool found;
	err_t err = vault_need(desk, true);

	if (err == NULL)
		err = store_secret(desk->store, account->id, &old, &version, &found);
	if (err == NULL) {
		label = label_of(desk, account, version + 1);
		vault_seal(desk->vault, &label, secret, &sealed);
		err = store_secret_set(desk->store, account->id, version + 1, sealed.text,
			sealed.len);
	}
	if (err == NULL)
		err = store_session_drop(desk->store, account->id);
	str_finish(&old);
	str_finish(&sealed);
	return err;
}

err_t desk_account_secret(struct desk *desk, const struct account *account, struct secret *out)
{
	struct str sealed = { 0 };
	struct vault_label label;
	int64_t version = 0;
	bool found = false;
	err_t err = store_secret(desk->store, account->id, &sealed, &version, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "account %s has no secret", account->name);
	if (err == NULL)
		err = vault_need(desk, false);
	if (err == NULL) {
		label = label_of(desk, account, version);
		err = vault_unseal(desk->vault, &label, sealed.text, sealed.len, out);
	}
	str_finish(&sealed);
	return err;
}

/* Line by line over the old ones; an empty value removes its key. */
static const char *settings_merge(struct arena *arena, const char *old, const char *more)
{
	for (const char *line = more == NULL ? "" : more; *line != '\0';) {
		size_t len = strcspn(line, "\n"), key_len = strcspn(line, "=\n");
		char *key = arena_copy_n(arena, line, key_len);
		const char *value = key_len < len ? settings_get(arena,
			arena_copy_n(arena, line, len), key) : NULL;

		if (key_len > 0 && key_len < len)
			old = settings_with(arena, old, key,
				value == NULL || value[0] == '\0' ? NULL : value);
		line += len + (line[len] == '\n');
	}
	return old;
}

/* since=now (or nothing), all, an instant, or a duration before now. */
static err_t since_parse(const struct desk *desk, const char *text, int64_t *out)
{
	int64_t ms;

	if (text == NULL || strcmp(text, "now") == 0) {
		*out = desk->now_ms;
		return NULL;
	}
	if (strcmp(text, "all") == 0) {
		*out = 0;
		return NULL;
	}
	if (duration_parse(text, &ms) == NULL) {
		*out = desk->now_ms - ms;
		return NULL;
	}
	return time_parse(text, out) == NULL ? NULL : err_make(ERR_USAGE, "since: '%s' is not a time: "
		"write now, all, an instant 2026-11-22T10:00:00Z, a date, or a duration like 7d", text);
}

/* What the settings mean for the row: base URL and the beginning of what counts. */
static err_t settings_apply(struct desk *desk, struct account *account)
{
	const char *url = settings_get(desk->arena, account->settings, "url");
	const char *since = settings_get(desk->arena, account->settings, "since");
	err_t err = reasons_acceptable(desk->arena, account->settings);

	if (err == NULL)
		err = approve_acceptable(desk->arena, account->settings);
	if (err == NULL)
		err = alt_text_acceptable(desk->arena, account->settings);
	if (err == NULL)
		err = survey_acceptable(desk->arena, account->settings);
	if (err == NULL && desk->planner.account != NULL)
		err = desk->planner.account(desk->planner.data, desk->arena, account->network,
			settings_undated(desk->arena, account->settings));
	if (err != NULL)
		return err_wrap(err, "account %s", account->name);
	if (url == NULL && desk->planner.home != NULL)
		url = desk->planner.home(desk->planner.data, account->network);
	account->url = url == NULL ? "" : url;
	if (account->id != 0 && since == NULL)
		return NULL;
	if (since == NULL && strcmp(account->network, "import") == 0) {
		account->since_ms = 0;
		return NULL;
	}
	return since_parse(desk, since, &account->since_ms);
}

static err_t account_event(struct desk *desk, enum event_kind kind, const struct account *account)
{
	struct entry entry = entry_by_actor(desk, kind);

	entry.detail[0] = (struct pair){ "name", account->name };
	entry.detail[1] = (struct pair){ "network", account->network };
	desk_note_change(desk, CHANGE_ACCOUNT, account->id);
	return ledger_append(desk, NULL, account->id, &entry, NULL);
}

static err_t account_find(struct desk *desk, const char *name, struct account *out)
{
	bool found = false;
	err_t err = store_account_named(desk->store, desk->arena, name, out, &found);

	if (err == NULL && (!found || out->state == ACCOUNT_REMOVED))
		err = err_make(ERR_NOT_FOUND, "there is no account %s", name);
	return err;
}

bool account_stopped(const struct account *account)
{
	return account->state == ACCOUNT_PAUSED && account->reason != NULL && str_starts(account->reason, PAUSED_BY);
}

/*
 * Changed by a person: what paused it may be over, unless a person did.  With
 * another secret nothing leaves before it is known whose that is; at another
 * address we are somebody new.
 */
static void account_refresh(struct account *account, const char *url_before, bool other_secret)
{
	bool elsewhere = !str_equal(account->url, url_before);

	if (elsewhere)
		account->self_id = NULL;
	if (account_stopped(account))
		return;
	if (elsewhere || other_secret || account->state != ACCOUNT_OK || account->level == 0)
		account->state = ACCOUNT_NEW;
	account->reason = "";
}

/* The URL is sealed into the secret: what was sealed for one place does not open at another. */
static err_t secret_follow(struct desk *desk, const struct account *before,
	const struct account *now)
{
	struct secret secret = { 0 };
	err_t err;

	if (strcmp(before->url, now->url) == 0)
		return NULL;
	err = desk_account_secret(desk, before, &secret);
	if (err_is(err, ERR_NOT_FOUND))
		return NULL;
	secret_finish(&secret);
	return err != NULL ? err : err_make(ERR_STATE,
		"the secret of %s belongs to %s: give it again with account add", now->name,
		before->url);
}

/* Adding must not rewrite: what is given holds already, or account set is what was meant. */
static err_t settings_agree(struct desk *desk, const struct account *account, const char *given,
	bool url_may_differ)
{
	for (const char *line = given == NULL ? "" : given; *line != '\0';) {
		size_t len = strcspn(line, "\n"), key_len = strcspn(line, "=\n");
		const char *key = arena_copy_n(desk->arena, line, key_len);
		const char *value = settings_get(desk->arena, arena_copy_n(desk->arena, line, len), key);
		const char *has = settings_get(desk->arena, account->settings, key);

		line += len + (line[len] == '\n');
		if (value == NULL || strcmp(value, has == NULL ? "" : has) == 0 ||
		    (url_may_differ && strcmp(key, "url") == 0))
			continue;
		if (has == NULL)
			return err_make(ERR_CONFLICT, "account %s exists without %s: use account set",
				account->name, key);
		return err_make(ERR_CONFLICT, "account %s exists with %s=%s: use account set",
			account->name, key, has);
	}
	return NULL;
}

err_t desk_account_add(struct desk *desk, const char *network, const char *name,
	const char *settings, const struct secret *secret, int64_t *id, bool *added)
{
	struct account account = { 0 }, before;
	bool found = false;
	err_t err = store_account_named(desk->store, desk->arena, name, &account, &found);

	if (err == NULL && found && strcmp(account.network, network) != 0)
		err = err_make(ERR_CONFLICT, "account %s is on %s", name, account.network);
	*added = !found || account.state == ACCOUNT_REMOVED;
	if (err == NULL && !*added)
		err = settings_agree(desk, &account, settings, secret != NULL);
	if (err != NULL)
		return err;
	*id = account.id;
	if (!*added && secret == NULL)
		return NULL;
	before = account;
	if (!found)
		account = (struct account){ .network = network, .name = name, .settings = "",
			.state = ACCOUNT_NEW, .reason = "" };
	account.settings = settings_merge(desk->arena, account.settings, settings);
	if (*added || strcmp(account.settings, before.settings) != 0)
		err = settings_apply(desk, &account);
	if (err == NULL && found && secret == NULL)
		err = secret_follow(desk, &before, &account);
	if (err != NULL)
		return err;
	if (found)
		account_refresh(&account, *added ? NULL : before.url, secret != NULL);
	err = store_account_put(desk->store, &account, id);
	account.id = *id;
	if (err == NULL && secret != NULL)
		err = secret_store(desk, &account, secret);
	if (err == NULL)
		err = account_event(desk, *added ? EVENT_ACCOUNT_ADDED : EVENT_ACCOUNT_CHANGED,
			&account);
	return err != NULL ? err : settings_record(desk, account.id, found ? before.settings : "", settings,
		desk->now_ms);
}

err_t desk_account_set(struct desk *desk, const char *name, const char *settings, int64_t from_ms)
{
	struct account account, before;
	int64_t id;
	err_t err = account_find(desk, name, &account);

	if (err != NULL)
		return err;
	before = account;
	account.settings = settings_merge(desk->arena, account.settings, settings);
	err = settings_apply(desk, &account);
	if (err == NULL)
		err = secret_follow(desk, &before, &account);
	account_refresh(&account, before.url, false);
	if (err == NULL)
		err = store_account_put(desk->store, &account, &id);
	if (err == NULL)
		err = account_event(desk, EVENT_ACCOUNT_CHANGED, &account);
	return err != NULL ? err : settings_record(desk, account.id, before.settings, settings, from_ms);
}

err_t account_same_self(const struct account *account, const char *self_id, const char *self_handle)
{
	if (self_id == NULL || account->self_id == NULL || *account->self_id == '\0' ||
	    strcmp(account->self_id, self_id) == 0)
		return NULL;
	return err_make(ERR_AUTH, "the secret is that of %s, and account %s is %s: add it as another account",
		self_handle != NULL ? self_handle : self_id, account->name,
		account->self_handle != NULL ? account->self_handle : account->self_id);
}

err_t desk_account_signed_in(struct desk *desk, const struct account *asked, const char *self_id,
	const char *self_handle, const struct secret *secret)
{
	struct account account;
	int64_t id;
	bool found = false;
	err_t err = store_account(desk->store, desk->arena, asked->id, &account, &found);

	if (err == NULL && (!found || account.state == ACCOUNT_REMOVED))
		err = err_make(ERR_NOT_FOUND, "the account was removed");
	if (err == NULL && !str_equal(account.url, asked->url))
		err = err_make(ERR_CONFLICT, "account %s is at another address meanwhile: account login begins anew",
			account.name);
	if (err == NULL)
		err = account_same_self(&account, self_id, self_handle);
	if (err != NULL)
		return err;
	account_refresh(&account, account.url, true);
	err = store_account_put(desk->store, &account, &id);
	if (err == NULL)
		err = secret_store(desk, &account, secret);
	return err != NULL ? err : account_event(desk, EVENT_ACCOUNT_CHANGED, &account);
}

void desk_proof(char verifier[CRYPT_PROOF], char challenge[CRYPT_PROOF])
{
	crypt_proof(verifier, challenge);
}

static err_t state_put(struct desk *desk, struct account *account, enum account_state state, const char *reason)
{
	int64_t id;
	err_t err;

	account->state = state;
	account->reason = reason;
	err = store_account_put(desk->store, account, &id);
	return err != NULL ? err : account_event(desk, EVENT_ACCOUNT_CHANGED, account);
}

err_t desk_account_pause(struct desk *desk, const char *name, const char *reason)
{
	struct account account;
	err_t err = account_find(desk, name, &account);

	return err != NULL ? err : state_put(desk, &account, ACCOUNT_PAUSED, arena_printf(desk->arena, PAUSED_BY "%s%s%s",
		desk->actor.name, reason != NULL ? ": " : "", reason != NULL ? reason : ""));
}

err_t desk_account_resume(struct desk *desk, const char *name)
{
	struct account account;
	err_t err = account_find(desk, name, &account);

	return err != NULL || account.state != ACCOUNT_PAUSED ? err : state_put(desk, &account, ACCOUNT_NEW, "");
}

err_t desk_account_seen(struct desk *desk, const char *name)
{
	struct account account;
	err_t err = account_find(desk, name, &account);

	if (err != NULL || account.gap_to_ms == 0)
		return err;
	err = store_account_gap(desk->store, account.id, 0, 0);
	return err != NULL ? err : account_event(desk, EVENT_ACCOUNT_CHANGED, &account);
}

err_t desk_account_remove(struct desk *desk, const char *name)
{
	struct account account;
	int64_t id;
	err_t err = account_find(desk, name, &account);

	if (err != NULL)
		return err;
	account.state = ACCOUNT_REMOVED;
	err = store_account_put(desk->store, &account, &id);
	if (err == NULL)
		err = store_secret_drop(desk->store, account.id);
	if (err == NULL)
		err = store_session_drop(desk->store, account.id);
	if (err == NULL)
		err = store_account_gap(desk->store, account.id, 0, 0);
	if (err == NULL)
		err = store_clock_samples_drop(desk->store, account.id);
	if (err == NULL)
		err = account_event(desk, EVENT_ACCOUNT_CHANGED, &account);
	return err;
}

/* ---- the desk itself */

bool desk_courier_may_run(struct desk *desk)
{
	return desk->courier_ok;
}

err_t desk_courier_start(struct desk *desk)
{
	uint64_t device, inode;
	char place[64];
	err_t err;

	store_file(desk->store, &device, &inode);
	(void)snprintf(place, sizeof(place), "%" PRIu64 ":%" PRIu64, device, inode);
	err = store_meta_set(desk->store, "place", place);
	/* The tokens in a copy are the other desk's: whoever renews them takes them from it. */
	if (err == NULL && !desk->courier_ok)
		err = store_session_drop(desk->store, 0);
	if (err == NULL && !desk->courier_ok)
		err = clock_anew(desk);
	if (err == NULL) {
		desk->courier_ok = true;
		desk_note_change(desk, CHANGE_OUTBOX, 0);
	}
	return err;
}
