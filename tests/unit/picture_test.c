/* SPDX-License-Identifier: ISC */
/*
 * A file is what its first bytes say; a picture comes out of cleaning without
 * a word of what stood beside it, as large as it was and the same way up, and
 * whatever is cut or wrong in it is left alone and never read past its end.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/model/picture.h"

#define S(text) text, sizeof(text) - 1
#define EXIF_ON_ITS_SIDE "\xFF\xE1\x00\x22" "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
#define JPEG_HEAD "\xFF\xD8\xFF\xE0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define ON_ITS_SIDE "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
#define JPEG_SIZE "\xFF\xC0\x00\x0B\x08\x00\x20\x00\x30\x01\x01\x11\x00"
#define JPEG_SCAN "\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00" "a\xFF\x00" "b\xFF\xD3" "c"
#define PROFILED JPEG_HEAD "\xFF\xE2\x00\x10ICC_PROFILE\0\1\1\xFF\xEE\x00\x0E" "Adobe\0d\0\0\0\0\1" \
	JPEG_SIZE JPEG_SCAN "\xFF\xD9"
#define COMMENT "\xFF\xFE\x00\x08SECRET"
#define PNG_HEAD "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\0\x10\0\0\0\x20\x08\x02\0\0\0sum4"
#define PNG_END "\0\0\0\0IENDsum4"

static void test_looks(void **state)
{
	static const struct { const char *bytes; size_t len; const char *mime, *kind; int64_t width, height; } cases[] = {
		{ S(JPEG_HEAD JPEG_SIZE), "image/jpeg", "image", 48, 32 },
		{ S(PNG_HEAD), "image/png", "image", 16, 32 },
		{ S("GIF89a\x05\x00\x06\x00"), "image/gif", "image", 5, 6 },
		{ S("RIFF\x16\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x0F\0\0\x1F\0\0"), "image/webp", "image", 16, 32 },
		{ S("\0\0\0\x18" "ftypheic"), "image/heic", "image", 0, 0 },
		{ S("\0\0\0\x18" "ftypisom"), "video/mp4", "video", 0, 0 },
		{ S("OggS"), "audio/ogg", "audio", 0, 0 },
		{ S("%PDF-1.4"), "application/pdf", "file", 0, 0 },
		{ S("<svg onload=x>"), PICTURE_UNKNOWN, "file", 0, 0 },
		{ S(""), PICTURE_UNKNOWN, "file", 0, 0 },
	};
	struct picture what;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		picture_look(cases[i].bytes, cases[i].len, &what);
		assert_string_equal(what.mime, cases[i].mime);
		assert_string_equal(picture_kind(what.mime), cases[i].kind);
		assert_int_equal(what.width, cases[i].width);
		assert_int_equal(what.height, cases[i].height);
	}
}

static void cleans_to(const char *bytes, size_t len, const char *want, size_t want_len, bool want_removed)
{
	struct str out = { 0 };
	bool removed;

	assert_true(picture_clean(bytes, len, &out, &removed));
	assert_int_equal(removed, want_removed);
	assert_int_equal(out.len, want_len);
	assert_memory_equal(out.text, want, want_len);
	str_finish(&out);
}

static void test_cleans(void **state)
{
	(void)state;
	cleans_to(S(JPEG_HEAD COMMENT JPEG_SIZE JPEG_SCAN "\xFF\xD9" "SECRET"),
		S(JPEG_HEAD JPEG_SIZE JPEG_SCAN "\xFF\xD9"), true);
	cleans_to(S(JPEG_HEAD JPEG_SIZE JPEG_SCAN "\xFF\xD9"), S(JPEG_HEAD JPEG_SIZE JPEG_SCAN "\xFF\xD9"), false);
	/* Which way up it stands is what is left of the block. */
	cleans_to(S("\xFF\xD8" EXIF_ON_ITS_SIDE COMMENT JPEG_SIZE JPEG_SCAN "\xFF\xD9"),
		S("\xFF\xD8\xFF\xE1\x00\x22" "Exif\0\0" ON_ITS_SIDE
		JPEG_SIZE JPEG_SCAN "\xFF\xD9"), true);
	cleans_to(S(PNG_HEAD "\0\0\0\x06tEXtSECRETsum4" "\0\0\0\x02IDATxxsum4" PNG_END "SECRET"),
		S(PNG_HEAD "\0\0\0\x02IDATxxsum4" PNG_END), true);
	cleans_to(S("RIFF\x24\0\0\0WEBPVP8X\x0A\0\0\0\x0C\0\0\0\x0F\0\0\x1F\0\0EXIF\x05\0\0\0PLACE\0"),
		S("RIFF\x16\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x0F\0\0\x1F\0\0"), true);
}

/* What nobody has heard of may say where it was taken as well as what is known to. */
static void test_keeps_the_picture_only(void **state)
{
	(void)state;
	/* The small picture in JFIF's head or behind it, the larger ones of a camera, a note in Adobe's place. */
	cleans_to(S("\xFF\xD8\xFF\xE0\x00\x13JFIF\0\1\1\0\0\1\0\1\1\1rgb\xFF\xE0\x00\x0AJFXX\0abc\xFF\xE2\x00\x08MPF\0xy"
		"\xFF\xEE\x00\x08SECRET" JPEG_SIZE JPEG_SCAN "\xFF\xD9"), S(JPEG_HEAD JPEG_SIZE JPEG_SCAN "\xFF\xD9"), true);
	cleans_to(S(PROFILED), S(PROFILED), false);
	cleans_to(S(PNG_HEAD "\0\0\0\x06" "caBXSECRETsum4" "\0\0\0\4gAMA\0\0\0\1sum4" PNG_END),
		S(PNG_HEAD "\0\0\0\4gAMA\0\0\0\1sum4" PNG_END), true);
	cleans_to(S("RIFF\x24\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x0F\0\0\x1F\0\0C2PA\x05\0\0\0PLACE\0"),
		S("RIFF\x16\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x0F\0\0\x1F\0\0"), true);
}

static void test_keeps_the_way_up(void **state)
{
	(void)state;
	cleans_to(S(PNG_HEAD "\0\0\0\x20" "eXIf" ON_ITS_SIDE "SECRETsum4" PNG_END),
		S(PNG_HEAD "\0\0\0\x1A" "eXIf" ON_ITS_SIDE "\xD6\x67\x4B\x69" PNG_END), true);
	cleans_to(S("RIFF\x3E\0\0\0WEBPVP8X\x0A\0\0\0\x0C\0\0\0\x0F\0\0\x1F\0\0EXIF\x20\0\0\0" ON_ITS_SIDE "SECRET"),
		S("RIFF\x38\0\0\0WEBPVP8X\x0A\0\0\0\x08\0\0\0\x0F\0\0\x1F\0\0EXIF\x1A\0\0\0" ON_ITS_SIDE), true);
}

/* What would be another picture without it, or hides a note within, is left alone, and that is said. */
static void test_does_not_understand(void **state)
{
	static const struct { const char *bytes; size_t len; } cases[] = {
		{ S("\xFF\xD8\xFF\xF7\x00\x04xx" JPEG_SCAN "\xFF\xD9") },
		{ S(PNG_HEAD "\0\0\0\1CgBIxsum4" PNG_END) },
		{ S("RIFF\x2E\0\0\0WEBPANMF\x22\0\0\0" "0123456789abcdef" "VP8 \0\0\0\0NOTE\2\0\0\0xx") },
		{ S("GIF89a\1\0\1\0\0\0\0;") },
		{ S("%PDF-1.4") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str out = { 0 };
		bool removed;

		assert_false(picture_clean(cases[i].bytes, cases[i].len, &out, &removed));
		assert_int_equal(out.len, 0);
	}
}

/* Every beginning of a picture, in memory that ends where it ends, and every byte of it wrong. */
static void test_broken(void **state)
{
	static const struct { const char *bytes; size_t len; } whole[] = {
		{ S("\xFF\xD8" EXIF_ON_ITS_SIDE COMMENT JPEG_SIZE JPEG_SCAN "\xFF\xD9") },
		{ S(PNG_HEAD "\0\0\0\x06tEXtSECRETsum4" "\0\0\0\x1A" "eXIf" ON_ITS_SIDE "sum4" PNG_END) },
		{ S("RIFF\x38\0\0\0WEBPVP8X\x0A\0\0\0\x0C\0\0\0\x0F\0\0\x1F\0\0EXIF\x1A\0\0\0" ON_ITS_SIDE) },
		{ S("RIFF\x24\0\0\0WEBPVP8X\x0A\0\0\0\x0C\0\0\0\x0F\0\0\x1F\0\0EXIF\x05\0\0\0PLACE\0") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		for (size_t len = 0; len <= whole[i].len; len++)
			for (size_t wrong = 0; wrong <= len; wrong++) {
				char *copy = malloc(len + 1);
				struct str out = { 0 };
				bool removed;

				memcpy(copy, whole[i].bytes, len);
				if (wrong < len)
					copy[wrong] = (char)(copy[wrong] ^ 0xFF);
				copy = realloc(copy, len > 0 ? len : 1);
				if (!picture_clean(copy, len, &out, &removed))
					assert_int_equal(out.len, 0);
				else
					assert_true(out.len <= len + 36);
				str_finish(&out);
				free(copy);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_looks), cmocka_unit_test(test_cleans),
		cmocka_unit_test(test_keeps_the_picture_only), cmocka_unit_test(test_keeps_the_way_up),
		cmocka_unit_test(test_does_not_understand), cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
