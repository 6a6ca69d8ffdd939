/* SPDX-License-Identifier: ISC */
/*
 * What a call takes from a file.  A calendar becomes dates before it is sent:
 * it is read beside the desk, in a process that holds nothing.
 */
#include "parts.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/file.h"
#include "guichet/base/message.h"
#include "guichet/base/str.h"

enum { PAYLOAD_MAX = 1 << 20, CALENDAR_MAX = 10 << 20 };

static bool is_calendar(const struct str *content)
{
	const char *p = str_text(content);

	if (str_starts(p, "\xEF\xBB\xBF"))
		p += 3;
	p += strspn(p, " \t\r\n");
	return strncasecmp(p, "BEGIN:VCALENDAR", strlen("BEGIN:VCALENDAR")) == 0;
}

static void answer_take(void *data, const char *bytes, size_t len)
{
	str_add_n(data, bytes, len);
}

/* zone: of shifts; NULL for holidays. */
static err_t calendar_convert(struct command_env *env, const char *zone, struct str *content)
{
	const char *const holidays[] = { "guichet-holidays", env->options.now, NULL };
	const char *const shifts[] = { "guichet-holidays", "--shifts", zone, env->options.now, NULL };
	const char *const *words = zone != NULL ? shifts : holidays;
	struct str answer = { 0 };
	struct json *json = NULL;
	int64_t timed;
	err_t err = client_tool(&env->options, words, content, answer_take, &answer);

	if (err == NULL && json_parse_own(str_text(&answer), answer.len, &json) != NULL)
		err = err_make(ERR_DATA, "this calendar is too hard to read");
	if (err == NULL && json_text(json, "error") != NULL)
		err = err_from_wire(json_text_or(json, "kind", "data"), json_text(json, "error"));
	if (err == NULL) {
		timed = zone != NULL ? 0 : json_int(json, "timed", 0);
		if (timed > 0)
			command_note(env, arena_printf(env->arena, message_plural("%" PRId64 " event with a time of day closes no day",
				"%" PRId64 " events with a time of day close no day", (uint64_t)timed), timed));
		str_clear(content);
		json_dump(json_get(json, "days"), content);
	}
	json_destroy(json);
	str_finish(&answer);
	return err;
}

err_t payload_read(struct command_env *env, const struct call_request *request, const char *path, struct str *out)
{
	bool shifts = strcmp(request->call->name, "shift import") == 0;
	bool calendars = shifts || strcmp(request->call->name, "schedule days") == 0;
	const char *zone = !shifts ? NULL : call_text(request, "zone") != NULL ? call_text(request, "zone") : "";
	err_t err = file_read(path, calendars ? CALENDAR_MAX : PAYLOAD_MAX, out);

	if (err == NULL && shifts && !is_calendar(out))
		err = err_make(ERR_DATA, "%s: no calendar: it does not begin with BEGIN:VCALENDAR", path);
	else if (err == NULL && calendars && is_calendar(out))
		err = calendar_convert(env, zone, out);
	return err;
}
