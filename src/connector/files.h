/* SPDX-License-Identifier: ISC */
/* Files that leave with a reply: what a network takes, and how they stand in a request.  Private to the connectors. */
#ifndef GUICHET_CONNECTOR_FILES_H
#define GUICHET_CONNECTOR_FILES_H
#include "guichet/connector/task.h"

enum { FILES_MS = 15 * 60 * 1000 };	/* as long as a file may take */

struct file_limits {
	size_t count;			/* with one message */
	int64_t image_bytes, other_bytes;	/* of one; other 0: pictures alone are taken */
	size_t alt_chars;		/* of one description; 0: any */
	const char *types;		/* those that are taken, with spaces between; NULL: any */
};
/* The files of the wish into the plan; blocked, with a reason in words, when the network would refuse one. */
void files_plan(struct arena *, const struct plan_wish *, const struct file_limits *, struct plan *);

/*
 * What it means for the reply that a file was not taken: nothing was sent, so
 * only what the server says of the file is final.  false: it was taken.
 */
bool upload_failed(const struct response *, const char *reason, struct output *);

/* multipart/form-data (RFC 7578): fields and files become the pieces of a request. */
struct multipart { struct arena *arena; const char *boundary; struct request_piece *pieces; size_t count; };
enum { MULTIPART_PIECES = 64 };
/* mark: a text that no file of it can contain, such as the hash of one. */
void multipart_begin(struct multipart *, struct arena *, const char *mark);
void multipart_field(struct multipart *, const char *name, const char *value);
void multipart_file(struct multipart *, const char *name, const struct plan *, size_t media);
void multipart_end(struct multipart *, struct request *);
#endif
