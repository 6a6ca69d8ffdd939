/* SPDX-License-Identifier: ISC */
/*
 * Where the adapter's requests go.  In a folder the answer is the file of the
 * path, "PATH?key=value" before "PATH" where the query has that, and "PATH.POST"
 * for what is not only read; what is not there is not found.
 */
#include "adapter.h"

#include <string.h>

#include "guichet/base/file.h"

enum { FILE_MOST = 8 << 20 };

struct asked { struct adapter *adapter; struct response *out; };

static void on_answer(void *data, const struct response *response)
{
	struct asked *asked = data;
	struct arena *arena = asked->adapter->arena;

	*asked->out = *response;
	asked->out->body = response->body != NULL ? arena_copy_n(arena, response->body, response->len) : "";
	asked->out->fault_text = arena_copy(arena, response->fault_text);
	for (size_t i = 0; i < response->header_count; i++)
		asked->out->headers[i] = arena_copy(arena, response->headers[i]);
	loop_stop(asked->adapter->loop);
}

static bool file_answer(struct adapter *a, const char *path, struct response *out)
{
	struct str body = { 0 };
	err_t err = file_read(path, FILE_MOST, &body);

	if (err != NULL) {
		err_ignore(err, "what is not there is not found");
		return false;
	}
	out->status = 200;
	out->body = arena_copy_n(a->arena, str_text(&body), body.len);
	out->len = body.len;
	str_finish(&body);
	return true;
}

static void folder_answer(struct adapter *a, const struct request *request, struct response *out)
{
	const char *host = strstr(request->url, "://"), *path = host != NULL ? strchr(host + 3, '/') : NULL;
	const char *query = path != NULL ? strchr(path, '?') : NULL;
	char *file, *rest, *pair;

	*out = (struct response){ .status = 404, .body = "", .rate_remaining = -1 };
	if (path == NULL || strstr(path, "/../") != NULL)
		return;
	file = arena_printf(a->arena, "%s%.*s%s", a->site, (int)strcspn(path, "?#"), path,
		strcmp(request->method, "GET") == 0 ? "" : ".POST");
	for (rest = query != NULL ? arena_copy(a->arena, query + 1) : NULL; (pair = strsep(&rest, "&")) != NULL;)
		if (file_answer(a, arena_printf(a->arena, "%s?%s", file, pair), out))
			return;
	(void)file_answer(a, file, out);
}

void net_ask(struct adapter *a, const struct request *request, struct response *out)
{
	struct credential credential = { .origin = a->account.url, .token = a->secret };
	struct asked asked = { a, out };
	err_t err;

	if (a->site != NULL) {
		folder_answer(a, request, out);
		return;
	}
	(void)a->transport->ops->start(a->transport, request, &credential, on_answer, &asked);
	err = loop_run(a->loop);
	if (err != NULL) {
		*out = (struct response){ .fault = FAULT_BROKEN, .fault_text = arena_copy(a->arena, err->text),
			.body = "", .rate_remaining = -1 };
		err_ignore(err, "told as the answer");
	}
}

err_t net_open(struct adapter *a)
{
	static const struct transport_curl_options curl;
	const struct transport_playback_options playback = { .state_path = "playback", .seed = 7, .profile = "flood",
		.start_ms = clock_now(&a->clock) };
	err_t err;

	if (a->site != NULL)
		return NULL;
	err = loop_create(&a->loop);
	if (err != NULL)
		return err;
	return strcmp(a->connector->name, "playback") == 0 ?
		transport_playback_create(a->loop, &a->clock, &playback, &a->transport) :
		transport_curl_create(a->loop, &curl, &a->transport);
}
