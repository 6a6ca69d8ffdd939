/* SPDX-License-Identifier: ISC */
/*
 * The derived secret of an account: a session that its network gave.  It is
 * sealed and kept before anybody uses it, so a token that was exchanged for a
 * newer one is never all that is left.  It goes with the secret it came from,
 * and a desk that was restored or copied begins without any: the tokens in a
 * copy belong to the desk that it was copied from.
 */
#ifndef GUICHET_DESK_SESSION_H
#define GUICHET_DESK_SESSION_H
#include "guichet/crypt/crypt.h"
#include "guichet/desk/desk.h"
#include "guichet/model/session.h"

struct session_tokens { struct secret access, refresh; };	/* refresh may be empty */
void session_tokens_finish(struct session_tokens *);

/* *found false: none, or one that does not open any more.  Strings in the arena; tokens may be NULL. */
err_t desk_session(struct desk *, struct arena *, const struct account *, struct session *out,
	struct session_tokens *tokens, bool *found) MUST_CHECK;
/* A transaction of its own; the version of what is given is not read. */
err_t desk_session_keep(struct desk *, const struct account *, const struct session *,
	const struct session_tokens *) MUST_CHECK;
#endif
