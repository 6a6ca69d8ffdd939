/* SPDX-License-Identifier: ISC */
/* The site's policy as a file (model/policy.h says what is in it). */
#ifndef GUICHET_SITE_H
#define GUICHET_SITE_H
#include "guichet/model/policy.h"

/*
 * A regular file of root or of the server's login that nobody else can write.
 * named: somebody asked for it, so it must be there; otherwise *there says so.
 */
err_t site_read(const char *path, bool named, struct policy *out, bool *there) MUST_CHECK;
#endif
