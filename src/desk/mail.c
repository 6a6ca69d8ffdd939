/* SPDX-License-Identifier: ISC */
/*
 * Letters: where they go, and what becomes of each delivery.  The password
 * of the mail server is sealed with the server's address, as an account's
 * token is with its network's.
 */
#include "mail.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/desk/setting.h"

#define RETRY_FIRST_MS INT64_C(60000)
#define RETRY_MOST_MS INT64_C(3600000)
enum { TRIES_MOST = 30 };	/* a day of them: what was held or waited for a person counts for nothing */
#define META_PASSWORD "mail.password"
#define DOUBT_COPIED "the desk was restored or copied"

/* ---- where they go */

err_t mail_url_check(const char *value)
{
	return mail_server_check(value, false);
}

err_t mail_from_check(const char *value)
{
	struct arena *arena = arena_create();
	struct mailbox box;
	err_t err = mailbox_parse(arena, value, &box);

	arena_destroy(arena);
	return err;
}

err_t mail_user_check(const char *value)
{
	return strpbrk(value, "\r\n") == NULL ? NULL : err_make(ERR_USAGE, "mail.user holds no line break");
}

err_t mail_tls_check(const char *value)
{
	if (strcmp(value, "required") == 0 || strcmp(value, "none") == 0)
		return NULL;
	return err_make(ERR_USAGE, "mail.tls: '%s' is neither required nor none", value);
}

err_t mail_ca_check(const char *value)
{
	return value[0] == '/' ? NULL : err_make(ERR_USAGE, "mail.ca: '%s' is no absolute path of a file", value);
}

err_t read_mail_server(struct reader *reader, struct arena *arena, struct mail_server *out, bool *found)
{
	const char *from = NULL, *tls = NULL;
	err_t err = read_setting(reader, arena, "mail.url", &out->url);

	if (err == NULL)
		err = read_setting(reader, arena, "mail.from", &from);
	if (err == NULL)
		err = read_setting(reader, arena, "mail.user", &out->user);
	if (err == NULL)
		err = read_setting(reader, arena, "mail.ca", &out->ca_file);
	if (err == NULL)
		err = read_setting(reader, arena, "mail.tls", &tls);
	out->plain = str_equal(tls, "none");
	out->from = (struct mailbox){ "", "" };
	if (err == NULL && from != NULL)
		err = mailbox_parse(arena, from, &out->from);
	*found = err == NULL && out->url != NULL && from != NULL;
	return err;
}

err_t mail_settings_agree(struct desk *desk)
{
	struct mail_server server;
	bool found;
	err_t err = read_mail_server(&desk->reader, desk->arena, &server, &found);

	if (err == NULL && server.url != NULL)
		err = mail_server_check(server.url, server.plain);
	return err;
}

static struct vault_label label_of(const struct desk *desk, const char *url, int64_t version)
{
	return (struct vault_label){ .desk_id = desk->id, .network = "smtp", .url = url, .kind = "password",
		.version = version };
}

err_t desk_mail_password_set(struct desk *desk, const struct secret *secret)
{
	const char *old = NULL;
	struct mail_server server;
	struct str sealed = { 0 };
	struct vault_label label;
	bool found = false;
	char *hex;
	err_t err = read_mail_server(&desk->reader, desk->arena, &server, &found);

	if (err == NULL && server.url == NULL)
		err = err_make(ERR_STATE, "mail password: no mail server is set: guichet desk set mail.url=smtps://HOST");
	if (err == NULL)
		err = store_meta(desk->store, desk->arena, META_PASSWORD, &old);
	if (err == NULL && desk->vault == NULL)
		err = vault_open(desk->key_path, true, &desk->vault);
	if (err != NULL)
		return err;
	label = label_of(desk, server.url, old == NULL ? 1 : strtoll(old, NULL, 10) + 1);
	vault_seal(desk->vault, &label, secret, &sealed);
	hex = arena_alloc(desk->arena, 2 * sealed.len + 1);
	crypt_hex((const unsigned char *)sealed.text, sealed.len, hex);
	err = store_meta_set(desk->store, META_PASSWORD, arena_printf(desk->arena, "%" PRId64 " %s", label.version, hex));
	str_finish(&sealed);
	return err;
}

err_t desk_mail_password(struct desk *desk, struct secret *out, bool *found)
{
	struct arena *arena = arena_create();
	const char *kept = NULL, *hex = NULL;
	struct mail_server server;
	err_t err = store_meta(desk->store, arena, META_PASSWORD, &kept);

	*found = false;
	if (err == NULL && kept != NULL)
		err = read_mail_server(&desk->reader, arena, &server, found);
	if (err == NULL && *found && desk->vault == NULL)
		err = vault_open(desk->key_path, false, &desk->vault);
	if (err == NULL && *found) {
		struct vault_label label = label_of(desk, server.url, strtoll(kept, NULL, 10));
		size_t len;
		unsigned char *bytes;

		hex = kept + strcspn(kept, " ") + (strchr(kept, ' ') != NULL);
		len = strlen(hex) / 2;
		bytes = arena_alloc(arena, len + 1);
		if (*hex == '\0' || !crypt_unhex(hex, bytes, len))
			*found = false;
		else
			err = vault_unseal(desk->vault, &label, (const char *)bytes, len, out);
	}
	arena_destroy(arena);
	return err;
}

err_t read_mail_has_password(struct reader *reader, struct arena *arena, bool *out)
{
	const char *kept = NULL;
	err_t err = store_meta(reader->store, arena, META_PASSWORD, &kept);

	*out = kept != NULL && strchr(kept, ' ') != NULL && strchr(kept, ' ')[1] != '\0';
	return err;
}

/* Its version stays, so that the old row does not open when it is put back. */
err_t mail_password_forget(struct desk *desk)
{
	const char *kept = NULL;
	err_t err = store_meta(desk->store, desk->arena, META_PASSWORD, &kept);

	return err != NULL || kept == NULL ? err : store_meta_set(desk->store, META_PASSWORD,
		arena_printf(desk->arena, "%" PRId64 " ", (int64_t)strtoll(kept, NULL, 10)));
}

/* ---- queued */

err_t mail_recipients_check(struct arena *arena, const char *const *recipients, size_t count)
{
	struct mailbox box;
	err_t err = count <= MAIL_RECIPIENTS_MAX ? NULL :
		err_make(ERR_USAGE, "a letter goes to %d people at most", MAIL_RECIPIENTS_MAX);

	for (size_t i = 0; err == NULL && i < count; i++)
		err = mailbox_parse(arena, recipients[i], &box);
	return err;
}

/* A letter that is written is the time for it: a desk that writes none has nothing to forget. */
err_t letters_prune(struct desk *desk)
{
	int64_t ms = 0;
	err_t err = read_setting_kept(&desk->reader, desk->arena, "mail.keep", &ms);

	return err != NULL ? err : store_letter_prune(desk->store, desk->now_ms - ms);
}

err_t read_mail_ready(struct reader *reader, struct arena *arena)
{
	struct mail_server server;
	bool found = false;
	err_t err = read_mail_server(reader, arena, &server, &found);

	return err != NULL || found ? err : err_make(ERR_STATE, "no mail server is set: an admin says "
		"guichet desk set mail.url=smtps://HOST mail.from=ADDRESS");
}

err_t desk_mail_add(struct desk *desk, const struct letter_row *wish, const char *const *recipients, size_t count,
	int64_t *letter)
{
	struct letter_row row = *wish;
	err_t err = mail_recipients_check(desk->arena, recipients, count);

	if (err == NULL)
		err = read_mail_ready(&desk->reader, desk->arena);
	row.at_ms = desk->now_ms;
	row.agent = desk->actor.agent;
	if (err == NULL)
		err = letters_prune(desk);
	if (err == NULL)
		err = store_letter_add(desk->store, &row, letter);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = store_mail_add(desk->store, &(struct mail_row){ .letter = *letter, .recipient = recipients[i],
			.next_ms = desk->now_ms });
	if (err == NULL)
		desk_note_change(desk, CHANGE_MAIL, *letter);
	return err;
}

static err_t mail_load(struct desk *desk, int64_t id, struct mail_row *out)
{
	bool found = false;
	err_t err = store_mail(desk->store, desk->arena, id, out, &found);

	return err != NULL || found ? err : err_make(ERR_NOT_FOUND, "there is no mail %" PRId64 ": guichet mail list", id);
}

static err_t mail_save(struct desk *desk, const struct mail_row *row)
{
	err_t err = store_mail_set(desk->store, row);

	if (err == NULL && (row->state == OUT_SENT || row->state == OUT_CANCELLED))
		err = store_letter_empty(desk->store, row->letter);
	desk_note_change(desk, CHANGE_MAIL, row->id);
	return err;
}

static err_t state_refused(const char *call, const struct mail_row *row)
{
	return err_make(ERR_STATE, "mail %s %" PRId64 ": it is %s", call, row->id, outbox_state_name(row->state));
}

err_t desk_mail_retry(struct desk *desk, int64_t mail)
{
	struct mail_row row;
	err_t err = mail_load(desk, mail, &row);

	if (err != NULL)
		return err;
	if (row.state != OUT_FAILED && row.state != OUT_UNKNOWN && row.state != OUT_QUEUED)
		return state_refused("retry", &row);
	row.state = OUT_QUEUED;
	row.next_ms = desk->now_ms;
	row.over_ms = row.tries = 0;
	return mail_save(desk, &row);
}

err_t desk_mail_cancel(struct desk *desk, int64_t mail)
{
	struct mail_row row;
	err_t err = mail_load(desk, mail, &row);

	if (err != NULL || row.state == OUT_CANCELLED)
		return err;
	if (row.state == OUT_SENT || row.state == OUT_SENDING)
		return state_refused("cancel", &row);
	row.state = OUT_CANCELLED;
	row.over_ms = desk->now_ms;
	return mail_save(desk, &row);
}

err_t read_mails(struct reader *reader, struct arena *arena, const char *kind, int64_t limit, struct mail_row **out,
	size_t *count)
{
	return store_mails(reader->store, arena, kind, limit, out, count);
}

/* ---- carried */

static err_t doubt_all(struct desk *desk, enum outbox_state state, const char *why)
{
	struct mail_row *rows = NULL;
	size_t count = 0;
	err_t err = store_mail_in(desk->store, desk->arena, state, &rows, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		rows[i].state = OUT_UNKNOWN;
		rows[i].said = why;
		rows[i].over_ms = desk->now_ms;
		err = mail_save(desk, &rows[i]);
	}
	return err;
}

err_t mail_copied(struct desk *desk)
{
	err_t err = doubt_all(desk, OUT_QUEUED, DOUBT_COPIED);

	return err != NULL ? err : doubt_all(desk, OUT_SENDING, DOUBT_COPIED);
}

err_t desk_mail_recover(struct desk *desk)
{
	err_t err = desk_begin_system(desk);

	return err != NULL ? err : desk_end(desk, doubt_all(desk, OUT_SENDING, "the server ended while it was being sent"));
}

err_t desk_mail_queued(struct desk *desk, size_t *out)
{
	int64_t count = 0;
	err_t err = store_mail_count(desk->store, OUT_QUEUED, &count);

	*out = (size_t)count;
	return err;
}

int64_t desk_mail_next_ms(struct desk *desk)
{
	struct arena *arena = arena_create();
	struct mail_row row = { 0 };
	bool found = false;
	err_t err = store_mail_next(desk->store, arena, desk->held, &row, &found);
	int64_t next = err == NULL && found ? row.next_ms : 0;

	arena_destroy(arena);
	return next;
}

static err_t take(struct desk *desk, struct arena *arena, struct mail_due *out, bool *found)
{
	bool ready = false, whole = false;
	err_t err = store_mail_next(desk->store, arena, desk->held, &out->mail, found);

	*found = *found && out->mail.next_ms <= desk->now_ms;
	if (err != NULL || !*found)
		return err;
	err = store_letter(desk->store, arena, out->mail.letter, &out->letter, &whole);
	if (err == NULL)
		err = read_mail_server(&desk->reader, arena, &out->server, &ready);
	if (err != NULL)
		return err;
	out->mail.state = OUT_SENDING;
	out->mail.tries++;
	out->mail.attempted_ms = desk->now_ms;
	if (!ready || !whole) {
		out->mail.state = OUT_FAILED;
		out->mail.said = "no mail server is set";
		out->mail.over_ms = desk->now_ms;
	}
	*found = ready && whole;
	return mail_save(desk, &out->mail);
}

err_t desk_mail_take(struct desk *desk, struct arena *arena, struct mail_due *out, bool *found)
{
	err_t err;

	*found = false;
	if (!desk->courier_ok || desk_mail_next_ms(desk) == 0)
		return NULL;
	err = desk_begin_system(desk);
	return err != NULL ? err : desk_end(desk, take(desk, arena, out, found));
}

/* What a person decided meanwhile stands. */
static err_t outcome(struct desk *desk, int64_t mail, enum outbox_state state, const char *said)
{
	struct mail_row row;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = mail_load(desk, mail, &row);
	if (err == NULL && row.state == OUT_SENDING) {
		row.state = state;
		row.said = said;
		row.over_ms = desk->now_ms;
		if (state == OUT_QUEUED) {
			int64_t wait = RETRY_FIRST_MS << (row.tries < 7 ? row.tries - 1 : 6);

			row.next_ms = desk->now_ms + (wait < RETRY_MOST_MS ? wait : RETRY_MOST_MS);
			row.over_ms = 0;
			if (row.tries >= TRIES_MOST) {
				row.state = OUT_FAILED;
				row.over_ms = desk->now_ms;
			}
		}
		err = mail_save(desk, &row);
	}
	return desk_end(desk, err);
}

err_t desk_mail_sent(struct desk *desk, int64_t mail, const char *said)
{
	return outcome(desk, mail, OUT_SENT, said);
}

err_t desk_mail_refused(struct desk *desk, int64_t mail, const char *said)
{
	return outcome(desk, mail, OUT_FAILED, said);
}

err_t desk_mail_later(struct desk *desk, int64_t mail, const char *said)
{
	return outcome(desk, mail, OUT_QUEUED, said);
}

err_t desk_mail_unknown(struct desk *desk, int64_t mail, const char *said)
{
	return outcome(desk, mail, OUT_UNKNOWN, said);
}
