/* SPDX-License-Identifier: ISC */
/*
 * The ledger as a whole.
 *
 *   ledger export   rows as guichet/report/ledger.h writes them, end {"agents_hidden":bool}
 *   ledger import   {"rows","known"}        new ones, and those that were there already
 *   ledger verify   {"ok":bool,"rows","bad_seq","what","head","waits","waits_differ"}
 */
#include "calls.h"

#include <string.h>

#include "guichet/desk/ledger.h"
#include "guichet/report/ledger.h"

/* ---- export */

static err_t export_line(void *data, const struct ledger_line *line)
{
	struct call_context *context = data;
	struct str body = { 0 };
	err_t err;

	report_ledger_line(line, &body);
	err = context->emit(context, body.text);
	str_finish(&body);
	return err;
}

err_t ledger_export(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	bool hides = false;
	err_t err = ledger_each_for(context->reader, context->actor->agent, context->actor->role, export_line, context,
		&hides);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_bool(&o, "agents_hidden", hides);
	json_close_object(&o);
	return NULL;
}

/* ---- import */

static size_t count_lines(const char *text, size_t len)
{
	size_t count = 1;

	for (size_t i = 0; i < len; i++)
		count += text[i] == '\n';
	return count;
}

static err_t get_lines(struct call_context *context, struct ledger_line *lines, size_t *count)
{
	const char *text = context->payload, *end = text + context->payload_len;
	size_t number = 0;
	int64_t seq = 0;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t len = (size_t)((stop != NULL ? stop : end) - text);
		bool found = false;
		err_t err = report_ledger_follow(context->arena, text, len, &seq, &lines[*count], &found);

		number++;
		if (err != NULL)
			return err_make(ERR_DATA, "line %zu: %s", number, err->text);
		lines[*count].number = number;
		*count += found;
		text += len + 1;
	}
	return NULL;
}

err_t ledger_import(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	size_t count = 0, known = 0;
	struct ledger_line *lines = arena_array(context->arena,
		count_lines(context->payload, context->payload_len), sizeof(*lines));
	err_t err = get_lines(context, lines, &count);

	if (err == NULL && count == 0)
		err = err_make(ERR_DATA, "nothing to import");
	if (err == NULL)
		err = desk_ledger_import(context->desk, lines, count, &known);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "rows", (int64_t)(count - known));
	json_put_int(&o, "known", (int64_t)known);
	json_close_object(&o);
	return NULL;
}

err_t ledger_check(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct ledger_verdict verdict = { 0 };
	err_t err = ledger_verify(context->reader, context->arena, &verdict);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_bool(&o, "ok", verdict.bad_seq == 0 && verdict.waits_differ == 0);
	json_put_int(&o, "rows", verdict.rows);
	json_put_int(&o, "bad_seq", verdict.bad_seq);
	json_put_text(&o, "what", verdict.what);
	report_put_hex(&o, "head", verdict.head, EVENT_HASH);
	json_put_int(&o, "waits", (int64_t)verdict.waits);
	json_put_int(&o, "waits_differ", (int64_t)verdict.waits_differ);
	json_close_object(&o);
	return NULL;
}
