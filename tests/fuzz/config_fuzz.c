/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a file of configuration: words of a line come back from their
 * quoted form, bound lines can be read, names of keys are names, and views,
 * options and looks stay in their bounds.  Lines that name other files are
 * left out: a fuzzer must not read the machine.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n", promise);
	abort();
}

/* False when the line names a file, or has no words. */
static bool words_hold(struct arena *arena, const char *line)
{
	const char *const *words, *const *again;
	struct str quoted = { 0 };
	size_t count, same;
	bool files = false;
	err_t err = line_words(arena, line, &words, &count);

	if (err != NULL) {
		require(err->kind == ERR_USAGE && strstr(err->text, "column ") != NULL, "column");
		return true;
	}
	for (size_t i = 0; i < count; i++) {
		files = files || strstr(words[i], "source") != NULL || strstr(words[i], "theme") != NULL;
		str_printf(&quoted, "%s%s", i > 0 ? " " : "", line_is_part(words, i) ? ";" : line_quote(arena, words[i]));
	}
	require(line_words(arena, str_text(&quoted), &again, &same) == NULL && same == count, "as many words");
	for (size_t i = 0; i < count; i++)
		require(strcmp(words[i], again[i]) == 0 && line_is_part(words, i) == line_is_part(again, i), "same words");
	str_finish(&quoted);
	return !files;
}

static void binding(void *data, const char *scope, const char *names, const char *command)
{
	const char *const *words;
	struct key keys[KEYS_MAX];
	size_t count = 0;

	require(line_words(data, command, &words, &count) == NULL && count > 0, "a bound line");
	require(keys_parse(names, keys, &count) == NULL && count > 0, "names of keys");
	require(scope[0] != '\0', "scope");
}

static void state_holds(struct arena *arena, struct config *config)
{
	const struct config_view *view;

	keymap_each(config_keymap(config), binding, arena);
	for (int i = 0; i < OPTIONS; i++)
		require(option_check((enum option)i, config_text(config, (enum option)i)) == NULL, "option");
	for (int i = 0; i < STYLES; i++) {
		struct look look = config_looks(config)[i];

		require(look.fg >= COLOR_DEFAULT && look.fg < 256 && look.bg >= COLOR_DEFAULT && look.bg < 256 &&
			look.attrs < ATTR_UNSET, "look");
	}
	for (size_t i = 0; (view = config_view(config, i)) != NULL; i++)
		require(view->name[0] != '\0' && view->query != NULL, "view");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config *config = config_create();
	struct arena *arena = arena_create();
	char *text = malloc(size + 1), *rest = text, *line;

	require(text != NULL, "memory");
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	while ((line = strsep(&rest, "\n")) != NULL) {
		const char *next = line;
		bool known = words_hold(arena, line);

		while (known && *next != '\0')
			if (config_line(config, next, NULL, &known, &next) != NULL)
				break;
	}
	state_holds(arena, config);
	config_destroy(config);
	arena_destroy(arena);
	free(text);
	return 0;
}
