/* SPDX-License-Identifier: ISC */
/*
 * What was published is rendered in the thread where it was computed, as the
 * number that it will have: whoever has the letter and whoever asks the desk
 * for that number read the same figures.
 */
#include "report_mail.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/desk/setting.h"
#include "guichet/report/report.h"
#include "report_asked.h"
#include "report_make.h"

const char *report_letter_list(const struct call_context *context, const char *arg)
{
	const char *list = call_text(context->request, arg);

	for (size_t i = 1; i < call_count(context->request, arg); i++)
		list = arena_printf(context->arena, "%s,%s", list, call_text_at(context->request, arg, i));
	return list;
}

err_t report_letter_to(struct arena *arena, const char *list, struct report_letter *out)
{
	size_t most = 1;

	for (const char *p = list; *p != '\0'; p++)
		most += *p == ',';
	out->to = arena_array(arena, most, sizeof(*out->to));
	for (const char *p = list; *p != '\0';) {
		size_t skip = strspn(p, " ,"), len = strcspn(p + skip, ","), kept = len;

		while (kept > 0 && p[skip + kept - 1] == ' ')
			kept--;
		if (kept > 0)
			out->to[out->count++] = arena_copy_n(arena, p + skip, kept);
		p += skip + len;
	}
	if (out->count == 0)
		return err_make(ERR_USAGE, "mail-to: there is no address in it");
	return mail_recipients_check(arena, out->to, out->count);
}

/* As report show has it of that number. */
static err_t render_in(struct arena *arena, int64_t number, struct report_letter *out)
{
	struct json *document = NULL;
	struct str text = { 0 };
	err_t err;

	str_printf(&text, "{\"number\":%" PRId64 ",%s", number, out->rest);
	err = json_parse_own(text.text, text.len, &document);
	if (err == NULL) {
		out->number = number;
		str_clear(&text);
		report_text(arena, document, &text);
		out->text = arena_copy(arena, str_text(&text));
		str_clear(&text);
		report_html(arena, document, out->lang, &text);
		out->html = arena_copy(arena, str_text(&text));
		str_clear(&text);
		report_csv(arena, document, &text);
		out->csv = arena_copy(arena, str_text(&text));
	}
	json_destroy(document);
	str_finish(&text);
	return err;
}

/* In the language of the letter. */
static err_t render(struct arena *arena, int64_t number, struct report_letter *out)
{
	err_t err;

	if (!message_language(out->lang))
		out->lang = "en";
	err = render_in(arena, number, out);
	message_language(NULL);
	return err;
}

/* It will have this number, unless somebody publishes before it does. */
static err_t number_guess(struct call_context *context, int64_t *out)
{
	struct published_row *rows = NULL;
	size_t count = 0;
	err_t err = read_published(context->reader, context->arena, &rows, &count);

	*out = 1;
	for (size_t i = 0; err == NULL && i < count; i++)
		*out = rows[i].number >= *out ? rows[i].number + 1 : *out;
	return err;
}

static err_t report_letter_make(struct call_context *context, const struct published_row *row, const char *to,
	struct report_letter *out)
{
	static const struct actor anybody = { .name = "", .role = ROLE_VIEWER };
	struct call_context as = *context;
	struct str rest = { 0 };
	int64_t number = 0;
	err_t err;

	*out = (struct report_letter){ 0 };
	err = report_letter_to(context->arena, to, out);
	if (err != NULL)
		return err;
	out->lang = call_text(context->request, "lang");
	if (out->lang == NULL)
		err = read_setting(context->reader, context->arena, "language", &out->lang);
	as.actor = &anybody;
	if (err == NULL)
		err = report_redact(&as, row, &rest);
	out->rest = arena_copy(context->arena, str_text(&rest));
	str_finish(&rest);
	if (err == NULL)
		err = number_guess(context, &number);
	return err != NULL ? err : render(context->arena, number, out);
}

/* Late by itself: the machine was off when it was due. */
static const char *preface_of(struct arena *arena, const struct report_letter *letter)
{
	char time[TIME_TEXT];

	return letter->late_ms == 0 ? "" : arena_printf(arena, "%s\n", message_put(arena,
		_("It was due at %s and is late: the desk was not running then."), time_format(letter->late_ms, time)));
}

static err_t letter_queue(struct call_context *context, const struct published_row *row, int64_t number,
	struct report_letter *letter, int64_t *id)
{
	struct arena *arena = context->arena;
	err_t err = letter->number == number ? NULL : render(arena, number, letter);
	struct letter_row out = { .kind = "report", .about = arena_printf(arena, "%" PRId64, number),
		.html = letter->html, .file_name = arena_printf(arena, "report-%" PRId64 ".csv", number),
		.file = letter->csv };

	message_language(letter->lang);
	out.subject = arena_printf(arena, _("%s, number %" PRId64), row->name[0] == '\0' ? _("Report") : row->name, number);
	out.text = arena_printf(arena, "%s%s\n\n%s", preface_of(arena, letter), arena_printf(arena,
		_("Published as number %" PRId64 " from row %" PRId64 " of the ledger: guichet report show %" PRId64
		" has it for good."), number, row->seq, number), letter->text);
	message_language(NULL);
	return err != NULL ? err : desk_mail_add(context->desk, &out, letter->to, letter->count, id);
}

err_t publication_make(struct call_context *context, const char *name, int64_t as_of_ms, const char *to,
	struct publication *out)
{
	struct str text = { 0 };
	err_t err = report_make(context, (struct report_naming){ name, 0 }, as_of_ms, &text);

	*out = (struct publication){ 0 };
	if (err == NULL)
		err = dispatch_fits(&text);
	out->row = (struct published_row){ .name = name == NULL ? "" : name, .as_of_ms = as_of_ms,
		.seq = read_ledger_seq(context->reader), .document = arena_copy(context->arena, str_text(&text)) };
	str_finish(&text);
	if (err == NULL)
		err = report_asked_fixed(context, as_of_ms, &out->row.asked);
	return err != NULL || to == NULL ? err : report_letter_make(context, &out->row, to, &out->letter);
}

err_t publication_leave(struct call_context *context, struct publication *publication, int64_t *number,
	int64_t *letter)
{
	err_t err = desk_report_publish(context->desk, &publication->row, number);

	*letter = 0;
	return err != NULL || publication->letter.count == 0 ? err :
		letter_queue(context, &publication->row, *number, &publication->letter, letter);
}
