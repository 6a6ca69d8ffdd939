/* SPDX-License-Identifier: ISC */
/* What the site of a desk keeps from this member, as the server's hello says: the front end obeys. */
#ifndef GUICHET_CLIENT_POLICY_H
#define GUICHET_CLIENT_POLICY_H
#include "guichet/json/json.h"
#include "guichet/model/policy.h"

/* ERR_DENIED names the file and its line; hello NULL: nothing was said. */
err_t policy_check(const struct json *hello, enum policy_what) MUST_CHECK;
#endif
