/* SPDX-License-Identifier: ISC */
/* Lines first, then fields; a blank line makes the event. */
#include "guichet/net/events.h"

#include <string.h>

static void dispatch(struct events *events, event_fn fn, void *data)
{
	struct stream_event event = { .name = events->name.len > 0 ? str_text(&events->name) : "message",
		.data = events->cut ? NULL : str_text(&events->data), .len = events->cut ? 0 : events->data.len };

	if (events->has_data)
		fn(data, &event);
	str_clear(&events->name);
	str_clear(&events->data);
	events->has_data = events->cut = false;
}

/* "data: x" and "data:x" are the same; a field without a colon has an empty value. */
static void field(struct events *events, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len);
	size_t name = colon != NULL ? (size_t)(colon - line) : len;
	const char *value = line + name + (colon != NULL);
	size_t rest = len - name - (colon != NULL);

	if (rest > 0 && *value == ' ') {
		value++;
		rest--;
	}
	if (name == 5 && memcmp(line, "event", 5) == 0) {
		str_clear(&events->name);
		str_add_n(&events->name, value, rest);
	} else if (name == 4 && memcmp(line, "data", 4) == 0) {
		if (events->has_data)
			str_add_char(&events->data, '\n');
		events->has_data = true;
		events->cut = events->cut || events->data.len + rest > EVENT_BYTES;
		if (events->cut)
			str_clear(&events->data);
		else
			str_add_n(&events->data, value, rest);
	}
}

static void line_over(struct events *events, event_fn fn, void *data)
{
	const char *line = str_text(&events->line);
	size_t len = events->line.len;

	if (!events->begun && len >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
		line += 3;
		len -= 3;
	}
	events->begun = true;
	if (len == 0)
		dispatch(events, fn, data);
	else if (*line != ':')
		field(events, line, len);
	str_clear(&events->line);
}

/* What is too long stays what it was, by its first bytes: a comment, or an event that is cut. */
static void line_add(struct events *events, const char *bytes, size_t len)
{
	size_t room = events->line.len < EVENT_BYTES ? EVENT_BYTES - events->line.len : 0;

	if (len > room && events->line.len + room > 0 && *str_text(&events->line) != ':')
		events->cut = true;
	str_add_n(&events->line, bytes, len < room ? len : room);
}

void events_feed(struct events *events, const char *bytes, size_t len, event_fn fn, void *data)
{
	const char *end = bytes + len;

	while (bytes < end) {
		const char *stop = bytes;

		if (events->after_cr && *bytes == '\n') {
			events->after_cr = false;
			bytes++;
			continue;
		}
		events->after_cr = false;
		while (stop < end && *stop != '\n' && *stop != '\r')
			stop++;
		line_add(events, bytes, (size_t)(stop - bytes));
		if (stop < end) {
			events->after_cr = *stop == '\r';
			line_over(events, fn, data);
			stop++;
		}
		bytes = stop;
	}
}

void events_finish(struct events *events)
{
	str_finish(&events->line);
	str_finish(&events->name);
	str_finish(&events->data);
	*events = (struct events){ 0 };
}
