/* SPDX-License-Identifier: ISC */
/*
 * The error ring.  Each thread owns 32 records of fixed size, so making an
 * error allocates nothing and nobody frees one; the reader thread of the
 * server therefore copies what it wants to hand to the loop.
 */
#include "guichet/base/err.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { RING = 32, TEXT_BYTES = 512, ARG_BYTES = 768, TEMPLATE_BYTES = 256 };

struct slot {
	struct err err;
	char text[TEXT_BYTES];
	char template[TEMPLATE_BYTES];
	char args[ARG_BYTES];
};

static _Thread_local struct slot ring[RING];
static _Thread_local unsigned next_slot;

static const struct {
	const char *name;
	int exit;
	enum err_retry retry;
	const char *text;
} kinds[] = {
#define ERR_ROW(kind, name, exit, retry, text) { name, exit, retry, text },
	ERR_INFO(ERR_ROW)
#undef ERR_ROW
};

static struct slot *slot_take(enum err_kind kind)
{
	struct slot *slot = &ring[next_slot++ % RING];

	memset(&slot->err, 0, sizeof(slot->err));
	slot->err.kind = kind;
	slot->err.text = slot->text;
	slot->err.template = slot->template;
	return slot;
}

/* One line only: what breaks lines becomes a space, a cut never splits UTF-8. */
static void text_tidy(char *text, size_t size)
{
	size_t len = strlen(text);

	if (len + 1 == size) {
		while (len > 0 && ((unsigned char)text[len - 1] & 0xC0) == 0x80)
			len--;
		if (len > 0 && (unsigned char)text[len - 1] >= 0xC0)
			len--;
		text[len] = '\0';
	}
	for (char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			*p = ' ';
}

static const char *conversion_end(const char *p)
{
	return p + strspn(p, "-+ #0123456789.*hljzt");
}

/*
 * Formats each conversion of fmt alone, so that the arguments survive beside
 * the template.  Only the conversions that our messages use are understood.
 */
static void args_capture(struct slot *slot, const char *fmt, va_list ap)
{
	size_t used = 0;

	for (const char *p = fmt; (p = strchr(p, '%')) != NULL;) {
		char spec[24], *out = slot->args + used;
		const char *end = conversion_end(p + 1);
		size_t room = ARG_BYTES - used, len = (size_t)(end - p) + 1;
		bool wide = memchr(p, 'l', len) != NULL;
		bool size = memchr(p, 'z', len) != NULL;
		int star = -1;
		int n;

		if (*end == '%') {
			p = end + 1;
			continue;
		}
		if (slot->err.count == ERR_ARGS || room < 2 || len >= sizeof(spec))
			return;
		memcpy(spec, p, len);
		spec[len] = '\0';
		if (strchr(spec, '*') != NULL)
			star = va_arg(ap, int);
		_Pragma("GCC diagnostic push")
		_Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"")
		switch (*end) {
		case 's': {
			const char *s = va_arg(ap, const char *);

			n = star >= 0 ? snprintf(out, room, "%.*s", star, s)
				      : snprintf(out, room, spec, s);
			break;
		}
		case 'c':
			n = snprintf(out, room, spec, va_arg(ap, int));
			break;
		case 'd': case 'i':
			n = wide ? snprintf(out, room, "%ld", va_arg(ap, long))
			  : size ? snprintf(out, room, "%zd", va_arg(ap, ssize_t))
				 : snprintf(out, room, "%d", va_arg(ap, int));
			break;
		case 'u': case 'x':
			n = wide ? snprintf(out, room, spec, va_arg(ap, unsigned long))
			  : size ? snprintf(out, room, spec, va_arg(ap, size_t))
				 : snprintf(out, room, spec, va_arg(ap, unsigned));
			break;
		default:
			return;
		}
		_Pragma("GCC diagnostic pop")
		if (n < 0)
			return;
		slot->err.args[slot->err.count++] = out;
		used += (size_t)n < room ? (size_t)n + 1 : room;
		p = end + 1;
	}
}

static struct slot *slot_format(enum err_kind kind, const char *fmt, va_list ap)
{
	struct slot *slot = slot_take(kind);
	va_list copy;

	va_copy(copy, ap);
	args_capture(slot, fmt, copy);
	va_end(copy);
	(void)snprintf(slot->template, TEMPLATE_BYTES, "%s", fmt);
	_Pragma("GCC diagnostic push")
	_Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"")
	(void)vsnprintf(slot->text, TEXT_BYTES, fmt, ap);
	_Pragma("GCC diagnostic pop")
	text_tidy(slot->text, TEXT_BYTES);
	return slot;
}

err_t err_make(enum err_kind kind, const char *fmt, ...)
{
	struct slot *slot;
	va_list ap;

	va_start(ap, fmt);
	slot = slot_format(kind, fmt, ap);
	va_end(ap);
	return &slot->err;
}

static void text_append(struct slot *slot, const char *more)
{
	size_t len = strlen(slot->text);

	(void)snprintf(slot->text + len, TEXT_BYTES - len, ": %s", more);
	text_tidy(slot->text, TEXT_BYTES);
}

err_t err_sys(const char *fmt, ...)
{
	int saved = errno;
	struct slot *slot;
	va_list ap;

	va_start(ap, fmt);
	slot = slot_format(ERR_SYSTEM, fmt, ap);
	va_end(ap);
	slot->err.sys = saved;
	text_append(slot, strerror(saved));
	return &slot->err;
}

err_t err_wrap(err_t inner, const char *fmt, ...)
{
	char text[TEXT_BYTES];
	struct slot *slot;
	va_list ap;

	assert(inner != NULL);
	(void)snprintf(text, sizeof(text), "%s", inner->text);
	va_start(ap, fmt);
	slot = slot_format(inner->kind, fmt, ap);
	va_end(ap);
	slot->err.sys = inner->sys;
	slot->err.wait_ms = inner->wait_ms;
	text_append(slot, text);
	return &slot->err;
}

err_t err_with_template(err_t inner, const char *template, size_t count, const char *const *args)
{
	struct slot *slot = slot_take(inner->kind);
	size_t used = 0;

	(void)snprintf(slot->text, TEXT_BYTES, "%s", inner->text);
	(void)snprintf(slot->template, TEMPLATE_BYTES, "%s", template);
	text_tidy(slot->template, TEMPLATE_BYTES);
	slot->err.sys = inner->sys;
	slot->err.wait_ms = inner->wait_ms;
	for (size_t i = 0; i < count && i < ERR_ARGS && used < ARG_BYTES; i++) {
		slot->err.args[slot->err.count++] = slot->args + used;
		used += (size_t)snprintf(slot->args + used, ARG_BYTES - used, "%s", args[i]) + 1;
	}
	return &slot->err;
}

err_t err_wait(err_t inner, int64_t wait_ms)
{
	struct slot *slot;

	assert(inner != NULL);
	inner = err_with_template(inner, inner->template, inner->count, inner->args);
	slot = &ring[(next_slot - 1) % RING];
	slot->err.wait_ms = wait_ms;
	return inner;
}

err_t err_from_wire(const char *kind_name, const char *text)
{
	for (size_t i = 0; i < ERR_KINDS; i++)
		if (strcmp(kinds[i].name, kind_name) == 0)
			return err_make((enum err_kind)i, "%s", text);
	return err_make(ERR_PROTOCOL, "%s", text);
}

int err_exit_code(err_t err)
{
	return err == NULL ? 0 : kinds[err->kind].exit;
}

enum err_retry err_retry(err_t err)
{
	return err == NULL ? RETRY_NEVER : kinds[err->kind].retry;
}

const char *err_kind_name(enum err_kind kind)
{
	return kinds[kind].name;
}

bool err_is(err_t err, enum err_kind kind)
{
	return err != NULL && err->kind == kind;
}

void err_ignore(err_t err, const char *why)
{
	(void)err;
	(void)why;
}
