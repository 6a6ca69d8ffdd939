/* SPDX-License-Identifier: ISC */
/*
 * A handover as a letter, written in the reader thread as who asks would see
 * it; who reads it is not known, so what customers wrote in private stays on
 * the desk.
 *
 *   handover mail   {"handover","items","letter","mailed","leaves"}
 */
#include "calls.h"

#include <inttypes.h>
#include <string.h>

#include "answer.h"
#include "guichet/base/message.h"
#include "guichet/desk/handover.h"
#include "guichet/desk/schedule.h"
#include "guichet/desk/setting.h"
#include "guichet/json/json.h"
#include "guichet/report/handover.h"
#include "report_mail.h"

struct packet { struct handover_told told; struct report_letter letter; const char *subject; };

/* On the clock of the desk, which the letter names: the readers' is not known. */
static const char *when(struct arena *arena, const void *zone, const char *rfc3339)
{
	struct local_time local;
	int64_t ms = 0;

	if (rfc3339 == NULL || time_parse(rfc3339, &ms) != NULL)
		return "?";
	local = zone_local(zone, ms);
	return arena_printf(arena, "%04d-%02d-%02d %02d:%02d", local.year, local.month, local.day, local.hour, local.minute);
}

/* Whose work it is, who prepared it, to whom something of it is offered; leads. */
static err_t may(const struct call_context *context, const struct handover_told *told)
{
	if (told->row.id == 0)
		return err_make(ERR_STATE, "nothing is handed over: guichet handover prepare");
	if (told->mine || told->to_me || told->row.maker == context->actor->agent ||
	    role_may(context->actor->role, ROLE_LEAD))
		return NULL;
	return err_make(ERR_DENIED, "handover mail: %" PRId64 " is between %s and %s; leads mail those of others",
		told->row.id, told->agent, told->target);
}

/* In the language of this thread, which is the letter's just now. */
static void packet_words(struct call_context *context, struct packet *packet, const struct json *json,
	const struct zone *zone)
{
	struct arena *arena = context->arena;
	struct handover_paper paper = { .form = HANDOVER_TEXT, .outside = true, .when = when, .when_data = zone };
	char now[TIME_TEXT];

	paper.note = arena_printf(arena, _("as of %s %s; guichet handover show %" PRId64 " has it as it is now"),
		when(arena, zone, time_format(context->now_ms, now)), zone == NULL ? "UTC" : zone->name, packet->told.row.id);
	packet->subject = handover_head(arena, json_get(json, "handover"));
	packet->letter.text = handover_written(arena, paper, json);
	paper.form = HANDOVER_HTML;
	packet->letter.html = handover_written(arena, paper, json);
}

static err_t packet_write(struct call_context *context, struct packet *packet, const char *document)
{
	const struct zone *zone = NULL;
	struct json *json = NULL;
	const char *lang = NULL;
	err_t err = read_zone(context->reader, context->arena, &zone);

	if (err == NULL)
		err = read_setting(context->reader, context->arena, "language", &lang);
	if (err == NULL)
		err = json_parse_own(document, strlen(document), &json);
	if (err != NULL)
		return err;
	message_language(lang);
	packet_words(context, packet, json, zone);
	message_language(NULL);
	json_destroy(json);
	return NULL;
}

err_t handover_mail_look(struct call_context *context)
{
	struct packet *packet = arena_alloc(context->arena, sizeof(*packet));
	struct str document = { 0 };
	err_t err = report_letter_to(context->arena, report_letter_list(context, "to"), &packet->letter);

	context->found = packet;
	if (err == NULL)
		err = handover_put(context, &document, &packet->told);
	if (err == NULL)
		err = may(context, &packet->told);
	if (err == NULL)
		err = packet_write(context, packet, str_text(&document));
	str_finish(&document);
	return err;
}

err_t handover_mail(struct call_context *context)
{
	const struct packet *packet = context->found;
	struct json_out o = { .to = context->answer };
	struct letter_row letter = { .kind = "handover", .subject = packet->subject, .text = packet->letter.text,
		.about = arena_printf(context->arena, "%" PRId64, packet->told.row.id), .html = packet->letter.html,
		.file_name = "", .file = "" };
	int64_t id = 0;
	err_t err = desk_mail_add(context->desk, &letter, packet->letter.to, packet->letter.count, &id);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "handover", packet->told.row.id);
	json_put_int(&o, "items", (int64_t)packet->told.items);
	json_put_int(&o, "letter", id);
	json_put_int(&o, "mailed", (int64_t)packet->letter.count);
	json_put_text(&o, "leaves", answer_leaves(context));
	json_close_object(&o);
	return NULL;
}
