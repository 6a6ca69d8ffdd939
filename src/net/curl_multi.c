/* SPDX-License-Identifier: ISC */
/* libcurl says which descriptors and which instant it waits for, the loop says when they are there. */
#include "curl_multi.h"

#include "wipe.h"

static void multi_collect(struct multi *multi)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(multi->curl, &left)) != NULL)
		if (message->msg == CURLMSG_DONE)
			multi->done(message->easy_handle, message->data.result);
}

static void on_fd(void *data, int fd, unsigned events)
{
	struct multi *multi = data;
	int mask = (events & LOOP_READ ? CURL_CSELECT_IN : 0) | (events & LOOP_WRITE ? CURL_CSELECT_OUT : 0) |
		(events & LOOP_HANGUP ? CURL_CSELECT_ERR | CURL_CSELECT_IN : 0);
	int running;

	(void)curl_multi_socket_action(multi->curl, fd, mask, &running);
	multi_collect(multi);
}

static void on_timer(void *data)
{
	struct multi *multi = data;
	int running;

	multi->timer = NULL;
	(void)curl_multi_socket_action(multi->curl, CURL_SOCKET_TIMEOUT, 0, &running);
	multi_collect(multi);
}

static int on_watch(CURL *easy, curl_socket_t fd, int what, void *data, void *socket_data)
{
	struct multi *multi = data;
	unsigned events = 0;

	(void)easy, (void)socket_data;
	if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
		events |= LOOP_READ;
	if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
		events |= LOOP_WRITE;
	loop_fd(multi->loop, fd, events, on_fd, multi);
	return 0;
}

static int on_schedule(CURLM *curl, long ms, void *data)
{
	struct multi *multi = data;

	(void)curl;
	loop_timer_stop(multi->loop, &multi->timer);
	if (ms >= 0)
		multi->timer = loop_after(multi->loop, ms, on_timer, multi);
	return 0;
}

bool library_begin(void)
{
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, wipe_alloc, wipe_free, wipe_realloc, wipe_strdup,
		wipe_calloc) == CURLE_OK;
}

void library_end(void)
{
	curl_global_cleanup();
}

bool multi_begin(struct multi *multi)
{
	if (multi->curl != NULL)
		return true;
	if (!library_begin())
		return false;
	multi->curl = curl_multi_init();
	if (multi->curl == NULL) {
		library_end();
		return false;
	}
	(void)curl_multi_setopt(multi->curl, CURLMOPT_SOCKETFUNCTION, on_watch);
	(void)curl_multi_setopt(multi->curl, CURLMOPT_SOCKETDATA, multi);
	(void)curl_multi_setopt(multi->curl, CURLMOPT_TIMERFUNCTION, on_schedule);
	(void)curl_multi_setopt(multi->curl, CURLMOPT_TIMERDATA, multi);
	return true;
}

void multi_end(struct multi *multi)
{
	if (multi->curl != NULL) {
		(void)curl_multi_cleanup(multi->curl);
		library_end();
	}
	multi->curl = NULL;
	loop_timer_stop(multi->loop, &multi->timer);
}
