/* SPDX-License-Identifier: ISC */
/*
 * Retry-After, X-RateLimit-* and Date in every form that servers use.  What
 * cannot be read counts as not said: the courier then waits by its own rules.
 * Dates are taken against the server's Date header, so a skewed clock on
 * either side does not turn a minute into an hour.
 */
#include "limits.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "guichet/base/clock.h"

enum { SECOND_MS = 1000, RETRY_FLOOR_MS = 1000, RETRY_CAP_MS = 6 * 3600 * 1000 };

/* A bare number from here on is an instant, not a distance (2001-09-09); in milliseconds from there. */
static const double EPOCH_SECONDS = 1e9, EPOCH_MILLISECONDS = 1e11, EPOCH_END = 1e14;

static int month_index(const char *name)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (strncasecmp(months + i * 3, name, 3) == 0)
			return i;
	return -1;
}

static bool date_fits(const struct tm *tm, int month)
{
	return month >= 0 && tm->tm_mday >= 1 && tm->tm_mday <= 31 && tm->tm_hour >= 0 &&
		tm->tm_hour <= 23 && tm->tm_min >= 0 && tm->tm_min <= 59 && tm->tm_sec >= 0 &&
		tm->tm_sec <= 60 && tm->tm_year >= 1970 && tm->tm_year <= 9999;
}

bool http_date_parse(const char *text, int64_t *out_ms)
{
	const char *rest = strchr(text, ',');
	struct tm tm = { 0 };
	char name[4] = "";

	if (rest != NULL) {
		if (sscanf(rest + 1, " %2d%*1[ -]%3[A-Za-z]%*1[ -]%4d %2d:%2d:%2d", &tm.tm_mday, name,
			   &tm.tm_year, &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6)
			return false;
		if (tm.tm_year < 100)
			tm.tm_year += tm.tm_year < 70 ? 2000 : 1900;
	} else if (sscanf(text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d", name, &tm.tm_mday,
			  &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &tm.tm_year) != 6) {
		return false;
	}
	tm.tm_mon = month_index(name);
	if (!date_fits(&tm, tm.tm_mon))
		return false;
	tm.tm_year -= 1900;
	*out_ms = (int64_t)timegm(&tm) * SECOND_MS;
	return true;
}

/* A whole non-negative decimal number, perhaps with a fraction; nothing else around it but blanks. */
static bool number_parse(const char *text, double *out)
{
	char *end;

	while (*text == ' ' || *text == '\t')
		text++;
	if (!isdigit((unsigned char)*text) || text[strspn(text, "0123456789. \t")] != '\0')
		return false;
	*out = strtod(text, &end);
	while (*end == ' ' || *end == '\t')
		end++;
	return *end == '\0';
}

int64_t retry_after_parse(const char *text, int64_t server_ms, int64_t now_ms)
{
	double seconds;
	int64_t at, wait;

	if (number_parse(text, &seconds))
		wait = seconds * SECOND_MS < RETRY_CAP_MS ? (int64_t)(seconds * SECOND_MS) : RETRY_CAP_MS;
	else if (http_date_parse(text, &at))
		wait = at - (server_ms != 0 ? server_ms : now_ms);
	else
		return 0;
	if (wait < RETRY_FLOOR_MS)
		return RETRY_FLOOR_MS;
	return wait < RETRY_CAP_MS ? wait : RETRY_CAP_MS;
}

int64_t rate_reset_parse(const char *text, int64_t server_ms, int64_t now_ms)
{
	int64_t at, skew = server_ms != 0 ? server_ms - now_ms : 0;
	double number;
	err_t err;

	if (number_parse(text, &number)) {
		if (number >= EPOCH_END)
			return 0;
		if (number >= EPOCH_MILLISECONDS)
			return (int64_t)number - skew;
		if (number >= EPOCH_SECONDS)
			return (int64_t)(number * SECOND_MS) - skew;
		return now_ms + (int64_t)(number * SECOND_MS);
	}
	if (http_date_parse(text, &at))
		return at - skew;
	err = time_parse(text, &at);
	if (err == NULL)
		return at - skew;
	err_ignore(err, "an unreadable reset is no reset");
	return 0;
}

/* The value of a parameter in `RateLimit: limit=10, remaining=3, reset=60` or `"name";r=3;t=60`. */
static bool parameter_find(const char *text, const char *name, double *out)
{
	size_t len = strlen(name);

	for (const char *p = text; (p = strstr(p, name)) != NULL; p += len) {
		char digits[24];
		size_t n = strspn(p + len, "0123456789");

		if ((p != text && strchr(" ,;\t", p[-1]) == NULL) || n == 0 || n >= sizeof(digits))
			continue;
		memcpy(digits, p + len, n);
		digits[n] = '\0';
		*out = strtod(digits, NULL);
		return true;
	}
	return false;
}

static void rate_limit_read(struct response *response, const char *value, int64_t now_ms)
{
	double number;

	if (parameter_find(value, "remaining=", &number) || parameter_find(value, "r=", &number))
		response->rate_remaining = (int64_t)number;
	if (parameter_find(value, "reset=", &number) || parameter_find(value, "t=", &number))
		response->rate_reset_ms = now_ms + (int64_t)(number * SECOND_MS);
}

static const char *either_header(const struct response *response, const char *a, const char *b)
{
	const char *value = response_header(response, a);

	return value != NULL ? value : response_header(response, b);
}

void limits_read(struct response *response, int64_t now_ms)
{
	const char *value = response_header(response, "date");
	double number;
	int64_t at;

	if (value != NULL && http_date_parse(value, &at))
		response->date_ms = at;
	value = response_header(response, "retry-after");
	if (value != NULL)
		response->retry_after_ms = retry_after_parse(value, response->date_ms, now_ms);
	value = response_header(response, "ratelimit");
	if (value != NULL)
		rate_limit_read(response, value, now_ms);
	value = either_header(response, "x-ratelimit-remaining", "ratelimit-remaining");
	if (value != NULL && number_parse(value, &number) && number < EPOCH_END)
		response->rate_remaining = (int64_t)number;
	value = either_header(response, "x-ratelimit-reset", "ratelimit-reset");
	if (value != NULL)
		response->rate_reset_ms = rate_reset_parse(value, response->date_ms, now_ms);
}
