/* SPDX-License-Identifier: ISC */
/*
 * What the files of the Bluesky connector share.  bluesky.c signs in, asks who
 * we are and dispatches; bluesky_item.c reads posts; bluesky_poll.c walks the
 * streams; bluesky_about.c asks what they leave out; bluesky_thread.c brings what stands above a post; bluesky_plan.c
 * makes plans; bluesky_send.c sends and reads back, with what bluesky_facet.c
 * finds in a text and bluesky_blob.c uploads; bluesky_act.c does what is no
 * reply; bluesky_chat.c reads direct messages, bluesky_letter.c writes them.
 */
#ifndef GUICHET_CONNECTOR_BLUESKY_H
#define GUICHET_CONNECTOR_BLUESKY_H
#include "guichet/connector/task.h"
#include "guichet/json/json.h"

enum { BLUESKY_IMAGES = 4, BLUESKY_IMAGE_BYTES = 1000000, BLUESKY_ALT_CHARS = 2000 };
enum { BLUESKY_PAGE = 100, BLUESKY_PAGES = 500, BLUESKY_CHARS = 300, BLUESKY_BYTES = 3000, BLUESKY_DM_CHARS = 1000,
	BLUESKY_DM_BYTES = 10000, BLUESKY_TID = 14 };

/* ---- addresses (bluesky_item.c) */

bool bluesky_did_valid(const char *did);
/* at://DID/COLLECTION/RKEY and nothing else; the parts in the arena. */
struct bluesky_uri { const char *did, *collection, *rkey; };
bool bluesky_uri_read(struct arena *, const char *uri, struct bluesky_uri *out);
/* The page of a post for people. */
const char *bluesky_page_url(struct arena *, const char *did, const char *rkey);
/* The id of a record that is made at an instant: sorts by time; the key tells apart what was made in one millisecond. */
const char *bluesky_tid(struct arena *, int64_t ms, const char *key, size_t part);

/* ---- requests (bluesky.c) */

/* GET of "app.bsky...?..." at the session's own server. */
void bluesky_get(struct task *, struct need *, const char *call);
/* POST of a body that is JSON. */
void bluesky_post(struct task *, struct need *, const char *call, const struct str *body);
/* "&key=value", escaped. */
void bluesky_param(struct str *call, const char *key, const char *value);
/* The JSON of a successful answer; every other answer is an error. */
err_t bluesky_answer(const struct task *, const struct response *, struct json **out) MUST_CHECK;
/* "RecordNotFound" and its like, "" for an answer that has none; in the arena. */
const char *bluesky_error(struct task *, const struct response *);
/* One line that says why, in the server's words where it has some. */
const char *bluesky_reason(struct task *, const struct response *);
/* What the session's notes say: did, handle, dm. */
const char *bluesky_note(const struct task *, const char *key);

/* ---- posts */

struct bluesky_context {	/* reply_ctx: what is answered, and where */
	const char *uri, *cid, *root, *root_cid, *did, *handle, *lang, *convo;
};
void bluesky_context_write(struct str *lines, const struct bluesky_context *);
void bluesky_context_read(struct arena *, const char *lines, struct bluesky_context *out);

struct bluesky_post {
	struct item item;
	const char *parent_did;		/* whom it answers, NULL at a root */
	bool own;
	bool bare;			/* it shows something, and the view does not say how it looks */
};
/*
 * view: uri, cid, author, indexedAt; record: what its writer made.  author NULL
 * in a view of our own records.  ERR_DATA names the member that is wrong.
 */
err_t bluesky_post_read(struct arena *, const struct account *, const struct json *view, const struct json *record,
	struct bluesky_post *out) MUST_CHECK;
/* What another view of it says that it shows, a bare one's below its words. */
void bluesky_post_show(struct arena *, const struct json *view, struct bluesky_post *);
/* A direct message's words and what it shows: the same members as a post's. */
const char *bluesky_letter_text(struct arena *, const struct json *letter);
void bluesky_author_read(struct arena *, const struct json *profile, struct item_author *out);
void bluesky_bad(struct output *, const char *why, const struct json *);

/* ---- tasks */

struct bluesky_known { const char *uri; struct item_author author, to; bool own; };

struct bluesky_poll {
	int64_t mark_ms, deep_ms, floor_ms, limit_ms;	/* newest seen; last deep look; the first time; how far back now */
	int64_t gap_ms;			/* what is between the mark and this was not read; 0: all was */
	const char *back, *last;	/* cursor of the page to ask for; of the page before */
	const char *seen;		/* hashes of what this stream brought lately */
	int pages;
	bool over;
	const char *theirs;		/* the server's own cursor, where we asked a moment before it */
	size_t fresh;			/* of the page that was read last */
	struct bluesky_post *list;	/* newest first */
	size_t count, size, emitted, told;	/* told: of which it was asked what the list does not say */
	int about;			/* what was asked of them */
	int tries;			/* how often a failing server was asked again */
	bool waits;			/* it is to be, in a while */
	size_t each;			/* the next whose view is to be asked for */
	struct bluesky_known *known;
	size_t known_count, known_size;
	struct { const char *did; struct item_author author; } people[25];
	size_t people_count;
};

struct bluesky_letter { const char *convo, *id, *rev, *text, *sender; int64_t at_ms; bool gone; };
/* other: a member besides us, the only one where it is no group; NULL: nobody is told. */
struct bluesky_convo { const char *id, *other; int64_t last_ms; bool group; };
struct bluesky_chat {
	const char *rev, *back;		/* where the log is read on; page to ask for */
	struct bluesky_letter *letters;
	size_t letter_count;
	struct bluesky_convo *convos;
	size_t convo_count, convo;
	struct item_author *people;	/* everybody whom we met in them */
	size_t people_count, people_asked;
	int64_t floor_ms, gap_ms;	/* the first time: how far back, and how far it came where that is less */
	int pages;
	bool more;
};

enum { BLUESKY_MENTIONS = 60 };	/* as many as a post has room for */
struct bluesky_sending {
	const char *root, *root_cid, *parent, *parent_cid;
	size_t mention_count, asked, media;
	struct { size_t start, end; const char *handle, *did; } mentions[BLUESKY_MENTIONS];
	bool looked;
	int pages;			/* of a conversation, looked through */
};

struct bluesky_acting { const char *uri; int looks; };

struct bluesky_state {
	struct request asked;		/* repeated once the session is renewed */
	bool again;
	union {
		struct bluesky_poll poll;
		struct bluesky_chat chat;
		struct bluesky_sending sending;
		struct bluesky_acting acting;
		struct { int64_t skew_ms; } probe;
	} of;
};

/* How far back a first walk goes, in their time. */
int64_t bluesky_floor(const struct task *);
err_t bluesky_poll(struct task *, const struct response *, struct need *, struct output *);
bool bluesky_lacks_chat(const struct response *);
err_t bluesky_chat(struct task *, const struct response *, struct need *, struct output *);
err_t bluesky_send(struct task *, const struct response *, struct need *, struct output *);
/* A call about a conversation, or NULL, from a cursor on, or NULL. */
void bluesky_chat_ask(struct task *, struct need *, const char *call, const char *convo, const char *cursor);
const char *bluesky_letter_uid(struct arena *, const char *convo, const char *id);
err_t bluesky_chat_send(struct task *, const struct response *, struct need *, struct output *);
err_t bluesky_act(struct task *, const struct response *, struct need *, struct output *);
const char *bluesky_refuses(const struct account *, enum act_kind);
err_t bluesky_prepare(struct arena *, const struct plan_wish *, struct plan *);

/* bluesky_poll.c: the i-th to be emitted; one that was not brought lately */
struct bluesky_post *bluesky_post_at(struct bluesky_poll *, size_t i);
bool bluesky_is_wanted(const struct task *, const struct bluesky_poll *, const struct bluesky_post *);

/* bluesky_about.c */
bool bluesky_is_passing(const struct response *);	/* of a failure: it is over after a while */
/* The next request about the posts behind those that are emitted; false: nothing more of the next few. */
bool bluesky_about_ask(struct task *, struct bluesky_poll *, struct need *);
err_t bluesky_about_read(struct task *, struct bluesky_poll *, const struct response *) MUST_CHECK;

/* bluesky_thread.c */
const struct bluesky_known *bluesky_known(const struct bluesky_poll *, const char *uri);
void bluesky_thread_ask(struct task *, struct need *, const char *uri);
/* Emits what stands above the post and is new to us. */
void bluesky_thread_read(struct task *, struct bluesky_poll *, const struct json *thread, struct output *);
void bluesky_post_emit(struct task *, struct bluesky_poll *, struct bluesky_post *, struct output *);

/* bluesky_facet.c: of the part that is sent */
void bluesky_mentions_find(struct task *, struct bluesky_sending *);
/* The mentions whose did is known, and the links, as the member "facets". */
void bluesky_facets_write(struct json_out *, struct task *, const struct bluesky_sending *);

/* bluesky_blob.c: the next file that the server does not have, then what it calls it */
bool bluesky_upload_is_due(const struct task *, struct bluesky_sending *);
void bluesky_upload_ask(struct task *, const struct bluesky_sending *, struct need *);
err_t bluesky_upload_read(struct task *, const struct bluesky_sending *, const struct response *, struct need *,
	struct output *) MUST_CHECK;
/* All of them as the member "embed". */
void bluesky_images_write(struct json_out *, const struct plan *);

/* bluesky_send.c */
enum send_outcome bluesky_outcome(struct task *, const struct response *, struct output *);
#endif
