/* SPDX-License-Identifier: ISC */
/* What a line of the shell may say and one of the screen may not: each is told where it belongs. */
#include <string.h>

#include "guichet/command/attach.h"
#include "inside.h"

/* What leaves with a reply is given to the desk while it is written. */
static err_t paths_check(struct tui *tui, const struct call_request *request)
{
	const struct call *call = request->call;
	const char *begin = input_key_in(tui, "queue", "compose"), *attach = input_key_in(tui, "compose", "prompt 'attach '");

	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		for (size_t k = 0; call->args[i].kind == ARG_ATTACH && k < request->values[i].count; k++)
			if (!attach_is_hash(request->values[i].texts[k]))
				return err_make(ERR_USAGE, "%s: a file is attached by %s once %s has begun the text, or in a shell",
					call->name, attach != NULL ? attach : ":attach", begin != NULL ? begin : ":compose");
	return NULL;
}

err_t ask_fits(struct tui *tui, const struct call_request *request, const struct call_front *front)
{
	const struct call *call = request->call;

	if (front->draft)
		return err_make(ERR_UNSUPPORTED, "reply: the draft is there when the text is written: edit");
	if (call_has_draft(call) && call_text(request, "text") == NULL)
		return err_make(ERR_UNSUPPORTED, "reply: a saved reply is put into the text that is written: snippet");
	if (front->file != NULL)
		return err_make(ERR_UNSUPPORTED, "%s: -F is for the command line", call->name);
	return paths_check(tui, request);
}
