/* SPDX-License-Identifier: ISC */
/*
 * A few formats by their first bytes, and the size of a picture where its
 * head says it.  What is not recognised is a file without a type: nobody
 * guesses from a name.
 */
#include "guichet/model/picture.h"

#include <string.h>

static bool has(const char *bytes, size_t len, size_t at, const char *mark, size_t mark_len)
{
	return len >= at + mark_len && memcmp(bytes + at, mark, mark_len) == 0;
}

#define HAS(at, mark) has(bytes, len, at, mark, sizeof(mark) - 1)

static int64_t big(const char *p, size_t count)
{
	int64_t value = 0;

	for (size_t i = 0; i < count; i++)
		value = value << 8 | (unsigned char)p[i];
	return value;
}

static int64_t little(const char *p, size_t count)
{
	int64_t value = 0;

	while (count > 0)
		value = value << 8 | (unsigned char)p[--count];
	return value;
}

/* The frame header stands behind the tables and whatever a camera wrote. */
static void jpeg_size(const char *bytes, size_t len, struct picture *out)
{
	for (size_t at = 2; at + 9 < len && (unsigned char)bytes[at] == 0xFF;) {
		unsigned mark = (unsigned char)bytes[at + 1];

		if (mark == 0xFF) {
			at++;
			continue;
		}
		if (mark >= 0xC0 && mark <= 0xCF && mark != 0xC4 && mark != 0xC8 && mark != 0xCC) {
			out->height = big(bytes + at + 5, 2);
			out->width = big(bytes + at + 7, 2);
			return;
		}
		if (mark == 0xDA || mark == 0xD9)
			return;
		at += 2 + (size_t)big(bytes + at + 2, 2);
	}
}

static void webp_size(const char *bytes, size_t len, struct picture *out)
{
	if (HAS(12, "VP8X") && len >= 30) {
		out->width = little(bytes + 24, 3) + 1;
		out->height = little(bytes + 27, 3) + 1;
	} else if (HAS(12, "VP8L") && len >= 25) {
		int64_t bits = little(bytes + 21, 4);

		out->width = (bits & 0x3FFF) + 1;
		out->height = (bits >> 14 & 0x3FFF) + 1;
	} else if (HAS(12, "VP8 ") && len >= 30) {
		out->width = little(bytes + 26, 2) & 0x3FFF;
		out->height = little(bytes + 28, 2) & 0x3FFF;
	}
}

static const char *boxed(const char *bytes, size_t len)
{
	if (HAS(8, "heic") || HAS(8, "heix") || HAS(8, "mif1"))
		return "image/heic";
	if (HAS(8, "avif"))
		return "image/avif";
	if (HAS(8, "M4A "))
		return "audio/mp4";
	return HAS(8, "qt  ") ? "video/quicktime" : "video/mp4";
}

static const char *other(const char *bytes, size_t len)
{
	if (HAS(4, "ftyp"))
		return boxed(bytes, len);
	if (HAS(0, "\x1A\x45\xDF\xA3"))
		return "video/webm";
	if (HAS(0, "OggS"))
		return "audio/ogg";
	if (HAS(0, "ID3") || HAS(0, "\xFF\xFB"))
		return "audio/mpeg";
	return HAS(0, "%PDF-") ? "application/pdf" : PICTURE_UNKNOWN;
}

void picture_look(const char *bytes, size_t len, struct picture *out)
{
	*out = (struct picture){ .mime = PICTURE_UNKNOWN };
	if (HAS(0, "\xFF\xD8\xFF")) {
		out->mime = "image/jpeg";
		jpeg_size(bytes, len, out);
	} else if (HAS(0, "\x89PNG\r\n\x1A\n") && len >= 24) {
		out->mime = "image/png";
		out->width = big(bytes + 16, 4);
		out->height = big(bytes + 20, 4);
	} else if ((HAS(0, "GIF87a") || HAS(0, "GIF89a")) && len >= 10) {
		out->mime = "image/gif";
		out->width = little(bytes + 6, 2);
		out->height = little(bytes + 8, 2);
	} else if (HAS(0, "RIFF") && HAS(8, "WEBP")) {
		out->mime = "image/webp";
		webp_size(bytes, len, out);
	} else {
		out->mime = other(bytes, len);
	}
}

const char *picture_kind(const char *mime)
{
	return str_starts(mime, "image/") ? "image" : str_starts(mime, "video/") ? "video" :
		str_starts(mime, "audio/") ? "audio" : "file";
}
