/* SPDX-License-Identifier: ISC */
/* libcurl itself, and its multi interface in the loop for whoever has easy handles to run.  Private to src/net/curl*.c. */
#ifndef GUICHET_SRC_NET_CURL_MULTI_H
#define GUICHET_SRC_NET_CURL_MULTI_H
#include <curl/curl.h>

#include "guichet/loop/loop.h"

struct multi {
	struct loop *loop;
	void (*done)(CURL *, CURLcode);	/* a handle has ended; must not end the multi */
	CURLM *curl;			/* NULL before it begins */
	struct loop_timer *timer;
};

/*
 * libcurl and its TLS library wake up here: a desk that asks nobody stays cheap.
 * Before any handle is made: what libcurl hands out earlier comes from another allocator.
 */
bool library_begin(void);		/* in the loop's thread; counted */
void library_end(void);
bool multi_begin(struct multi *);
void multi_end(struct multi *);		/* its handles are gone */
#endif
