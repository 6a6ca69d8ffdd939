/* SPDX-License-Identifier: ISC */
/* Acts by name, and the lines in which the outbox keeps one. */
#include "guichet/model/act.h"

#include <string.h>

#include "guichet/base/str.h"
#include "guichet/model/settings.h"

static const char *const names[ACT_KINDS] = {
	[ACT_BLOCK] = "block", [ACT_UNBLOCK] = "unblock", [ACT_REPORT] = "report", [ACT_HIDE] = "hide",
	[ACT_UNHIDE] = "unhide", [ACT_FAVOURITE] = "favourite", [ACT_UNFAVOURITE] = "unfavourite",
	[ACT_RETRACT] = "retract", [ACT_CORRECT] = "correct",
};

const char *act_name(enum act_kind kind)
{
	return names[kind];
}

bool act_find(const char *name, enum act_kind *out)
{
	for (int i = 0; name != NULL && i < ACT_KINDS; i++)
		if (strcmp(names[i], name) == 0) {
			*out = (enum act_kind)i;
			return true;
		}
	return false;
}

const char *act_call(enum act_kind kind)
{
	return kind == ACT_REPORT ? "report-abuse" : names[kind];
}

bool act_of_call(const char *call, enum act_kind *out)
{
	for (int i = 0; call != NULL && i < ACT_KINDS; i++)
		if (strcmp(act_call((enum act_kind)i), call) == 0) {
			*out = (enum act_kind)i;
			return true;
		}
	return false;
}

bool act_may_repeat(enum act_kind kind)
{
	return kind != ACT_REPORT;
}

bool act_is_ours(enum act_kind kind)
{
	return kind == ACT_RETRACT || kind == ACT_CORRECT;
}

bool act_needs_message(enum act_kind kind)
{
	return kind >= ACT_HIDE;
}

static void add_some(struct str *lines, const char *key, const char *value)
{
	if (value != NULL)
		settings_add(lines, key, value);
}

const char *act_format(struct arena *arena, const struct act *act)
{
	struct str lines = { 0 };
	const char *copy;

	settings_add(&lines, "act", names[act->kind]);
	add_some(&lines, "handle", act->handle);
	add_some(&lines, "remote_id", act->remote_id);
	add_some(&lines, "native", act->native);
	add_some(&lines, "reply_ctx", act->reply_ctx);
	settings_add_int(&lines, "message", act->message);
	add_some(&lines, "reason", act->reason);
	add_some(&lines, "category", act->category);
	settings_add_int(&lines, "forward", act->forward);
	add_some(&lines, "key", act->key);
	add_some(&lines, "text", act->text);
	add_some(&lines, "wire", act->wire);
	add_some(&lines, "cw", act->cw);
	add_some(&lines, "lang", act->lang);
	if (act->private)
		settings_add_int(&lines, "private", 1);
	copy = arena_copy(arena, str_text(&lines));
	str_finish(&lines);
	return copy;
}

err_t act_parse(struct arena *arena, const char *text, struct act *out)
{
	const char *name = settings_get(arena, text, "act");
	struct act act = {
		.handle = settings_get(arena, text, "handle"), .remote_id = settings_get(arena, text, "remote_id"),
		.native = settings_get(arena, text, "native"), .reply_ctx = settings_get(arena, text, "reply_ctx"),
		.message = settings_int(text, "message", 0), .reason = settings_get(arena, text, "reason"),
		.category = settings_get(arena, text, "category"), .forward = settings_int(text, "forward", 0) != 0,
		.key = settings_get(arena, text, "key"), .text = settings_get(arena, text, "text"),
		.wire = settings_get(arena, text, "wire"), .cw = settings_get(arena, text, "cw"),
		.lang = settings_get(arena, text, "lang"), .private = settings_int(text, "private", 0) != 0
	};

	if (!act_find(name, &act.kind))
		return err_make(ERR_DATA, "the outbox says '%s', which this build cannot do", name == NULL ? "" : name);
	*out = act;
	return NULL;
}
