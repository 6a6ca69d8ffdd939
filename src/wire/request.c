/* SPDX-License-Identifier: ISC */
/* What goes into frames: hello, requests, their answers and errors. */
#include "guichet/wire/frame.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/arena.h"

enum { KEY_BYTES = 128 };

void wire_put_hello(struct str *to, const struct wire_hello *hello)
{
	struct json_out out = { .to = to };

	json_open_object(&out, NULL);
	json_open_object(&out, "hello");
	json_put_int(&out, "protocol", hello->protocol);
	json_put_text(&out, "build", hello->build);
	if (hello->lang != NULL)
		json_put_text(&out, "lang", hello->lang);
	if (hello->as != NULL)
		json_put_text(&out, "as", hello->as);
	if (hello->desk != NULL)
		json_put_text(&out, "desk", hello->desk);
	if (hello->front != NULL)
		json_put_text(&out, "front", hello->front);
	json_close_object(&out);
	json_close_object(&out);
	str_add_char(to, '\n');
}

static void put_args(struct json_out *out, const struct call_request *request)
{
	json_open_object(out, "args");
	for (size_t i = 0; i < CALL_ARGS && request->call->args[i].kind != ARG_END; i++) {
		const struct call_value *value = &request->values[i];

		if (value->count == 0)
			continue;
		json_open_array(out, request->call->args[i].name);
		for (size_t k = 0; k < value->count; k++)
			json_put_text(out, NULL, value->texts[k] != NULL ? value->texts[k] : "");
		json_close_array(out);
	}
	json_close_object(out);
}

void wire_put_request(struct str *to, int64_t id, const char *key, const struct call_request *request,
	const char *payload, size_t payload_len)
{
	struct json_out out = { .to = to };

	json_open_object(&out, NULL);
	json_put_int(&out, "id", id);
	json_put_text(&out, "call", request->call->name);
	if (key != NULL)
		json_put_text(&out, "key", key);
	if (request->means != MEANS_HAND)
		json_put_text(&out, "means", means_name(request->means));
	put_args(&out, request);
	if (payload_len > 0)
		json_put_int(&out, "payload", (int64_t)payload_len);
	json_close_object(&out);
	str_add_char(to, '\n');
	str_add_n(to, payload, payload_len);
}

void wire_put_cancel(struct str *to, int64_t id)
{
	str_printf(to, "{\"cancel\":%" PRId64 "}\n", id);
}

/* A text, or a number as its digits; NULL for anything else. */
static const char *value_text(struct arena *arena, const struct json *value)
{
	const char *text = json_value_text(value), *copy = NULL;
	struct str dump = { 0 };

	if (text != NULL)
		return arena_copy(arena, text);
	json_dump(value, &dump);
	if (str_text(&dump)[0] == '-' || (str_text(&dump)[0] >= '0' && str_text(&dump)[0] <= '9'))
		copy = arena_copy(arena, dump.text);
	str_finish(&dump);
	return copy;
}

static err_t get_value(struct arena *arena, const char *name, const struct json *json,
	struct call_value *out)
{
	bool many = json_is_array(json);

	out->count = many ? json_count(json) : 1;
	out->texts = arena_array(arena, out->count + 1, sizeof(*out->texts));
	for (size_t i = 0; i < out->count; i++) {
		out->texts[i] = value_text(arena, many ? json_at(json, i) : json);
		if (out->texts[i] == NULL)
			return err_make(ERR_PROTOCOL, "argument %s must be text", name);
	}
	return NULL;
}

err_t wire_get_request(struct arena *arena, const struct json *json, int64_t *id, const char **key,
	struct call_request *out)
{
	const char *name = json_text(json, "call");
	const struct json *args = json_get(json, "args");
	struct call_request request = { 0 };
	err_t err;

	*id = json_int(json, "id", 0);
	*key = arena_copy(arena, json_text(json, "key"));
	if (*id <= 0 || name == NULL)
		return err_make(ERR_PROTOCOL, "request without id or call");
	if (*key != NULL && strlen(*key) > KEY_BYTES)
		return err_make(ERR_PROTOCOL, "request with a key of more than %d bytes", KEY_BYTES);
	request.means = means_parse(json_text(json, "means"));
	request.call = call_find(name);
	if (request.call == NULL)
		return err_make(ERR_UNSUPPORTED, "this desk's server does not know '%s': "
			"update it", name);
	for (size_t i = 0; i < CALL_ARGS && request.call->args[i].kind != ARG_END; i++) {
		const struct json *value = json_get(args, request.call->args[i].name);

		if (value == NULL)
			continue;
		err = get_value(arena, request.call->args[i].name, value, &request.values[i]);
		if (err != NULL)
			return err;
	}
	err = call_check(&request);
	if (err == NULL)
		*out = request;
	return err;
}

static void put_body(struct str *to, int64_t id, const char *member, const char *body)
{
	struct json_out out = { .to = to };

	json_open_object(&out, NULL);
	json_put_int(&out, "id", id);
	json_put_raw(&out, member, body != NULL ? body : "{}");
	json_close_object(&out);
	str_add_char(to, '\n');
}

size_t wire_open(struct str *to, int64_t id, enum wire_part part)
{
	str_printf(to, "{\"id\":%" PRId64 ",\"%s\":", id, part == WIRE_OK ? "ok" : "end");
	return to->len;
}

void wire_close(struct str *to, size_t body)
{
	str_add(to, to->len > body ? "}\n" : "{}}\n");
}

void wire_put_ok(struct str *to, int64_t id, const char *body)
{
	put_body(to, id, "ok", body);
}

void wire_put_row(struct str *to, int64_t id, const char *body)
{
	put_body(to, id, "row", body);
}

void wire_put_end(struct str *to, int64_t id, const char *body)
{
	put_body(to, id, "end", body);
}

void wire_put_error(struct str *to, int64_t id, err_t err)
{
	struct json_out out = { .to = to };

	json_open_object(&out, NULL);
	json_put_int(&out, "id", id);
	json_open_object(&out, "error");
	json_put_text(&out, "kind", err_kind_name(err->kind));
	json_put_text(&out, "text", err->text);
	json_put_text(&out, "template", err->template);
	json_open_array(&out, "args");
	for (size_t i = 0; i < err->count; i++)
		json_put_text(&out, NULL, err->args[i]);
	json_close_array(&out);
	if (err->wait_ms > 0)
		json_put_int(&out, "wait_ms", err->wait_ms);
	json_close_object(&out);
	json_close_object(&out);
	str_add_char(to, '\n');
}

/* The parts beside the text, as far as they are there. */
static err_t get_template(const struct json *error, err_t err)
{
	const struct json *list = json_get(error, "args");
	const char *template = json_text(error, "template"), *args[ERR_ARGS];
	size_t count = json_count(list) < ERR_ARGS ? json_count(list) : ERR_ARGS;

	for (size_t i = 0; i < count; i++) {
		args[i] = json_value_text(json_at(list, i));
		if (args[i] == NULL)
			return err;
	}
	return template == NULL ? err : err_with_template(err, template, count, args);
}

err_t wire_get_error(const struct json *error)
{
	err_t err = err_from_wire(json_text_or(error, "kind", "protocol"),
		json_text_or(error, "text", "the server gave no reason"));
	int64_t wait_ms = json_int(error, "wait_ms", 0);

	err = get_template(error, err);
	return wait_ms > 0 ? err_wait(err, wait_ms) : err;
}
