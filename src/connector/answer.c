/* SPDX-License-Identifier: ISC */
/*
 * What networks that speak JSON were asked and answered.  A success that is
 * none came from somewhere else: each of them says so in its own words.
 */
#include "guichet/connector/task.h"
#include "guichet/json/json.h"

err_t response_json(const struct task *task, const struct response *response, struct json **out, bool *foreign)
{
	err_t err;

	*out = NULL;
	if (response->fault != FAULT_NONE || response->status < 200 || response->status > 299)
		return response_error(task, response);
	err = json_parse(response->body, response->len, out);
	*foreign = err != NULL;
	err_ignore(err, "where a page's first byte is wrong helps nobody who gave a wrong address");
	return NULL;
}
