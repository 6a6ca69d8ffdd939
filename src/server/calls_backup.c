/* SPDX-License-Identifier: ISC */
/*
 * The copy is made by a reader; that it was made is written down in the loop.
 *
 *   backup   rows {"done","of"} in bytes meanwhile; {"file","size","at","trouble","left"}
 *            trouble: what is wrong with the desk, and so with its copy; null: nothing
 *            left: a file of an earlier one that was killed, which is gone now; null: none
 */
#include "calls.h"

#include "guichet/base/log.h"
#include "guichet/desk/backup.h"

struct made { const char *file, *trouble; struct backup_made copy; };

static err_t tell(void *data, int64_t done, int64_t of)
{
	struct call_context *context = data;
	struct str row = { 0 };
	struct json_out o = { .to = &row };
	err_t err;

	json_open_object(&o, NULL);
	json_put_int(&o, "done", done);
	json_put_int(&o, "of", of);
	json_close_object(&o);
	err = context->emit(context, row.text);
	str_finish(&row);
	return err;
}

err_t backup_run(struct call_context *context)
{
	struct made *made = arena_array(context->arena, 1, sizeof(*made));
	struct backup backup = { .path = call_text(context->request, "file"), .at_ms = context->now_ms,
		.replace = call_flag(context->request, "force"), .tell = tell, .data = context };

	made->file = backup.path;
	context->found = made;
	return read_backup(context->reader, context->arena, &backup, &made->copy, &made->trouble);
}

void backup_made(struct call_context *context)
{
	const struct made *made = context->found;
	struct str body = { 0 };
	struct json_out o = { .to = &body };
	err_t err = desk_backup_note(context->desk, context->now_ms);

	if (err != NULL)
		log_line("server", "backup: %s", err->text);	/* the copy is there all the same */
	json_open_object(&o, NULL);
	json_put_text(&o, "file", made->file);
	json_put_int(&o, "size", made->copy.bytes);
	json_put_time(&o, "at", context->now_ms);
	json_put_text(&o, "trouble", made->trouble);
	json_put_text(&o, "left", made->copy.left);
	json_close_object(&o);
	session_answer(context->session, context->id, NULL, body.text);
	str_finish(&body);
}
