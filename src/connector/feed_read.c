/* SPDX-License-Identifier: ISC */
/*
 * A feed in XML.  RSS and Atom differ in names and in where they stand; what
 * an entry says is read by the same table for all of them, the first name
 * that is there wins.  Nothing is required but a root that a feed has.
 */
#include "feed.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/str.h"
#include "guichet/markup/html.h"
#include "guichet/markup/xml.h"

enum { TTL_MOST_MIN = 24 * 60, ID_MOST = 512, REV_MOST = 64 };
#define ATOM "http://www.w3.org/2005/Atom"
#define XML_BASE "http://www.w3.org/XML/1998/namespace base"

struct reading { struct arena *arena; const char *base; struct feed *feed; };

/* ---- what all formats share */

struct feed_entry *feed_entry_add(struct arena *arena, struct feed *feed)
{
	if (feed->entries == NULL)
		feed->entries = arena_array(arena, FEED_ENTRIES, sizeof(*feed->entries));
	return feed->count < FEED_ENTRIES ? &feed->entries[feed->count++] : NULL;
}

/* FNV-1a: the same words give the same name, which is all that is asked of it. */
const char *feed_hash(struct arena *arena, const char *a, const char *b)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (const char *const *part = (const char *const []){ a, b, NULL }; *part != NULL; part++)
		for (const char *p = *part; *p != '\0'; p++)
			hash = (hash ^ (unsigned char)*p) * UINT64_C(0x100000001B3);
	return arena_printf(arena, "%016llx", (unsigned long long)hash);
}

static const char *cut(struct arena *arena, const char *text, size_t most)
{
	size_t len = strlen(text);

	if (len <= most)
		return text;
	while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80)
		most--;
	return arena_printf(arena, "%.*s \xE2\x80\xA6", (int)most, text);
}

static bool is_named(const struct feed_entry *entry)
{
	return entry->id != NULL && *entry->id != '\0';
}

/* A page that several entries lead to names none of them. */
static bool link_is_shared(const struct feed *feed, const struct feed_entry *entry)
{
	for (size_t i = 0; i < feed->count; i++) {
		const struct feed_entry *other = &feed->entries[i];

		if (other != entry && str_equal(is_named(other) ? other->id : other->link, entry->link))
			return true;
	}
	return false;
}

/*
 * From the entry alone, never from what else the feed holds now: that changes, and a message has one name for good.
 * An address may be that of the whole site, so the title is part of the name, or the text where there is no title.
 */
static const char *id_of(struct arena *arena, const struct feed_entry *entry)
{
	const char *title = entry->title != NULL ? entry->title : "", *text = entry->text != NULL ? entry->text : "";
	const char *id = entry->id;

	if (!is_named(entry) && entry->link == NULL)
		id = feed_hash(arena, title, text);
	else if (!is_named(entry))
		id = arena_printf(arena, "%s %s", entry->link, feed_hash(arena, *title != '\0' ? title : text, ""));
	return strlen(id) > ID_MOST ? feed_hash(arena, id, "") : id;
}

/* What guichet called it when an address was a name as long as no other entry had the same. */
static const char *was_of(struct arena *arena, const struct feed_entry *entry)
{
	if (is_named(entry) || entry->link == NULL)
		return NULL;
	return strlen(entry->link) > ID_MOST ? feed_hash(arena, entry->link, "") : entry->link;
}

static void entry_finish(struct arena *arena, struct feed_entry *entry)
{
	const char *title = entry->title != NULL ? entry->title : "", *text = entry->text != NULL ? entry->text : "";

	/* Where the feed says when it changed that alone counts: texts hold counters and advertisements. */
	if (entry->rev == NULL || strlen(entry->rev) > REV_MOST)
		entry->rev = feed_hash(arena, title, text);
	entry->text = cut(arena, text, FEED_TEXT);
	entry->title = *title != '\0' ? cut(arena, title, FEED_TEXT) : NULL;
}

static bool is_there(const struct feed *feed, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(feed->entries[i].id, id))
			return true;
	return false;
}

void feed_finish(struct arena *arena, struct feed *feed)
{
	const char **ids = arena_array(arena, FEED_ENTRIES, sizeof(*ids));
	size_t kept = 0;

	for (size_t i = 0; i < feed->count; i++) {
		ids[i] = id_of(arena, &feed->entries[i]);
		feed->entries[i].was = was_of(arena, &feed->entries[i]);
		feed->entries[i].alone = feed->entries[i].was != NULL && !link_is_shared(feed, &feed->entries[i]);
	}
	for (size_t i = 0; i < feed->count; i++) {
		if (is_there(feed, kept, ids[i]))
			continue;
		feed->entries[kept] = feed->entries[i];
		feed->entries[kept].id = ids[i];
		entry_finish(arena, &feed->entries[kept++]);
	}
	feed->count = kept;
}

static size_t scheme_len(const char *address)
{
	size_t len = strspn(address, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

	return len > 0 && address[len] == ':' ? len : 0;
}

const char *feed_url(struct arena *arena, const char *base, const char *address)
{
	const char *host = strstr(base, "://"), *path, *slash;
	size_t origin, dir;

	if (address == NULL || strpbrk(address, " \t\r\n<>\"") != NULL || *address == '\0')
		return NULL;
	if (scheme_len(address) > 0)
		return strncasecmp(address, "https://", 8) == 0 || strncasecmp(address, "http://", 7) == 0 ?
			arena_copy(arena, address) : NULL;
	if (host == NULL)
		return NULL;
	if (str_starts(address, "//"))
		return arena_printf(arena, "%.*s:%s", (int)(host - base), base, address);
	path = host + 3 + strcspn(host + 3, "/?#");
	origin = (size_t)(path - base);
	if (*address == '/')
		return arena_printf(arena, "%.*s%s", (int)origin, base, address);
	dir = origin + strcspn(path, "?#");
	slash = memrchr(path, '/', dir - origin);
	if (*address != '?' && *address != '#')
		dir = slash != NULL ? (size_t)(slash - base) : origin;
	return arena_printf(arena, "%.*s%s%s", (int)dir, base, *address == '?' || *address == '#' ? "" : "/", address);
}

/* ---- XML */

static const char *some(const char *text)
{
	return text != NULL && *text != '\0' ? text : NULL;
}

static const char *first_text(struct reading *r, const struct xml *node, const char *const *names)
{
	for (; *names != NULL; names++) {
		const char *text = some(xml_text(r->arena, xml_child(node, NULL, *names)));

		if (text != NULL)
			return text;
	}
	return NULL;
}

static const char *plain_of(struct reading *r, const char *html)
{
	return html_to_text(r->arena, html, strlen(html));
}

/* A text of Atom says what it is; one of RSS is HTML unless it is something else. */
static const char *words_of(struct reading *r, const struct xml *node)
{
	const char *type = xml_attribute(node, "type"), *mode = xml_attribute(node, "mode");

	if (node == NULL)
		return NULL;
	if (str_equal(type, "xhtml") || str_equal(type, "application/xhtml+xml") || str_equal(mode, "xml"))
		return plain_of(r, xml_markup(r->arena, node));
	if (str_equal(node->space, ATOM) && (type == NULL || str_equal(type, "text") || str_equal(type, "text/plain")))
		return xml_text(r->arena, node);
	return plain_of(r, xml_text(r->arena, node));
}

/* The first of these that is there and says something. */
static const char *first_words(struct reading *r, const struct xml *node, const char *const *names)
{
	for (; *names != NULL; names++)
		for (const struct xml *child = node->first; child != NULL; child = child->next) {
			const char *text = str_equal(child->name, *names) ? some(words_of(r, child)) : NULL;

			if (text != NULL)
				return text;
		}
	return NULL;
}

static const char *link_of(struct reading *r, const struct xml *entry)
{
	const char *link = NULL;

	for (const struct xml *child = entry->first; child != NULL; child = child->next) {
		const char *rel = xml_attribute(child, "rel"), *href = xml_attribute(child, "href");

		if (!str_equal(child->name, "link"))
			continue;
		if (href == NULL)
			href = xml_text(r->arena, child);
		if ((rel == NULL || str_equal(rel, "alternate")) && link == NULL)
			link = feed_url(r->arena, r->base, href);
	}
	return link;
}

/* "a@b.example (Ann Other)": the name is what a person wants to read. */
static const char *name_of(struct arena *arena, const char *text)
{
	const char *open = text != NULL ? strchr(text, '(') : NULL;
	size_t len = open != NULL ? strcspn(open + 1, ")") : 0;

	return len > 0 && open[1 + len] == ')' ? arena_copy_n(arena, open + 1, len) : text;
}

static void author_read(struct reading *r, const struct xml *entry, struct feed_entry *out)
{
	static const char *const names[] = { "creator", "author", NULL };
	const struct xml *author = xml_child(entry, NULL, "author"), *name = xml_child(author, NULL, "name");
	const char *url = xml_text(r->arena, xml_child(author, NULL, "uri"));

	out->author = name_of(r->arena, name != NULL ? some(xml_text(r->arena, name)) : first_text(r, entry, names));
	out->author_url = feed_url(r->arena, r->base, url);
}

static int64_t first_date(struct reading *r, const struct xml *entry, const char *const *names)
{
	for (; *names != NULL; names++) {
		int64_t at = feed_date(some(xml_text(r->arena, xml_child(entry, NULL, *names))));

		if (at != 0)
			return at;
	}
	return 0;
}

static void entry_read(struct reading *r, const struct xml *xml)
{
	static const char *const ids[] = { "id", "guid", NULL }, *const titles[] = { "title", NULL },
		*const texts[] = { "summary", "description", "content", "encoded", NULL },
		*const begun[] = { "published", "issued", "pubDate", "date", "created", NULL },
		*const changed[] = { "updated", "modified", NULL };
	struct feed_entry *entry = feed_entry_add(r->arena, r->feed);
	const char *about = xml_attribute(xml, "http://www.w3.org/1999/02/22-rdf-syntax-ns# about");
	const struct xml *guid = xml_child(xml, NULL, "guid");

	if (entry == NULL)
		return;
	entry->id = first_text(r, xml, ids);
	if (entry->id == NULL)
		entry->id = some(about);
	entry->link = link_of(r, xml);
	if (entry->link == NULL && guid != NULL && !str_equal(xml_attribute(guid, "isPermaLink"), "false"))
		entry->link = scheme_len(entry->id != NULL ? entry->id : "") > 0 ?
			feed_url(r->arena, r->base, entry->id) : NULL;
	entry->title = first_words(r, xml, titles);
	entry->text = first_words(r, xml, texts);
	author_read(r, xml, entry);
	entry->at_ms = first_date(r, xml, begun);
	entry->edited_ms = first_date(r, xml, changed);
	entry->rev = entry->edited_ms != 0 ? first_text(r, xml, changed) : NULL;
	if (entry->at_ms == 0)
		entry->at_ms = entry->edited_ms;
}

static void entries_read(struct reading *r, const struct xml *parent, const char *name)
{
	for (const struct xml *child = parent->first; child != NULL; child = child->next)
		if (str_equal(child->name, name))
			entry_read(r, child);
}

static void head_read(struct reading *r, const struct xml *head)
{
	static const char *const titles[] = { "title", NULL };
	const char *title = first_words(r, head, titles);
	int64_t minutes = strtoll(xml_text(r->arena, xml_child(head, NULL, "ttl")), NULL, 10);

	r->feed->title = title != NULL ? title : "";
	if (minutes > 0)
		r->feed->ttl_ms = (minutes < TTL_MOST_MIN ? minutes : TTL_MOST_MIN) * INT64_C(60000);
}

static err_t root_read(struct reading *r, const struct xml *root)
{
	const struct xml *channel = xml_child(root, NULL, "channel");
	const char *base = feed_url(r->arena, r->base, xml_attribute(root, XML_BASE));

	if (base != NULL)
		r->base = base;
	if (strcasecmp(root->name, "feed") == 0) {
		head_read(r, root);
		entries_read(r, root, "entry");
	} else if ((strcasecmp(root->name, "rss") == 0 || strcasecmp(root->name, "RDF") == 0) && channel != NULL) {
		head_read(r, channel);
		entries_read(r, channel, "item");
		entries_read(r, root, "item");
	} else {
		return err_make(ERR_PROTOCOL, "the document is no feed");
	}
	feed_finish(r->arena, r->feed);
	return NULL;
}

err_t feed_read(struct arena *arena, const char *bytes, size_t len, const char *charset, const char *base,
	struct feed *out)
{
	struct reading r = { .arena = arena, .base = base, .feed = out };
	size_t skip = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	struct xml *root = NULL;
	err_t err;

	*out = (struct feed){ .title = "" };
	while (skip < len && strchr(" \t\r\n", bytes[skip]) != NULL && bytes[skip] != '\0')
		skip++;
	if (skip < len && bytes[skip] == '{')
		return feed_read_json(arena, bytes + skip, len - skip, base, out);
	err = xml_parse(arena, bytes, len, charset, &root);
	return err != NULL ? err : root_read(&r, root);
}
