/* SPDX-License-Identifier: ISC */
/*
 * What will leave, in full, before it leaves: text, visibility, recipients in
 * words, parts, the network's own count, warnings.  A connector makes it
 * (pure), the desk enforces the visibility ceiling, the agent reviews it, the
 * outbox stores it frozen; what is sent is built from nothing else.
 */
#ifndef GUICHET_MODEL_PLAN_H
#define GUICHET_MODEL_PLAN_H
#include "guichet/base/arena.h"
#include "guichet/model/act.h"
#include "guichet/model/record.h"

enum { PLAN_PARTS = 16, PLAN_RECIPIENTS = 64, PLAN_WARNINGS = 8, PLAN_MEDIA = 10 };

struct plan_part {
	const char *text;		/* exact bytes */
	size_t length, max;		/* by the network's counter; max 0: no limit */
	const char *key;		/* idempotency key, frozen */
	const char *remote_id, *native, *url;	/* after it was sent; native: what the next part answers */
};

/* A file that leaves with the first part. */
struct plan_media {
	int64_t blob;			/* where the desk keeps it */
	const char *hash, *name, *mime;	/* of its bytes; what it is called; what it is */
	const char *alt;		/* what it shows, in words; NULL: not said */
	int64_t size, width, height;	/* in bytes; in pixels, 0: not known */
	const char *remote_id;		/* the network's word for it once it was uploaded, frozen like a key */
};

struct media_list { struct plan_media *list; size_t count; };

/*
 * A word for a draft with its files as it is, so that whoever writes on can
 * say over which one: another text, file or description has another word.
 * text NULL: there is no draft.
 */
enum { DRAFT_MARK = 17 };
void draft_mark(const char *text, const struct media_list *, char out[static DRAFT_MARK]);

struct plan {
	int64_t conversation, account;
	const char *reply_to;		/* uid */
	const char *reply_ctx;		/* the connector's lines from the item answered */
	enum visibility visibility;
	const char *cw, *lang;
	int64_t begun_ms;		/* when its first attempt began, for networks that derive ids from it; 0 before */
	size_t part_count;
	struct plan_part parts[PLAN_PARTS];
	bool undescribed;		/* the network has no descriptions of files; not frozen */
	size_t media_count;
	struct plan_media media[PLAN_MEDIA];
	size_t recipient_count;
	const char *recipients[PLAN_RECIPIENTS];	/* handles, in words */
	size_t warning_count;
	const char *warnings[PLAN_WARNINGS];
	const char *blocked;		/* why it cannot be sent, or NULL */
};

/* What an agent asks for. */
struct plan_wish {
	const struct account *account;
	const struct conversation *conversation;
	const struct message *answered;	/* the customer's newest message */
	const struct contact *contact;
	const char *text, *cw, *lang;
	const struct plan_media *media;	/* to be attached; a network that leaves them out sends nothing */
	size_t media_count;
	int visibility;			/* -1: as the item, never more public */
	const char *key;		/* root of the parts' keys */
};

/* The desk asks through this; the courier answers with the account's connector. */
struct planner {
	/* May there be such an account?  ERR_USAGE names the setting that is wrong or missing. */
	err_t (*account)(void *data, struct arena *, const char *network, const char *settings);
	/* Where an account is that names no url; "" for nowhere. */
	const char *(*home)(void *data, const char *network);
	err_t (*prepare)(void *data, struct arena *, const struct plan_wish *, struct plan *out);
	/* Why the account's network cannot do that; NULL: it can. */
	const char *(*refuses)(void *data, const struct account *, enum act_kind);
	void *data;
};

/* The more private of the two. */
enum visibility visibility_ceiling(enum visibility item, enum visibility wish);

/* Frozen form: key=value lines with percent-escaped values; parse(format(p)) equals p. */
const char *plan_format(struct arena *, const struct plan *);
err_t plan_parse(struct arena *, const char *text, struct plan *out) MUST_CHECK;
#endif
