/* SPDX-License-Identifier: ISC */
/*
 * A secret goes to its own origin and nowhere else, at the place that the
 * request names: a header, a member of the body, a part of the path.  What
 * was filled in is held apart from the request and wiped.
 */
#include "credential.h"

#include <string.h>

enum { MASKED_FROM = 12 };

static bool credential_asked(const struct request *request, const struct credential *credential)
{
	return (request->flags & REQUEST_AUTH) != 0 && credential != NULL && credential->token != NULL;
}

bool credential_applies(const struct request *request, const struct credential *credential)
{
	return credential_asked(request, credential) && credential->origin != NULL &&
		url_same_origin(request->url, credential->origin);
}

bool credential_forbids(const struct request *request, const struct credential *credential)
{
	return credential_asked(request, credential) && !credential_applies(request, credential);
}

static void base64_add(struct str *out, const char *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)bytes;

	for (size_t i = 0; i < len; i += 3) {
		uint32_t three = (uint32_t)p[i] << 16 | (i + 1 < len ? (uint32_t)p[i + 1] << 8 : 0) |
			(i + 2 < len ? p[i + 2] : 0);

		str_add_char(out, digits[three >> 18]);
		str_add_char(out, digits[three >> 12 & 63]);
		str_add_char(out, i + 1 < len ? digits[three >> 6 & 63] : '=');
		str_add_char(out, i + 2 < len ? digits[three & 63] : '=');
	}
}

static void fill_basic(const char *user, const char *token, struct str *out)
{
	struct str pair = { 0 };

	(void)str_room(&pair, strlen(user) + strlen(token) + 1);
	str_printf(&pair, "%s:%s", user, token);
	str_add(out, "Authorization: Basic ");
	base64_add(out, pair.text, pair.len);
	str_wipe(&pair);
}

/* Of a body that is an object: {"a":1} becomes {"password":"...","a":1}. */
static bool fill_json(const struct request *request, const char *token, struct str *out)
{
	const char *rest = request->body;

	if (rest == NULL || request->body_len < 2 || rest[0] != '{')
		return false;
	str_printf(out, "{\"%s\":\"", request->secret_name);
	for (const unsigned char *p = (const unsigned char *)token; *p != '\0'; p++)
		if (*p < 0x20 || *p == 0x7F)
			str_printf(out, "\\u%04x", *p);
		else if (*p == '"' || *p == '\\')
			str_printf(out, "\\%c", *p);
		else
			str_add_char(out, (char)*p);
	str_add(out, rest[1] == '}' ? "\"" : "\",");
	str_add_n(out, rest + 1, request->body_len - 1);
	return true;
}

/* A path takes what a path may hold: a secret of other characters would be somewhere else in the address. */
static bool fill_path(const struct request *request, const char *token, struct str *out)
{
	const char *mark = strstr(request->url, REQUEST_SECRET_MARK);

	if (mark == NULL || *token == '\0' || strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789:_-") != strlen(token))
		return false;
	str_add_n(out, request->url, (size_t)(mark - request->url));
	str_add(out, token);
	str_add(out, mark + strlen(REQUEST_SECRET_MARK));
	return true;
}

bool credential_fill(const struct request *request, const struct credential *credential, struct filled *out)
{
	size_t room;

	*out = (struct filled){ 0 };
	if (!credential_applies(request, credential))
		return true;
	/* Room for all of it first: a string that grows leaves its old bytes behind. */
	room = 64 + 6 * strlen(credential->token);
	switch (request->place) {
	case PLACE_BEARER:
		(void)str_room(&out->header, room);
		str_printf(&out->header, "Authorization: Bearer %s", credential->token);
		return true;
	case PLACE_BASIC:
		(void)str_room(&out->header, room + 2 * strlen(request->secret_name));
		fill_basic(request->secret_name, credential->token, &out->header);
		return true;
	case PLACE_JSON:
		(void)str_room(&out->body, room + request->body_len);
		return fill_json(request, credential->token, &out->body);
	case PLACE_PATH:
		(void)str_room(&out->url, room + strlen(request->url));
		return fill_path(request, credential->token, &out->url);
	}
	return false;
}

void filled_wipe(struct filled *filled)
{
	str_wipe(&filled->header);
	str_wipe(&filled->url);
	str_wipe(&filled->body);
}

void credential_mask(char *bytes, size_t len, const char *token)
{
	size_t size = token != NULL ? strlen(token) : 0;
	char *found;

	if (size < MASKED_FROM || bytes == NULL)
		return;
	while (len >= size && (found = memmem(bytes, len, token, size)) != NULL) {
		memset(found, '*', size);
		len -= (size_t)(found + size - bytes);
		bytes = found + size;
	}
}
