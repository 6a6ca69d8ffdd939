/* SPDX-License-Identifier: ISC */
/*
 * Proves that a packed day gives back every value that was put in, whatever
 * the values are, that the same rows give the same bytes, and that bytes that
 * are no segment, or hold what is no instant, are refused and never read beyond
 * their end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/alloc.h"
#include "guichet/base/random.h"
#include "guichet/model/segment.h"

enum { COLUMNS = 12, ROWS = 1500 };

struct day { int64_t *values[COLUMNS]; size_t rows; };

/* Each column spreads over another number of bits, from none to all 64. */
static struct day day_make(struct random *random, size_t rows)
{
	struct day day = { .rows = rows };

	for (size_t c = 0; c < COLUMNS; c++) {
		uint64_t mask = c == 0 ? 0 : ~UINT64_C(0) >> (64 - (c * 64 + COLUMNS - 2) / (COLUMNS - 1));
		int64_t base = (int64_t)(random_below(random, 1000) - 500);

		day.values[c] = mem_array(rows + 1, sizeof(int64_t));
		for (size_t i = 0; i < rows; i++)
			day.values[c][i] = (int64_t)((uint64_t)base + (random_below(random, UINT64_MAX) & mask));
	}
	if (rows > 1) {
		day.values[COLUMNS - 1][0] = INT64_MIN;
		day.values[COLUMNS - 1][1] = INT64_MAX;
	}
	return day;
}

static void day_finish(struct day *day)
{
	for (size_t c = 0; c < COLUMNS; c++)
		free(day->values[c]);
}

static void comes_back(void **state)
{
	static const char *const texts[] = { "", "en\t0\trefund vip", "fr\t4\t" };
	struct random random = random_seeded(5);

	(void)state;
	for (size_t rows = 0; rows < ROWS; rows = rows * 3 + 1) {
		struct day day = day_make(&random, rows);
		struct str out = { 0 }, again = { 0 };
		struct segment segment;
		const char *read[3];
		int64_t *column = mem_array(rows + 1, sizeof(*column));

		segment_pack((const int64_t *const *)day.values, COLUMNS, rows, texts, 3, &out);
		segment_pack((const int64_t *const *)day.values, COLUMNS, rows, texts, 3, &again);
		assert_int_equal(out.len, again.len);
		assert_memory_equal(out.text, again.text, out.len);
		assert_null(segment_open(out.text, out.len, &segment));
		assert_int_equal(segment.rows, rows);
		assert_int_equal(segment.column[0].width, 0);
		for (size_t c = 0; c < COLUMNS; c++) {
			size_t middle = rows / 3;

			segment_read(&segment, c, 0, middle, column);
			segment_read(&segment, c, middle, rows - middle, column + middle);
			assert_memory_equal(column, day.values[c], rows * sizeof(*column));
		}
		segment_texts(&segment, read);
		for (size_t i = 0; i < 3; i++)
			assert_string_equal(read[i], texts[i]);
		free(column);
		str_finish(&out);
		str_finish(&again);
		day_finish(&day);
	}
}

/* Whole seconds take no room for their milliseconds, and no value more bits than it needs. */
static void takes_few_bits(void **state)
{
	enum { MINUTE = 60 };
	int64_t seconds[MINUTE], flags[MINUTE];
	const int64_t *values[] = { seconds, flags };
	struct str out = { 0 };
	struct segment segment;

	(void)state;
	for (size_t i = 0; i < MINUTE; i++) {
		seconds[i] = INT64_C(1764000000000) + (int64_t)i * 1000;
		flags[i] = (int64_t)(i % 2) * 5;
	}
	segment_pack(values, 2, MINUTE, NULL, 0, &out);
	assert_null(segment_open(out.text, out.len, &segment));
	assert_int_equal(segment.column[0].unit, 1000);
	assert_int_equal(segment.column[0].width, 6);
	assert_int_equal(segment.column[1].unit, 5);
	assert_int_equal(segment.column[1].width, 1);
	str_finish(&out);
}

static void broken_is_refused(void **state)
{
	struct random random = random_seeded(6);
	struct day day = day_make(&random, 40);
	struct str out = { 0 };
	struct segment segment;

	(void)state;
	segment_pack((const int64_t *const *)day.values, COLUMNS, day.rows, (const char *const[]){ "a" }, 1, &out);
	for (size_t len = 0; len < out.len; len++) {
		char *cut = mem_copy_n(out.text, len);

		assert_non_null(segment_open(cut, len, &segment));
		free(cut);
	}
	for (size_t round = 0; round < 3000; round++) {
		unsigned char *copy = (unsigned char *)mem_copy_n(out.text, out.len);
		int64_t values[64];

		copy[random_below(&random, 260)] ^= (unsigned char)(1 + random_below(&random, 255));
		if (segment_open(copy, out.len, &segment) == NULL)
			for (size_t c = 0; c < segment.columns; c++)
				segment_read(&segment, c, 0, segment.rows < 64 ? segment.rows : 64, values);
		free(copy);
	}
	str_finish(&out);
	day_finish(&day);
}

/* Two rows of one column. */
static err_t stored_opens(int64_t value, int64_t other)
{
	const int64_t values[] = { value, other }, *columns[] = { values };
	struct str out = { 0 };
	struct segment segment;
	err_t err;

	segment_pack(columns, 1, 2, NULL, 0, &out);
	assert_null(segment_open(out.text, out.len, &segment));
	err = segment_open_stored(out.text, out.len, &segment);
	str_finish(&out);
	return err;
}

static void far_is_refused(void **state)
{
	const int64_t first = INT64_C(-62135596800000), last = INT64_C(253402300799999);	/* of the years 1 and 9999 */
	const int64_t far[] = { INT64_MIN, INT64_MIN / 2, -(INT64_C(1) << 52), INT64_C(1) << 53, INT64_MAX / 2, INT64_MAX };

	(void)state;
	assert_null(stored_opens(first, last));
	assert_null(stored_opens((first - last) * 2 + 1, (last - first) * 2 + 1));
	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++)
		for (int both = 0; both < 2; both++) {
			err_t err = stored_opens(far[i], both ? far[i] : last);

			assert_non_null(err);
			assert_int_equal(err->kind, ERR_STORE);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(takes_few_bits),
		cmocka_unit_test(broken_is_refused),
		cmocka_unit_test(far_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
