/* SPDX-License-Identifier: ISC */
/*
 * The only file that knows gumbo.  Strangers' markup is first thinned to the
 * few tags that make a difference in plain text, without attributes but for
 * an address, and never deeper than DEPTH_MAX: what reaches the parser is so
 * small in shape that no input makes it slow or deep.
 */
#include "guichet/markup/html.h"

#include <ctype.h>
#include <gumbo.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/str.h"

enum { INPUT_MAX = 1024 * 1024, DEPTH_MAX = 64, WALK_MAX = 512, TAG_MAX = 4096, HREF_MAX = 2048 };

/* ---- thinning */

enum {
	TAG_KEEP  = 1 << 0,	/* reaches the parser */
	TAG_NEST  = 1 << 1,	/* counts towards the depth: needs an end tag */
	TAG_BLOCK = 1 << 2,	/* begins and ends a line */
	TAG_PARA  = 1 << 3,	/* is set off by an empty line */
	TAG_SKIP  = 1 << 4	/* its contents are not text */
};

static const struct tag { const char *name; unsigned flags; } tags[] = {
	{ "a", TAG_KEEP }, { "address", TAG_KEEP | TAG_NEST | TAG_BLOCK },
	{ "article", TAG_KEEP | TAG_NEST | TAG_BLOCK },
	{ "blockquote", TAG_KEEP | TAG_NEST | TAG_PARA }, { "br", TAG_KEEP },
	{ "dd", TAG_KEEP | TAG_BLOCK }, { "div", TAG_KEEP | TAG_NEST | TAG_BLOCK },
	{ "dl", TAG_KEEP | TAG_NEST | TAG_BLOCK }, { "dt", TAG_KEEP | TAG_BLOCK },
	{ "footer", TAG_KEEP | TAG_NEST | TAG_BLOCK },
	{ "h1", TAG_KEEP | TAG_NEST | TAG_PARA }, { "h2", TAG_KEEP | TAG_NEST | TAG_PARA },
	{ "h3", TAG_KEEP | TAG_NEST | TAG_PARA }, { "h4", TAG_KEEP | TAG_NEST | TAG_PARA },
	{ "h5", TAG_KEEP | TAG_NEST | TAG_PARA }, { "h6", TAG_KEEP | TAG_NEST | TAG_PARA },
	{ "head", TAG_KEEP | TAG_NEST | TAG_SKIP }, { "header", TAG_KEEP | TAG_NEST | TAG_BLOCK },
	{ "hr", TAG_KEEP | TAG_BLOCK }, { "img", TAG_KEEP }, { "li", TAG_KEEP | TAG_BLOCK },
	{ "math", TAG_KEEP | TAG_NEST | TAG_SKIP }, { "ol", TAG_KEEP | TAG_NEST | TAG_BLOCK },
	{ "p", TAG_KEEP | TAG_PARA }, { "pre", TAG_KEEP | TAG_NEST | TAG_PARA },
	{ "script", TAG_KEEP | TAG_NEST | TAG_SKIP },
	{ "section", TAG_KEEP | TAG_NEST | TAG_BLOCK },
	{ "style", TAG_KEEP | TAG_NEST | TAG_SKIP }, { "svg", TAG_KEEP | TAG_NEST | TAG_SKIP },
	{ "table", TAG_KEEP | TAG_NEST | TAG_BLOCK }, { "td", TAG_KEEP },
	{ "template", TAG_KEEP | TAG_NEST | TAG_SKIP }, { "th", TAG_KEEP },
	{ "title", TAG_KEEP | TAG_NEST | TAG_SKIP }, { "tr", TAG_KEEP | TAG_BLOCK },
	{ "ul", TAG_KEEP | TAG_NEST | TAG_BLOCK }
};

static const struct tag *tag_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (strlen(tags[i].name) == len && strncasecmp(tags[i].name, name, len) == 0)
			return &tags[i];
	return NULL;
}

/*
 * The end of a tag that begins at p, behind its '>'; NULL when there is none.
 * A tag whose quotes do not close within TAG_MAX ends at the next '>'.
 */
static const char *tag_end(const char *p, const char *end)
{
	const char *near = end - p > TAG_MAX ? p + TAG_MAX : end;
	char quote = '\0';

	for (const char *q = p; q < near; q++) {
		if (quote != '\0') {
			if (*q == quote)
				quote = '\0';
		} else if ((*q == '"' || *q == '\'') && q[-1] == '=') {
			quote = *q;
		} else if (*q == '>') {
			return q + 1;
		}
	}
	p = memchr(p, '>', (size_t)(end - p));
	return p != NULL ? p + 1 : NULL;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Copies the raw value of the first attribute of that name, quoted anew. */
static void attribute_copy(struct str *out, const char *p, const char *end, const char *want)
{
	while (p < end) {
		const char *name, *value;
		size_t len;
		char quote = '\0';

		while (p < end && (is_space(*p) || *p == '/'))
			p++;
		name = p;
		while (p < end && !is_space(*p) && *p != '=' && *p != '/')
			p++;
		len = (size_t)(p - name);
		if (p == end || *p != '=') {
			if (len == 0)
				p++;
			continue;
		}
		p++;
		if (p < end && (*p == '"' || *p == '\''))
			quote = *p++;
		value = p;
		while (p < end && (quote != '\0' ? *p != quote : !is_space(*p)))
			p++;
		if (len != strlen(want) || strncasecmp(name, want, len) != 0 || p - value > HREF_MAX) {
			p += p < end;
			continue;
		}
		str_printf(out, " %s=\"", want);
		for (; value < p; value++) {
			if (*value == '"')
				str_add(out, "&quot;");
			else
				str_add_char(out, *value);
		}
		str_add_char(out, '"');
		return;
	}
}

struct thinning { struct str out; unsigned depth, dropped; bool no_end; };

/* One tag without its attributes, or nothing. p is behind '<'. */
static void thin_tag(struct thinning *t, const char *p, const char *end)
{
	bool closing = *p == '/';
	const char *name = p + closing, *rest = name;
	const struct tag *tag;

	while (rest < end && isalnum((unsigned char)*rest))
		rest++;
	tag = tag_find(name, (size_t)(rest - name));
	if (tag == NULL)
		return;
	if ((tag->flags & TAG_NEST) && !closing && t->depth >= DEPTH_MAX) {
		t->dropped++;
		return;
	}
	if ((tag->flags & TAG_NEST) && closing && t->dropped > 0) {
		t->dropped--;
		return;
	}
	if (tag->flags & TAG_NEST)
		t->depth = closing ? t->depth - (t->depth > 0) : t->depth + 1;
	str_printf(&t->out, "<%s%s", closing ? "/" : "", tag->name);
	if (!closing && str_equal(tag->name, "a"))
		attribute_copy(&t->out, rest, end, "href");
	if (!closing && str_equal(tag->name, "img"))
		attribute_copy(&t->out, rest, end, "alt");
	str_add_char(&t->out, '>');
}

/* Handles what begins with '<' at p; returns where to go on. */
static const char *thin_markup(struct thinning *t, const char *p, const char *end)
{
	const char *stop;

	if (end - p >= 4 && memcmp(p, "<!--", 4) == 0) {
		stop = memmem(p + 4, (size_t)(end - p) - 4, "-->", 3);
		return stop != NULL ? stop + 3 : end;
	}
	if (t->no_end || end - p < 2 || !(isalpha((unsigned char)p[1]) || strchr("/!?", p[1]) != NULL)) {
		str_add(&t->out, "&lt;");
		return p + 1;
	}
	stop = tag_end(p + 1, end);
	if (stop == NULL) {
		/* No '>' follows: this and all that is behind it is text. */
		t->no_end = true;
		return p;
	}
	if (isalpha((unsigned char)p[1]) || p[1] == '/')
		thin_tag(t, p + 1, stop - 1);
	return stop;
}

static void thin(struct thinning *t, const char *html, size_t len)
{
	const char *end = html + len;

	for (const char *p = html; p < end;) {
		if (*p == '<') {
			p = thin_markup(t, p, end);
		} else if (*p == '\0') {
			str_add(&t->out, "\xEF\xBF\xBD");
			p++;
		} else {
			str_add_char(&t->out, *p++);
		}
	}
}

/* ---- addresses */

struct span { const char *p; size_t len; };

static struct span span_of(const char *p, size_t len)
{
	return (struct span){ p, len };
}

static bool span_equal(struct span a, struct span b)
{
	return a.len == b.len && strncasecmp(a.p, b.p, a.len) == 0;
}

static struct span without(struct span s, const char *prefix)
{
	size_t len = strlen(prefix);

	if (s.len >= len && strncasecmp(s.p, prefix, len) == 0)
		return span_of(s.p + len, s.len - len);
	return s;
}

static struct span without_scheme(struct span s)
{
	s = without(without(s, "https://"), "http://");
	return s.len > 0 && s.p[s.len - 1] == '/' ? span_of(s.p, s.len - 1) : s;
}

/* The host of an address without scheme, port and user; "www." says nothing. */
static struct span host_of(struct span s)
{
	size_t len = 0;

	s = without_scheme(s);
	while (len < s.len && strchr("/?#\\", s.p[len]) == NULL)
		len++;
	for (size_t i = 0; i < len; i++)
		if (s.p[i] == '@') {
			s = span_of(s.p + i + 1, s.len);
			len -= i + 1;
			i = (size_t)-1;
		}
	for (size_t i = 0; i < len; i++)
		if (s.p[i] == ':')
			len = i;
	return without(span_of(s.p, len), "www.");
}

/* Would a reader take this word for an address? */
static bool looks_like_address(struct span word)
{
	size_t dot = 0;
	struct span host = host_of(word);

	if (without_scheme(word).p != word.p)
		return true;
	if (memchr(word.p, '@', word.len) != NULL)
		return false;
	for (size_t i = 0; i < host.len; i++) {
		unsigned char c = (unsigned char)host.p[i];

		if (c == '.')
			dot = i;
		else if (!isalnum(c) && c != '-' && c < 0x80)
			return false;
	}
	return dot > 0 && dot + 2 < host.len && !isdigit((unsigned char)host.p[dot + 1]);
}

/* Does the text name another host than the link leads to? */
static bool link_lies(struct span text, struct span host)
{
	for (size_t i = 0; i < text.len;) {
		size_t from;

		while (i < text.len && (is_space(text.p[i]) || strchr("()<>\"'", text.p[i]) != NULL))
			i++;
		from = i;
		while (i < text.len && !is_space(text.p[i]) && strchr("()<>\"'", text.p[i]) == NULL)
			i++;
		if (i > from && looks_like_address(span_of(text.p + from, i - from)) &&
		    !span_equal(host_of(span_of(text.p + from, i - from)), host))
			return true;
	}
	return false;
}

/* ---- walking the tree */

struct walk {
	struct str out;
	unsigned breaks;	/* line ends owed before the next text */
	bool space, pre, full;
};

static void walk_break(struct walk *w, unsigned breaks)
{
	if (breaks == 0)
		return;
	if (w->breaks < breaks)
		w->breaks = breaks;
	w->space = false;
}

static void walk_flush(struct walk *w)
{
	if (w->out.len > 0) {
		for (unsigned i = 0; i < w->breaks; i++)
			str_add_char(&w->out, '\n');
		if (w->space && w->breaks == 0)
			str_add_char(&w->out, ' ');
	}
	w->breaks = 0;
	w->space = false;
}

static void walk_text(struct walk *w, const char *text)
{
	for (; *text != '\0'; text++) {
		if (w->pre && *text == '\n') {
			w->breaks += w->breaks < 3;
			continue;
		}
		if (is_space(*text) && !w->pre) {
			w->space = w->breaks == 0;
			continue;
		}
		walk_flush(w);
		if (w->out.len >= HTML_TEXT_MAX && ((unsigned char)*text & 0xC0) != 0x80) {
			w->full = true;
			return;
		}
		str_add_char(&w->out, *text);
	}
}

/* What is shown behind the text of a link, which begins at from. */
static void walk_link(struct walk *w, size_t from, const char *href)
{
	struct span text = span_of(str_text(&w->out) + from, w->out.len - from);
	struct span address = span_of(href, strlen(href)), host = host_of(address);
	bool web = str_starts(href, "http://") || str_starts(href, "https://");
	struct str note = { 0 };

	if (w->full || (!web && !str_starts(href, "mailto:")))
		return;
	if (!web)
		address = without(address, "mailto:");
	if (text.len == 0)
		str_printf(&note, "%.*s", (int)address.len, address.p);
	else if (text.p[0] == '@' || text.p[0] == '#' ||
		 span_equal(without_scheme(text), without_scheme(address)))
		;
	else if (web && link_lies(text, host))
		str_printf(&note, " -> %.*s", (int)host.len, host.p);
	else
		str_printf(&note, " (%.*s)", (int)address.len, address.p);
	if (note.len > 0)
		walk_text(w, str_text(&note));
	str_finish(&note);
}

static const char *attribute(const GumboNode *node, const char *name)
{
	const GumboAttribute *found = gumbo_get_attribute(&node->v.element.attributes, name);

	return found != NULL ? found->value : "";
}

static void walk_node(struct walk *w, const GumboNode *node, unsigned depth);

static void walk_children(struct walk *w, const GumboNode *node, unsigned depth)
{
	const GumboVector *children = &node->v.element.children;

	for (unsigned i = 0; i < children->length && !w->full; i++)
		walk_node(w, children->data[i], depth + 1);
}

static void walk_anchor(struct walk *w, const GumboNode *node, unsigned depth)
{
	size_t from;

	/* What separates the link from the text before it is no part of it. */
	if (w->space || w->breaks > 0)
		walk_flush(w);
	from = w->out.len;
	walk_children(w, node, depth);
	while (from < w->out.len && is_space(w->out.text[from]))
		from++;
	walk_link(w, from, attribute(node, "href"));
}

static void walk_element(struct walk *w, const GumboNode *node, unsigned depth)
{
	const char *name = gumbo_normalized_tagname(node->v.element.tag);
	const struct tag *tag = tag_find(name, strlen(name));
	unsigned flags = tag != NULL ? tag->flags : 0;
	unsigned breaks = flags & TAG_PARA ? 2 : flags & TAG_BLOCK ? 1 : 0;
	bool pre = w->pre;

	if ((flags & TAG_SKIP) || node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML)
		return;
	walk_break(w, breaks);
	switch (node->v.element.tag) {
	case GUMBO_TAG_BR:
		w->breaks += w->breaks < 3;
		w->space = false;
		return;
	case GUMBO_TAG_HR:
		walk_text(w, "---");
		break;
	case GUMBO_TAG_IMG:
		walk_text(w, attribute(node, "alt"));
		return;
	case GUMBO_TAG_LI:
		walk_text(w, "- ");
		break;
	case GUMBO_TAG_A:
		walk_anchor(w, node, depth);
		return;
	case GUMBO_TAG_TD:
	case GUMBO_TAG_TH:
		w->space = true;
		break;
	default:
		break;
	}
	w->pre = pre || node->v.element.tag == GUMBO_TAG_PRE;
	walk_children(w, node, depth);
	w->pre = pre;
	walk_break(w, breaks);
}

static void walk_node(struct walk *w, const GumboNode *node, unsigned depth)
{
	if (depth > WALK_MAX)
		return;
	switch (node->type) {
	case GUMBO_NODE_ELEMENT:
		walk_element(w, node, depth);
		break;
	case GUMBO_NODE_TEXT:
	case GUMBO_NODE_WHITESPACE:
	case GUMBO_NODE_CDATA:
		walk_text(w, node->v.text.text);
		break;
	case GUMBO_NODE_DOCUMENT:
	case GUMBO_NODE_COMMENT:
	case GUMBO_NODE_TEMPLATE:
		break;
	}
}

const char *html_to_text(struct arena *arena, const char *html, size_t len)
{
	struct thinning thinning = { 0 };
	struct walk walk = { 0 };
	GumboOptions options = kGumboDefaultOptions;
	GumboOutput *output;
	bool cut = len > INPUT_MAX;
	const char *text;

	if (cut) {
		len = INPUT_MAX;
		while (len > 0 && ((unsigned char)html[len] & 0xC0) == 0x80)
			len--;
	}
	thin(&thinning, html, len);
	options.max_errors = 0;
	output = gumbo_parse_with_options(&options, str_text(&thinning.out), thinning.out.len);
	walk_node(&walk, output->root, 0);
	gumbo_destroy_output(&options, output);
	if (cut || walk.full)
		str_add(&walk.out, "[cut]");
	while (walk.out.len > 0 && is_space(walk.out.text[walk.out.len - 1]))
		walk.out.len--;
	text = arena_copy_n(arena, str_text(&walk.out), walk.out.len);
	str_finish(&walk.out);
	str_finish(&thinning.out);
	return text;
}
