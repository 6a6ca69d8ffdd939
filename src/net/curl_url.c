/* SPDX-License-Identifier: ISC */
/*
 * Addresses as libcurl reads them, so that what is compared and what is
 * contacted are the same: whose origin an address has, and over which
 * protocols a request may leave.
 */
#include "curl.h"

#include <string.h>
#include <strings.h>

#include "address.h"
#include "credential.h"

void origin_finish(struct origin *origin)
{
	curl_free(origin->scheme);
	curl_free(origin->host);
	curl_free(origin->port);
}

bool origin_parse(const char *url, struct origin *out)
{
	CURLU *parsed = curl_url();
	char *user = NULL, *password = NULL;
	bool ok = false;

	*out = (struct origin){ 0 };
	if (parsed == NULL || url == NULL || curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK)
		goto out;
	(void)curl_url_get(parsed, CURLUPART_USER, &user, 0);
	(void)curl_url_get(parsed, CURLUPART_PASSWORD, &password, 0);
	out->userinfo = user != NULL || password != NULL;
	ok = curl_url_get(parsed, CURLUPART_SCHEME, &out->scheme, 0) == CURLUE_OK &&
		curl_url_get(parsed, CURLUPART_HOST, &out->host, 0) == CURLUE_OK &&
		curl_url_get(parsed, CURLUPART_PORT, &out->port, CURLU_DEFAULT_PORT) == CURLUE_OK;
out:
	curl_free(user);
	curl_free(password);
	curl_url_cleanup(parsed);
	return ok;
}

bool url_same_origin(const char *a, const char *b)
{
	struct origin left, right;
	bool one = origin_parse(a, &left), both = origin_parse(b, &right) && one;
	bool same = both && !left.userinfo && !right.userinfo && strcasecmp(left.scheme, right.scheme) == 0 &&
		strcasecmp(left.host, right.host) == 0 && strcmp(left.port, right.port) == 0;
	origin_finish(&left);
	origin_finish(&right);
	return same;
}

const char *allowed_protocols(const struct origin *target, const struct credential *credential)
{
	struct origin own;
	bool plain = credential != NULL && origin_parse(credential->origin, &own);

	if (!plain)
		return "https";
	plain = strcasecmp(own.scheme, "http") == 0 && host_is_loopback(own.host) &&
		host_is_loopback(target->host);
	origin_finish(&own);
	return plain ? "http,https" : "https";
}
