/* SPDX-License-Identifier: ISC */
/*
 * What a file is, by its bytes and never by its name; and a picture without
 * what a camera or a program wrote beside it: the place, the time, the maker.
 * Both programs use it: the front end before a file goes to the desk, the
 * desk because a front end may be any program.
 */
#ifndef GUICHET_MODEL_PICTURE_H
#define GUICHET_MODEL_PICTURE_H
#include "guichet/base/str.h"

#define PICTURE_UNKNOWN "application/octet-stream"

struct picture {
	const char *mime;		/* static; PICTURE_UNKNOWN for what is none of the few */
	int64_t width, height;		/* in pixels, 0: not known */
};

/* The first megabyte is enough. */
void picture_look(const char *bytes, size_t len, struct picture *out);
/* image, video, audio or file: the words of struct media. */
const char *picture_kind(const char *mime);
/*
 * Appends a JPEG, PNG or WebP of which nothing is left but the picture, its
 * colours and its size: no Exif, XMP, IPTC, comment or small picture, nothing
 * that is not known, and nothing that hangs behind its end.  The way up stays,
 * in an Exif block that says nothing else.  False, and nothing is appended, when
 * it is none of these or not understood whole.  *removed: something was left out.
 */
bool picture_clean(const char *bytes, size_t len, struct str *out, bool *removed);
#endif
