/* SPDX-License-Identifier: ISC */
/*
 * Leads are told of an account that gets far more than is usual: once of each,
 * when the desk notices it or this screen begins.  The dashboard has the words
 * that many share, and what is told here is figures only.
 */
#include "guichet/base/message.h"
#include "guichet/command/spike.h"
#include "inside.h"

static void on_spikes(void *data, const struct json *answer, err_t why)
{
	struct tui *tui = data;
	const struct json *rows = json_get(answer, "rows");
	int64_t latest = tui->spikes.told_ms;

	tui->spikes.call = 0;
	if (why != NULL)
		return;
	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);
		int64_t noticed_ms = json_time(row, "noticed_at");
		const char *words = spike_shown(tui->frame, row, false), *key = input_key_of(tui, "go dashboard");

		if (noticed_ms <= tui->spikes.told_ms)
			continue;
		latest = noticed_ms > latest ? noticed_ms : latest;
		message_text(tui, MESSAGE_WARNING, key == NULL ? words : arena_printf(tui->frame, _("%s: %s"), words, key));
		notify_tell(tui, words);
	}
	tui->spikes.told_ms = latest;
	if (tui->spikes.again)
		spikes_ask(tui);
}

void spikes_ask(struct tui *tui)
{
	const struct attach_listener listener = { .answer = on_spikes, .data = tui };

	if (!tui_leads(tui))
		return;
	tui->spikes.again = tui->spikes.call != 0;	/* what is under way may be answered with what was before */
	if (tui->spikes.call == 0)
		err_ignore(ask(tui, &listener, &tui->spikes.call, 2, (const char *const[]){ "spikes", "now" }),
			"the dashboard says it, too");
}
