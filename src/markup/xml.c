/* SPDX-License-Identifier: ISC */
/*
 * The only file that knows expat.  The first thing that a document may not do
 * stops it: declare an entity or an attribute, be deeper or larger than our caps.  No handler
 * for external entities is set, so none is opened.
 */
#include "guichet/markup/xml.h"

#include <ctype.h>
#include <expat.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "guichet/markup/html.h"

struct building {
	XML_Parser parser;
	struct arena *arena;
	struct xml *root, *open[XML_DEPTH];
	size_t depth, nodes;
	size_t kept;			/* bytes of names, spaces and values: more than was read, where they repeat */
	struct str text;		/* since the last tag */
	const char *why;		/* stopped, and this is why */
};

static void stop(struct building *b, const char *why)
{
	if (b->why == NULL)
		b->why = why;
	(void)XML_StopParser(b->parser, XML_FALSE);
}

static struct xml *node_add(struct building *b)
{
	struct xml *node = arena_alloc(b->arena, sizeof(*node)), *parent = b->depth > 0 ? b->open[b->depth - 1] : NULL;

	if (++b->nodes > XML_NODES)
		stop(b, "the document has too many parts");
	if (parent == NULL)
		return node;
	if (parent->last == NULL)
		parent->first = node;
	else
		parent->last->next = node;
	parent->last = node;
	return node;
}

static void text_flush(struct building *b)
{
	if (b->text.len == 0 || b->depth == 0)
		return;
	node_add(b)->text = arena_copy_n(b->arena, b->text.text, b->text.len);
	str_clear(&b->text);
}

/* One declaration may be told with every element below it: what is kept has a limit of its own. */
static const char *keep(struct building *b, const char *text, size_t len)
{
	b->kept += len;
	if (b->kept <= XML_BYTES)
		return arena_copy_n(b->arena, text, len);
	stop(b, "the document says more than it holds");
	return "";
}

/* "space name", as the parser joins them, apart. */
static void name_split(struct building *b, const char *joined, struct xml *node)
{
	const char *gap = strrchr(joined, ' '), *name = gap != NULL ? gap + 1 : joined;
	size_t len = gap != NULL ? (size_t)(gap - joined) : 0;
	const struct xml *parent = b->depth > 0 ? b->open[b->depth - 1] : NULL;

	if (parent != NULL && strlen(parent->space) == len && memcmp(parent->space, joined, len) == 0)
		node->space = parent->space;
	else
		node->space = keep(b, joined, len);
	node->name = keep(b, name, strlen(name));
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **words)
{
	struct building *b = data;
	struct xml_attribute *attributes;
	struct xml *node;
	size_t count = 0;

	text_flush(b);
	if (b->depth == XML_DEPTH) {
		stop(b, "the document is too deep");
		return;
	}
	node = node_add(b);
	name_split(b, name, node);
	while (words[count * 2] != NULL && count < XML_ATTRIBUTES)
		count++;
	attributes = arena_array(b->arena, count + 1, sizeof(*attributes));
	for (size_t i = 0; i < count; i++)
		attributes[i] = (struct xml_attribute){ keep(b, words[i * 2], strlen(words[i * 2])),
			keep(b, words[i * 2 + 1], strlen(words[i * 2 + 1])) };
	node->attributes = attributes;
	node->attribute_count = count;
	if (b->depth == 0)
		b->root = node;
	b->open[b->depth++] = node;
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
	struct building *b = data;

	(void)name;
	text_flush(b);
	if (b->depth > 0)
		b->depth--;
}

static void XMLCALL on_text(void *data, const XML_Char *text, int len)
{
	struct building *b = data;

	str_add_n(&b->text, text, (size_t)len);
}

static void XMLCALL on_entity(void *data, const XML_Char *name, int parameter, const XML_Char *value, int len,
	const XML_Char *base, const XML_Char *system_id, const XML_Char *public_id, const XML_Char *notation)
{
	(void)name;
	(void)parameter;
	(void)value;
	(void)len;
	(void)base;
	(void)system_id;
	(void)public_id;
	(void)notation;
	stop(data, "the document declares entities");
}

static void XMLCALL on_attributes(void *data, const XML_Char *element, const XML_Char *name, const XML_Char *type,
	const XML_Char *value, int required)
{
	(void)element;
	(void)name;
	(void)type;
	(void)value;
	(void)required;
	stop(data, "the document declares attributes");
}

/* A name that nobody declared: what HTML means by it, or as it is written. */
static void XMLCALL on_skipped(void *data, const XML_Char *name, int parameter)
{
	struct building *b = data;

	if (!parameter && strlen(name) < 32)
		str_add(&b->text, html_to_text(b->arena, arena_printf(b->arena, "&%s;", name), strlen(name) + 2));
}

static bool charset_is_plain(const char *name)
{
	static const char *const families[] = { "windows-125", "cp125", "iso-8859-", "koi8-", "macintosh" };
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '-' && name[i] != '_')
			return false;
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (len < 20 && strncasecmp(name, families[i], strlen(families[i])) == 0)
			return true;
	return false;
}

/* Charsets of one byte a character, by the system's own tables. */
static int XMLCALL on_charset(void *data, const XML_Char *name, XML_Encoding *info)
{
	iconv_t table = charset_is_plain(name) ? iconv_open("UTF-32LE", name) : (iconv_t)-1;

	(void)data;
	if (table == (iconv_t)-1)
		return XML_STATUS_ERROR;
	for (int i = 0; i < 256; i++) {
		char byte = (char)i, *in = &byte, *out;
		unsigned char wide[4] = { 0 };
		size_t in_left = 1, out_left = sizeof(wide);

		out = (char *)wide;
		info->map[i] = iconv(table, &in, &in_left, &out, &out_left) != (size_t)-1 && out_left == 0 ?
			wide[0] | wide[1] << 8 | wide[2] << 16 : -1;
	}
	iconv_close(table);
	return XML_STATUS_OK;
}

static err_t parse_all(struct building *b, const char *bytes, size_t len)
{
	/* The first bytes are the mark of an encoding or '<': white space before them is a common mistake. */
	while (len > 0 && isspace((unsigned char)*bytes)) {
		bytes++;
		len--;
	}
	if (XML_Parse(b->parser, bytes, (int)len, XML_TRUE) != XML_STATUS_OK && b->why == NULL)
		b->why = XML_ErrorString(XML_GetErrorCode(b->parser));
	if (b->why != NULL)
		return err_make(ERR_PROTOCOL, "line %lu of the XML: %s",
			(unsigned long)XML_GetCurrentLineNumber(b->parser), b->why);
	return NULL;
}

err_t xml_parse(struct arena *arena, const char *bytes, size_t len, const char *charset, struct xml **out)
{
	struct building b = { .arena = arena };
	err_t err;

	if (len > XML_BYTES)
		return err_make(ERR_PROTOCOL, "the XML is larger than %d MiB", XML_BYTES >> 20);
	b.parser = XML_ParserCreateNS(charset, ' ');
	if (b.parser == NULL)
		return err_make(ERR_PROTOCOL, "no parser for XML");
	XML_SetUserData(b.parser, &b);
	XML_SetElementHandler(b.parser, on_start, on_end);
	XML_SetCharacterDataHandler(b.parser, on_text);
	XML_SetEntityDeclHandler(b.parser, on_entity);
	XML_SetAttlistDeclHandler(b.parser, on_attributes);
	XML_SetSkippedEntityHandler(b.parser, on_skipped);
	XML_SetUnknownEncodingHandler(b.parser, on_charset, NULL);
	/* As if a DTD stood elsewhere, which nobody reads: then an undeclared name is skipped, not fatal. */
	(void)XML_UseForeignDTD(b.parser, XML_TRUE);
	err = parse_all(&b, bytes, len);
	if (err == NULL && b.root == NULL)
		err = err_make(ERR_PROTOCOL, "the XML is empty");
	if (err == NULL)
		*out = b.root;
	XML_ParserFree(b.parser);
	str_finish(&b.text);
	return err;
}

const struct xml *xml_child(const struct xml *parent, const char *space, const char *name)
{
	for (const struct xml *child = parent != NULL ? parent->first : NULL; child != NULL; child = child->next)
		if (str_equal(child->name, name) && (space == NULL || str_equal(child->space, space)))
			return child;
	return NULL;
}

const char *xml_attribute(const struct xml *node, const char *name)
{
	for (size_t i = 0; node != NULL && i < node->attribute_count; i++)
		if (str_equal(node->attributes[i].name, name))
			return node->attributes[i].value;
	return NULL;
}

static void text_collect(struct str *out, const struct xml *node)
{
	if (node->text != NULL)
		str_add(out, node->text);
	for (const struct xml *child = node->first; child != NULL; child = child->next)
		text_collect(out, child);
}

const char *xml_text(struct arena *arena, const struct xml *node)
{
	struct str all = { 0 };
	const char *from, *result;
	size_t len;

	if (node == NULL)
		return "";
	text_collect(&all, node);
	from = str_text(&all);
	from += strspn(from, " \t\r\n");
	len = strlen(from);
	while (len > 0 && isspace((unsigned char)from[len - 1]))
		len--;
	result = arena_copy_n(arena, from, len);
	str_finish(&all);
	return result;
}

static void escape(struct str *out, const char *text)
{
	for (; *text != '\0'; text++)
		switch (*text) {
		case '<': str_add(out, "&lt;"); break;
		case '>': str_add(out, "&gt;"); break;
		case '&': str_add(out, "&amp;"); break;
		case '"': str_add(out, "&quot;"); break;
		default: str_add_char(out, *text);
		}
}

static void markup_write(struct str *out, const struct xml *node)
{
	static const char *const kept[] = { "href", "alt" };

	if (node->text != NULL)
		escape(out, node->text);
	if (node->name == NULL)
		return;
	str_printf(out, "<%s", node->name);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		const char *value = xml_attribute(node, kept[i]);

		if (value == NULL)
			continue;
		str_printf(out, " %s=\"", kept[i]);
		escape(out, value);
		str_add_char(out, '"');
	}
	str_add_char(out, '>');
	for (const struct xml *child = node->first; child != NULL; child = child->next)
		markup_write(out, child);
	if (!str_equal(node->name, "br") && !str_equal(node->name, "img") && !str_equal(node->name, "hr"))
		str_printf(out, "</%s>", node->name);
}

const char *xml_markup(struct arena *arena, const struct xml *node)
{
	struct str out = { 0 };
	const char *result;

	for (const struct xml *child = node != NULL ? node->first : NULL; child != NULL; child = child->next)
		markup_write(&out, child);
	result = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return result;
}
