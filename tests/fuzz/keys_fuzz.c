/* SPDX-License-Identifier: ISC */
/*
 * What a terminal sends becomes the same keys in one piece as byte by byte,
 * each takes at least a byte and none that is not there, and what was pasted
 * holds no control character but LF and TAB.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/screen/keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n", promise);
	abort();
}

static void check_paste(const struct paste *paste)
{
	const char *text = str_text(&paste->text);

	require(paste->text.len <= PASTE_MAX, "length");
	for (size_t i = 0; i < paste->text.len; i++)
		require((unsigned char)text[i] >= 0x20 ? text[i] != 0x7F : text[i] == '\n' || text[i] == '\t',
			"clean");
}

/* Keys as (code, modifiers), pastes as their length, from pieces of step bytes. */
static void decode(const char *bytes, size_t size, size_t step, struct str *out)
{
	const struct key_table none = { 0 };
	struct paste paste = { 0 };
	size_t at = 0, have = 0;
	bool pasting = false, ended;

	while (at < size) {
		struct key key = { 0 };
		size_t n = 0;

		if (have > at && pasting) {
			n = paste_take(&paste, bytes + at, have - at, &ended);
			require(ended || n == have - at, "takes all");
			pasting = !ended;
			if (ended) {
				check_paste(&paste);
				str_printf(out, "paste %zu\n", paste.text.len);
			}
		} else if (have > at) {
			n = keys_next(&none, bytes + at, have - at, have == size, &key);
			require(n <= have - at, "bounds");
			pasting = n > 0 && key.code == K_PASTE;
			if (pasting)
				paste_reset(&paste);
			if (n > 0)
				str_printf(out, "%x %x\n", (unsigned)key.code, key.mods);
		}
		require(n > 0 || have < size, "goes on");
		if (n == 0)
			have = size - have < step ? size : have + step;
		at += n;
	}
	check_paste(&paste);
	str_finish(&paste.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str whole = { 0 }, pieces = { 0 };
	char *copy = malloc(size + 1);	/* exactly as long as it says */

	require(copy != NULL, "memory");
	if (size > 0)
		memcpy(copy, data, size);
	copy = realloc(copy, size > 0 ? size : 1);
	decode(copy, size, size > 0 ? size : 1, &whole);
	decode(copy, size, 1, &pieces);
	if (size < 64)	/* longer ones may hold a sequence that is given up when it comes slowly */
		require(strcmp(str_text(&whole), str_text(&pieces)) == 0, "pieces");
	str_finish(&whole);
	str_finish(&pieces);
	free(copy);
	return 0;
}
