/* SPDX-License-Identifier: ISC */
/*
 * A file that leaves with a reply: the desk keeps its bytes from the review
 * until it was sent.  It comes in pieces of one size, so that no write is
 * long; its hash is that of the pieces in their order, and whoever approves
 * the reply approves that hash.
 */
#ifndef GUICHET_MODEL_ATTACHMENT_H
#define GUICHET_MODEL_ATTACHMENT_H
#include <stdint.h>

enum { ATTACH_PIECE = 1 << 20, ATTACH_MOST = 50 << 20, ATTACH_NAME = 80 };

struct blob {
	int64_t id, agent, at_ms;
	const char *name;		/* of the file, without a path: letters, digits and ._- */
	const char *mime;		/* by its bytes */
	int64_t size, kept;		/* whole once they are equal */
	int64_t width, height;		/* 0: not known */
	const char *hash;
};
#endif
