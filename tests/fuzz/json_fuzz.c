/* SPDX-License-Identifier: ISC */
/* What parses is written as one line of ASCII, which parses again and is written the same. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n", promise);
	abort();
}

static void walk(const struct json *value);

static void visit(void *data, const char *key, const struct json *value)
{
	const struct json *object = data;

	require(json_get(object, key) == value || json_get(object, key) == NULL, "members");
	if (strcmp(key, "id") == 0 || (strlen(key) > 2 && strcmp(key + strlen(key) - 3, "_id") == 0))
		(void)json_int(object, key, 0);
	walk(value);
}

static void walk(const struct json *value)
{
	(void)json_value_int(value, 0);
	(void)json_value_text(value);
	for (size_t i = 0; i < json_count(value); i++)
		walk(json_at(value, i));
	if (json_is_object(value))
		json_each(value, visit, (void *)(uintptr_t)value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json *value = NULL, *again = NULL;
	struct str line = { 0 }, same = { 0 };
	char *copy = malloc(size + 1);	/* exactly as long as it says */
	err_t err;

	require(copy != NULL, "memory");
	if (size > 0)
		memcpy(copy, data, size);
	err = json_parse(copy, size, &value);
	if (err != NULL) {
		require(err->kind == ERR_PROTOCOL && value == NULL, "refusal");
		goto out;
	}
	walk(value);
	json_dump(value, &line);
	for (size_t i = 0; i < line.len; i++)
		require(line.text[i] >= 0x20 && line.text[i] < 0x7F, "printable ASCII");
	err = json_parse(line.text, line.len, &again);
	require(err == NULL, "reads back");
	json_dump(again, &same);
	require(str_equal(line.text, same.text), "same line");
out:
	json_destroy(value);
	json_destroy(again);
	str_finish(&line);
	str_finish(&same);
	free(copy);
	return 0;
}
