/* SPDX-License-Identifier: ISC */
/* Decoder by lead byte: the allowed range of the second byte rules out overlongs, surrogates and > U+10FFFF. */
#include "guichet/base/utf8.h"

size_t utf8_decode(const char *p, const char *end, uint32_t *scalar, bool *valid)
{
	unsigned char lead = (unsigned char)*p, low = 0x80, high = 0xBF;
	size_t need, n = 1;
	uint32_t value;

	if (valid != NULL)
		*valid = true;
	if (lead < 0x80) {
		*scalar = lead;
		return 1;
	}
	if (lead >= 0xC2 && lead <= 0xDF) {
		need = 2;
		value = lead & 0x1F;
	} else if (lead >= 0xE0 && lead <= 0xEF) {
		need = 3;
		value = lead & 0x0F;
		low = lead == 0xE0 ? 0xA0 : 0x80;
		high = lead == 0xED ? 0x9F : 0xBF;
	} else if (lead >= 0xF0 && lead <= 0xF4) {
		need = 4;
		value = lead & 0x07;
		low = lead == 0xF0 ? 0x90 : 0x80;
		high = lead == 0xF4 ? 0x8F : 0xBF;
	} else {
		goto bad;
	}
	for (; n < need; n++) {
		unsigned char c;

		if (p + n == end)
			goto bad;
		c = (unsigned char)p[n];
		if (c < low || c > high)
			goto bad;
		value = value << 6 | (c & 0x3F);
		low = 0x80;
		high = 0xBF;
	}
	*scalar = value;
	return need;
bad:
	*scalar = UTF8_BAD;
	if (valid != NULL)
		*valid = false;
	return n;
}

size_t utf8_encode(uint32_t c, char out[static UTF8_MAX])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

bool utf8_valid(const char *text, size_t len)
{
	const char *end = text + len;
	uint32_t scalar;
	bool valid;

	for (const char *p = text; p < end;) {
		p += utf8_decode(p, end, &scalar, &valid);
		if (!valid)
			return false;
	}
	return true;
}
