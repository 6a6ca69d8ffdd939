/* SPDX-License-Identifier: ISC */
/*
 * A file beside a message, from the address that the network gave of it.
 * That address is a stranger's word: no secret goes along, a redirect is one
 * more such word, and where a transport may go it decides by itself.
 */
#include "guichet/connector/task.h"

#include <string.h>

enum { HOPS = 4, FILE_BYTES = 64 << 20 };

/* Scheme and host of an address. */
static size_t origin_len(const char *url)
{
	const char *host = strstr(url, "://");

	return host != NULL ? (size_t)(host - url) + 3 + strcspn(host + 3, "/?#") : 0;
}

static const char *moved_to(const struct task *task, const struct response *response)
{
	const char *to = response_header(response, "location");

	if (to == NULL || response->status < 300 || response->status > 399)
		return NULL;
	if (to[0] == '/' && to[1] != '/' && task->stream != NULL)
		return arena_printf(task->arena, "%.*s%s", (int)origin_len(task->stream), task->stream, to);
	return arena_copy(task->arena, to);
}

err_t media_fetch(struct task *task, const struct response *response, struct need *need)
{
	const char *url = response == NULL ? task->media->url : moved_to(task, response);

	memset(need, 0, sizeof(*need));
	if (response != NULL && response->fault == FAULT_NONE && response->status >= 200 && response->status <= 299)
		return NULL;
	if (response != NULL && url == NULL)
		return response_error_open(task, response);
	if (url == NULL)
		return err_make(ERR_UNSUPPORTED, "the network gave no address of it");
	if (task->stage >= HOPS)
		return err_make(ERR_PROTOCOL, "its address leads from one to another without end");
	if (!url_is_safe(url))
		return err_make(ERR_DATA, "its address is none of https: it is not fetched");
	task->stage++;
	task->stream = url;
	need->kind = NEED_BYTES;
	need->request.method = "GET";
	need->request.url = url;
	need->request.max_body = FILE_BYTES;
	return NULL;
}

static err_t web_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	(void)out;
	return media_fetch(task, response, need);
}

const struct connector connector_web = { .name = "web", .title = "Web", .step = web_step };
