/* SPDX-License-Identifier: ISC */
/* Connections are served one after the other, so that a script says which is which. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fake_desk.h"
#include "guichet/base/file.h"
#include "guichet/wire/address.h"

static void talk(struct desk *desk, int fd, const struct talk *talk)
{
	for (size_t i = 0; talk->replies[i] != NULL; i++) {
		const char *reply = talk->replies[i];
		char byte = '\0';

		while (byte != '\n' && read(fd, &byte, 1) == 1)
			str_add_char(&desk->heard, byte);
		if (str_starts(reply, WHEN_TOLD)) {
			sem_wait(&desk->go);
			reply += strlen(WHEN_TOLD);
		}
		if (reply[0] != '\0')
			(void)send(fd, reply, strlen(reply), MSG_NOSIGNAL);
	}
	close(fd);
}

static void *serve(void *data)
{
	struct desk *desk = data;

	for (const struct talk *next = desk->talks; next->replies[0] != NULL; next++) {
		int fd = accept(desk->listener, NULL, NULL);

		if (fd < 0)
			return NULL;
		talk(desk, fd, next);
	}
	return NULL;
}

int fake_desk_setup(void **state)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	assert_non_null(desk);
	strcpy(desk->base, "/tmp/guichet-client.XXXXXX");
	assert_non_null(mkdtemp(desk->base));
	setenv("XDG_RUNTIME_DIR", desk->base, 1);
	unsetenv("GUICHET_DESK");
	unsetenv("GUICHETD");
	unsetenv("GUICHET_SSH");
	str_printf(&desk->path, "%s/desk.db", desk->base);
	assert_null(address_of_desk(desk->path.text, &desk->socket));
	desk->arena = arena_create();
	desk->listener = -1;
	sem_init(&desk->go, 0, 0);
	*state = desk;
	return 0;
}

int fake_desk_teardown(void **state)
{
	struct desk *desk = *state;
	struct str command = { 0 };

	if (desk->listener >= 0)
		close(desk->listener);
	str_printf(&command, "rm -rf '%s'", desk->base);
	assert_int_equal(system(command.text), 0);
	str_finish(&command);
	str_finish(&desk->path);
	str_finish(&desk->socket);
	str_finish(&desk->heard);
	arena_destroy(desk->arena);
	sem_destroy(&desk->go);
	free(desk);
	return 0;
}

void fake_desk_listen(struct desk *desk, const struct talk *talks)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strcpy(address.sun_path, desk->socket.text);
	desk->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(desk->listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(desk->listener, 8), 0);
	desk->talks = talks;
	assert_int_equal(pthread_create(&desk->thread, NULL, serve, desk), 0);
}

void fake_desk_done(struct desk *desk)
{
	pthread_join(desk->thread, NULL);
	close(desk->listener);
	desk->listener = -1;
	unlink(desk->socket.text);
}

void fake_desk_script(struct desk *desk, const char *name, const char *variable, const char *text)
{
	struct str path = { 0 };

	str_printf(&path, "%s/%s", desk->base, name);
	assert_null(file_write(path.text, 0700, text, strlen(text)));
	setenv(variable, path.text, 1);
	str_finish(&path);
}

struct call_request fake_desk_request(struct desk *desk, const char *name, size_t argc,
	const char *const *argv)
{
	struct call_request out;
	struct call_front front;

	assert_null(call_parse(desk->arena, call_find(name), argc, argv, &out, &front));
	return out;
}
