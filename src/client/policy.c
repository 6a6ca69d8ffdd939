/* SPDX-License-Identifier: ISC */
/* Reads "policy":{"file","locked":[{"what","line"}]} of a hello. */
#include "guichet/client/policy.h"

err_t policy_check(const struct json *hello, enum policy_what what)
{
	const struct json *policy = json_get(hello, "policy"), *locked = json_get(policy, "locked");

	for (size_t i = 0; i < json_count(locked); i++)
		if (str_equal(json_text(json_at(locked, i), "what"), policy_name(what)))
			return err_make(ERR_DENIED, "%s: kept from you by %s, line %lld", policy_name(what),
				json_text_or(policy, "file", "?"), (long long)json_int(json_at(locked, i), "line", 0));
	return NULL;
}
