/* SPDX-License-Identifier: ISC */
/*
 * An account's way out.  The transport is made when something is to be asked
 * and made anew when the account's address or settings changed; buckets come
 * back from the desk, so that a restart does not hammer (N-09).
 */
#include "private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/alloc.h"
#include "guichet/desk/read.h"
#include "guichet/json/json.h"
#include "guichet/model/settings.h"
#include "outside.h"

/* The documented allowance of the large networks, until one says its own. */
enum {
	ACCOUNT_TOKENS = 300, ACCOUNT_PER_SECOND = 5,
	HOST_TOKENS = 600, HOST_PER_SECOND = 20,
	SAVE_MS = 30 * 1000
};

struct channel *channel_find(struct courier *courier, int64_t account)
{
	struct channel *channel = courier->channels;

	while (channel != NULL && channel->account != account)
		channel = channel->next;
	return channel;
}

static void bucket_restore(struct courier *courier, const char *kind, const char *name, struct bucket *bucket)
{
	struct arena *arena = arena_create();
	const char *text = NULL;
	err_t err = desk_bucket_load(courier->options.desk, arena, arena_printf(arena, "%s:%s", kind, name), &text);

	if (err != NULL)
		err_ignore(err, "a bucket that is lost starts full");
	else if (text != NULL)
		bucket_parse(bucket, text, courier_now(courier));
	arena_destroy(arena);
}

/* Host and port of a URL as written, lower case; nothing for an account without one. */
static char *host_name(const char *url)
{
	const char *start = strstr(url, "://");
	char *name;

	if (start == NULL)
		return NULL;
	name = mem_copy_n(start + 3, strcspn(start + 3, "/?#"));
	for (char *p = name; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return name;
}

static bool is_here(const char *host)
{
	return strncmp(host, "127.", 4) == 0 || strncmp(host, "localhost", 9) == 0 || strncmp(host, "[::1]", 5) == 0;
}

static struct host *host_make(struct courier *courier, const struct account *account)
{
	const struct connector *connector = courier_connector(courier, account->network);
	bool asked = connector == NULL || !connector->outside;	/* a program has limits of its own */
	char *name = asked ? host_name(account->url != NULL ? account->url : "") : NULL;
	struct host *host;

	if (name == NULL)
		return NULL;
	for (host = courier->hosts; host != NULL; host = host->next)
		if (strcmp(host->name, name) == 0) {
			free(name);
			return host;
		}
	host = mem_alloc(sizeof(*host));
	*host = (struct host){ .next = courier->hosts, .name = name,
		.metered = !is_here(name) && !str_equal(account->network, "playback"),
		.bucket = bucket_make(HOST_TOKENS, HOST_PER_SECOND, courier_now(courier)) };
	courier->hosts = host;
	if (host->metered)
		bucket_restore(courier, "host", name, &host->bucket);
	return host;
}

void hosts_destroy(struct courier *courier)
{
	while (courier->hosts != NULL) {
		struct host *host = courier->hosts;

		courier->hosts = host->next;
		free(host->name);
		free(host);
	}
}

struct channel *channel_make(struct courier *courier, const struct account *account)
{
	struct channel *channel = channel_find(courier, account->id);
	struct arena *arena;

	if (channel != NULL)
		return channel;
	channel = mem_alloc(sizeof(*channel));
	*channel = (struct channel){ .next = courier->channels, .courier = courier, .account = account->id,
		.name = mem_copy(account->name), .connector = courier_connector(courier, account->network) };
	courier->channels = channel;
	channel->host = host_make(courier, account);
	/* A server on this machine and the playback network set their own limits. */
	channel->bucket = bucket_make(ACCOUNT_TOKENS, channel->host != NULL && channel->host->metered ?
		ACCOUNT_PER_SECOND : 0, courier_now(courier));
	arena = arena_create();
	bucket_restore(courier, "account", arena_printf(arena, "%lld", (long long)account->id), &channel->bucket);
	arena_destroy(arena);
	return channel;
}

static err_t make_playback(struct channel *channel, struct arena *arena, const struct account *account)
{
	const struct courier_options *options = &channel->courier->options;
	const char *profile = settings_get(arena, account->settings, "profile");
	const char *start = settings_get(arena, account->settings, "start");
	const char *latency = settings_get(arena, account->settings, "latency");
	struct transport_playback_options playback = {
		.state_path = arena_printf(arena, "%s.playback.%lld", desk_path(options->desk), (long long)account->id),
		.seed = (uint64_t)settings_int(account->settings, "seed", 1),
		.start_ms = courier_now(channel->courier),	/* the first time; later its own file says */
		.profile = profile != NULL ? profile : "demo",
	};
	err_t err = NULL;

	if (start != NULL)
		err = time_parse(start, &playback.start_ms);
	if (err == NULL && latency != NULL)
		err = duration_parse(latency, &playback.latency_ms);
	if (err != NULL)
		return err_make(ERR_CONFIG, "account %s: %s", account->name, err->text);
	return transport_playback_create(options->loop, options->clock, &playback, &channel->transport);
}

/* The account's settings as an object: what its program is greeted with. */
static const char *settings_json(struct arena *arena, const char *lines)
{
	struct str text = { 0 };
	struct json_out o = { .to = &text };
	const char *result;

	json_open_object(&o, NULL);
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n"), key_len = strcspn(lines, "=\n");
		const char *key = arena_copy_n(arena, lines, key_len);

		if (key_len < len)
			json_put_text(&o, key, settings_get(arena, lines, key));
		lines += len + (lines[len] == '\n');
	}
	json_close_object(&o);
	result = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return result;
}

static err_t make_outside(struct channel *channel, struct arena *arena, const struct account *account)
{
	const struct courier_options *options = &channel->courier->options;
	struct outside_options outside = {
		.program = outside_find(arena, account->network),
		.directory = arena_printf(arena, "%s.connector.%lld", desk_path(options->desk), (long long)account->id),
		.account = account->name, .settings = settings_json(arena, account->settings != NULL ? account->settings : "")
	};

	if (outside.program == NULL)
		return err_make(ERR_CONFIG, "account %s: there is no program for network %s", account->name, account->network);
	channel->transport = transport_outside_create(options->loop, &outside);
	return NULL;
}

static err_t transport_make(struct channel *channel, struct arena *arena, const struct account *account)
{
	const struct courier_options *options = &channel->courier->options;
	struct transport_curl_options curl = { .ca_bundle = settings_get(arena, account->settings, "ca"),
		.proxy = settings_get(arena, account->settings, "proxy") };

	if (options->transport != NULL) {
		channel->transport = options->transport(options->transport_data, account);
		return NULL;
	}
	if (str_equal(account->network, "playback"))
		return make_playback(channel, arena, account);
	if (channel->connector != NULL && channel->connector->outside)
		return make_outside(channel, arena, account);
	return transport_curl_create(options->loop, &curl, &channel->transport);
}

static bool is_flying(const struct channel *channel)
{
	return (channel->poll != NULL && channel->poll->exchange != NULL) ||
		(channel->send != NULL && channel->send->exchange != NULL) ||
		(channel->login != NULL && channel->login->exchange != NULL);
}

err_t channel_transport(struct channel *channel, const struct account *account)
{
	struct arena *arena = arena_create();
	const char *fingerprint = arena_printf(arena, "%s\n%s", account->url != NULL ? account->url : "",
		account->settings != NULL ? account->settings : "");
	bool same = str_equal(channel->fingerprint, fingerprint);
	err_t err = NULL;

	/* A change waits for the exchange that still flies. */
	if (channel->transport != NULL && (same || is_flying(channel)))
		goto out;
	if (channel->fingerprint != NULL && !same) {
		channel_deaf(channel);
		admission_end(channel, err_make(ERR_CANCELLED, "the account was changed meanwhile"));
		fetch_end(channel, err_make(ERR_CANCELLED, "the account was changed meanwhile"));
		channel->live_pace = (struct pace){ 0 };
		channel->must_probe = true;
		channel->next_poll_ms = 0;
	}
	transport_destroy(channel->transport);
	channel->transport = NULL;
	free(channel->fingerprint);
	channel->fingerprint = mem_copy(fingerprint);
	channel->host = host_make(channel->courier, account);
	err = transport_make(channel, arena, account);
out:
	arena_destroy(arena);
	return err;
}

void channel_destroy(struct channel *channel)
{
	run_destroy(channel->poll);
	run_destroy(channel->send);
	run_destroy(channel->login);
	run_destroy(channel->live);
	admission_destroy(channel->admission);
	fetch_destroy(channel->fetch);
	transport_destroy(channel->transport);
	free(channel->fingerprint);
	free(channel->name);
	free(channel);
}

static void bucket_keep(struct channel *channel, const char *name, const struct bucket *bucket)
{
	struct arena *arena = arena_create();
	err_t err = desk_bucket_save(channel->courier->options.desk, name, bucket_format(arena, bucket));

	if (err != NULL)
		err_ignore(err, "the next save may do better");
	arena_destroy(arena);
}

void channel_save(struct channel *channel, bool now)
{
	int64_t at = courier_now(channel->courier);
	struct arena *arena;

	if (!now && (channel->bucket.per_second == 0 || at - channel->saved_ms < SAVE_MS))
		return;
	channel->saved_ms = at;
	arena = arena_create();
	bucket_keep(channel, arena_printf(arena, "account:%lld", (long long)channel->account), &channel->bucket);
	if (channel->host != NULL && channel->host->metered)
		bucket_keep(channel, arena_printf(arena, "host:%s", channel->host->name), &channel->host->bucket);
	arena_destroy(arena);
}

/* The account's own trouble: pause it, or wait. */
void channel_failed(struct channel *channel, err_t err)
{
	struct courier *courier = channel->courier;
	err_t second;

	if (err_is(err, ERR_AUTH)) {
		second = desk_account_paused(courier->options.desk, channel->account, err->text);
		if (second != NULL)
			err_ignore(second, "the next attempt pauses it");
		return;
	}
	pace_failed(&channel->pace, courier_now(courier), err->wait_ms, courier->options.random);
	second = desk_account_troubled(courier->options.desk, channel->account, err->text);
	if (second != NULL)
		err_ignore(second, "the next attempt says it again");
}
