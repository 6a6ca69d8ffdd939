/* SPDX-License-Identifier: ISC */
/* Requests and responses as data; a header's value never breaks out of its line. */
#include "guichet/net/request.h"

#include <assert.h>
#include <string.h>

const char *response_header(const struct response *response, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < response->header_count; i++) {
		const char *line = response->headers[i];

		if (strncmp(line, name, len) == 0 && line[len] == ':') {
			line += len + 1;
			return line + strspn(line, " \t");
		}
	}
	return NULL;
}

void request_header(struct arena *arena, struct request *request, const char *name, const char *value)
{
	assert(request->header_count < REQUEST_HEADERS);
	request->headers[request->header_count++] = arena_printf(arena, "%s: %.*s", name,
		(int)strcspn(value, "\r\n"), value);
}

void url_escape(struct str *out, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";

	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
		bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			(*p >= '0' && *p <= '9') || *p == '-' || *p == '.' || *p == '_' || *p == '~';

		if (plain) {
			str_add_char(out, (char)*p);
		} else {
			str_add_char(out, '%');
			str_add_char(out, hex[*p >> 4]);
			str_add_char(out, hex[*p & 15]);
		}
	}
}
