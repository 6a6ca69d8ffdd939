/* SPDX-License-Identifier: ISC */
/*
 * Questions in SQL.
 *
 *   sql    rows: objects with a member for each column, in their order; end {"columns":[...],"rows"}
 *          a name that comes twice has _2, _3 ... behind it
 */
#include "calls.h"

#include <string.h>

#include "guichet/desk/sql.h"
#include "guichet/json/json.h"

enum { ROWS_MOST = 100000, BYTES_MOST = 64 << 20, MS_MOST = 10000 };

struct told { struct call_context *context; const char **names; size_t count; int64_t rows; };

static bool is_taken(const struct told *told, const char *name, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (strcmp(told->names[i], name) == 0)
			return true;
	return false;
}

static void names_keep(struct told *told, const struct sql_row *row)
{
	struct arena *arena = told->context->arena;

	told->names = arena_array(arena, row->count + 1, sizeof(*told->names));
	told->count = row->count;
	for (size_t i = 0; i < row->count; i++) {
		const char *name = row->names[i];

		for (int n = 2; is_taken(told, name, i); n++)
			name = arena_printf(arena, "%s_%d", row->names[i], n);
		told->names[i] = arena_copy(arena, name);
	}
}

static void value_put(struct json_out *o, const char *name, const struct sql_value *value)
{
	switch (value->type) {
	case SQL_NULL:
		json_put_null(o, name);
		break;
	case SQL_INT:
		json_put_int(o, name, value->number);
		break;
	case SQL_REAL:
		json_put_number(o, name, value->real);
		break;
	case SQL_TEXT:
		json_put_text(o, name, value->text);
		break;
	}
}

static err_t row_tell(void *data, const struct sql_row *row)
{
	struct told *told = data;
	struct str body = { 0 };
	struct json_out o = { .to = &body };
	err_t err;

	if (row->values == NULL) {
		names_keep(told, row);
		return NULL;
	}
	json_open_object(&o, NULL);
	for (size_t i = 0; i < row->count; i++)
		value_put(&o, told->names[i], &row->values[i]);
	json_close_object(&o);
	told->rows++;
	err = told->context->emit(told->context, str_text(&body));
	str_finish(&body);
	return err;
}

err_t sql_ask(struct call_context *context)
{
	enum role role = context->actor->role;
	struct told told = { .context = context };
	struct json_out o = { .to = context->answer };
	const struct sql_wish wish = { .text = call_text(context->request, "statement"), .now_ms = context->now_ms,
		.agent = context->actor->agent, .role = role, .private = role_may(role, ROLE_AGENT),
		.limits = { ROWS_MOST, BYTES_MOST, MS_MOST } };
	err_t err;

	err = read_sql(context->reader, context->arena, &wish, row_tell, &told);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "columns");
	for (size_t i = 0; i < told.count; i++)
		json_put_text(&o, NULL, told.names[i]);
	json_close_array(&o);
	json_put_int(&o, "rows", told.rows);
	json_close_object(&o);
	return NULL;
}
