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

/* Is that type in a row of such names, each of four letters? */
static bool is_among(const char *type, const char *names)
{
	for (; *names != '\0'; names += 4)
		if (memcmp(type, names, 4) == 0)
			return true;
	return false;
}

/* ---- which way up the picture stands: 1, as it is, to 8 */

/* What a TIFF's first directory says, with or without the mark that a JPEG sets before it. */
static unsigned way_up(const unsigned char *p, size_t len)
{
	bool small;
	size_t at, count;

	if (len >= 6 && memcmp(p, "Exif\0\0", 6) == 0) {
		p += 6;
		len -= 6;
	}
	if (len < 8 || (memcmp(p, "II*\0", 4) != 0 && memcmp(p, "MM\0*", 4) != 0))
		return 1;
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

enum { WAY_UP_LEN = 26 };

/* A TIFF that says nothing else. */
static void way_up_add(struct str *out, unsigned way)
{
	char tiff[] = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0";

	tiff[19] = (char)way;
	str_add_n(out, tiff, WAY_UP_LEN);
}

/* ---- JPEG */

/* How the picture is coded.  What is neither this nor a note is not understood. */
static bool jpeg_codes(unsigned mark)
{
	return mark >= 0xC0 && mark <= 0xDF;
}

static bool jpeg_notes(unsigned mark)
{
	return mark == 0xFE || (mark >= 0xE0 && mark <= 0xEF);
}

enum { JFIF_LEN = 18, ADOBE_LEN = 16 };

/* Of the notes stay the colour profile, Adobe's transform, and JFIF's head without its small picture. */
static void note_add(struct str *out, const struct reader *r, unsigned mark, size_t len, bool *removed)
{
	const unsigned char *p = r->p + r->at;
	size_t begin = out->len;

	if (mark == 0xE0 && len >= JFIF_LEN && memcmp(p + 4, "JFIF", 5) == 0) {
		keep(out, r, JFIF_LEN);
		memcpy(out->text + begin + 2, "\0\x10", 2);
		memcpy(out->text + begin + JFIF_LEN - 2, "\0\0", 2);
	} else if ((mark == 0xE2 && len >= 18 && memcmp(p + 4, "ICC_PROFILE", 12) == 0) ||
	    (mark == 0xEE && len == ADOBE_LEN && memcmp(p + 4, "Adobe", 5) == 0)) {
		keep(out, r, len);
	}
	*removed = *removed || out->len - begin != len;
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
	if (way != 1) {
		str_add_n(out, "\xFF\xE1\x00\x22" "Exif\0\0", 10);
		way_up_add(out, way);
	}
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
		if (r->at + 4 > r->len || (!jpeg_codes(mark) && !jpeg_notes(mark)))
			return false;
		len = 2 + big_at(r->p + r->at + 2, 2);
		if (len < 4 || len > r->len - r->at)
			return false;
		if (jpeg_notes(mark))
			note_add(out, r, mark, len, removed);
		else
			keep(out, r, len);
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

/* The picture, its colours, its size on paper and its frames; what else stands in one is somebody's note. */
#define PNG_KEPT "IHDRPLTEIDATIENDtRNSgAMAcHRMsRGBiCCPcICPsBITpHYsacTLfcTLfdAT"

static uint32_t png_sum(const char *bytes, size_t len)
{
	uint32_t sum = UINT32_MAX;

	for (size_t i = 0; i < len; i++) {
		sum ^= (unsigned char)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ ((sum & 1) != 0 ? UINT32_C(0xEDB88320) : 0);
	}
	return ~sum;
}

static void png_way_up_add(struct str *out, unsigned way)
{
	size_t begin = out->len + 4;
	uint32_t sum;

	str_add_n(out, "\0\0\0\x1A" "eXIf", 8);
	way_up_add(out, way);
	sum = png_sum(out->text + begin, out->len - begin);
	for (int shift = 24; shift >= 0; shift -= 8)
		str_add_n(out, (const char[]){ (char)(sum >> shift & 0xFF) }, 1);
}

static bool png_clean(struct reader *r, struct str *out, bool *removed)
{
	keep(out, r, 8);
	r->at = 8;
	while (r->len - r->at >= 12) {
		const char *type = (const char *)r->p + r->at + 4;
		size_t len = 12 + (size_t)big_at(r->p + r->at, 4);
		bool kept = is_among(type, PNG_KEPT);
		unsigned way;

		/* A capital: without that chunk it would be another picture. */
		if (len > r->len - r->at || (!kept && (type[0] & 0x20) == 0))
			return false;
		way = memcmp(type, "eXIf", 4) == 0 ? way_up(r->p + r->at + 8, len - 12) : 1;
		if (kept)
			keep(out, r, len);
		else if (way != 1)
			png_way_up_add(out, way);
		*removed = *removed || !kept;
		r->at += len;
		if (memcmp(type, "IEND", 4) == 0) {
			*removed = *removed || r->at < r->len;
			return true;
		}
	}
	return false;
}

/* ---- WebP: a RIFF of chunks, each of an even length */

#define WEBP_FRAME "VP8 VP8LALPH"
#define WEBP_KEPT WEBP_FRAME "VP8XANIMANMFICCP"
enum { WEBP_HEAD = 18, FRAME_HEAD = 24, HAS_XMP = 0x04, HAS_EXIF = 0x08 };

/* The chunk there with its padding; 0: it is cut. */
static size_t webp_len(const struct reader *r, size_t end)
{
	size_t len = end - r->at < 8 ? 0 : 8 + (size_t)little_at(r->p + r->at + 4, 4);

	len += len & 1;
	return len > end - r->at ? 0 : len;
}

/* A frame of a moving picture has chunks of its own: is there nothing but the picture in them? */
static bool frame_is_clean(struct reader r, size_t end)
{
	size_t len = 0;

	if (end - r.at < FRAME_HEAD)
		return false;
	for (r.at += FRAME_HEAD; r.at < end; r.at += len) {
		len = webp_len(&r, end);
		if (len == 0 || !is_among((const char *)r.p + r.at, WEBP_FRAME))
			return false;
	}
	return true;
}

/* Its head, which must stand first, tells whether there is an Exif block behind the picture. */
static void webp_exif(struct str *out, size_t begin, const struct reader *r, size_t len)
{
	unsigned way = way_up(r->p + r->at + 8, len - 8);
	char *head = out->text + begin + 12;

	if (way == 1 || out->len - begin < 12 + WEBP_HEAD || memcmp(head, "VP8X", 4) != 0 || (head[8] & HAS_EXIF) != 0)
		return;
	head[8] = (char)(head[8] | HAS_EXIF);
	str_add_n(out, "EXIF\x1A\0\0\0", 8);
	way_up_add(out, way);
}

static bool webp_chunk(struct reader *r, struct str *out, size_t len, size_t begin, bool *removed)
{
	const char *type = (const char *)r->p + r->at;
	size_t head = out->len;

	if ((memcmp(type, "VP8X", 4) == 0 && len != WEBP_HEAD) ||
	    (memcmp(type, "ANMF", 4) == 0 && !frame_is_clean(*r, r->at + len)))
		return false;
	if (is_among(type, WEBP_KEPT))
		keep(out, r, len);
	else
		*removed = true;
	if (memcmp(type, "VP8X", 4) == 0)
		out->text[head + 8] = (char)(out->text[head + 8] & ~(HAS_EXIF | HAS_XMP));
	else if (memcmp(type, "EXIF", 4) == 0)
		webp_exif(out, begin, r, len);
	r->at += len;
	return true;
}

static bool webp_clean(struct reader *r, struct str *out, bool *removed)
{
	size_t begin = out->len, whole = 8 + (size_t)little_at(r->p + 4, 4);

	if (whole > r->len || whole < 12)
		return false;
	*removed = whole < r->len;
	keep(out, r, 12);
	for (r->at = 12; r->at < whole;) {
		size_t len = webp_len(r, whole);

		if (len == 0 || !webp_chunk(r, out, len, begin, removed))
			return false;
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
