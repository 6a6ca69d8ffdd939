/* SPDX-License-Identifier: ISC */
/*
 * A status of the Mastodon API as an item.  A member that a reader or an
 * answer needs must be right, or the status is refused with the member's
 * name; everything else falls back to nothing.
 */
#include "mastodon.h"

#include <ctype.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/markup/html.h"
#include "guichet/model/settings.h"

bool mastodon_id_valid(const char *id)
{
	bool alnum = false;

	if (id == NULL || strlen(id) > 128)
		return false;
	for (; *id != '\0'; id++) {
		if (isalnum((unsigned char)*id))
			alnum = true;
		else if (strchr("._-:", *id) == NULL)
			return false;
	}
	return alnum;
}

bool mastodon_is_snac(const struct account *account)
{
	struct arena *arena = arena_create();
	const char *software = account->caps != NULL ?
		settings_get(arena, account->caps, "software") : NULL;
	bool snac = str_equal(software, "snac");

	arena_destroy(arena);
	return snac;
}

/* The part of a base URL between scheme and path. */
static const char *host_of(struct arena *arena, const char *url)
{
	const char *host = url != NULL ? strstr(url, "://") : NULL;

	host = host != NULL ? host + 3 : "";
	return arena_copy_n(arena, host, strcspn(host, "/"));
}

static const char *domain_of(struct arena *arena, const struct account *account)
{
	const char *domain = account->caps != NULL ? settings_get(arena, account->caps, "domain") : NULL;

	return domain != NULL && *domain != '\0' ? domain : host_of(arena, account->url);
}

const char *mastodon_handle(struct arena *arena, const struct account *account, const char *acct)
{
	if (strchr(acct, '@') != NULL)
		return arena_printf(arena, "@%s", acct);
	return arena_printf(arena, "@%s@%s", acct, domain_of(arena, account));
}

bool mastodon_same_acct(const struct account *account, const char *a, size_t len, const char *b)
{
	struct arena *arena = arena_create();
	const char *left = mastodon_handle(arena, account, arena_copy_n(arena, a, len));
	const char *right = mastodon_handle(arena, account, b);
	bool same = strcasecmp(left, right) == 0;

	arena_destroy(arena);
	return same;
}

static const struct { const char *name; enum visibility visibility; } visibilities[] = {
	{ "public", VIS_PUBLIC }, { "unlisted", VIS_UNLISTED }, { "local", VIS_UNLISTED },
	{ "private", VIS_FOLLOWERS }, { "direct", VIS_PRIVATE }
};

/* A name that we do not know is as private as can be. */
static enum visibility visibility_of(const struct account *account, const char *name)
{
	if (str_equal(name, "private") && mastodon_is_snac(account))
		return VIS_PRIVATE;	/* it has no other name for direct */
	for (size_t i = 0; i < sizeof(visibilities) / sizeof(visibilities[0]); i++)
		if (str_equal(visibilities[i].name, name))
			return visibilities[i].visibility;
	return VIS_PRIVATE;
}

/* A name, an address, a word: one line of text that is not empty. */
static const char *copy_text(struct arena *arena, const struct json *object, const char *key)
{
	const char *text = json_text(object, key);

	return text != NULL && *text != '\0' ? arena_copy(arena, text) : NULL;
}

/* An address that a person may open; anything else is left out. */
static const char *copy_url(struct arena *arena, const struct json *object, const char *key)
{
	const char *url = json_text(object, key);

	if (url == NULL || !(str_starts(url, "https://") || str_starts(url, "http://")))
		return NULL;
	return arena_copy(arena, url);
}

/*
 * Who somebody is, whichever server says it: the address in small letters.
 * A server's own ids mean somebody else on the next one, and the url of a
 * profile is whatever its owner says it is.
 */
static const char *person_id(struct arena *arena, const char *handle)
{
	char *id = arena_copy(arena, handle[0] == '@' ? handle + 1 : handle);

	for (char *p = id; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return id;
}

/* What the fields of a profile link to, as their owner says. */
static const char *links_read(struct arena *arena, const struct json *json)
{
	const struct json *fields = json_get(json, "fields");
	const char *text = "";

	if (fields == NULL)
		return NULL;
	for (size_t i = 0; i < json_count(fields) && i < ITEM_LINKS_MOST; i++) {
		const char *value = json_text_or(json_at(fields, i), "value", ""), *url = strstr(value, "href=\"");
		size_t len = url != NULL ? strcspn(url + 6, "\"<> \t\r\n") : 0;

		if (url != NULL && url[6 + len] == '"' && (str_starts(url + 6, "https://") || str_starts(url + 6, "http://")))
			text = arena_printf(arena, "%s%.*s\n", text, (int)len, url + 6);
	}
	return text;
}

static err_t author_read(struct arena *arena, const struct account *account,
	const struct json *json, struct item_author *out)
{
	const char *acct = json_text(json, "acct");

	if (!json_is_object(json))
		return err_make(ERR_DATA, "account is missing");
	if (!mastodon_id_valid(json_text(json, "id")))
		return err_make(ERR_DATA, "account.id is wrong");
	if (acct == NULL || *acct == '\0' || strpbrk(acct, " \t\r\n") != NULL)
		return err_make(ERR_DATA, "account.acct is wrong");
	out->handle = mastodon_handle(arena, account, acct);
	out->id = person_id(arena, out->handle);
	out->name = copy_text(arena, json, "display_name");
	if (out->name == NULL)
		out->name = arena_copy(arena, acct);
	out->url = copy_url(arena, json, "url");
	out->links = links_read(arena, json);
	out->followers = json_int(json, "followers_count", 0);
	if (out->followers < 0)
		out->followers = 0;
	out->bot = json_bool(json, "bot", false);
	return NULL;
}

/* The text, then one line for each attachment: what it shows and where it is. */
static void text_read(struct arena *arena, const struct json *status, struct item *item)
{
	const char *html = json_text_or(status, "content", "");
	const struct json *media = json_get(status, "media_attachments");
	struct str text = { 0 };

	item->words = html_to_text(arena, html, strlen(html));
	str_add(&text, item->words);
	for (size_t i = 0; i < json_count(media) && i < 16; i++) {
		const struct json *one = json_at(media, i);
		const char *alt = json_text_or(one, "description", "");
		const char *url = copy_url(arena, one, "url");

		str_printf(&text, "%s[%s%s%s]%s%s", text.len > 0 ? "\n" : "",
			json_text_or(one, "type", "file"), *alt != '\0' ? ": " : "", alt,
			url != NULL ? " " : "", url != NULL ? url : "");
	}
	item->text = arena_copy(arena, str_text(&text));
	str_finish(&text);
}

/* "original":{"width":640,"height":480} of what the server measured. */
static void media_read(struct arena *arena, const struct json *status, struct item *item)
{
	const struct json *list = json_get(status, "media_attachments");
	size_t count = json_count(list) < MEDIA_MOST ? json_count(list) : MEDIA_MOST;
	struct media *media = arena_array(arena, count + 1, sizeof(*media));

	for (size_t i = 0; i < count; i++) {
		const struct json *one = json_at(list, i), *size = json_get(json_get(one, "meta"), "original");
		int64_t width = json_int(size, "width", 0), height = json_int(size, "height", 0);

		media[i] = (struct media){
			.kind = media_kind(json_text(one, "type")), .url = copy_url(arena, one, "url"),
			.alt = copy_text(arena, one, "description"),
			.width = width > 0 ? width : 0, .height = height > 0 ? height : 0
		};
	}
	item->media = media;
	item->media_count = count;
}

void mastodon_context_write(struct str *lines, const struct mastodon_context *ctx)
{
	struct str mentions = { 0 };

	settings_add(lines, "answers", ctx->answers);
	settings_add(lines, "author", ctx->author);
	settings_add(lines, "author_id", ctx->author_id);
	settings_add(lines, "visibility", visibility_name(ctx->visibility));
	for (size_t i = 0; i < ctx->count; i++)
		str_printf(&mentions, "%s%s %s", i > 0 ? " " : "", ctx->mentions[i].acct,
			ctx->mentions[i].id);
	if (ctx->count > 0)
		settings_add(lines, "mentions", str_text(&mentions));
	if (ctx->cw != NULL)
		settings_add(lines, "cw", ctx->cw);
	if (ctx->lang != NULL)
		settings_add(lines, "lang", ctx->lang);
	str_finish(&mentions);
}

void mastodon_context_read(struct arena *arena, const char *lines, struct mastodon_context *out)
{
	const char *visibility, *mentions;
	char *rest = NULL, *acct, *id;

	memset(out, 0, sizeof(*out));
	if (lines == NULL)
		lines = "";
	out->answers = settings_get(arena, lines, "answers");
	out->author = settings_get(arena, lines, "author");
	out->author_id = settings_get(arena, lines, "author_id");
	out->cw = settings_get(arena, lines, "cw");
	out->lang = settings_get(arena, lines, "lang");
	visibility = settings_get(arena, lines, "visibility");
	if (visibility == NULL || visibility_parse(visibility, &out->visibility) != NULL)
		out->visibility = VIS_PRIVATE;
	mentions = settings_get(arena, lines, "mentions");
	for (acct = mentions != NULL ? strtok_r(arena_copy(arena, mentions), " ", &rest) : NULL;
	     acct != NULL && out->count < MASTODON_MENTIONS; acct = strtok_r(NULL, " ", &rest)) {
		id = strtok_r(NULL, " ", &rest);
		if (id == NULL)
			break;
		out->mentions[out->count].acct = acct;
		out->mentions[out->count++].id = id;
	}
}

static bool word(const char *text)
{
	return text != NULL && *text != '\0' && strpbrk(text, " \t\r\n") == NULL;
}

/* Everybody whom the status mentions but its author and ourselves, once. */
static void mentions_read(struct arena *arena, const struct account *account,
	const struct json *list, struct mastodon_context *ctx)
{
	for (size_t i = 0; i < json_count(list) && ctx->count < MASTODON_MENTIONS; i++) {
		const char *acct = json_text(json_at(list, i), "acct");
		const char *id = json_text(json_at(list, i), "id");
		bool known = false;

		if (!word(acct) || !word(id) || str_equal(id, account->self_id) ||
		    mastodon_same_acct(account, acct, strlen(acct), ctx->author) ||
		    (account->self_handle != NULL && account->self_handle[0] == '@' &&
		     mastodon_same_acct(account, acct, strlen(acct), account->self_handle + 1)))
			continue;
		for (size_t k = 0; k < ctx->count; k++)
			known = known || mastodon_same_acct(account, acct, strlen(acct),
				ctx->mentions[k].acct);
		if (known)
			continue;
		ctx->mentions[ctx->count].acct = arena_copy(arena, acct);
		ctx->mentions[ctx->count++].id = arena_copy(arena, id);
	}
}

static err_t times_read(const struct json *status, struct item *item)
{
	const char *created = json_text(status, "created_at");
	const char *edited = json_text(status, "edited_at");

	if (created == NULL || time_parse(created, &item->at_ms) != NULL || item->at_ms <= 0)
		return err_make(ERR_DATA, "created_at is wrong");
	if (edited != NULL && time_parse(edited, &item->edited_ms) != NULL)
		item->edited_ms = 0;
	return NULL;
}

/* For a first message of ours to one person: whom it is for. */
static void to_read(struct arena *arena, const struct account *account,
	const struct mastodon_context *ctx, struct mastodon_status *out)
{
	for (size_t i = 0; i < ctx->count; i++)
		if (out->answers != NULL ? str_equal(ctx->mentions[i].id, out->answers_account) :
		    out->item.visibility == VIS_PRIVATE) {
			out->item.to.handle = mastodon_handle(arena, account, ctx->mentions[i].acct);
			out->item.to.id = person_id(arena, out->item.to.handle);
			return;
		}
}

static void context_read(struct arena *arena, const struct account *account,
	const struct json *status, struct mastodon_status *out)
{
	struct mastodon_context ctx = {
		.answers = out->item.native,
		.author = json_text(json_get(status, "account"), "acct"),
		.author_id = json_text(json_get(status, "account"), "id"),
		.cw = out->item.cw,
		.lang = out->item.lang,
		.visibility = out->item.visibility
	};
	struct str lines = { 0 };

	mentions_read(arena, account, json_get(status, "mentions"), &ctx);
	if (out->own)
		to_read(arena, account, &ctx, out);
	mastodon_context_write(&lines, &ctx);
	out->item.reply_ctx = arena_copy(arena, str_text(&lines));
	str_finish(&lines);
}

err_t mastodon_status_read(struct arena *arena, const struct account *account,
	const struct json *status, struct mastodon_status *out)
{
	struct item *item = &out->item;
	const char *visibility = json_text(status, "visibility");
	const struct json *content = json_get(status, "content");
	err_t err;

	memset(out, 0, sizeof(*out));
	if (!json_is_object(status))
		return err_make(ERR_DATA, "status is missing");
	item->uid = copy_text(arena, status, "uri");
	item->native = copy_text(arena, status, "id");
	if (item->uid == NULL)
		return err_make(ERR_DATA, "uri is wrong");
	if (!mastodon_id_valid(item->native))
		return err_make(ERR_DATA, "id is wrong");
	if (visibility == NULL)
		return err_make(ERR_DATA, "visibility is wrong");
	if (content != NULL && json_value_text(content) == NULL)
		return err_make(ERR_DATA, "content is wrong");
	if ((err = author_read(arena, account, json_get(status, "account"), &item->author)) != NULL ||
	    (err = times_read(status, item)) != NULL)
		return err;
	item->visibility = visibility_of(account, visibility);
	item->rev = item->edited_ms > 0 ? copy_text(arena, status, "edited_at") : NULL;
	text_read(arena, status, item);
	media_read(arena, status, item);
	item->cw = copy_text(arena, status, "spoiler_text");
	item->lang = copy_text(arena, status, "language");
	item->url = copy_url(arena, status, "url");
	if (item->url == NULL)
		item->url = copy_url(arena, status, "uri");
	out->own = str_equal(json_text(json_get(status, "account"), "id"), account->self_id);
	item->op = out->own ? ITEM_ECHO : ITEM_NEW;
	out->answers = copy_text(arena, status, "in_reply_to_id");
	if (!mastodon_id_valid(out->answers))
		out->answers = NULL;
	out->answers_account = copy_text(arena, status, "in_reply_to_account_id");
	item->kind = item->visibility == VIS_PRIVATE ? "dm" : out->answers != NULL ? "reply" :
		out->own ? "post" : "mention";
	context_read(arena, account, status, out);
	return item_check(item);
}
