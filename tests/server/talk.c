/* SPDX-License-Identifier: ISC */
/*
 * Says lines to a desk's server and prints what it answers:
 *
 *   talk [--as NAME] [--deaf] SOCKET [LINE...]
 *
 * Says hello first, then each line; ends when every line with an id has its
 * ok, error or end, or when the server closes.  --deaf says everything and
 * reads nothing, until it is killed.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "guichet/base/file.h"
#include "guichet/wire/frame.h"

/* True when the frame ends an answer. */
static bool is_last(const char *line, size_t len)
{
	struct json *json = NULL;
	bool last;

	if (json_parse(line, len, &json) != NULL)
		return false;
	last = json_get(json, "id") != NULL && json_get(json, "row") == NULL;
	json_destroy(json);
	return last;
}

static int listen_to(int fd, int answers)
{
	struct str in = { 0 };
	int status = 1;

	while (answers > 0) {
		char bytes[65536], *end;
		ssize_t n = read(fd, bytes, sizeof(bytes));

		if (n <= 0)
			break;
		str_add_n(&in, bytes, (size_t)n);
		while ((end = memchr(in.text, '\n', in.len)) != NULL) {
			size_t len = (size_t)(end - in.text);

			fwrite(in.text, 1, len + 1, stdout);
			answers -= is_last(in.text, len);
			str_cut_front(&in, len + 1);
			if (in.len == 0)
				break;
		}
		fflush(stdout);
	}
	if (answers <= 0)
		status = 0;
	str_finish(&in);
	return status;
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct wire_hello hello = { WIRE_PROTOCOL, wire_build(), "en", NULL, NULL, NULL };
	struct str out = { 0 };
	bool deaf = false;
	int at = 1, fd, status;

	for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
		if (strcmp(argv[at], "--deaf") == 0)
			deaf = true;
		else if (strcmp(argv[at], "--as") == 0 && at + 1 < argc)
			hello.as = argv[++at];
	}
	if (at >= argc)
		return 64;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", argv[at]);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		perror(argv[at]);
		return 71;
	}
	wire_put_hello(&out, &hello);
	for (int i = at + 1; i < argc; i++) {
		str_add(&out, argv[i]);
		str_add_char(&out, '\n');
	}
	if (file_write_all(fd, "socket", out.text, out.len) != NULL)
		return 71;
	str_finish(&out);
	while (deaf)
		pause();
	status = listen_to(fd, argc - at - 1 > 0 ? argc - at - 1 : 1);
	close(fd);
	return status;
}
