/* SPDX-License-Identifier: ISC */
/*
 * Reports.
 *
 *   report           the document of guichet/report/report.h
 *   report show      likewise; of a published one as it was published, with "number"
 *   report publish   {"number","name","seq","as_of","mailed"}
 *   report list      {"rows":[{"number","name","at","who","seq","as_of"}]}    number null: a saved question
 *   report diff      see report_diff.c
 *   report save      {"name","added":bool}
 *   report remove    {"name"}
 */
#include "calls.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "guichet/desk/report.h"
#include "guichet/model/settings.h"
#include "report_asked.h"
#include "report_mail.h"
#include "report_make.h"

err_t report_report(struct call_context *context)
{
	if (call_text(context->request, "mail-to") != NULL)
		return err_make(ERR_USAGE, "report: what is mailed is published: report publish --mail-to ADDRESS");
	return report_make(context, (struct report_naming){ NULL, 0 }, 0, context->answer);
}

/* ---- published */

/* As of an instant that is over, so that nothing which is recorded later can be part of it. */
err_t report_publish_look(struct call_context *context)
{
	int64_t as_of_ms = call_time(context->request, "as-of", context->now_ms, context->now_ms) - 1;
	struct publication *found = arena_alloc(context->arena, sizeof(*found));

	context->found = found;
	return publication_make(context, call_text(context->request, "name"), as_of_ms,
		call_text(context->request, "mail-to"), found);
}

err_t report_publish(struct call_context *context)
{
	struct publication *found = context->found;
	struct json_out o = { .to = context->answer };
	int64_t number = 0, letter = 0;
	err_t err = publication_leave(context, found, &number, &letter);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "number", number);
	json_put_text(&o, "name", found->row.name);
	json_put_int(&o, "seq", found->row.seq);
	json_put_time(&o, "as_of", found->row.as_of_ms);
	json_put_int(&o, "mailed", (int64_t)found->letter.count);
	json_close_object(&o);
	return NULL;
}

/* ---- shown */

static err_t saved_show(struct call_context *context, const char *name)
{
	struct call_context asking = *context;
	struct call_request request;
	struct report_row row;
	err_t err = read_report(context->reader, context->arena, name, &row);

	if (err == NULL)
		err = report_asked_request(context->arena, row.asked, &request);
	asking.request = &request;
	return err != NULL ? err : report_make(&asking, (struct report_naming){ row.name, 0 }, 0, context->answer);
}

/* The document as it is kept, with its number before it; groups of agents only as far as they are for who asks. */
static err_t published_show(struct call_context *context, int64_t number)
{
	struct published_row row;
	err_t err = read_published_one(context->reader, context->arena, number, &row);

	if (err != NULL)
		return err;
	str_printf(context->answer, "{\"number\":%" PRId64 ",", number);
	return report_redact(context, &row, context->answer);
}

err_t report_show(struct call_context *context)
{
	const char *which = call_text(context->request, "which");

	return which[strspn(which, "0123456789")] != '\0' ? saved_show(context, which)
		: published_show(context, strtoll(which, NULL, 10));
}

static void put_row(struct json_out *o, int64_t number, const char *name, const char *who)
{
	json_open_object(o, NULL);
	if (number == 0)
		json_put_null(o, "number");
	else
		json_put_int(o, "number", number);
	answer_some(o, "name", name);
	json_put_text(o, "who", who);
}

err_t report_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct published_row *published = NULL;
	struct report_row *saved = NULL;
	struct agent *agents = NULL;
	size_t count = 0, saved_count = 0, agent_count = 0;
	err_t err = read_published(context->reader, context->arena, &published, &count);

	if (err == NULL)
		err = read_reports(context->reader, context->arena, &saved, &saved_count);
	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < saved_count; i++) {
		put_row(&o, 0, saved[i].name, agent_name_of(agent_count, agents, saved[i].agent));
		json_put_text(&o, "asks", report_asked_words(context->arena, saved[i].asked));
		json_close_object(&o);
	}
	for (size_t i = 0; i < count; i++) {
		put_row(&o, published[i].number, published[i].name, agent_name_of(agent_count, agents, published[i].agent));
		json_put_text(&o, "asks", report_asked_words(context->arena, published[i].asked));
		json_put_time(&o, "at", published[i].at_ms);
		json_put_int(&o, "seq", published[i].seq);
		json_put_time(&o, "as_of", published[i].as_of_ms);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}

/* ---- saved */

static err_t say_name(struct call_context *context, const char *name, const bool *added)
{
	struct json_out o = { .to = context->answer };

	json_open_object(&o, NULL);
	json_put_text(&o, "name", name);
	if (added != NULL)
		json_put_bool(&o, "added", *added);
	json_close_object(&o);
	return NULL;
}

err_t report_save(struct call_context *context)
{
	const char *name = call_text(context->request, "name"), *asked = NULL;
	bool added = false;
	err_t err = report_asked_keep(context, &asked);

	if (err == NULL && name[strspn(name, "0123456789")] == '\0')
		err = err_make(ERR_USAGE, "report save: a name is no number: those are of published ones");
	if (err == NULL)
		err = desk_report_save(context->desk, name, asked, &added);
	return err != NULL ? err : say_name(context, name, &added);
}

err_t report_remove(struct call_context *context)
{
	const char *name = call_text(context->request, "name");
	err_t err = desk_report_remove(context->desk, name);

	return err != NULL ? err : say_name(context, name, NULL);
}
