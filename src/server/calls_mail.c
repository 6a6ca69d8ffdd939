/* SPDX-License-Identifier: ISC */
/*
 * Letters that leave by e-mail.
 *
 *   mail cancel, mail retry   {"mail"}
 *   mail list       {"rows":[{"mail","at","state","to","kind","about","subject","who","tries","next_at","attempted_at",
 *                   "over_at","said"}]}
 *   mail password   {"password":true}
 *   mail show       {"url","from","user","tls","ca","password":bool,"ready":bool}
 *   mail test       {"letter","to","leaves"}
 */
#include "calls.h"

#include <string.h>

#include "answer.h"
#include "guichet/desk/account.h"
#include "guichet/base/message.h"
#include "guichet/desk/mail.h"
#include "guichet/desk/setting.h"

enum { LIST_MOST = 1000, LIST_USUAL = 100 };

err_t mail_cancel(struct call_context *context)
{
	int64_t id = call_int(context->request, "mail", 0);
	err_t err = desk_mail_cancel(context->desk, id);

	return err != NULL ? err : answer_number(context, "mail", id);
}

err_t mail_retry(struct call_context *context)
{
	int64_t id = call_int(context->request, "mail", 0);
	err_t err = desk_mail_retry(context->desk, id);

	return err != NULL ? err : answer_number(context, "mail", id);
}

static void put_mail(struct json_out *o, const struct mail_row *row, const char *who)
{
	json_open_object(o, NULL);
	json_put_int(o, "mail", row->id);
	json_put_time(o, "at", row->at_ms);
	json_put_text(o, "state", outbox_state_name(row->state));
	json_put_text(o, "to", row->recipient);
	json_put_text(o, "kind", row->kind);
	answer_some(o, "about", row->about);
	json_put_text(o, "subject", row->subject);
	answer_some(o, "who", who);
	json_put_int(o, "tries", row->tries);
	json_put_time(o, "next_at", row->state == OUT_QUEUED ? row->next_ms : 0);
	json_put_time(o, "attempted_at", row->attempted_ms);
	json_put_time(o, "over_at", row->over_ms);
	answer_some(o, "said", row->said);
	json_close_object(o);
}

err_t mail_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const char *kind = call_text(context->request, "kind");
	struct mail_row *rows = NULL;
	struct agent *agents = NULL;
	size_t count = 0, agent_count = 0, limit = 0;
	err_t err = context_limit(context, LIST_USUAL, LIST_MOST, &limit);

	if (err == NULL)
		err = read_mails(context->reader, context->arena, kind == NULL ? "" : kind, (int64_t)limit, &rows, &count);
	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	if (err != NULL)
		return err;
	answer_rows(&o);
	for (size_t i = 0; i < count; i++)
		put_mail(&o, &rows[i], rows[i].agent == 0 ? "" : agent_name_of(agent_count, agents, rows[i].agent));
	answer_rows_end(&o);
	return NULL;
}

err_t mail_password(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const char *text = call_text(context->request, "password");
	struct secret secret;
	err_t err = text != NULL && text[0] != '\0' ? NULL : err_make(ERR_USAGE, "mail password: there is none");

	if (err != NULL)
		return err;
	secret = secret_make(text, strlen(text));
	err = desk_mail_password_set(context->desk, &secret);
	secret_finish(&secret);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_bool(&o, "password", true);
	json_close_object(&o);
	return NULL;
}

err_t mail_show(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct mail_server server = { 0 };
	bool ready = false, has = false;
	err_t err = read_mail_server(context->reader, context->arena, &server, &ready);

	if (err == NULL)
		err = read_mail_has_password(context->reader, context->arena, &has);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_text(&o, "url", server.url);
	answer_some(&o, "from", server.from.name[0] == '\0' ? server.from.address :
		arena_printf(context->arena, "%s <%s>", server.from.name, server.from.address));
	json_put_text(&o, "user", server.user);
	json_put_text(&o, "tls", server.plain ? "none" : "required");
	json_put_text(&o, "ca", server.ca_file);
	json_put_bool(&o, "password", has);
	json_put_bool(&o, "ready", ready);
	json_close_object(&o);
	return NULL;
}

err_t mail_test(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const char *to = call_text(context->request, "to");
	struct letter_row letter = { .kind = "test", .about = "", .html = "", .file_name = "", .file = "" };
	const char *lang = NULL;
	int64_t id = 0;
	err_t err = read_setting(context->reader, context->arena, "language", &lang);

	message_language(lang);
	letter.subject = arena_copy(context->arena, _("guichet: mails arrive"));
	letter.text = arena_printf(context->arena, "%s\n", message_put(context->arena,
		_("This is a test. %s asked the desk to send it."), context->actor->name));
	message_language(NULL);
	if (err == NULL)
		err = desk_mail_add(context->desk, &letter, &to, 1, &id);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "letter", id);
	json_put_text(&o, "to", to);
	json_put_text(&o, "leaves", answer_leaves(context));
	json_close_object(&o);
	return NULL;
}
