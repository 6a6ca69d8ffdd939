/* SPDX-License-Identifier: ISC */
/*
 * An office at human pace: front ends that each follow what changes and claim
 * or release a conversation of theirs every so often, none of two at once.
 *
 *   office SOCKET FRONTS SECONDS EVERY-SECONDS FIRST
 *
 * Front n, from 0, has the conversation FIRST + n to itself.
 * Prints "claims N P50 P99 MAX" (asked to acknowledged) and "seen N P50 P99
 * MAX" (asked to told on the screen of a colleague), in milliseconds, then
 * "refused N" and "unanswered N".  Ends by itself, a few seconds late at most.
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/wire/frame.h"

enum { FRONTS_MOST = 250, LAST_WORDS_MS = 5000 };

struct front {
	int fd;
	struct frame_reader in;
	double due, asked;		/* asked 0: nothing is in flight */
	int64_t id, conversation;	/* of the call in flight; of the one that its colleague has yet to see */
	double said;			/* when that was asked; 0: it is seen */
	bool holds;
};

struct office {
	struct front fronts[FRONTS_MOST];
	size_t count;
	int64_t first;
	double every, end;
	double *claims, *seen;
	size_t claim_count, seen_count, most, refused;
};

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void die(const char *what)
{
	fprintf(stderr, "office: %s\n", what);
	exit(1);
}

static void send_all(int fd, const struct str *text)
{
	for (size_t at = 0; at < text->len;) {
		ssize_t n = send(fd, text->text + at, text->len - at, MSG_NOSIGNAL);

		if (n <= 0)
			die("the server is gone");
		at += (size_t)n;
	}
}

static void call(struct office *office, struct front *front, size_t count, const char *const *words, const char *key)
{
	struct arena *arena = arena_create();
	struct call_request request = { 0 };
	struct call_front given;
	struct str out = { 0 };
	const struct call *row;
	size_t used;
	err_t err = call_find_words(count, words, &row, &used);

	(void)office;
	if (err == NULL)
		err = call_parse(arena, row, count - used, words + used, &request, &given);
	if (err != NULL)
		die(err->text);
	wire_put_request(&out, ++front->id, key, &request, NULL, 0);
	send_all(front->fd, &out);
	str_finish(&out);
	arena_destroy(arena);
}

static void claim(struct office *office, struct front *front)
{
	size_t me = (size_t)(front - office->fronts);
	char id[32], key[64];

	if (!front->holds)
		front->conversation = office->first + (int64_t)me;
	snprintf(id, sizeof(id), "%" PRId64, front->conversation);
	snprintf(key, sizeof(key), "office %zu %" PRId64 " %d", me, front->id, (int)getpid());
	front->asked = front->said = now_ms();
	call(office, front, 2, (const char *const[]){ front->holds ? "release" : "claim", id }, key);
	front->holds = !front->holds;
}

/* A colleague's screen is the next one's. */
static void told(struct office *office, struct front *front, const struct json *ids)
{
	struct front *other = front == office->fronts ? &office->fronts[office->count - 1] : front - 1;

	for (size_t i = 0; i < json_count(ids) && other->said != 0; i++)
		if (json_value_int(json_at(ids, i), 0) == other->conversation) {
			if (office->seen_count < office->most)
				office->seen[office->seen_count++] = now_ms() - other->said;
			other->said = 0;
		}
}

static void take(struct office *office, struct front *front, const struct json *json)
{
	const struct json *row = json_get(json, "row");

	if (json_get(json, "goodbye") != NULL)
		die("the server says goodbye");
	if (row != NULL) {
		told(office, front, json_get(row, "ids"));
		return;
	}
	if (json_int(json, "id", 0) != front->id || front->asked == 0)
		return;
	office->refused += json_get(json, "error") != NULL;
	if (office->claim_count < office->most)
		office->claims[office->claim_count++] = now_ms() - front->asked;
	front->asked = 0;
}

static void hear(struct office *office, struct front *front)
{
	char bytes[65536];
	ssize_t n = recv(front->fd, bytes, sizeof(bytes), 0);
	bool got = true;

	if (n <= 0)
		die("the server hung up");
	frame_feed(&front->in, bytes, (size_t)n);
	while (got) {
		struct frame frame = { 0 };

		if (frame_next(&front->in, &frame, &got) != NULL)
			die("that is no frame");
		if (got)
			take(office, front, frame.json);
		json_destroy(frame.json);
	}
}

static void come(struct office *office, struct front *front, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct str hello = { 0 };
	char as[32];

	snprintf(as, sizeof(as), "agent%zu", (size_t)(front - office->fronts) % 50 + 1);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	front->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (front->fd < 0 || connect(front->fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		die("nobody answers there");
	wire_put_hello(&hello, &(struct wire_hello){ .protocol = WIRE_PROTOCOL, .build = wire_build(), .as = as });
	send_all(front->fd, &hello);
	str_finish(&hello);
	call(office, front, 1, (const char *const[]){ "changes" }, NULL);
	front->due = now_ms() + 1000 + office->every * (double)(front - office->fronts) / (double)office->count;
}

static bool turn(struct office *office)
{
	struct pollfd fds[FRONTS_MOST];
	double now = now_ms(), wait = 100;
	size_t in_flight = 0;

	for (size_t i = 0; i < office->count; i++) {
		struct front *front = &office->fronts[i];

		if (front->asked == 0 && front->due <= now && now < office->end) {
			claim(office, front);
			front->due += office->every;
		}
		in_flight += front->asked != 0;
		if (front->due > now && front->due - now < wait)
			wait = front->due - now;
		fds[i] = (struct pollfd){ .fd = front->fd, .events = POLLIN };
	}
	if (now >= office->end + (in_flight > 0 ? LAST_WORDS_MS : 300))
		return false;
	if (poll(fds, office->count, (int)wait + 1) < 0)
		return false;
	for (size_t i = 0; i < office->count; i++)
		if (fds[i].revents != 0)
			hear(office, &office->fronts[i]);
	return true;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void report(const char *name, double *ms, size_t n)
{
	qsort(ms, n, sizeof(*ms), by_value);
	if (n > 0)
		printf("%s %zu %.3f %.3f %.3f\n", name, n, ms[n / 2], ms[n * 99 / 100], ms[n - 1]);
	else
		printf("%s 0 0 0 0\n", name);
}

int main(int argc, char **argv)
{
	static struct office office;
	size_t unanswered = 0;

	if (argc != 6)
		die("usage: office SOCKET FRONTS SECONDS EVERY-SECONDS FIRST");
	office.count = strtoull(argv[2], NULL, 10);
	office.every = strtod(argv[4], NULL) * 1000;
	office.first = strtoll(argv[5], NULL, 10);
	if (office.count < 2 || office.count > FRONTS_MOST || office.every < 100)
		die("from 2 to 250 front ends, a tenth of a second at least");
	office.most = (size_t)((double)office.count * (strtod(argv[3], NULL) * 1000 / office.every + 2));
	office.claims = mem_array(office.most, sizeof(double));
	office.seen = mem_array(office.most, sizeof(double));
	for (size_t i = 0; i < office.count; i++)
		come(&office, &office.fronts[i], argv[1]);
	office.end = now_ms() + 1000 + strtod(argv[3], NULL) * 1000;
	while (turn(&office))
		;
	for (size_t i = 0; i < office.count; i++)
		unanswered += office.fronts[i].asked != 0;
	report("claims", office.claims, office.claim_count);
	report("seen", office.seen, office.seen_count);
	printf("refused %zu\nunanswered %zu\n", office.refused, unanswered);
	return 0;
}
