/* SPDX-License-Identifier: ISC */
/* Which desk, and how it is reached. */
#ifndef GUICHET_CLIENT_TARGET_H
#define GUICHET_CLIENT_TARGET_H
#include "guichet/client/client.h"

enum target_kind { TARGET_PRIVATE, TARGET_SOCKET, TARGET_SSH };

struct target {
	enum target_kind kind;
	char *words;		/* for messages */
	char *path;		/* private: the resolved file; ssh: the far file, or NULL */
	char *socket;		/* private, socket */
	char *host, *port;	/* ssh; port may be NULL */
};

err_t target_find(const char *desk, struct target *out) MUST_CHECK;
/* A team's desk is joined: desks.h. */
void target_remember(const struct target *);
void target_finish(struct target *);
/* Why a team's socket did not open: who may not come in hears how that is mended, else the error as it is. */
err_t target_refused(const struct target *, err_t) MUST_CHECK;
enum {
	SSH_ALONE = 1 << 0,	/* nobody may be there to answer a question */
	SSH_STAYS = 1 << 1	/* a network that is gone must be noticed though nothing is said */
};
/* What to run for ssh: argv in the arena. */
const char *const *target_ssh_words(const struct target *, struct arena *, unsigned flags);
#endif
