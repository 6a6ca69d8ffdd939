/* SPDX-License-Identifier: ISC */
/*
 * The only user of the library's catalogues.  Texts are UTF-8 whatever the
 * locale's own encoding is: who writes to a terminal turns them into it.
 */
#include "guichet/base/message.h"

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef GUICHET_NLS
#include <libintl.h>
#endif
#include "guichet/base/alloc.h"
#include "guichet/base/arena.h"
#include "guichet/base/err.h"
#include "guichet/base/str.h"
#include "catalogue.h"

enum { CONTEXT_END = '\004', DATE_FORMAT = 128 };

/* The language of this thread, where it is not that of the process. */
static _Thread_local const struct catalogue *spoken;
static _Thread_local bool speaks;

/* A program that was built and not installed has its catalogues beside it, as it has its server. */
static bool beside_program(char *path, size_t size)
{
	static const char place[] = "/po";
	ssize_t len = readlink("/proc/self/exe", path, size - sizeof(place));
	char *slash;

	path[len > 0 ? len : 0] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return false;
	memcpy(slash, place, sizeof(place));
	return access(path, X_OK) == 0;
}

/* Where the catalogues are. */
static const char *catalogue_place(char *beside, size_t size)
{
	const char *place = getenv("GUICHET_LOCALEDIR");

	return place != NULL && *place != '\0' ? place : beside_program(beside, size) ? beside : LOCALEDIR;
}

void message_open(void)
{
#ifdef GUICHET_NLS
	char beside[PATH_MAX];

	bindtextdomain("guichet", catalogue_place(beside, sizeof(beside)));
	bind_textdomain_codeset("guichet", "UTF-8");
	textdomain("guichet");
#endif
}

void message_close(void)
{
#ifdef GUICHET_NLS
	textdomain("guichet-in-english");	/* there is no catalogue of that name */
#endif
}

/*
 * A letter has the language of its reader and is written in the loop: each
 * catalogue is read once by a thread, which shares it with no other.
 */
static _Thread_local struct loaded { struct loaded *next; struct catalogue *catalogue; char *lang; } *loaded;

static struct catalogue *catalogue_load(const char *lang)
{
	char beside[PATH_MAX], path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/%s/LC_MESSAGES/guichet.mo", catalogue_place(beside, sizeof(beside)), lang);

	return strspn(lang, "abcdefghijklmnopqrstuvwxyz") != strlen(lang) || n < 0 || (size_t)n >= sizeof(path) ? NULL
		: catalogue_open(path);
}

/* One that is not there is looked for again: it may be installed later, and anybody may ask for any name. */
static const struct catalogue *catalogue_of(const char *lang)
{
	struct loaded *one = loaded;
	struct catalogue *catalogue;

	while (one != NULL && strcmp(one->lang, lang) != 0)
		one = one->next;
	if (one != NULL)
		return one->catalogue;
	catalogue = catalogue_load(lang);
	if (catalogue == NULL)
		return NULL;
	one = mem_alloc(sizeof(*one));
	*one = (struct loaded){ loaded, catalogue, mem_copy(lang) };
	loaded = one;
	return catalogue;
}

void message_forget(void)
{
	message_language(NULL);
	for (struct loaded *one = loaded, *next; one != NULL; one = next) {
		next = one->next;
		catalogue_close(one->catalogue);
		free(one->lang);
		free(one);
	}
	loaded = NULL;
}

bool message_language(const char *lang)
{
	spoken = NULL;
	speaks = lang != NULL;
	if (lang == NULL || strcmp(lang, "en") == 0)
		return true;
	spoken = catalogue_of(lang);
	return spoken != NULL;
}

bool message_speaks(const char *lang)
{
	return strcmp(lang, "en") == 0 || catalogue_of(lang) != NULL;
}

/* The English text of NC_() stands behind its context. */
static const char *without_context(const char *text)
{
	const char *end = strchr(text, CONTEXT_END);

	return end != NULL ? end + 1 : text;
}

const char *message_of(const char *text)
{
	const char *found = text;

	if (*text == '\0')	/* its translation would be the catalogue's own head */
		return text;
	if (speaks) {
		found = spoken == NULL ? NULL : catalogue_find(spoken, text);
		return found != NULL ? found : without_context(text);
	}
#ifdef GUICHET_NLS
	found = gettext(text);
#endif
	return found == text ? without_context(text) : found;
}

const char *message_plural(const char *one, const char *many, unsigned long long n)
{
	const char *found = spoken == NULL ? NULL : catalogue_plural(spoken, one, n);

	if (speaks)
		return found != NULL ? found : n == 1 ? one : many;
#ifdef GUICHET_NLS
	/* Rules look at the last digits only, and the library takes a long. */
	return ngettext(one, many, n > 1000000 ? (unsigned long)(n % 1000000) + 1000000 : (unsigned long)n);
#else
	return n == 1 ? one : many;
#endif
}

const char *message_put(struct arena *arena, const char *template, const char *word)
{
	const char *at = strstr(template, "%s");

	return at == NULL ? template : arena_printf(arena, "%.*s%s%s", (int)(at - template), template, word, at + 2);
}

const char *number_grouped(struct arena *arena, int64_t number)
{
	const char *digits = arena_printf(arena, "%" PRId64, number), *mark = _(NC_("thousands", ","));
	size_t len = strlen(digits);
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < len; i++)
		str_printf(&text, "%s%c", i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-' ? mark : "", digits[i]);
	copy = arena_copy(arena, text.text);
	str_finish(&text);
	return copy;
}

const char *number_decimal(struct arena *arena, const char *number)
{
	const char *point = strchr(number, '.'), *mark = _(NC_("decimal", "."));

	return point == NULL || strcmp(mark, ".") == 0 ? number
		: arena_printf(arena, "%.*s%s%s", (int)(point - number), number, mark, point + 1);
}

static const char *const days[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat") };
static const char *const months[] = { N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), NC_("month", "May"), N_("Jun"),
	N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec") };

size_t message_time(char *out, size_t size, const char *format, const struct tm *tm)
{
	char named[DATE_FORMAT];
	size_t len = 0;

	for (const char *p = format; *p != '\0' && len + 16 < sizeof(named); p++) {
		const char *name = p[0] != '%' ? NULL : p[1] == 'a' ? days[tm->tm_wday % 7] :
			p[1] == 'b' ? months[tm->tm_mon % 12] : NULL;

		if (name != NULL) {
			name = message_of(name);
			memcpy(named + len, name, strnlen(name, 15));
			len += strnlen(name, 15);
			p++;
			continue;
		}
		named[len++] = *p;
		if (p[0] == '%' && p[1] != '\0')
			named[len++] = *++p;
	}
	named[len] = '\0';
	_Pragma("GCC diagnostic push")
	_Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"")
	len = strftime(out, size, named, tm);
	_Pragma("GCC diagnostic pop")
	return len;
}

/* ---- errors: their template, with the arguments that went into it */

static const char *conversion_end(const char *p)
{
	return p + strspn(p, "0123456789$-+ #.*hljzt");
}

/*
 * Puts the arguments where the template has its conversions, or those that it names as %2$s;
 * false when they do not fit.  With an arena what a desk made of parts is translated as well.
 */
static bool fill(struct str *out, const char *template, err_t err, struct arena *arena)
{
	size_t next = 0, used = 0;

	for (const char *p = template; *p != '\0'; p++) {
		const char *end = conversion_end(p + 1);
		size_t digits = strspn(p + 1, "0123456789"), which;

		if (*p != '%') {
			str_add_char(out, *p);
			continue;
		}
		if (*end == '%') {
			str_add_char(out, '%');
			p = end;
			continue;
		}
		which = digits == 1 && p[2] == '$' ? (size_t)(p[1] - '1') : next++;
		if (*end == '\0' || which >= err->count)
			return false;
		str_add(out, arena != NULL ? message_told(arena, err->args[which]) : err->args[which]);
		used++;
		p = end;
	}
	return used == err->count;
}

/* What is behind the words of the template, ": why" of an error that was wrapped, perhaps more than once. */
static void add_rest(struct str *out, const char *rest, struct arena *arena)
{
	while (rest[0] == ':' && rest[1] == ' ') {
		const char *known = message_told(arena, rest + 2), *next = strstr(rest + 2, ": ");

		str_add(out, _(": "));
		rest += 2;
		if (known != rest || next == NULL) {
			str_add(out, known);
			return;
		}
		str_add_n(out, rest, (size_t)(next - rest));
		rest = next;
	}
	str_add(out, rest);
}

const char *err_shown(struct arena *arena, err_t err)
{
	const char *template = message_of(err->template), *copy = err->text;
	struct str english = { 0 }, ours = { 0 };

	if (template == err->template)
		return message_told(arena, err->text);
	if (fill(&english, err->template, err, NULL) && fill(&ours, template, err, arena) &&
	    strncmp(err->text, str_text(&english), english.len) == 0) {
		add_rest(&ours, err->text + english.len, arena);
		copy = arena_copy(arena, str_text(&ours));
	}
	str_finish(&english);
	str_finish(&ours);
	return copy;
}
