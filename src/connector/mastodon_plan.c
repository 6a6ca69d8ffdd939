/* SPDX-License-Identifier: ISC */
/*
 * What a reply on Mastodon will be: whom it names, who may see it, how it is
 * cut.  A reply reaches nobody's server unless it mentions its addressee, and
 * a private one reaches everybody whom it mentions: so the mentions are made
 * here, and what an agent typed himself is looked at.
 */
#include "mastodon.h"

#include <ctype.h>
#include <string.h>

#include "cut.h"
#include "guichet/model/settings.h"
#include "guichet/text/count.h"

enum { TEXT_MAX = 64 * 1024, SUFFIX_CHARS = 8, DEFAULT_CHARS = 500, DEFAULT_URL_CHARS = 23 };
#define OLD_MS (30 * 86400 * INT64_C(1000))

struct target { const char *acct, *handle; };

struct draft {
	struct arena *arena;
	const struct plan_wish *wish;
	struct plan *plan;
	struct mastodon_context ctx;
	const char *text;		/* without white space around it */
	size_t target_count;
	struct target targets[MASTODON_MENTIONS + 1];
	size_t max, url_chars, cw_chars;
};

/* ---- mentions in a text */

static bool name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static size_t name_len(const char *p)
{
	size_t len = 0;

	while (name_char(p[len]) || p[len] == '.' || p[len] == '-')
		len++;
	while (len > 0 && !name_char(p[len - 1]))
		len--;
	return len;
}

bool mastodon_mention_next(const char *text, size_t *from, const char **acct, size_t *len)
{
	for (size_t i = *from; text[i] != '\0'; i++) {
		size_t name, host;

		if (text[i] != '@' || (i > 0 && (name_char(text[i - 1]) || text[i - 1] == '/')))
			continue;
		name = name_len(text + i + 1);
		if (name == 0)
			continue;
		host = text[i + 1 + name] == '@' ? name_len(text + i + 2 + name) : 0;
		*acct = text + i + 1;
		*len = name + (host > 0 ? host + 1 : 0);
		*from = i + 1 + *len;
		return true;
	}
	return false;
}

static bool text_mentions(const struct account *account, const char *text, const char *acct)
{
	const char *found;
	size_t from = 0, len;

	while (mastodon_mention_next(text, &from, &found, &len))
		if (mastodon_same_acct(account, found, len, acct))
			return true;
	return false;
}

static void warn(struct draft *d, const char *text)
{
	if (d->plan->warning_count < PLAN_WARNINGS)
		d->plan->warnings[d->plan->warning_count++] = text;
}

/* ---- who */

static void target_add(struct draft *d, const char *acct)
{
	struct target *target = &d->targets[d->target_count++];

	target->acct = acct;
	target->handle = mastodon_handle(d->arena, d->wish->account, acct);
	if (d->plan->recipient_count < PLAN_RECIPIENTS)
		d->plan->recipients[d->plan->recipient_count++] = target->handle;
}

static enum visibility more_private(enum visibility a, enum visibility b)
{
	return visibility_ceiling(a, b);
}

/* Never more public than what is answered; what is not for everybody goes to its author alone. */
static void visibility_choose(struct draft *d)
{
	enum visibility visibility = more_private(d->ctx.visibility,
		more_private(d->wish->answered->visibility, d->wish->conversation->visibility));

	if (visibility == VIS_FOLLOWERS)
		warn(d, "sent as a direct message: followers-only would reach our followers, not theirs");
	if (d->wish->visibility >= 0)
		visibility = more_private(visibility, (enum visibility)d->wish->visibility);
	d->plan->visibility = visibility >= VIS_FOLLOWERS ? VIS_PRIVATE : visibility;
}

static void targets_choose(struct draft *d)
{
	target_add(d, d->ctx.author);
	for (size_t i = 0; i < d->ctx.count && d->plan->visibility != VIS_PRIVATE; i++)
		target_add(d, d->ctx.mentions[i].acct);
	if (d->ctx.count > 0 && d->plan->visibility == VIS_PRIVATE)
		warn(d, "only the author receives it, not the others who were mentioned");
}

/* A name that the agent typed and that is not one of ours to address. */
static void typed_mention(struct draft *d, const char *acct)
{
	const char *handle = mastodon_handle(d->arena, d->wish->account, acct);

	if (d->plan->visibility != VIS_PRIVATE) {
		warn(d, arena_printf(d->arena, "%s is typed in the text and told as well", handle));
		if (d->plan->recipient_count < PLAN_RECIPIENTS)
			d->plan->recipients[d->plan->recipient_count++] = handle;
		return;
	}
	warn(d, arena_printf(d->arena, "%s is typed in a private answer and is no part of it", handle));
	/* A vanilla server refuses to send beyond the allowed accounts, others would send. */
	if (d->wish->account->level != 1)
		d->plan->blocked = arena_printf(d->arena,
			"%s is typed in a private answer and would receive it", handle);
}

static void typed_mentions_look(struct draft *d)
{
	const char *found;
	size_t from = 0, len;

	while (mastodon_mention_next(d->text, &from, &found, &len)) {
		bool ours = false;

		for (size_t i = 0; i < d->target_count; i++)
			ours = ours || mastodon_same_acct(d->wish->account, found, len, d->targets[i].acct);
		if (!ours)
			typed_mention(d, arena_copy_n(d->arena, found, len));
	}
}

/* "@bob @carol " for those whom the text does not name; later parts name the author alone. */
static const char *prefix_of(struct draft *d, const char *text, bool first)
{
	struct str prefix = { 0 };
	const char *result;

	for (size_t i = 0; i < (first ? d->target_count : 1); i++)
		if (!text_mentions(d->wish->account, text, d->targets[i].acct))
			str_printf(&prefix, "@%s ", d->targets[i].acct);
	result = arena_copy(d->arena, str_text(&prefix));
	str_finish(&prefix);
	return result;
}

/* ---- how long */

static size_t length_of(const struct draft *d, const char *text)
{
	return text_count(COUNT_MASTODON, text, d->url_chars) + d->cw_chars;
}

static bool fits(struct draft *d, const char *prefix, const char *text, size_t len, size_t max)
{
	return length_of(d, arena_printf(d->arena, "%s%.*s", prefix, (int)len, text)) <= max;
}

struct prefixed { struct draft *draft; const char *prefix; };

static bool part_fits(const struct cut *cut, struct arena *arena, const char *text, size_t len)
{
	const struct prefixed *prefixed = cut->data;

	(void)arena;
	return fits(prefixed->draft, prefixed->prefix, text, len, cut->max);
}

static void part_set(struct draft *d, const char *text)
{
	struct plan_part *part = &d->plan->parts[d->plan->part_count];

	part->text = text;
	part->length = length_of(d, text);
	part->max = d->max;
	part->key = arena_printf(d->arena, "%s-%zu", d->wish->key != NULL ? d->wish->key : "",
		d->plan->part_count);
	d->plan->part_count++;
}

static void parts_cut(struct draft *d)
{
	const char *bodies[PLAN_PARTS], *rest = d->text;
	size_t count = 0;
	size_t room = d->max > SUFFIX_CHARS ? d->max - SUFFIX_CHARS : 0;

	while (*rest != '\0' && count < PLAN_PARTS) {
		const char *prefix = prefix_of(d, count == 0 ? rest : "", count == 0);
		struct prefixed prefixed = { d, prefix };
		struct cut cut = { part_fits, &prefixed, room };
		size_t len = cut_find(d->arena, &cut, rest), end;

		if (len == 0 || !fits(d, prefix, rest, len, room))
			break;
		for (end = len; end > 0 && isspace((unsigned char)rest[end - 1]);)
			end--;
		bodies[count++] = arena_printf(d->arena, "%s%.*s", prefix, (int)end, rest);
		rest += len;
		while (isspace((unsigned char)*rest))
			rest++;
	}
	if (*rest != '\0')
		d->plan->blocked = arena_printf(d->arena,
			"too long: it does not fit into %d posts of %zu characters", PLAN_PARTS, d->max);
	for (size_t i = 0; i < count; i++)
		part_set(d, arena_printf(d->arena, "%s (%zu/%zu)", bodies[i], i + 1, count));
	if (*rest == '\0')
		warn(d, arena_printf(d->arena, "sent in %zu parts", count));
}

static void parts_make(struct draft *d)
{
	const char *whole = arena_printf(d->arena, "%s%s", prefix_of(d, d->text, true), d->text);

	if (length_of(d, whole) <= d->max)
		part_set(d, whole);
	else
		parts_cut(d);
}

/* ---- the rest */

/* The warning of what is answered stays, unless another or an empty one is wished. */
static const char *cw_choose(const struct draft *d)
{
	const char *cw = d->wish->cw != NULL ? d->wish->cw :
		d->wish->answered->cw != NULL ? d->wish->answered->cw : d->ctx.cw;

	while (cw != NULL && strncasecmp(cw, "re: re: ", 8) == 0)
		cw += 4;
	return cw != NULL && *cw != '\0' ? arena_copy(d->arena, cw) : NULL;
}

static const char *lang_choose(const struct draft *d)
{
	const char *lang = d->wish->lang != NULL && *d->wish->lang != '\0' ? d->wish->lang : d->ctx.lang;

	if (lang == NULL || strlen(lang) > 16)
		return NULL;
	return arena_copy(d->arena, lang);
}

/* There is no clock here: the account's last poll is the latest instant that we know of. */
static void age_look(struct draft *d)
{
	const struct account *account = d->wish->account;
	int64_t known = account->polled_ms > account->checked_ms ?
		account->polled_ms : account->checked_ms;

	if (known - d->wish->answered->at_ms > OLD_MS)
		warn(d, "the message is more than 30 days old");
}

static const char *block_of(const struct draft *d)
{
	if (d->wish->answered == NULL)
		return "there is no message to answer";
	if (d->ctx.answers == NULL || d->ctx.author == NULL || d->ctx.author_id == NULL)
		return "the message cannot be answered: the network's address of it is missing";
	if (*d->text == '\0' && d->wish->media_count == 0)
		return "there is no text";
	if (strlen(d->text) > TEXT_MAX)
		return "the text is longer than 64 KiB";
	return mastodon_token_lacks(d->wish->account, "write:statuses");
}

err_t mastodon_prepare(struct arena *arena, const struct plan_wish *wish, struct plan *plan)
{
	struct draft d = { .arena = arena, .wish = wish, .plan = plan };
	const char *caps = wish->account->caps != NULL ? wish->account->caps : "";

	memset(plan, 0, sizeof(*plan));
	plan->account = wish->account->id;
	plan->conversation = wish->conversation->id;
	plan->visibility = VIS_PRIVATE;
	d.text = text_trimmed(arena, wish->text);
	if (wish->answered != NULL)
		mastodon_context_read(arena, wish->answered->reply_ctx, &d.ctx);
	plan->blocked = block_of(&d);
	if (plan->blocked != NULL)
		return NULL;
	plan->reply_to = wish->answered->remote_id;
	plan->reply_ctx = wish->answered->reply_ctx;
	plan->cw = cw_choose(&d);
	plan->lang = lang_choose(&d);
	d.max = (size_t)settings_int(caps, "max_chars", DEFAULT_CHARS);
	d.url_chars = (size_t)settings_int(caps, "url_chars", DEFAULT_URL_CHARS);
	d.cw_chars = plan->cw != NULL ? text_count(COUNT_GRAPHEMES, plan->cw, 0) : 0;
	visibility_choose(&d);
	targets_choose(&d);
	typed_mentions_look(&d);
	parts_make(&d);
	if (plan->cw != NULL)
		warn(&d, arena_printf(arena, "behind the content warning \"%s\"", plan->cw));
	mastodon_files_plan(arena, wish, plan);
	age_look(&d);
	return NULL;
}
