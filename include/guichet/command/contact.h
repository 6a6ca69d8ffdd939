/* SPDX-License-Identifier: ISC */
/* A person's page in words: the same on the screen, on paper and spoken. */
#ifndef GUICHET_COMMAND_CONTACT_H
#define GUICHET_COMMAND_CONTACT_H
#include "guichet/base/arena.h"

struct json;

/* Of an answer of contact show: what the person is called. */
const char *contact_title(const struct json *person);
/* Of one of its identities: "mastodon  @lea@example.org  1204 followers". */
const char *contact_identity(struct arena *, const struct json *identity);
/* "1204 followers", "1204 followers  a robot" */
const char *contact_reach(struct arena *, const struct json *identity);
/* "first wrote 12 Nov 10:02, last 24 Nov 09:10; languages fr, en; 1524 followers" */
const char *contact_facts(struct arena *, const struct json *person);
/* Of one that may be the same person: "@lea on mastodon, in #12: the same name". */
const char *contact_suggestion(struct arena *, const struct json *suggested);
#endif
