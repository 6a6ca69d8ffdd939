/* SPDX-License-Identifier: ISC */
/*
 * Whether a row of a ledger from elsewhere says what its kind needs.  The
 * reducer passes over what it cannot read, so a wrong word here would become
 * a wrong figure there without a sound.
 */
#include "guichet/model/ledger.h"

#include <string.h>

#include "guichet/base/str.h"
#include "guichet/model/clock_sample.h"
#include "guichet/model/metric_settings.h"
#include "guichet/model/record.h"
#include "guichet/model/settings.h"
#include "guichet/model/survey.h"

enum { SECONDS_MOST = 86400 };

/* Whole numbers in the detail of a kind. */
static const struct number {
	enum event_kind kind;
	const char *key;
	int64_t least, most;
	bool needed;
} numbers[] = {
	{ EVENT_SURVEY, "score", SURVEY_LEAST, SURVEY_MOST, true },
	{ EVENT_CLOCK_OFFSET, "offset_ms", -CLOCK_OFFSET_MOST_MS, CLOCK_OFFSET_MOST_MS, true },
	{ EVENT_VIEWED, "seconds", 0, SECONDS_MOST, false },
	{ EVENT_SETTINGS_VERSION, "target_ms", 0, INT64_MAX, false },
	{ EVENT_SETTINGS_VERSION, "target_public_ms", 0, INT64_MAX, false },
	{ EVENT_SETTINGS_VERSION, "target_private_ms", 0, INT64_MAX, false },
	{ EVENT_SCHEDULE_VERSION, "from", INT64_MIN + 1, INT64_MAX, false },
};

static err_t number_check(struct arena *arena, const struct event *event, const struct number *number)
{
	const char *text = settings_get(arena, event->detail, number->key);
	int64_t value = settings_int(event->detail, number->key, INT64_MIN);

	/* An empty one takes back what was said before. */
	if (text == NULL || (text[0] == '\0' && !number->needed))
		return !number->needed ? NULL : err_make(ERR_DATA, "%s needs %s in its detail",
			event_kind_name(event->kind), number->key);
	if (value >= number->least && value <= number->most)
		return NULL;
	if (number->kind == EVENT_SURVEY)
		return err_make(ERR_DATA, "score: '%s' is not one of 1 to 5", text);
	return err_make(ERR_DATA, "%s: '%s' is not a whole number that it can be", number->key, text);
}

/* The state that it is given: of a status and of a priority. */
static err_t state_check(struct arena *arena, const struct event *event)
{
	const char *to = settings_get(arena, event->detail, "to");
	enum priority priority;
	enum status status;
	err_t err = NULL;

	if (event->kind == EVENT_STATUS)
		err = status_parse(to == NULL ? "" : to, &status);
	else if (event->kind == EVENT_PRIORITY)
		err = priority_parse(to == NULL ? "" : to, &priority);
	return err == NULL ? NULL : err_make(ERR_DATA, "to: %s", err->text);
}

static bool is_itself(const struct ledger_line *line)
{
	const struct event *event = &line->event;

	if (!event_unites(event->kind))
		return false;
	return line->sealed ? event->subject != 0 && event->subject == event->conversation
		: str_equal(line->into_name, line->conv_name);
}

/* Words that mean somebody else in a query. */
static bool is_agent_name(const char *name)
{
	return name == NULL || (name[0] != '@' && strcmp(name, "nobody") != 0 && strcmp(name, "me") != 0);
}

/*
 * Which message it is about.  A reply that never left has no name on a network:
 * its failure is of whoever wrote it, or, of what the desk asked by itself, of
 * nobody, and then only has a name of its own.
 */
static bool needs_ref(const struct ledger_line *line)
{
	enum event_kind kind = line->event.kind;

	return kind == EVENT_MESSAGE_EDITED || kind == EVENT_MESSAGE_DELETED ||
		(kind == EVENT_MESSAGE_FAILED && line->subject_name == NULL && line->id == NULL);
}

/* Rows with a hash are of desks that wrote them so. */
static err_t names_check(const struct ledger_line *line)
{
	const struct event *event = &line->event;

	if (line->sealed)
		return NULL;
	if (!is_agent_name(line->actor_name) || !is_agent_name(line->subject_name))
		return err_make(ERR_DATA, "'%s' cannot be a name",
			is_agent_name(line->actor_name) ? line->subject_name : line->actor_name);
	if (event_unites(event->kind) && line->into_name == NULL)
		return err_make(ERR_DATA, "%s needs into", event_kind_name(event->kind));
	if (line->ref == NULL && needs_ref(line))
		return err_make(ERR_DATA, "%s needs ref, which message it is about", event_kind_name(event->kind));
	return NULL;
}

err_t ledger_line_check(struct arena *arena, const struct ledger_line *line)
{
	const struct event *event = &line->event;
	err_t err = names_check(line);

	if (err == NULL && is_itself(line))
		err = err_make(ERR_DATA, "%s: a conversation cannot go into itself", event_kind_name(event->kind));
	if (err == NULL)
		err = state_check(arena, event);
	for (size_t i = 0; err == NULL && i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i].kind == event->kind)
			err = number_check(arena, event, &numbers[i]);
	if (err == NULL && (event->kind == EVENT_SETTINGS_VERSION || event->kind == EVENT_SCHEDULE_VERSION))
		err = metric_settings_add(metric_settings_create(arena), event);
	return err;
}
