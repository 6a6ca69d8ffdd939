/* SPDX-License-Identifier: ISC */
/*
 * A picture without what stands beside it.  Segments and chunks are copied as
 * they are or left out whole; pixels and colours are never touched.  What is
 * not understood to its end is not cleaned, and the caller says so.
 */
#include "guichet/model/picture.h"

#include <string.h>

struct reader { const unsigned char *p; size_t len, at; };

static uint32_t big_at(const unsigned char *p, size_t count)
{
	uint32_t value = 0;

	for (size_t i = 0; i < count; i++)
		value = value << 8 | p[i];
	return value;
}

static uint32_t little_at(const unsigned char *p, size_t count)
{
	uint32_t value = 0;

	while (count > 0)
		value = value << 8 | p[--count];
	return value;
}

static void keep(struct str *out, const struct reader *r, size_t len)
{
	str_add_n(out, (const char *)r->p + r->at, len);
}

/* ---- JPEG */

/* Which way up an Exif block says that the picture stands: 1, as it is, to 8. */
static unsigned way_up(const unsigned char *p, size_t len)
{
	bool small;
	size_t at, count;

	if (len < 14 || memcmp(p, "Exif\0\0", 6) != 0)
		return 1;
	p += 6;
	len -= 6;
	small = p[0] == 'I';
#define NUMBER(where, size) (small ? little_at(p + (where), size) : big_at(p + (where), size))
	at = NUMBER(4, 4);
	if (at > len || len - at < 2)
		return 1;
	count = NUMBER(at, 2);
	for (at += 2; count > 0 && len - at >= 12; count--, at += 12)
		if (NUMBER(at, 2) == 0x0112)
			return NUMBER(at + 8, 2) >= 1 && NUMBER(at + 8, 2) <= 8 ? NUMBER(at + 8, 2) : 1;
#undef NUMBER
	return 1;
}

static void way_up_add(struct str *out, unsigned way)
{
	char block[] = "\xFF\xE1\x00\x22" "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0";

	block[29] = (char)way;
	str_add_n(out, block, 36);
}

/* How the picture is made, not what it shows or where: JFIF, colour profile, Adobe's transform. */
static bool jpeg_keeps(unsigned mark)
{
	return mark != 0xFE && (mark < 0xE0 || mark > 0xEF || mark == 0xE0 || mark == 0xE2 || mark == 0xEE);
}

/* Behind a scan's head its bits, up to the next mark that is none of theirs. */
static size_t scan_len(const struct reader *r)
{
	size_t end = r->at;

	while (end + 1 < r->len && !(r->p[end] == 0xFF && r->p[end + 1] != 0 && r->p[end + 1] != 0xFF &&
	    (r->p[end + 1] < 0xD0 || r->p[end + 1] > 0xD7)))
		end++;
	return end - r->at;
}

static unsigned jpeg_way_up(struct reader r)
{
	unsigned way = 1;

	while (way == 1 && r.at + 4 <= r.len && r.p[r.at] == 0xFF && r.p[r.at + 1] != 0xDA && r.p[r.at + 1] != 0xD9) {
		size_t len = 2 + big_at(r.p + r.at + 2, 2);

		if (len > r.len - r.at)
			break;
		if (r.p[r.at + 1] == 0xE1)
			way = way_up(r.p + r.at + 4, len - 4);
		r.at += len;
	}
	return way;
}

static bool jpeg_clean(struct reader *r, struct str *out, bool *removed)
{
	unsigned way;

	str_add_n(out, "\xFF\xD8", 2);
	r->at = 2;
	way = jpeg_way_up(*r);
	if (way != 1)
		way_up_add(out, way);
	while (r->at + 2 <= r->len && r->p[r->at] == 0xFF) {
		unsigned mark = r->p[r->at + 1];
		size_t len;

		if (mark == 0xD9) {
			keep(out, r, 2);
			*removed = *removed || r->at + 2 < r->len;
			return true;
		}
		if (mark == 0xFF) {	/* filling */
			r->at++;
			continue;
		}
		if (r->at + 4 > r->len)
			return false;
		len = 2 + big_at(r->p + r->at + 2, 2);
		if (len < 4 || len > r->len - r->at)
			return false;
		if (jpeg_keeps(mark))
			keep(out, r, len);
		else
			*removed = true;
		r->at += len;
		if (mark == 0xDA) {
			len = scan_len(r);
			keep(out, r, len);
			r->at += len;
		}
	}
	return false;
}

/* ---- PNG: length, type, data, checksum */

static bool png_clean(struct reader *r, struct str *out, bool *removed)
{
	static const char left_out[][5] = { "eXIf", "tEXt", "zTXt", "iTXt", "tIME" };

	keep(out, r, 8);
	r->at = 8;
	while (r->len - r->at >= 12) {
		const char *type = (const char *)r->p + r->at + 4;
		size_t len = 12 + (size_t)big_at(r->p + r->at, 4);
		bool drop = false;

		if (len > r->len - r->at)
			return false;
		for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
			drop = drop || memcmp(type, left_out[i], 4) == 0;
		if (!drop)
			keep(out, r, len);
		*removed = *removed || drop;
		r->at += len;
		if (memcmp(type, "IEND", 4) == 0) {
			*removed = *removed || r->at < r->len;
			return true;
		}
	}
	return false;
}

/* ---- WebP: a RIFF of chunks, each of an even length */

static bool webp_clean(struct reader *r, struct str *out, bool *removed)
{
	size_t begin = out->len, whole = 8 + (size_t)little_at(r->p + 4, 4);

	if (whole > r->len)
		return false;
	*removed = whole < r->len;
	keep(out, r, 12);
	for (r->at = 12; r->at + 8 <= whole;) {
		const char *type = (const char *)r->p + r->at;
		size_t len = 8 + (size_t)little_at(r->p + r->at + 4, 4), head = out->len;

		len += len & 1;
		if (len > whole - r->at)
			return false;
		if (memcmp(type, "EXIF", 4) == 0 || memcmp(type, "XMP ", 4) == 0)
			*removed = true;
		else
			keep(out, r, len);
		if (memcmp(type, "VP8X", 4) == 0 && len > 8)
			out->text[head + 8] = (char)(out->text[head + 8] & ~0x0C);
		r->at += len;
	}
	for (size_t i = 0, size = out->len - begin - 8; i < 4; i++)
		out->text[begin + 4 + i] = (char)(size >> (8 * i) & 0xFF);
	return true;
}

bool picture_clean(const char *bytes, size_t len, struct str *out, bool *removed)
{
	struct reader r = { .p = (const unsigned char *)bytes, .len = len };
	struct picture what;
	struct str clean = { 0 };
	bool done = false;

	*removed = false;
	picture_look(bytes, len, &what);
	if (strcmp(what.mime, "image/jpeg") == 0)
		done = jpeg_clean(&r, &clean, removed);
	else if (strcmp(what.mime, "image/png") == 0)
		done = png_clean(&r, &clean, removed);
	else if (strcmp(what.mime, "image/webp") == 0 && len >= 12)
		done = webp_clean(&r, &clean, removed);
	if (done)
		str_add_n(out, clean.text, clean.len);
	str_finish(&clean);
	return done;
}
