/* SPDX-License-Identifier: ISC */
/*
 * The Mastodon API: who we are, what the server is, and the dispatch of its
 * tasks.  Every address is built from the account's own URL; none is ever
 * taken from an answer (N-04).  Servers that only resemble Mastodon are told
 * apart here once, by what the probe notes in the account's capabilities.
 */
#include "mastodon.h"

#include <ctype.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "registry.h"

enum { SKEW_IGNORED_MS = 2000, DEFAULT_CHARS = 500, DEFAULT_URL_CHARS = 23, MAX_CHARS = 1000000 };

enum { PROBE_START, PROBE_SELF, PROBE_INSTANCE, PROBE_INSTANCE_V1, PROBE_POLICY, PROBE_SCOPES };

struct probe {
	const char *acct, *self_id, *software, *domain, *version, *drops, *scopes;
	const char *media_types;
	int64_t chars, url_chars, skew_ms, media, image_bytes, video_bytes, alt_chars;
	int level;
};

union state {
	struct probe probe;
	union mastodon_state other;
};

const char *mastodon_url(struct arena *arena, const struct account *account, const char *path)
{
	size_t len = strlen(account->url);

	while (len > 0 && account->url[len - 1] == '/')
		len--;
	return arena_printf(arena, "%.*s%s", (int)len, account->url, path);
}

void mastodon_get(struct task *task, struct need *need, const char *path)
{
	memset(need, 0, sizeof(*need));
	need->kind = NEED_HTTP;
	need->request.method = "GET";
	need->request.url = mastodon_url(task->arena, task->account, path);
	need->request.flags = REQUEST_AUTH;
	request_header(task->arena, &need->request, "Accept", "application/json");
}

err_t mastodon_answer(const struct task *task, const struct response *response, struct json **out)
{
	bool foreign = false;
	err_t err = response_json(task, response, out, &foreign);

	return !foreign ? err : err_make(ERR_PROTOCOL, "the answer is not JSON: is url= the address of a Mastodon server?");
}

/* ---- probe */

static bool plain_version(const char *version)
{
	size_t dots = 0;

	if (*version < '1' || *version > '9')
		return false;
	for (; *version != '\0' && *version != '-' && *version != '+'; version++) {
		if (*version == '.')
			dots++;
		else if (!isdigit((unsigned char)*version))
			return false;
	}
	return dots == 2;
}

/*
 * A vanilla server keeps our idempotency keys; of one that says it is
 * something else, or only compatible, we assume nothing.
 */
static void software_read(struct arena *arena, const struct json *instance, struct probe *probe)
{
	static const char *const others[] = {
		"snac", "Pleroma", "Akkoma", "GoToSocial", "Pixelfed", "Friendica", "Iceshrimp",
		"Sharkey", "Firefish", "Mitra", "Takahe", "Misskey", "Hollo"
	};
	const char *version = json_text_or(instance, "version", "");
	const char *source = json_text_or(instance, "source_url", "");
	bool vanilla = plain_version(version) ||
		(json_path(instance, "api_versions.mastodon") != NULL &&
		 strpbrk(version, " (") == NULL && version[0] != '0');

	probe->software = vanilla ? "mastodon" : "other";
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcasestr(version, others[i]) != NULL || strcasestr(source, others[i]) != NULL) {
			char *name = arena_copy(arena, others[i]);

			for (char *p = name; *p != '\0'; p++)
				*p = (char)tolower((unsigned char)*p);
			probe->software = name;
			vanilla = false;
		}
	probe->level = vanilla ? 1 : 2;
	probe->version = arena_copy(arena, version);
}

static int64_t between(int64_t value, int64_t low, int64_t high, int64_t fallback)
{
	return value >= low && value <= high ? value : fallback;
}

/* What files it takes; a server that says nothing of them is asked to take what vanilla ones do. */
static void files_read(struct arena *arena, const struct json *instance, struct probe *probe)
{
	const struct json *limits = json_path(instance, "configuration.media_attachments");
	const struct json *types = json_get(limits, "supported_mime_types");
	const char *list = "";

	probe->media = between(json_int(json_path(instance, "configuration.statuses"), "max_media_attachments", 0), 1, PLAN_MEDIA,
		0);
	probe->image_bytes = json_int(limits, "image_size_limit", 0);
	probe->video_bytes = json_int(limits, "video_size_limit", 0);
	probe->alt_chars = between(json_int(limits, "description_limit", 0), 1, 100000, 0);
	for (size_t i = 0; i < json_count(types) && i < 64; i++) {
		const char *type = json_value_text(json_at(types, i));

		if (type != NULL && *type != '\0' && strpbrk(type, " \r\n") == NULL)
			list = arena_printf(arena, "%s%s%s", list, *list != '\0' ? " " : "", type);
	}
	probe->media_types = *list != '\0' ? list : NULL;
}

static void instance_read(struct arena *arena, const struct json *instance, struct probe *probe)
{
	const struct json *limits = json_path(instance, "configuration.statuses");
	const char *domain = json_text(instance, "domain");
	int64_t chars = json_int(limits, "max_characters", json_int(instance, "max_toot_chars", 0));

	if (domain == NULL)
		domain = json_text_or(instance, "uri", "");
	if (strstr(domain, "://") != NULL)
		domain = strstr(domain, "://") + 3;
	probe->domain = arena_copy_n(arena, domain, strcspn(domain, "/ \t\r\n"));
	probe->chars = between(chars, 10, MAX_CHARS, DEFAULT_CHARS);
	probe->url_chars = between(json_int(limits, "characters_reserved_per_url", 0), 1, 1000,
		DEFAULT_URL_CHARS);
	files_read(arena, instance, probe);
	software_read(arena, instance, probe);
}

/* Their clock minus ours.  Date has whole seconds, so a small difference says nothing. */
static int64_t skew_of(const struct task *task, const struct response *response)
{
	int64_t skew = response->date_ms - task->now_ms;

	if (response->date_ms == 0 || (skew >= -SKEW_IGNORED_MS && skew <= SKEW_IGNORED_MS))
		return 0;
	return skew;
}

static err_t self_read(struct task *task, const struct response *response, struct probe *probe)
{
	struct json *self = NULL;
	const char *id, *acct;
	err_t err = mastodon_answer(task, response, &self);

	if (err != NULL)
		return err;
	id = json_text(self, "id");
	acct = json_text(self, "acct");
	if (!mastodon_id_valid(id) || acct == NULL || *acct == '\0') {
		err = err_make(ERR_PROTOCOL, "the server does not say who we are");
	} else {
		probe->self_id = arena_copy(task->arena, id);
		probe->acct = arena_copy(task->arena, acct);
		probe->skew_ms = skew_of(task, response);
	}
	json_destroy(self);
	return err;
}

/* What the account's settings throw away unseen; it is for a person to change. */
static void policy_read(struct arena *arena, const struct json *policy, struct probe *probe)
{
	static const char *const members[] = {
		"for_not_following", "for_not_followers", "for_new_accounts",
		"for_private_mentions", "for_limited_accounts"
	};
	struct str drops = { 0 };

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (str_equal(json_text(policy, members[i]), "drop"))
			str_printf(&drops, "%s%s", drops.len > 0 ? " " : "", members[i] + 4);
	if (drops.len > 0)
		probe->drops = arena_copy(arena, str_text(&drops));
	str_finish(&drops);
}

/* What the token may do; older servers and others do not tell. */
static void token_scopes_read(struct arena *arena, const struct json *app, struct probe *probe)
{
	const struct json *list = json_get(app, "scopes");
	const char *text = "";

	for (size_t i = 0; i < json_count(list); i++) {
		const char *scope = json_value_text(json_at(list, i));

		if (scope != NULL && *scope != '\0' && strpbrk(scope, " \r\n") == NULL)
			text = arena_printf(arena, "%s%s%s", text, *text != '\0' ? " " : "", scope);
	}
	if (*text != '\0')
		probe->scopes = text;
}

static void probe_done(struct task *task, const struct probe *probe, struct output *out)
{
	struct account account = *task->account;
	struct str caps = { 0 };

	settings_add_int(&caps, "max_chars", probe->chars);
	settings_add_int(&caps, "url_chars", probe->url_chars);
	if (probe->media > 0)
		settings_add_int(&caps, "media", probe->media);
	if (probe->image_bytes > 0)
		settings_add_int(&caps, "image_bytes", probe->image_bytes);
	if (probe->video_bytes > 0)
		settings_add_int(&caps, "video_bytes", probe->video_bytes);
	if (probe->alt_chars > 0)
		settings_add_int(&caps, "alt_chars", probe->alt_chars);
	if (probe->media_types != NULL)
		settings_add(&caps, "media_types", probe->media_types);
	settings_add(&caps, "software", probe->software);
	settings_add(&caps, "version", probe->version);
	settings_add(&caps, "domain", probe->domain);
	if (probe->drops != NULL)
		settings_add(&caps, "policy_drops", probe->drops);
	if (probe->scopes != NULL)
		settings_add(&caps, "scopes", probe->scopes);
	account.caps = arena_copy(task->arena, str_text(&caps));
	str_finish(&caps);
	out->probe.done = true;
	out->probe.self_id = probe->self_id;
	out->probe.self_handle = mastodon_handle(task->arena, &account, probe->acct);
	out->probe.caps = account.caps;
	out->probe.level = probe->level;
	out->probe.skew_ms = probe->skew_ms;
}

static err_t instance_step(struct task *task, const struct response *response, struct need *need,
	struct probe *probe)
{
	struct json *instance = NULL;
	err_t err;

	if (task->stage == PROBE_INSTANCE && response->fault == FAULT_NONE && response->status == 404) {
		mastodon_get(task, need, "/api/v1/instance");
		task->stage = PROBE_INSTANCE_V1;
		return NULL;
	}
	err = mastodon_answer(task, response, &instance);
	if (err != NULL)
		return err;
	if (json_is_object(instance))
		instance_read(task->arena, instance, probe);
	else
		err = err_make(ERR_PROTOCOL, "the server does not say what it is");
	json_destroy(instance);
	mastodon_get(task, need, "/api/v2/notifications/policy");
	task->stage = PROBE_POLICY;
	return err;
}

/*
 * The first answer of a server: a wrong token is a wrong token there, however
 * it is said, and so is a wrong address.  Who was signed in before has a server
 * in trouble instead, which nobody has to be asked about.
 */
static err_t first_answer(struct task *task, const struct response *response, struct probe *probe)
{
	int status = response->fault == FAULT_NONE ? response->status : 0;

	if (status == 422 && task->account->self_id[0] == '\0')
		return err_make(ERR_AUTH, "the server refuses the credential (status %d)", status);
	if (status == 404 || status == 405 || status == 501)
		return err_make(ERR_PROTOCOL, "no server of the Mastodon API answers there (status %d): is url= right?", status);
	return self_read(task, response, probe);
}

static err_t probe_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	struct probe *probe = task->state;
	struct json *told = NULL;
	err_t err = NULL;

	switch (task->stage) {
	case PROBE_START:
		mastodon_get(task, need, "/api/v1/accounts/verify_credentials");
		task->stage = PROBE_SELF;
		break;
	case PROBE_SELF:
		err = first_answer(task, response, probe);
		mastodon_get(task, need, "/api/v2/instance");
		task->stage = PROBE_INSTANCE;
		break;
	case PROBE_INSTANCE:
	case PROBE_INSTANCE_V1:
		err = instance_step(task, response, need, probe);
		break;
	case PROBE_POLICY:
		/* Many servers have no policy: then nothing is dropped. */
		if (mastodon_answer(task, response, &told) == NULL)
			policy_read(task->arena, told, probe);
		json_destroy(told);
		mastodon_get(task, need, "/api/v1/apps/verify_credentials");
		task->stage = PROBE_SCOPES;
		break;
	default:
		if (mastodon_answer(task, response, &told) == NULL)
			token_scopes_read(task->arena, told, probe);
		json_destroy(told);
		need->kind = NEED_NOTHING;
		err = mastodon_scopes_check(probe->scopes, true);
		probe_done(task, probe, out);
	}
	return err;
}

/* ---- dispatch */

static err_t mastodon_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	if (task->account->url == NULL || *task->account->url == '\0')
		return err_make(ERR_CONFIG, "the account has no url");
	if (task->kind != TASK_PROBE && task->kind != TASK_AUTHORIZE && !mastodon_id_valid(task->account->self_id))
		return err_make(ERR_STATE, "the account was never checked");
	switch (task->kind) {
	case TASK_PROBE:
		return probe_step(task, response, need, out);
	case TASK_POLL:
		return mastodon_poll(task, response, need, out);
	case TASK_SEND:
		return mastodon_send(task, response, need, out);
	case TASK_RECONCILE:
		return mastodon_reconcile(task, response, need, out);
	case TASK_REFRESH:
		return mastodon_refresh(task, response, need, out);
	case TASK_AUTHORIZE:
		return mastodon_login(task, response, need, out);
	case TASK_LIVE:
		return mastodon_live(task, response, need, out);
	case TASK_ACT:
		return mastodon_act(task, response, need, out);
	case TASK_MEDIA:
	case TASK_LOGIN:
		break;
	}
	return err_make(ERR_UNSUPPORTED, "the Mastodon API has no such task");
}

static const char *const keys[] = { "url", "quarantine", "poll", "history", "since", NULL };
static const char *const streams[] = { "notifications", "statuses", NULL };

const struct connector connector_mastodon = {
	.name = "mastodon",
	.title = "Mastodon API",
	.settings = keys,
	.needs_url = true,
	.needs_secret = true,
	.admits = true,
	.sends = true,
	.state_size = sizeof(union state),
	.streams = streams,
	.step = mastodon_step,
	.prepare = mastodon_prepare,
	.refuses = mastodon_refuses,
	.lacks = mastodon_lacks
};
