/* SPDX-License-Identifier: ISC */
/*
 * guichetd --team NAME: the first start of a team's desk.  It makes what is
 * missing, says what it made and what its people type next, and may be said
 * again at any time.
 */
#ifndef GUICHET_FOUNDING_H
#define GUICHET_FOUNDING_H
#include <sys/types.h>

#include "guichet/base/clock.h"
#include "guichet/base/random.h"
#include "guichet/base/str.h"

struct founding {
	const char *team;		/* NULL: nothing is founded */
	const char *admin;		/* a login, or NAME:UID; NULL: who runs sudo, else who runs this */
	const char *login;		/* of root's making: who owns the desk, NULL: guichet */
	const char *group;		/* whose members may connect; NULL: the one named guichet, if there is one */
	/* Found out: */
	struct str desk, socket, owner, admin_name;
	int64_t admin_uid;		/* -1: whoever owns the desk */
	bool was_there;			/* the desk, before */
	bool service;			/* systemd runs here, and the paths are those of its unit */
};

/*
 * Before anything else is done: paths (desk and socket NULL: where the
 * service looks), directories, and from here on the login that owns the desk.
 */
err_t founding_begin(struct founding *, const char *desk, const char *socket) MUST_CHECK;
/* With the desk's lock held: the desk and its admin, whose name may be another one there. */
err_t founding_desk(struct founding *, struct clock *, struct random *) MUST_CHECK;
/* running: a server has the desk already. */
void founding_say(const struct founding *, bool running, struct str *to);
void founding_finish(struct founding *);
#endif
