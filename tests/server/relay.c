/* SPDX-License-Identifier: ISC */
/*
 * Stands for ssh: carries bytes between standard input and output and a
 * program, as a bad line would.  What the line does stands in a file, which
 * is looked at again and again and may change at any time:
 *
 *   relay FILE PROGRAM ARG...
 *
 * The file holds one line, "MS WORD N": each byte arrives MS later; with
 *   pass           all of them do
 *   stall          N more bytes come down, then nothing moves in either direction
 *   cut            N more bytes come down, then the line is gone
 *   cut-up         N more bytes go up, then the line is gone
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 10, PART = 4096, PARTS = 4096, UP = 0, DOWN = 1 };

struct part { long long at_ms; size_t len, sent; char bytes[PART]; };
struct way { int from, to; bool over; size_t first, count; struct part *parts; };
struct line { char text[64], word[16]; long delay_ms, left; };

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Another line than before begins to count anew. */
static void line_read(struct line *line, const char *path)
{
	char text[64] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (n <= 0 || text[n - 1] != '\n' || strcmp(text, line->text) == 0)
		return;
	memcpy(line->text, text, sizeof(text));
	if (sscanf(text, "%ld %15s %ld", &line->delay_ms, line->word, &line->left) < 3)
		line->left = 0;
}

static void way_read(struct way *way, const struct line *line)
{
	struct part *part;
	ssize_t n;

	if (way->over || way->count == PARTS)
		return;
	part = &way->parts[(way->first + way->count) % PARTS];
	n = read(way->from, part->bytes, PART);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		way->over = true;
		return;
	}
	part->len = (size_t)n;
	part->sent = 0;
	part->at_ms = now_ms() + line->delay_ms;
	way->count++;
}

/* How many of len bytes may still pass in that direction; -1: the line is gone. */
static long allowed(struct line *line, int direction, size_t len)
{
	bool counts = strcmp(line->word, direction == DOWN ? "cut" : "cut-up") == 0 ||
		(strcmp(line->word, "stall") == 0 && direction == DOWN);

	if (strcmp(line->word, "stall") == 0 && direction == UP && line->left == 0)
		return 0;
	if (!counts)
		return (long)len;
	if (line->left == 0)
		return strcmp(line->word, "stall") == 0 ? 0 : -1;
	return line->left < (long)len ? line->left : (long)len;
}

/* False: the line is gone. */
static bool way_write(struct way *way, struct line *line, int direction)
{
	while (way->count > 0) {
		struct part *part = &way->parts[way->first];
		long may = allowed(line, direction, part->len - part->sent);
		ssize_t n;

		if (part->at_ms > now_ms() || may == 0)
			return true;
		if (may < 0)
			return false;
		n = write(way->to, part->bytes + part->sent, (size_t)may);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		part->sent += (size_t)n;
		if (line->left > 0 && strcmp(line->word, "pass") != 0)
			line->left -= (direction == UP) == (strcmp(line->word, "cut-up") == 0) ? n : 0;
		if (part->sent == part->len) {
			way->first = (way->first + 1) % PARTS;
			way->count--;
		}
	}
	return !(way->over && direction == DOWN);
}

static pid_t begin(char **argv, int *in, int *out)
{
	int down[2], up[2];
	pid_t pid;

	if (pipe(up) != 0 || pipe(down) != 0 || (pid = fork()) < 0)
		exit(99);
	if (pid == 0) {
		dup2(up[0], 0);
		dup2(down[1], 1);
		for (int fd = 3; fd < 16; fd++)
			close(fd);
		execvp(argv[0], argv);
		_exit(127);
	}
	close(up[0]);
	close(down[1]);
	*in = up[1];
	*out = down[0];
	return pid;
}

int main(int argc, char **argv)
{
	struct way ways[2] = { { .from = 0 }, { .to = 1 } };
	struct line line = { .word = "pass" };
	pid_t pid;

	if (argc < 3)
		return 64;
	signal(SIGPIPE, SIG_IGN);
	pid = begin(argv + 2, &ways[UP].to, &ways[DOWN].from);
	for (int i = 0; i < 2; i++) {
		ways[i].parts = calloc(PARTS, sizeof(*ways[i].parts));
		fcntl(ways[i].from, F_SETFL, O_NONBLOCK);
	}
	for (;;) {
		struct pollfd fds[2] = { { .fd = ways[UP].over ? -1 : 0, .events = POLLIN },
			{ .fd = ways[DOWN].over ? -1 : ways[DOWN].from, .events = POLLIN } };

		poll(fds, 2, TICK_MS);
		line_read(&line, argv[1]);
		way_read(&ways[UP], &line);
		way_read(&ways[DOWN], &line);
		if (!way_write(&ways[UP], &line, UP) || !way_write(&ways[DOWN], &line, DOWN))
			break;
		if (ways[UP].over && ways[UP].count == 0 && ways[UP].to >= 0) {
			close(ways[UP].to);
			ways[UP].to = -1;
		}
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	for (int i = 0; i < 2; i++)
		free(ways[i].parts);
	return 0;
}
