/* SPDX-License-Identifier: ISC */
/*
 * Strangers' XML as a small tree.  Nothing is ever fetched or defined: a
 * document that declares an entity is refused, so that none grows by
 * reference and none reads a file.  The names that HTML gives to characters
 * are known, because half of the world's feeds use them undeclared.
 */
#ifndef GUICHET_MARKUP_XML_H
#define GUICHET_MARKUP_XML_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"

enum { XML_BYTES = 8 << 20, XML_DEPTH = 64, XML_NODES = 200 * 1000, XML_ATTRIBUTES = 64 };

struct xml_attribute { const char *name, *value; };

/* An element, or a piece of text between two tags, which has no name. */
struct xml {
	const char *space, *name;	/* namespace ("" for none) and local name */
	const char *text;
	const struct xml_attribute *attributes;	/* names with a namespace are "space name" */
	size_t attribute_count;
	struct xml *first, *last, *next;	/* children; what follows below the same parent */
};

/*
 * charset is what the transfer said of the bytes, or NULL: the document says
 * it.  ERR_PROTOCOL names the line.  The tree lives in the arena.
 */
err_t xml_parse(struct arena *, const char *bytes, size_t len, const char *charset, struct xml **out) MUST_CHECK;
/* The first child of that name, in any namespace when space is NULL; NULL: none (also of NULL). */
const struct xml *xml_child(const struct xml *, const char *space, const char *name);
const char *xml_attribute(const struct xml *, const char *name);	/* NULL: none */
/* All text below, white space around it taken off; "" for NULL. */
const char *xml_text(struct arena *, const struct xml *);
/* The children as markup again, without attributes but for href and alt. */
const char *xml_markup(struct arena *, const struct xml *);
#endif
