/* SPDX-License-Identifier: ISC */
/* Which header lines of an answer are kept, and in what form. */
#include "headers.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Headers that no connector reads would only push out those that one does. */
static bool header_is_noise(const char *line, size_t len)
{
	static const char *const noise[] = {
		"set-cookie:", "content-security-policy", "permissions-policy:", "report-to:", "nel:",
		"strict-transport-security:", "x-frame-options:", "x-content-type-options:",
		"x-xss-protection:", "referrer-policy:", "access-control-", "cross-origin-",
		"connection:", "keep-alive:", "vary:", "server:", "via:", "alt-svc:",
	};

	for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++)
		if (len >= strlen(noise[i]) && strncasecmp(line, noise[i], strlen(noise[i])) == 0)
			return true;
	return false;
}

void response_keep_header(struct arena *arena, struct response *response, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len);
	char *copy;

	if (colon == NULL || response->header_count == RESPONSE_HEADERS || header_is_noise(line, len))
		return;
	copy = arena_copy_n(arena, line, len);
	for (char *p = copy; p < copy + (colon - line); p++)
		*p = (char)tolower((unsigned char)*p);
	response->headers[response->header_count++] = copy;
}
