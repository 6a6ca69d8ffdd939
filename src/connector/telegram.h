/* SPDX-License-Identifier: ISC */
/*
 * What the files of the Telegram connector share.  telegram.c asks who we are
 * and takes what the queue holds, telegram_item.c reads messages,
 * telegram_album.c makes one message of several pictures, telegram_send.c
 * sends and does what is no reply.
 */
#ifndef GUICHET_CONNECTOR_TELEGRAM_H
#define GUICHET_CONNECTOR_TELEGRAM_H
#include "guichet/connector/task.h"
#include "guichet/json/json.h"

enum { TELEGRAM_CHARS = 4096, TELEGRAM_CAPTION = 1024, TELEGRAM_FILES = 10, TELEGRAM_MOVED = 64, TELEGRAM_ALBUMS = 32 };
enum { TELEGRAM_PHOTO_BYTES = 10 << 20, TELEGRAM_FILE_BYTES = 50 << 20 };

/* GET of a method with a query, or POST of a JSON body where there is one; the token stands in the path. */
void telegram_call(struct task *, struct need *, const char *method, const struct str *body);
/* "result" of a successful answer; *whole is to be destroyed, in any case. */
err_t telegram_answer(struct task *, const struct response *, struct json **whole, const struct json **result) MUST_CHECK;
/* One line that says why, in the server's words where it has some. */
const char *telegram_reason(struct task *, const struct response *);
/* What an answer asks us to wait for, 0 nothing. */
int64_t telegram_wait_ms(const struct response *);
/* A chat's or a message's number: digits, perhaps a minus in front. */
bool telegram_id_valid(const char *id);

/* A message's place: "CHAT:MESSAGE", with the connection in front for one of a business account. */
struct telegram_place { const char *business, *chat, *message; };
const char *telegram_uid(struct arena *, const struct telegram_place *);
bool telegram_uid_read(struct arena *, const char *uid, struct telegram_place *out);

/* Groups that got another number: what was said before and what is said now is one conversation. */
struct telegram_moved { size_t count; struct { const char *now, *before; } of[TELEGRAM_MOVED]; };

/* ERR_DATA names what is wrong; *skip: a message that says nothing. */
err_t telegram_message_read(struct arena *, const struct account *, const struct telegram_moved *, const struct json *,
	struct item *out, bool *skip) MUST_CHECK;

/* Pictures that were sent as one: the first one's uid, and what the others add to its words and media. */
struct telegram_album {
	const char *group, *thread, *uid, *tail;
	size_t rest_count;
	struct media rest[MEDIA_MOST];
	bool fresh;			/* its first one is out->items[item], not yet kept */
	size_t item;
};
struct telegram_albums { size_t count; struct telegram_album of[TELEGRAM_ALBUMS]; };	/* the newest, oldest first */

/* True: a new message became part of one that is in out; false: it is to be added there next. */
bool telegram_album_join(struct arena *, struct telegram_albums *, const char *group, const struct item *,
	struct output *out);
/* True: an edit is done with; false: it is to be added, as it is now. */
bool telegram_album_edit(struct arena *, const struct telegram_albums *, const char *group, struct item *,
	struct output *out);
/* What is in out was kept. */
void telegram_albums_stale(struct telegram_albums *);
void telegram_albums_write(struct str *lines, const struct telegram_albums *);
void telegram_albums_read(struct arena *, const char *lines, struct telegram_albums *out);

struct telegram_sending { bool moved; const char *chat; };

struct telegram_state {
	const char *offset;		/* where the queue goes on */
	struct telegram_moved moved;
	struct telegram_albums albums;
	struct telegram_sending sending;
	int64_t skew_ms;
};

err_t telegram_send(struct task *, const struct response *, struct need *, struct output *);
err_t telegram_act(struct task *, const struct response *, struct need *, struct output *);
const char *telegram_refuses(const struct account *, enum act_kind);
err_t telegram_prepare(struct arena *, const struct plan_wish *, struct plan *);
#endif
