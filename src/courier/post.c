/* SPDX-License-Identifier: ISC */
/*
 * Letters on their way: one at a time, the next when its server has answered.
 * A letter is marked before it leaves and what came of it is recorded in the
 * server's words; whatever is not plain is unknown, and stays so.
 */
#include "private.h"

#include <inttypes.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/mail.h"
#include "guichet/desk/reply.h"

struct post {
	struct courier *courier;
	struct smtp *smtp;
	int64_t mail;			/* on its way */
	char *recipient;
};

static void on_answer(void *data, const struct smtp_answer *answer)
{
	static err_t (*const record[])(struct desk *, int64_t, const char *) = {
		[SMTP_TAKEN] = desk_mail_sent, [SMTP_REFUSED] = desk_mail_refused,
		[SMTP_LATER] = desk_mail_later, [SMTP_UNKNOWN] = desk_mail_unknown,
	};
	struct post *post = data;
	err_t err = record[answer->outcome](post->courier->options.desk, post->mail, answer->text);

	if (err != NULL)	/* it stays "sending", and unknown at the next start */
		log_line("post", "mail=%" PRId64 " not recorded: %s", post->mail, err->text);
	log_line("post", "mail=%" PRId64 " outcome=%s", post->mail, smtp_outcome_name(answer->outcome));
	jobs_posted(post->courier, answer->outcome, post->recipient, answer->text);
	post->mail = 0;
	courier_kick(post->courier);
}

static void letter_send(struct post *post, struct arena *arena, const struct mail_due *due)
{
	struct letter letter = {
		.from = due->server.from, .subject = due->letter.subject, .text = due->letter.text,
		.html = due->letter.html[0] == '\0' ? NULL : due->letter.html, .at_ms = due->letter.at_ms,
		.id = arena_printf(arena, "%" PRId64 ".%" PRId64 ".%.8s", due->mail.letter, due->mail.id,
			desk_id(post->courier->options.desk)),
	};
	struct smtp_letter out = { .url = due->server.url, .plain = due->server.plain, .ca_file = due->server.ca_file,
		.user = due->server.user, .from = due->server.from.address };
	struct secret password = { 0 };
	struct str text = { 0 };
	bool has = false;
	err_t err = mailbox_parse(arena, due->mail.recipient, &letter.to);

	if (due->letter.file_name[0] != '\0')
		letter.file = (struct letter_file){ due->letter.file_name, "text/csv", due->letter.file };
	if (err == NULL && out.user != NULL)
		err = desk_mail_password(post->courier->options.desk, &password, &has);
	if (err != NULL) {
		on_answer(post, &(struct smtp_answer){ SMTP_LATER, err->text });
		return;
	}
	letter_write(&letter, &text);
	out.to = letter.to.address;
	out.password = has ? password.bytes : NULL;
	out.text = text.text;
	out.len = text.len;
	smtp_send(post->smtp, &out, on_answer, post);
	secret_finish(&password);
	str_finish(&text);
}

void post_pump(struct post *post)
{
	struct courier *courier = post->courier;
	struct arena *arena;
	struct mail_due due = { 0 };
	bool found = false;
	err_t err;

	if (post->mail != 0 || !(courier->attended || jobs_want_post(courier)))
		return;
	arena = arena_create();
	err = desk_mail_take(courier->options.desk, arena, &due, &found);
	if (err != NULL)
		log_line("post", "later why=\"%s\"", err->text);
	if (err == NULL && found) {
		post->mail = due.mail.id;
		free(post->recipient);
		post->recipient = mem_copy(due.mail.recipient);
		letter_send(post, arena, &due);
	}
	arena_destroy(arena);
}

bool post_is_busy(const struct post *post)
{
	return post->mail != 0;
}

bool post_is_idle(const struct post *post)
{
	int64_t next = desk_mail_next_ms(post->courier->options.desk);

	return post->mail == 0 && (next == 0 || next > courier_now(post->courier));
}

struct post *post_create(struct courier *courier)
{
	struct post *post = mem_alloc(sizeof(*post));

	*post = (struct post){ .courier = courier, .smtp = smtp_create(courier->options.loop, 0) };
	return post;
}

void post_destroy(struct post *post)
{
	smtp_destroy(post->smtp);
	free(post->recipient);
	free(post);
}
