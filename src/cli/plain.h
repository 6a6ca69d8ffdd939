/* SPDX-License-Identifier: ISC */
/*
 * What the files of the line mode share: a person at a prompt, one desk that
 * stays attached, and what "this one" means there.  plain.c owns the prompt,
 * plain_desk.c the way to the desk, plain_run.c what a line means.
 */
#ifndef GUICHET_SRC_CLI_PLAIN_H
#define GUICHET_SRC_CLI_PLAIN_H
#include "guichet/cli/out.h"
#include "guichet/client/attach.h"
#include "guichet/command/command.h"
#include "guichet/config/config.h"

/* The rows that were shown last: a number stands for one of them. */
struct plain_list {
	struct arena *arena;		/* of the query, until the next list */
	int64_t *ids;
	size_t count;
	const char **query;		/* words; NULL where nothing can follow */
	size_t query_count;
	const char *limit, *after;	/* or NULL */
};

struct plain {
	struct out *out;
	struct sink sink;		/* of out, but a person types here */
	struct command_env env;
	struct loop *loop;
	struct clock clock;
	struct config *config;
	struct attached *desk;
	struct news *news;		/* NULL where nobody types: a pipe is told nothing */
	struct plain_list list;
	struct json *thread;		/* the answer of show that was read last, or NULL */
	int64_t here, seen;		/* the conversation that was opened last, and the newest message of its customer then */
	struct str bytes;		/* typed, not read yet */
	int64_t leaves_ms;		/* until then the reply that was sent last can be taken back */
	bool typed;			/* a person types: there is a prompt */
	bool input_over, too_long, quit;
	bool text_read;			/* a text was typed line by line for the command that runs */
	bool starting, asking;		/* somebody waits for the desk */
	err_t failed;			/* why there is no desk, of the start */
};

/* The whole of it, as a screen is: until the input ends or "quit". */
err_t plain_run(const struct client_options *, const struct screen_wish *, const struct sink *) MUST_CHECK;

/* ---- plain.c */
enum plain_got { PLAIN_LINE, PLAIN_END, PLAIN_BAD };
/* The next line of the input; PLAIN_BAD when it cannot be meant, and the person was told. */
enum plain_got plain_read(struct plain *, struct str *line);
void plain_say(struct plain *, const char *untrusted);
/* False: a reply has not left, and the person was told so; the next time it is true. */
bool plain_may_end(struct plain *);
/* The text that was going to follow is no command: it is read away. */
void plain_skip_text(struct plain *, const char *call);

/* ---- plain_desk.c */
err_t plain_attach(struct plain *) MUST_CHECK;
void plain_detach(struct plain *);
/* What came since it was asked last, "2 new, 1 late", in one line; NULL when nothing did. */
const char *plain_news(struct plain *, struct arena *);
/* The reply that was sent last has not left yet. */
bool plain_is_leaving(const struct plain *);
/* What the person does to these is no news. */
void plain_news_own(struct plain *, int64_t id);
void plain_news_begin(struct plain *);

/* ---- plain_links.c: links, o N, c N */
err_t plain_links(struct plain *, size_t count, const char *const *words) MUST_CHECK;
err_t plain_link_open(struct plain *, size_t count, const char *const *words) MUST_CHECK;
err_t plain_link_copy(struct plain *, size_t count, const char *const *words) MUST_CHECK;

/* ---- plain_run.c */
err_t plain_line(struct plain *, const char *line) MUST_CHECK;
#endif
