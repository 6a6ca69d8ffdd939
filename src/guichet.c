/* SPDX-License-Identifier: ISC */
/* The front end.  Holds no secret, speaks to no network, opens no database. */
#include "guichet/cli/cli.h"
#include "guichet/tui/tui.h"

static void print_line(void *data, const char *line)
{
	const struct sink *out = data;

	out->json(out->data, line);
}

static err_t open_screen(const struct client_options *client, const struct screen_wish *wish, const struct sink *out)
{
	union { const struct sink *given; void *taken; } sink = { .given = out };

	return tui_run(&(struct tui_options){ .client = *client, .config = wish->config, .width = wish->width,
		.height = wish->height, .script = wish->script, .now = client->now, .tour = wish->tour, .first = wish->first,
		.print = print_line, .data = sink.taken });
}

int main(int argc, char **argv)
{
	return cli_main(argc, argv, open_screen, tui_keys, tui_command_name);
}
