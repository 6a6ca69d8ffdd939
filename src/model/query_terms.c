/* SPDX-License-Identifier: ISC */
/*
 * What each field of a query means in the tables, one value at a time.  Texts
 * and numbers of a person become parameters; how terms stand together is
 * query_sql.c's.
 */
#include "query_builder.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/model/event.h"
#include "guichet/model/settings.h"

static void bind_number(struct query_builder *builder, const char *before, int64_t number,
	const char *behind)
{
	builder->out->binds[builder->out->count++] = (struct query_bind){ .number = number };
	str_printf(&builder->where, "%s?%zu%s", before, builder->out->count, behind);
}

void query_bind_text(struct query_builder *builder, const char *before, const char *text, const char *behind)
{
	builder->out->binds[builder->out->count++] =
		(struct query_bind){ .is_text = true, .text = arena_copy(builder->arena, text) };
	str_printf(&builder->where, "%s?%zu%s", before, builder->out->count, behind);
}

static void add_assignee(struct query_builder *builder, const char *value)
{
	int64_t agent = builder->context->agent;

	if (query_is_me(value))
		bind_number(builder, "c.assignee = ", agent != 0 ? agent : -1, "");
	else if (query_is_nobody(value))
		str_add(&builder->where, "c.assignee IS NULL");
	else
		query_bind_text(builder, "c.assignee = (SELECT g.id FROM agent g WHERE g.name = ", value, ")");
}

/* Beside what a conversation holds itself stands what was merged into it. */
#define MESSAGE_OWN "EXISTS (SELECT 1 FROM message u WHERE u.conversation = c.id"
#define MESSAGE_MERGED "EXISTS (SELECT 1 FROM conversation k JOIN message u ON u.conversation = k.id" \
	" WHERE k.root <> 0 AND k.root = c.id"

static void add_message(struct query_builder *builder, const char *that)
{
	str_printf(&builder->where, MESSAGE_OWN "%s) OR " MESSAGE_MERGED "%s)", that, that);
}

/* Of the asking agent, who has read nothing before the first mark. */
static void add_unread(struct query_builder *builder)
{
	static const char before[] = " AND u.direction = 0 AND u.id > COALESCE((SELECT r.message FROM read_mark r"
		" WHERE r.agent = ";
	static const char behind[] = " AND r.conversation = u.conversation), 0))";

	bind_number(builder, arena_printf(builder->arena, MESSAGE_OWN "%s", before), builder->context->agent, behind);
	bind_number(builder, arena_printf(builder->arena, " OR " MESSAGE_MERGED "%s", before),
		builder->context->agent, behind);
}

static void add_has(struct query_builder *builder, enum query_has has)
{
	switch (has) {
	case HAS_DRAFT:
		bind_number(builder, "c.id IN (SELECT d.conversation FROM draft d WHERE d.agent = ",
			builder->context->agent, "");
		bind_number(builder, " UNION ALL SELECT k.root FROM conversation k JOIN draft d ON d.conversation = k.id"
			" WHERE k.root <> 0 AND d.agent = ", builder->context->agent, ")");
		break;
	case HAS_LINK:
		add_message(builder, " AND u.direction = 0 AND (u.text LIKE '%http://%' OR u.text LIKE '%https://%')");
		break;
	case HAS_NOTE:
		if (builder->context->one) {
			add_message(builder, " AND u.direction = 2");
			break;
		}
		str_add(&builder->where, "c.id IN (SELECT u.conversation FROM message u WHERE u.direction = 2"
			" UNION ALL SELECT k.root FROM conversation k JOIN message u ON u.conversation = k.id"
			" WHERE k.root <> 0 AND u.direction = 2)");
		break;
	case HAS_APPROVAL:
		str_printf(&builder->where, "c.id IN (SELECT o.conversation FROM outbox o WHERE o.state = %d"
			" UNION ALL SELECT k.root FROM conversation k JOIN outbox o ON o.conversation = k.id"
			" WHERE k.root <> 0 AND o.state = %d)", OUT_APPROVAL, OUT_APPROVAL);
		break;
	case HAS_WORDS:
		break;
	}
}

static const char *compare_text(enum query_compare compare)
{
	static const char *const texts[] = {
		[COMPARE_AT_LEAST] = ">=", [COMPARE_MORE] = ">", [COMPARE_AT_MOST] = "<=", [COMPARE_LESS] = "<",
	};

	return texts[compare];
}

/* Who waits longer began earlier. */
static void add_waiting(struct query_builder *builder, const struct query_value *value)
{
	static const enum query_compare turned[] = {
		[COMPARE_AT_LEAST] = COMPARE_AT_MOST, [COMPARE_MORE] = COMPARE_LESS,
		[COMPARE_AT_MOST] = COMPARE_AT_LEAST, [COMPARE_LESS] = COMPARE_MORE,
	};

	str_printf(&builder->where, "c.wait_ms <> 0 AND c.wait_ms %s ", compare_text(turned[value->compare]));
	bind_number(builder, "", builder->context->now_ms - value->number, "");
}

static void add_mentions(struct query_builder *builder, const char *value)
{
	static const char *const from[] = { "c.id IN (SELECT n.conversation FROM mention n WHERE n.agent = ",
		" UNION ALL SELECT k.root FROM mention n JOIN conversation k ON k.id = n.conversation"
		" WHERE k.root <> 0 AND n.agent = " };

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		str_add(&builder->where, from[i]);
		if (query_is_me(value))
			bind_number(builder, "", builder->context->agent, "");
		else
			query_bind_text(builder, "(SELECT g.id FROM agent g WHERE g.name = ", value, ")");
	}
	str_add_char(&builder->where, ')');
}

/*
 * The rank begins with what is due first, so that as many rows are read as
 * are due before then, and urgent ones.  What is at risk is due at most as
 * far ahead as the longest last quarter that any row has.
 */
static void add_breached(struct query_builder *builder)
{
	int64_t now_ms = builder->context->now_ms;

	bind_number(builder, "c.rank < ", now_ms + RANK_MINUTE, " AND c.due_ms <> 0 AND c.due_ms < ");
	bind_number(builder, "", now_ms, "");
}

static void add_at_risk(struct query_builder *builder)
{
	int64_t now_ms = builder->context->now_ms;

	bind_number(builder, "c.rank < ", now_ms + RANK_MINUTE, " + COALESCE((SELECT d.due_ms - d.risk_ms"
		" FROM conversation d WHERE d.risk_ms <> 0 ORDER BY d.due_ms - d.risk_ms DESC LIMIT 1), 0)");
	bind_number(builder, " AND c.risk_ms <> 0 AND c.risk_ms < ", now_ms, "");
}

static void add_priority(struct query_builder *builder, enum priority priority)
{
	str_printf(&builder->where, "(c.marks & %d) = %u", MARK_HIGH | MARK_LOW, marks_with_priority(0, priority));
}

static void add_is(struct query_builder *builder, int64_t is)
{
	if (is >= IS_WORDS) {
		bind_number(builder, "c.status = ", is - IS_WORDS, "");
		return;
	}
	switch ((enum query_is)is) {
	case IS_WAITING:
		str_add(&builder->where, "c.wait_ms <> 0");
		break;
	case IS_BREACHED:
		add_breached(builder);
		break;
	case IS_AT_RISK:
		add_at_risk(builder);
		break;
	case IS_UNASSIGNED:
		add_assignee(builder, "nobody");
		break;
	case IS_MINE:
		add_assignee(builder, "me");
		break;
	case IS_UNREAD:
		add_unread(builder);
		break;
	case IS_MENTIONED:
		bind_number(builder, "c.id IN (SELECT n.conversation FROM mention n WHERE n.unread = 1"
			" AND n.agent = ", builder->context->agent, "");
		bind_number(builder, " UNION ALL SELECT k.root FROM mention n JOIN conversation k"
			" ON k.id = n.conversation WHERE k.root <> 0 AND n.unread = 1 AND n.agent = ",
			builder->context->agent, ")");
		break;
	case IS_URGENT:
		str_add(&builder->where, "c.rank < 0");
		break;
	case IS_MUTED:
		str_printf(&builder->where, "(c.marks & %d) <> 0", MARK_MUTED);
		break;
	case IS_SPAM:
		str_printf(&builder->where, "c.rank >= %" PRId64 " AND c.rank < %" PRId64, RANK_SPAM, RANK_MERGED);
		break;
	case IS_MERGED:
		str_printf(&builder->where, "c.rank >= %" PRId64, RANK_MERGED);
		break;
	case IS_BLOCKED:
		str_add(&builder->where, "EXISTS (SELECT 1 FROM blocked b WHERE b.account = c.account"
			" AND b.contact = c.contact)");
		break;
	case IS_FOLLOWED:
		bind_number(builder, "c.id IN (SELECT n.conversation FROM follow n WHERE n.agent = ", builder->context->agent, "");
		bind_number(builder, " UNION ALL SELECT k.root FROM follow n JOIN conversation k ON k.id = n.conversation"
			" WHERE k.root <> 0 AND n.agent = ", builder->context->agent, ")");
		break;
	case IS_PROMISED:
		str_add(&builder->where, "c.promise_ms <> 0");
		break;
	case IS_WORDS: case IS_STATUS:
		break;
	}
}

/* The pattern head + "value" + tail, with the value's own wildcards taken literally, in small letters. */
static void bind_like(struct query_builder *builder, const char *before, const char *head, const char *value,
	const char *tail)
{
	struct str pattern = { 0 };

	str_add(&pattern, head);
	for (const char *p = value; *p != '\0'; p++) {
		if (strchr("!%_", *p) != NULL)
			str_add_char(&pattern, '!');
		str_add_char(&pattern, *p);
	}
	str_add(&pattern, tail);
	query_bind_text(builder, before, str_text(&pattern), " ESCAPE '!'");
	str_finish(&pattern);
}

static const char *small(struct arena *arena, const char *text)
{
	char *copy = arena_copy(arena, text);

	for (char *p = copy; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return copy;
}

/*
 * Who that is stands by itself, so that an index finds them and then what
 * they wrote, in place of every conversation being looked at.  "bob" is also
 * bob on any server: what sorts from "bob@" up to what follows the @.  Of one
 * conversation its writer is looked at, and nobody else.
 */
static void add_from(struct query_builder *builder, const char *value)
{
	static const char key[] = "lower(ltrim(f.handle, '@'))";
	const char *handle = small(builder->arena, query_handle(value));

	str_printf(&builder->where, builder->context->one ? "EXISTS (SELECT 1 FROM identity f WHERE f.id = c.contact AND (%s = "
		: "c.contact IN (SELECT f.id FROM identity f WHERE %s = ", key);
	query_bind_text(builder, "", handle, "");
	str_printf(&builder->where, " OR (%s >= ", key);
	query_bind_text(builder, "", arena_printf(builder->arena, "%s@", handle), "");
	str_printf(&builder->where, " AND %s < ", key);
	query_bind_text(builder, "", arena_printf(builder->arena, "%sA", handle), ")");
	if (strchr(value, '@') == NULL)
		bind_like(builder, " OR lower(f.name) LIKE ", "%", handle, "%");
	str_add(&builder->where, builder->context->one ? "))" : ")");
}

static void add_lang(struct query_builder *builder, const char *value)
{
	const char *lang = small(builder->arena, value);

	query_bind_text(builder, "lower(c.lang) = ", lang, "");
	bind_like(builder, " OR lower(c.lang) LIKE ", "", lang, "-%");
}

/* The tags that give a page its order are looked at for each row of it, not gathered from all rows of the tag. */
static void add_tag(struct query_builder *builder, const struct query_value *value)
{
	if (!builder->context->one && (builder->tag == NULL || value != builder->tag->values)) {
		query_bind_text(builder, "c.id IN (SELECT t.conversation FROM tag t WHERE t.name = ", value->text, ")");
		return;
	}
	query_bind_text(builder, "EXISTS (SELECT 1 FROM tag t WHERE t.conversation = c.id AND t.name = ", value->text, ")");
	if (!builder->context->one)
		builder->out->tags[builder->out->tag_count++] = builder->out->count;
}

/* Of the newest row of the ledger that says how it stands. */
static void add_reason(struct query_builder *builder, const char *value)
{
	struct str line = { 0 };

	settings_add(&line, "reason", value);
	str_printf(&builder->where, "(SELECT lower('\n' || e.detail) FROM event e WHERE e.account = c.account"
		" AND e.conversation = c.id AND e.kind = %d ORDER BY e.seq DESC LIMIT 1)", EVENT_STATUS);
	bind_like(builder, " LIKE ", "%\n", small(builder->arena, str_text(&line)), "%");
	str_finish(&line);
}

void query_add_value(struct query_builder *builder, enum query_field field, const struct query_value *value)
{
	int64_t now = builder->context->now_ms;

	switch (field) {
	case FIELD_STATUS:
		bind_number(builder, "c.status = ", value->number, "");
		break;
	case FIELD_ASSIGNEE:
		add_assignee(builder, value->text);
		break;
	case FIELD_ACCOUNT:
		query_bind_text(builder, "a.name = ", value->text, "");
		break;
	case FIELD_NETWORK:
		query_bind_text(builder, "a.network = ", value->text, "");
		break;
	case FIELD_TAG:
		add_tag(builder, value);
		break;
	case FIELD_VISIBILITY:
		bind_number(builder, "c.visibility = ", value->number, "");
		break;
	case FIELD_FROM:
		add_from(builder, value->text);
		break;
	case FIELD_IS:
		add_is(builder, value->number);
		break;
	case FIELD_HAS:
		add_has(builder, (enum query_has)value->number);
		break;
	case FIELD_WAITING:
		add_waiting(builder, value);
		break;
	case FIELD_FOLLOWERS:
		str_printf(&builder->where, "i.followers %s ", compare_text(value->compare));
		bind_number(builder, "", value->number, "");
		break;
	case FIELD_MENTIONS:
		add_mentions(builder, value->text);
		break;
	case FIELD_LANG:
		add_lang(builder, value->text);
		break;
	case FIELD_REASON:
		add_reason(builder, value->text);
		break;
	case FIELD_RESOLVED:
		bind_number(builder, "c.resolved_day <> 0 AND c.resolved_day = ",
			calendar_day(value->zone, query_instant(value, now)), "");
		break;
	case FIELD_BEFORE:
		bind_number(builder, "c.last_ms < ", query_instant(value, now), "");
		break;
	case FIELD_AFTER:
		bind_number(builder, "c.last_ms >= ", query_instant(value, now), "");
		break;
	case FIELD_ID:
		bind_number(builder, "c.id = ", value->number, "");
		break;
	case FIELD_PROMISE:
		str_printf(&builder->where, "c.promise_ms <> 0 AND c.promise_ms %s ", compare_text(value->compare));
		bind_number(builder, "", now + value->number, "");
		break;
	case FIELD_PRIORITY:
		add_priority(builder, (enum priority)value->number);
		break;
	case FIELD_WORDS: case FIELDS:
		break;
	}
}
