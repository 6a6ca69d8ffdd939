/* SPDX-License-Identifier: ISC */
/* What stands beside a text, in words. */
#include "guichet/command/media.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"

static const struct { const char *kind, *word; } words[] = {
	{ "image", N_("image") }, { "video", N_("video") }, { "audio", N_("sound") }, { "file", N_("file") },
};

static const char *kind_shown(const struct json *media)
{
	const char *kind = json_text_or(media, "type", "file");

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].kind, kind) == 0)
			return _(words[i].word);
	return _("file");
}

const char *media_told(struct arena *arena, const struct json *media)
{
	const char *alt = json_text_or(media, "alt", "");

	return alt[strspn(alt, " \t\n")] != '\0' ? arena_printf(arena, _("%s: %s"), kind_shown(media), alt) :
		arena_printf(arena, _("%s, no description"), kind_shown(media));
}

const char *media_goes(struct arena *arena, const struct json *media)
{
	const char *size = media_size(arena, media), *alt = json_text_or(media, "alt", "");

	return arena_printf(arena, _("%s: %s"), arena_printf(arena, "%s %s%s%s%s", kind_shown(media),
		json_text_or(media, "name", "?"), *size != '\0' ? " (" : "", size, *size != '\0' ? ")" : ""),
		alt[strspn(alt, " \t\n")] != '\0' ? alt : _("no description"));
}

const char *media_size(struct arena *arena, const struct json *media)
{
	int64_t bytes = json_int(media, "size", 0), width = json_int(media, "width", 0), height = json_int(media, "height", 0);
	const char *cells = width > 0 && height > 0 ? arena_printf(arena, "%" PRId64 "x%" PRId64, width, height) : "";
	const char *size = bytes <= 0 ? "" : bytes < 1000 ? arena_printf(arena, _("%" PRId64 " B"), bytes) :
		bytes < 1000000 ? arena_printf(arena, _("%" PRId64 " kB"), bytes / 1000) :
		arena_printf(arena, _("%" PRId64 " MB"), bytes / 1000000);

	return arena_printf(arena, "%s%s%s", cells, *cells != '\0' && *size != '\0' ? ", " : "", size);
}

bool media_is_told(const struct json *message, const struct json *media)
{
	const char *url = json_text(media, "url");

	return url != NULL && strstr(json_text_or(message, "text", ""), url) != NULL;
}
