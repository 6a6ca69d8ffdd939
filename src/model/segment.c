/* SPDX-License-Identifier: ISC */
/*
 * Columns in bits.  A segment begins with "gs2\n", the numbers of its
 * columns, rows, texts and bytes of texts, then width, base and unit of each
 * column, the texts, the columns, each from a byte of its own, and eight
 * bytes so that any value can be read with one load: a value lies across
 * nine bytes only if it is wider than 57 bits, and those take all 64.
 */
#include "guichet/model/segment.h"

#include <endian.h>
#include <string.h>

enum { ROWS_MAX = 1 << 24, WORD = 8, HEAD = 4 + 4 * 4, COLUMN_HEAD = 1 + 2 * WORD, BITS = 64, BITS_MOST = 57 };
static const char magic[4] = "gs2\n";

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

	while (width < BITS && greatest >> width != 0)
		width++;
	return width > BITS_MOST ? BITS : width;
}

static size_t bytes_of(const struct segment_column *column, size_t rows)
{
	return (rows * column->width + 7) / 8;
}

static uint64_t divisor_of(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/*
 * Differences wrap in 64 bits, so that any two values have one.  The unit is
 * what all of them are a multiple of: many networks know whole seconds only.
 */
static struct segment_column column_of(const int64_t *values, size_t rows)
{
	struct segment_column column = { 0 };
	uint64_t greatest = 0, unit = 0;

	for (size_t i = 0; i < rows; i++)
		if (i == 0 || values[i] < column.base)
			column.base = values[i];
	for (size_t i = 0; i < rows; i++) {
		uint64_t difference = (uint64_t)values[i] - (uint64_t)column.base;

		greatest = difference > greatest ? difference : greatest;
		if (unit != 1)
			unit = divisor_of(difference, unit);
	}
	column.unit = unit == 0 ? 1 : unit;
	column.width = width_of(greatest / column.unit);
	return column;
}

/* The bytes behind it are nothing yet, and are what the next value begins with. */
static void column_put(struct str *out, const struct segment_column *column, const int64_t *values,
	size_t rows)
{
	size_t bytes = bytes_of(column, rows);
	char *to = str_room(out, bytes + WORD);

	memset(to, 0, bytes + WORD);
	for (size_t i = 0; column->width > 0 && i < rows; i++) {
		size_t bit = i * column->width;
		uint64_t value = ((uint64_t)values[i] - (uint64_t)column->base) / column->unit, little;

		memcpy(&little, to + bit / 8, WORD);
		little |= htole64(value << bit % 8);
		memcpy(to + bit / 8, &little, WORD);
	}
	out->len += bytes;
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
		put(out, column[c].unit, WORD);
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
		column->unit = get(head + 1 + WORD, WORD);
		column->bytes = p + at;
		at += bytes_of(column, out->rows);
		if ((column->width > BITS_MOST && column->width != BITS) || at > len)
			return not_one();
	}
	return at + WORD == len ? NULL : not_one();
}

/* The year 9999 is 2^48 ms away, and a distance between two instants is packed doubled. */
#define FAR (INT64_C(1) << 52)

static bool is_near(const struct segment_column *column)
{
	uint64_t most = (UINT64_C(1) << (column->width < BITS ? column->width : 0)) - 1;

	return column->base > -FAR && column->base < FAR && column->width < BITS &&
		(most == 0 || column->unit <= (uint64_t)FAR / most);
}

err_t segment_open_stored(const void *bytes, size_t len, struct segment *out)
{
	err_t err = segment_open(bytes, len, out);

	for (size_t c = 0; err == NULL && c < out->columns; c++)
		if (!is_near(&out->column[c]))
			err = not_one();
	return err;
}

void segment_read(const struct segment *segment, size_t at, size_t from, size_t count, int64_t *out)
{
	const struct segment_column *column = &segment->column[at];
	unsigned width = column->width;
	uint64_t base = (uint64_t)column->base, unit = column->unit;
	uint64_t mask = width == BITS ? ~UINT64_C(0) : (UINT64_C(1) << width) - 1;
	size_t bit = from * width;

	if (width == 0) {
		for (size_t i = 0; i < count; i++)
			out[i] = column->base;
		return;
	}
	for (size_t i = 0; i < count; i++, bit += width) {
		uint64_t little;

		memcpy(&little, column->bytes + bit / 8, WORD);
		out[i] = (int64_t)(base + (le64toh(little) >> bit % 8 & mask) * unit);
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
