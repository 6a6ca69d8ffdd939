/* SPDX-License-Identifier: ISC */
/*
 * Who will read a text, in words, and what its writer should know: the same
 * in the pane where it is written and in the review.  Words say it, styles
 * only say it again.
 */
#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "compose.h"

enum { NAME_LEAST = 6 };	/* columns below which a name says nothing */

static const struct { const char *word, *reach; } reaches[VISIBILITIES] = {
	[VIS_PUBLIC] = { N_("PUBLIC"), N_("everybody can read this") },
	[VIS_UNLISTED] = { N_("PUBLIC, UNLISTED"), N_("everybody can read this, but it is not listed") },
	[VIS_FOLLOWERS] = { N_("FOLLOWERS"), N_("only our followers and %s can read this") },
	[VIS_GROUP] = { N_("GROUP"), N_("only the people of this group can read this") },
	[VIS_PRIVATE] = { N_("PRIVATE"), N_("only %s can read this") },
};

enum style compose_style(const struct compose *c)
{
	if (c->note)
		return STYLE_INTERNAL;
	return plan_visibility(c) <= VIS_UNLISTED ? STYLE_PUBLIC : STYLE_PRIVATE;
}

/* "@bob, @carol and @dan"; until the desk has said whom: who wrote. */
static const char *names(const struct compose *c, struct arena *arena)
{
	const struct json *list = json_get(c->plan, "recipients");
	const char *handle = json_text(compose_thread(c), "handle");
	size_t count = json_count(list);
	struct str text = { 0 };
	const char *copy;

	if (count == 0)
		return handle == NULL ? _("the customer") : arena_printf(arena, "%s%s", *handle == '@' ? "" : "@", handle);
	for (size_t i = 0; i < count; i++)
		str_printf(&text, "%s%s", i == 0 ? "" : i + 1 == count ? _(" and ") : ", ",
			message_told(arena, json_text_at(list, i)));
	copy = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return copy;
}

const char *compose_audience(const struct compose *c, struct arena *arena)
{
	enum visibility visibility = plan_visibility(c);
	const char *reach = _(reaches[visibility].reach), *who = names(c, arena);

	if (c->note)
		return _("only colleagues can read this");
	if (strstr(reach, "%s") != NULL)
		return message_put(arena, reach, who);
	return arena_printf(arena, message_plural("%s; %s is notified", "%s; %s are notified",
		json_count(json_get(c->plan, "recipients"))), reach, who);
}

const char *compose_reason(const char *why)
{
	const char *mark = strchr(why, '#'), *behind = mark != NULL ? mark + 1 + strspn(mark + 1, "0123456789") : why;
	const char *colon = _(": ");
	size_t len = strlen(colon);

	return behind > why + 1 && strncmp(behind, colon, len) == 0 ? behind + len : why;
}

/* "45/500", "3 parts", "too long": nothing for an empty text and for notes. */
static const char *length_text(const struct compose *c, struct arena *arena)
{
	const struct json *parts = json_get(c->plan, "parts"), *part = json_at(parts, 0);
	int64_t length = json_int(part, "length", 0), max = json_int(part, "max", 0);
	size_t count = json_count(parts);

	if (plan_is_too_long(c))
		return count == 1 ? arena_printf(arena, _("too long: %" PRId64 "/%" PRId64), length, max) : _("too long");
	if (count == 0)
		return "";
	if (count > 1)
		return arena_printf(arena, message_plural("%zu part", "%zu parts", count), count);
	return max > 0 ? arena_printf(arena, "%" PRId64 "/%" PRId64, length, max) : arena_printf(arena, "%" PRId64, length);
}

/* What it is and for whom, cut to what the rest of the line leaves of it. */
static int draw_what(const struct compose *c, struct area area, const char *what, int room)
{
	struct arena *arena = c->view->tui->frame;
	struct shown text = shown_line(arena, c->note ? arena_printf(arena, "%s #%" PRId64, what, c->id) :
		arena_printf(arena, "%s %s", what, names(c, arena)));

	if (room < NAME_LEAST)
		return 1;
	text = shown_cut(arena, text, room);
	return area_text(area, area_text(area, 2, 0, STYLE_NORMAL, shown_join(arena, shown_literal(" "), text)), 0,
		STYLE_NORMAL, shown_literal(" "));
}

/* Whose it is while it is not the writer's. */
static const char *holder_text(const struct compose *c, struct arena *arena)
{
	const struct json *thread = compose_thread(c);
	const char *holder = json_text(thread, "assignee");

	if (c->note || thread == NULL)
		return "";
	if (holder == NULL)
		return _(" nobody has it yet ");
	return strcmp(holder, json_text_or(attach_hello(c->view->tui->desk), "agent", "")) == 0 ? "" :
		arena_printf(arena, _(" %s has it "), holder);
}

void compose_rule(const struct compose *c, struct area area, const char *what)
{
	struct arena *arena = c->view->tui->frame;
	const char *length = c->note ? "" : length_text(c, arena);
	struct shown count = shown_line(arena, *length != '\0' ? arena_printf(arena, " %s ", length) : "");
	struct shown reach = shown_line(arena, c->note ? _(" INTERNAL NOTE ") :
		arena_printf(arena, " %s ", _(reaches[plan_visibility(c)].word)));
	struct shown whose = shown_line(arena, holder_text(c, arena));
	int end = area.width - 2 - count.width, x;

	area_rule_across(area, 0);
	x = draw_what(c, area, what, end - reach.width - 8);
	x = area_text(area, x + 2, 0, STYLE_NORMAL, reach);
	area_restyle(area, 0, 0, area.width, compose_style(c));
	if (whose.len > 0 && x + 4 + whose.width <= end)
		area_text(area, x + 2, 0, STYLE_DIM, whose);
	if (count.len > 0 && end > x)
		area_text(area, end, 0, plan_is_too_long(c) ? STYLE_TOO_LONG : compose_style(c), count);
}

/* ---- what the writer should know */

struct notices { const struct compose *c; struct arena *arena; struct notice *out; size_t count; };

static void add(struct notices *n, enum style style, const char *text)
{
	struct shown line = shown_line(n->arena, text);

	if (style == STYLE_WARNING || style == STYLE_ERROR)
		line = shown_join(n->arena, canvas_glyph(n->c->view->tui->canvas, GLYPH_WARNING),
			shown_join(n->arena, shown_literal(" "), line));
	if (n->count < NOTICES)
		n->out[n->count++] = (struct notice){ style, line };
}

/* What happened while this was written. */
static void add_events(struct notices *n)
{
	const struct compose *c = n->c;
	const char *me = json_text_or(attach_hello(c->view->tui->desk), "agent", "");
	const char *holder = json_text_or(compose_thread(c), "assignee", "");
	const char *here = presence_words(n->arena, json_get(compose_thread(c), "here"), 0);

	if (here != NULL)
		add(n, STYLE_WARNING, here);
	if (!c->began)
		return;
	if (compose_newest(c, "in") > c->newest_in)
		add(n, STYLE_WARNING, _("a new message arrived above"));
	else if (compose_newest(c, "in") > c->draft_newest)
		add(n, STYLE_WARNING, _("a message arrived above since this draft was kept"));
	if (compose_newest(c, "out") > c->newest_out)
		add(n, STYLE_WARNING, _("a reply of ours was written above meanwhile"));
	else if (compose_newest(c, "out") > c->draft_newest)
		add(n, STYLE_WARNING, _("a reply of ours was written above since this draft was kept"));
	if (*holder != '\0' && strcmp(holder, me) != 0 && strcmp(holder, c->holder) != 0)
		add(n, STYLE_WARNING, arena_printf(n->arena, _("%s has taken this conversation"), holder));
}

static const char *file_names(const struct compose *c, struct arena *arena)
{
	const char *names = "";

	for (size_t i = 0; i < c->file_count; i++)
		names = arena_printf(arena, "%s%s%s", names, i > 0 ? ", " : "", c->files[i].name);
	return names;
}

size_t compose_notices(const struct compose *c, struct arena *arena, struct notice out[static NOTICES])
{
	struct notices n = { .c = c, .arena = arena, .out = out };
	const char *warning = c->warning != NULL ? c->warning : json_text_or(c->plan, "cw", ""), *refusal = plan_refusal(c);

	add_events(&n);
	if (!c->note && c->file_count > 0)
		add(&n, STYLE_DRAFT, arena_printf(arena, _("attached: %s"), file_names(c, arena)));
	if (c->not_kept != NULL)
		add(&n, STYLE_ERROR, arena_printf(arena, _("the draft is not kept: %s"), c->not_kept));
	if (c->lost != NULL)
		add(&n, STYLE_ERROR, arena_printf(arena, _("not kept with the draft: %s"), c->lost));
	if (refusal != NULL && !compose_is_blank(c))
		add(&n, STYLE_ERROR, arena_printf(arena, _("it cannot be sent: %s"), refusal));
	if (*warning != '\0' && !c->note)
		add(&n, STYLE_DRAFT, arena_printf(arena, _("content warning: %s"), warning));
	return n.count;
}
