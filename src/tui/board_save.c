/* SPDX-License-Identifier: ISC */
/* The figures that are shown, written to a file: its ending says whether as CSV or as JSON.  No file is replaced. */
#include <string.h>
#include <unistd.h>

#include "board_draw.h"
#include "guichet/base/file.h"
#include "guichet/base/message.h"
#include "guichet/client/policy.h"
#include "guichet/command/command.h"

static void csv_line(void *data, const char *line)
{
	str_printf(data, "%s\n", line);
}

static err_t text_of(struct tui *tui, const struct json *dashboard, const char *path, struct str *out)
{
	const struct sink sink = { .data = out, .json = csv_line };
	struct command_env env = { .out = &sink, .arena = tui->frame, .front = { .csv = true, .secret_fd = -1 } };
	const char *ending = strrchr(path, '.');

	if (str_equal(ending, ".json")) {
		json_dump(dashboard, out);
		str_add(out, "\n");
	} else if (str_equal(ending, ".csv")) {
		board_separated(&env, dashboard);
	} else {
		return err_make(ERR_USAGE, "'%s' ends neither with .csv nor with .json", path);
	}
	return NULL;
}

err_t figures_save(struct tui *tui, const struct json *dashboard, const char *path)
{
	struct str text = { 0 };
	err_t err = policy_check(attach_hello(tui->desk), POLICY_EXPORT);

	if (err == NULL)
		err = access(path, F_OK) == 0 ? err_make(ERR_STATE, "%s is there already: choose another name", path) :
			text_of(tui, dashboard, path, &text);

	if (err == NULL)
		err = file_write(path, 0600, text.text, text.len);
	str_finish(&text);
	if (err == NULL)
		message_text(tui, MESSAGE_INFO, message_put(tui->frame, _("the figures are in %s"), path));
	return err;
}
