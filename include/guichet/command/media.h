/* SPDX-License-Identifier: ISC */
/*
 * A member of "media" in words: what it is, what its writer said it shows,
 * how large it is.  Nothing is fetched: what is not known is not said.
 */
#ifndef GUICHET_COMMAND_MEDIA_H
#define GUICHET_COMMAND_MEDIA_H
#include "guichet/json/json.h"

/* "image: a broken bowl", "image, no description" */
const char *media_told(struct arena *, const struct json *media);
/* "640x480, 8 kB", or "" */
const char *media_size(struct arena *, const struct json *media);
/* What goes with a reply: "image bowl.jpg (640x480, 8 kB): a broken bowl" */
const char *media_goes(struct arena *, const struct json *media);
/* Some networks write the address of a picture into the text: then it need not be told again. */
bool media_is_told(const struct json *message, const struct json *media);
#endif
