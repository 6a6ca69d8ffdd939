/* SPDX-License-Identifier: ISC */
/*
 * Which feed a page names as its own.  Only the page's head is looked at, by
 * the parser that browsers agree on, and only so much of it that no page
 * makes that slow.
 */
#include "guichet/markup/html.h"

#include <gumbo.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/str.h"

enum { HEAD_MAX = 128 * 1024, WALK_MAX = 32 };

/* The better first: what a page offers twice is taken as the first of these. */
static const char *const types[] = { "application/atom+xml", "application/rss+xml", "application/feed+json" };
enum { TYPES = sizeof(types) / sizeof(types[0]) };

static const char *attribute(const GumboNode *node, const char *name)
{
	const GumboAttribute *found = gumbo_get_attribute(&node->v.element.attributes, name);

	return found != NULL ? found->value : "";
}

/* rel holds words; "alternate" is one of them. */
static bool is_alternate(const char *rel)
{
	for (size_t len; *rel != '\0'; rel += len) {
		rel += strspn(rel, " \t\r\n");
		len = strcspn(rel, " \t\r\n");
		if (len == strlen("alternate") && strncasecmp(rel, "alternate", len) == 0)
			return true;
	}
	return false;
}

static void look(const GumboNode *node, const char **found, unsigned depth)
{
	const GumboVector *children;

	if (node->type != GUMBO_NODE_ELEMENT || depth > WALK_MAX)
		return;
	if (node->v.element.tag == GUMBO_TAG_LINK && is_alternate(attribute(node, "rel")))
		for (size_t i = 0; i < TYPES; i++)
			if (strcasecmp(attribute(node, "type"), types[i]) == 0 && found[i] == NULL)
				found[i] = attribute(node, "href");
	children = &node->v.element.children;
	for (unsigned i = 0; i < children->length; i++)
		look(children->data[i], found, depth + 1);
}

const char *html_feed(struct arena *arena, const char *html, size_t len)
{
	const char *body = memmem(html, len, "</head", 6), *found[TYPES] = { NULL }, *result = NULL;
	size_t head = body != NULL ? (size_t)(body - html) : len;
	GumboOutput *output;

	output = gumbo_parse_with_options(&kGumboDefaultOptions, html, head < HEAD_MAX ? head : HEAD_MAX);
	if (output == NULL)
		return NULL;
	look(output->root, found, 0);
	for (size_t i = 0; i < TYPES && result == NULL; i++)
		if (found[i] != NULL && *found[i] != '\0')
			result = arena_copy(arena, found[i]);
	gumbo_destroy_output(&kGumboDefaultOptions, output);
	return result;
}
