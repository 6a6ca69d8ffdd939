/* SPDX-License-Identifier: ISC */
/* The rows of the options and what each takes. */
#include "guichet/config/option.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/str.h"

const struct option_row option_rows[OPTIONS] = {
#define OPTION_ROW(id, name, kind, preset, least, most, choices, change, help) \
	[OPT_##id] = { name, OPTION_##kind, preset, least, most, choices, CHANGE_##change, help },
	OPTION_INFO(OPTION_ROW)
#undef OPTION_ROW
};

bool option_find(const char *name, enum option *out)
{
	for (int i = 0; i < OPTIONS; i++)
		if (strcmp(option_rows[i].name, name) == 0) {
			*out = (enum option)i;
			return true;
		}
	return false;
}

static bool is_choice(const char *choices, const char *value)
{
	for (const char *p = choices; p != NULL; p = strchr(p, '|')) {
		size_t len;

		p += *p == '|';
		len = strcspn(p, "|");
		if (strlen(value) == len && memcmp(p, value, len) == 0)
			return true;
	}
	return false;
}

static bool is_number(const struct option_row *row, const char *value)
{
	char *end;
	long number;

	errno = 0;
	number = strtol(value, &end, 10);
	return value[0] >= '0' && value[0] <= '9' && *end == '\0' && errno == 0 &&
		number >= row->least && number <= row->most;
}

static bool is_text(const char *value)
{
	for (; *value != '\0'; value++)
		if ((unsigned char)*value < 0x20 || *value == 0x7F)
			return false;
	return true;
}

/* Minutes of a day; -1 where there is no time of that form. */
static int minutes(const char *text)
{
	int hours, rest;

	for (int i = 0; i < 5; i++)
		if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9')
			return -1;
	hours = (text[0] - '0') * 10 + text[1] - '0';
	rest = (text[3] - '0') * 10 + text[4] - '0';
	return hours < 24 && rest < 60 ? hours * 60 + rest : -1;
}

enum { MINUTE_MS = 60 * 1000, NAG_MOST_MS = 240 * MINUTE_MS };
enum { FROM_LEN = 6, QUIET_LEN = 11 };	/* "22:00-", "22:00-07:00" */

static bool is_quiet(const char *value)
{
	return *value == '\0' || (strlen(value) == QUIET_LEN && value[FROM_LEN - 1] == '-' && minutes(value) >= 0 &&
		minutes(value + FROM_LEN) >= 0);
}

bool quiet_holds(const char *quiet, int minute)
{
	int from, to;

	if (*quiet == '\0' || !is_quiet(quiet))
		return false;
	from = minutes(quiet);
	to = minutes(quiet + FROM_LEN);
	return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

int64_t nag_ms(const char *nag)
{
	size_t digits = strspn(nag, "0123456789");
	int64_t ms = -1;

	if (digits > 0 && digits < 5 && nag[digits] == '\0')
		ms = strtoll(nag, NULL, 10) * MINUTE_MS;
	else if (duration_parse(nag, &ms) != NULL)
		return -1;
	return ms <= NAG_MOST_MS ? ms : -1;
}

err_t option_check(enum option option, const char *value)
{
	const struct option_row *row = &option_rows[option];

	switch (row->kind) {
	case OPTION_BOOL:
		return strcmp(value, "on") == 0 || strcmp(value, "off") == 0 ? NULL :
			err_make(ERR_USAGE, "%s takes on or off, not '%s'", row->name, value);
	case OPTION_INT:
		return is_number(row, value) ? NULL :
			err_make(ERR_USAGE, "%s takes a number from %d to %d, not '%s'", row->name, row->least, row->most, value);
	case OPTION_CHOICE:
		return is_choice(row->choices, value) ? NULL :
			err_make(ERR_USAGE, "%s takes one of %s, not '%s'", row->name, row->choices, value);
	case OPTION_TEXT:
		if (option == OPT_QUIET && !is_quiet(value))
			return err_make(ERR_USAGE, "quiet takes hours such as 22:00-07:00, or nothing, not '%s'", value);
		if (option == OPT_NAG && nag_ms(value) < 0)
			return err_make(ERR_USAGE, "nag takes minutes up to 240, a duration such as 90s, or 0, not '%s'", value);
		return is_text(value) ? NULL :
			err_make(ERR_USAGE, "%s takes text without control characters", row->name);
	}
	return NULL;
}
