/* SPDX-License-Identifier: ISC */
/*
 * What everybody may know of the session that a network gave in exchange for
 * an account's secret.  The two tokens of it are known to the desk, which
 * seals them, and to the transport, which sends them.
 */
#ifndef GUICHET_MODEL_SESSION_H
#define GUICHET_MODEL_SESSION_H
#include <stdint.h>

struct session {
	int64_t version;	/* grows with each renewal; of one that was taken away it begins anew */
	int64_t until_ms;	/* when the access token ends, our clock; 0 not told */
	const char *origin;	/* where its tokens go: scheme and host */
	const char *notes;	/* key=value lines, the connector's own, or "" */
};
#endif
