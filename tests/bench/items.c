/* SPDX-License-Identifier: ISC */
/*
 *   items COUNT SEED [MOST]
 *
 * Writes COUNT messages as JSON lines for "guichet import items": one to MOST
 * (5) messages a conversation, Zipf-like words, five accounts' worth of people.
 * The same arguments give the same bytes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { VOCABULARY = 20000, DAY = 86400 };

static uint64_t state;

static uint64_t next(void)
{
	uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static void word(char *out, uint64_t number)
{
	static const char *const syllables[] = { "ba", "co", "di", "fe", "gu", "la", "mo", "ni", "pe", "ru",
		"sa", "to", "vi", "we", "xa", "yo", "zi", "che", "sto", "bri" };

	*out = '\0';
	do {
		strcat(out, syllables[number % 20]);
		number /= 20;
	} while (number > 0);
}

/* Small numbers are far more likely: word 0 is in about a tenth of all places. */
static uint64_t zipf(void)
{
	uint64_t r = next() % 1000, range = r < 400 ? 20 : r < 700 ? 400 : r < 900 ? 4000 : VOCABULARY;

	return next() % range;
}

int main(int argc, char **argv)
{
	long count = argc > 1 ? strtol(argv[1], NULL, 10) : 1000, thread = 0, left = 0;
	long most = argc > 3 ? strtol(argv[3], NULL, 10) : 5;
	const time_t start = 1767225600;	/* 2026-01-01 */

	state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	for (long i = 0; i < count; i++) {
		time_t at = start + (time_t)(i * 180 * (int64_t)DAY / (count + 1));
		char text[512] = "", when[32], w[32];
		int words = 8 + (int)(next() % 22);
		long person;
		struct tm tm;

		if (left == 0) {
			thread++;
			left = 1 + (long)(next() % (uint64_t)most);
		}
		left--;
		person = thread % 90000;
		for (int n = 0; n < words && strlen(text) < 440; n++) {
			word(w, zipf());
			if (n > 0)
				strcat(text, " ");
			strcat(text, w);
		}
		gmtime_r(&at, &tm);
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
		printf("{\"uid\":\"bench:%ld\",\"op\":\"new\",\"kind\":\"mention\",\"vis\":\"%s\","
			"\"thread\":{\"root\":\"bench:thread:%ld\"},"
			"\"author\":{\"id\":\"person-%ld\",\"handle\":\"@p%ld@bench.example\",\"name\":\"Person %ld\",\"followers\":%ld},"
			"\"at\":\"%s\",\"text\":\"%s\",\"lang\":\"%s\"}\n",
			i, next() % 4 == 0 ? "private" : "public", thread, person, person, person, person % 5000,
			when, text, next() % 3 == 0 ? "fr" : "en");
	}
	return 0;
}
