/* SPDX-License-Identifier: ISC */
/*
 * Columns in bytes.  A segment begins with "gs1\n", the numbers of its
 * columns, rows, texts and bytes of texts, then width and base of each
 * column, the texts, the columns, and eight bytes so that any value can be
 * read with one load.
 */
#include "guichet/model/segment.h"

#include <endian.h>
#include <string.h>

enum { ROWS_MAX = 1 << 24, WORD = 8, HEAD = 4 + 4 * 4, COLUMN_HEAD = 1 + WORD, WIDTH_MAX = 8 };
static const char magic[4] = "gs1\n";

static void put(struct str *out, uint64_t value, size_t bytes)
{
	uint64_t little = htole64(value);

	str_add_n(out, (const char *)&little, bytes);
}

static uint64_t get(const unsigned char *from, size_t bytes)
{
	uint64_t little = 0;

	memcpy(&little, from, bytes);
	return le64toh(little);
}

static unsigned width_of(uint64_t greatest)
{
	unsigned width = 0;

	while (width < WIDTH_MAX && greatest >> 8 * width != 0)
		width++;
	return width;
}

/* Differences wrap in 64 bits, so that any two values have one. */
static struct segment_column column_of(const int64_t *values, size_t rows)
{
	struct segment_column column = { 0 };
	uint64_t greatest = 0;

	for (size_t i = 0; i < rows; i++)
		if (i == 0 || values[i] < column.base)
			column.base = values[i];
	for (size_t i = 0; i < rows; i++) {
		uint64_t difference = (uint64_t)values[i] - (uint64_t)column.base;

		greatest = difference > greatest ? difference : greatest;
	}
	column.width = width_of(greatest);
	return column;
}

static void column_put(struct str *out, const struct segment_column *column, const int64_t *values,
	size_t rows)
{
	char *to = str_room(out, rows * column->width + WORD);

	for (size_t i = 0; i < rows; i++) {
		uint64_t little = htole64((uint64_t)values[i] - (uint64_t)column->base);

		memcpy(to + i * column->width, &little, WORD);
	}
	out->len += rows * column->width;
	out->text[out->len] = '\0';
}

void segment_pack(const int64_t *const *values, size_t columns, size_t rows, const char *const *texts,
	size_t count, struct str *out)
{
	struct segment_column column[SEGMENT_COLUMNS];
	size_t text_bytes = 0;

	for (size_t i = 0; i < count; i++)
		text_bytes += strlen(texts[i]) + 1;
	str_add_n(out, magic, sizeof(magic));
	put(out, columns, 4);
	put(out, rows, 4);
	put(out, count, 4);
	put(out, text_bytes, 4);
	for (size_t c = 0; c < columns; c++) {
		column[c] = column_of(values[c], rows);
		put(out, column[c].width, 1);
		put(out, (uint64_t)column[c].base, WORD);
	}
	for (size_t i = 0; i < count; i++)
		str_add_n(out, texts[i], strlen(texts[i]) + 1);
	for (size_t c = 0; c < columns; c++)
		column_put(out, &column[c], values[c], rows);
	put(out, 0, WORD);
}

static err_t not_one(void)
{
	return err_make(ERR_STORE, "a day of figures cannot be read: guichet metrics rebuild makes it anew");
}

/* Every text ends, the last one where the texts do. */
static bool texts_fit(const char *text, size_t bytes, size_t count)
{
	size_t ends = 0;

	for (size_t i = 0; i < bytes; i++)
		ends += text[i] == '\0';
	return ends == count && (bytes == 0 || text[bytes - 1] == '\0');
}

err_t segment_open(const void *bytes, size_t len, struct segment *out)
{
	const unsigned char *p = bytes;
	size_t text_bytes, at;

	if (len < HEAD || memcmp(p, magic, sizeof(magic)) != 0)
		return not_one();
	*out = (struct segment){ .columns = (size_t)get(p + 4, 4), .rows = (size_t)get(p + 8, 4),
		.texts = (size_t)get(p + 12, 4) };
	text_bytes = (size_t)get(p + 16, 4);
	if (out->columns > SEGMENT_COLUMNS || out->rows > ROWS_MAX)
		return not_one();
	at = HEAD + out->columns * COLUMN_HEAD + text_bytes;
	if (at > len || !texts_fit((const char *)p + at - text_bytes, text_bytes, out->texts))
		return not_one();
	out->first_text = (const char *)p + at - text_bytes;
	for (size_t c = 0; c < out->columns; c++) {
		const unsigned char *head = p + HEAD + c * COLUMN_HEAD;
		struct segment_column *column = &out->column[c];

		column->width = head[0];
		column->base = (int64_t)get(head + 1, WORD);
		column->bytes = p + at;
		at += out->rows * column->width;
		if (column->width > WIDTH_MAX || at > len)
			return not_one();
	}
	return at + WORD == len ? NULL : not_one();
}

#define READ(type, convert)                                                       \
	for (size_t i = 0; i < count; i++) {                                      \
		type value;                                                       \
		memcpy(&value, bytes + i * sizeof(value), sizeof(value));         \
		out[i] = (int64_t)((uint64_t)column->base + convert(value));      \
	}

void segment_read(const struct segment *segment, size_t at, size_t from, size_t count, int64_t *out)
{
	const struct segment_column *column = &segment->column[at];
	const unsigned char *bytes = column->bytes + from * column->width;
	uint64_t mask = column->width == WORD ? ~UINT64_C(0) : (UINT64_C(1) << 8 * column->width) - 1;

	switch (column->width) {
	case 0:
		for (size_t i = 0; i < count; i++)
			out[i] = column->base;
		return;
	case 1:
		READ(uint8_t, (uint8_t))
		return;
	case 2:
		READ(uint16_t, le16toh)
		return;
	case 4:
		READ(uint32_t, le32toh)
		return;
	}
	for (size_t i = 0; i < count; i++) {
		uint64_t little;

		memcpy(&little, bytes + i * column->width, WORD);
		out[i] = (int64_t)((uint64_t)column->base + (le64toh(little) & mask));
	}
}

void segment_texts(const struct segment *segment, const char **out)
{
	const char *text = segment->first_text;

	for (size_t i = 0; i < segment->texts; i++) {
		out[i] = text;
		text += strlen(text) + 1;
	}
}
