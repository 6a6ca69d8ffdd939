/* SPDX-License-Identifier: ISC */
/*
 * What every connector shares: collecting what a step found, and reading an
 * HTTP answer's kind.  The rules about what may have happened to
 * a send are decided here once, so that no network is more optimistic than
 * another.
 */
#include "guichet/connector/task.h"

#include <ctype.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/model/settings.h"

enum { BAD_RAW_MAX = 64 * 1024, TARGET_MAX = 120, SESSION_MARGIN_MS = 60 * 1000 };

void output_item(struct output *out, const struct item *item)
{
	out->items = list_grow(out->arena, out->items, out->count, sizeof(*item));
	out->items[out->count++] = *item;
}

void output_bad(struct output *out, const char *why, const char *raw, size_t len)
{
	struct bad_item *bad;

	if (len > BAD_RAW_MAX) {
		len = BAD_RAW_MAX;
		while (len > 0 && ((unsigned char)raw[len] & 0xC0) == 0x80)
			len--;
	}
	out->bad = list_grow(out->arena, out->bad, out->bad_count, sizeof(*out->bad));
	bad = &out->bad[out->bad_count++];
	bad->why = arena_copy(out->arena, why);
	bad->raw = arena_copy_n(out->arena, raw, len);
}

void output_gap(struct output *out, int64_t from_ms, int64_t to_ms)
{
	out->gap.from_ms = from_ms > 0 && from_ms < to_ms ? from_ms : 0;
	out->gap.to_ms = to_ms > 0 ? to_ms : 0;
}

bool session_is_over(const struct task *task)
{
	const struct session *session = task->session;

	return session == NULL || (session->until_ms != 0 && session->until_ms - SESSION_MARGIN_MS <= task->now_ms);
}

const char *connector_refuses(const struct connector *connector, const struct account *account, enum act_kind kind)
{
	if (connector == NULL || connector->refuses == NULL)
		return "nothing can be done on this network but reading and replying";
	return connector->refuses(account, kind);
}

const char *feature_name(enum feature feature)
{
	static const char *const names[FEATURES] = {
		[FEATURE_REFRESH] = "refresh", [FEATURE_LIVE] = "live", [FEATURE_DIRECT] = "direct messages",
	};

	return names[feature];
}

const char *connector_lacks(const struct connector *connector, const struct account *account, enum feature feature)
{
	if (connector == NULL || connector->lacks == NULL)
		return "this network does not have it";
	return connector->lacks(account, feature);
}

enum send_outcome send_outcome_of(const struct response *response)
{
	if (response->fault == FAULT_NOT_SENT)
		return SEND_LATER;
	if (response->fault != FAULT_NONE)
		return SEND_UNKNOWN;
	if (response->status >= 200 && response->status <= 299)
		return SEND_SENT;
	/* A wrong credential refuses before anything is done; some servers say so without a body. */
	if (response->status == 401)
		return SEND_LATER;
	if (response->status < 400 || response->status > 499 || response->len == 0)
		return SEND_UNKNOWN;
	/* 408 and 425 are about the transfer, 429 about the rate, the others about the message. */
	if (response->status == 408 || response->status == 425)
		return SEND_UNKNOWN;
	return response->status == 429 || response->status == 420 ? SEND_LATER : SEND_REFUSED;
}

int64_t history_span_ms(const struct task *task)
{
	const struct account *account = task->account;
	const char *history = account->settings != NULL ?
		settings_get(task->arena, account->settings, "history") : NULL;
	int64_t span = 0;

	if (history == NULL || *history == '\0' || str_equal(history, "no"))
		return 0;
	if (str_equal(history, "all") || str_equal(history, "yes"))
		return INT64_MAX;
	return duration_parse(history, &span) == NULL && span > 0 ? span : 0;
}

int64_t history_floor_ms(const struct task *task)
{
	int64_t span = history_span_ms(task), since = task->account->since_ms;

	return span < since ? since - span : 0;
}

static int64_t asked_to_wait(const struct task *task, const struct response *response)
{
	if (response->retry_after_ms > 0)
		return response->retry_after_ms;
	if (response->rate_reset_ms > task->now_ms)
		return response->rate_reset_ms - task->now_ms;
	return 0;
}

/* Scheme and host of a redirect's target, printable ASCII only. */
static const char *target_of(struct arena *arena, const struct response *response)
{
	const char *location = response_header(response, "location");
	char *host;
	size_t len, slashes = 0;

	if (location == NULL)
		return "nowhere";
	for (len = 0; location[len] != '\0' && len < TARGET_MAX; len++)
		if (location[len] == '?' || location[len] == '#' ||
		    (location[len] == '/' && ++slashes == 3))
			break;
	host = arena_copy_n(arena, location, len);
	for (char *p = host; *p != '\0'; p++)
		if (!isgraph((unsigned char)*p))
			*p = '?';
	return host;
}

err_t response_error(const struct task *task, const struct response *response)
{
	int status = response->status;
	int64_t wait = asked_to_wait(task, response);

	if (response->fault != FAULT_NONE)
		return err_make(ERR_NET, "%s",
			response->fault_text != NULL ? response->fault_text : "connection broken");
	if (status == 401 || status == 403)
		return err_make(ERR_AUTH, "the server refuses the credential (status %d)", status);
	if (status == 429 || status == 420)
		return err_wait(err_make(ERR_LIMIT, "the server asks to slow down (status %d)", status),
			wait);
	if (status >= 500)
		return err_wait(err_make(ERR_NET, "the server failed (status %d)", status), wait);
	if (status >= 400)
		return err_make(ERR_REJECTED, "the server refused the request (status %d)", status);
	if (status >= 300)
		return err_make(ERR_PROTOCOL, "the server redirects to %s",
			target_of(task->arena, response));
	return err_make(ERR_PROTOCOL, "unexpected answer (status %d)", status);
}

err_t response_error_open(const struct task *task, const struct response *response)
{
	int status = response->status;

	if (response->fault != FAULT_NONE || (status != 401 && status != 403))
		return response_error(task, response);
	return err_wait(err_make(ERR_NET, "the server lets nobody read this now (status %d)", status),
		asked_to_wait(task, response));
}
