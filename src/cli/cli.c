/* SPDX-License-Identifier: ISC */
/* Options before the command, then the command.  What a command means is decided below. */
#include "guichet/cli/cli.h"

#include <signal.h>
#include <string.h>

#include "guichet/cli/out.h"
#include "guichet/command/command.h"

struct cli { struct command_env env; int first; };

/* --desk X and --desk=X; NULL when argv[*i] is another option. */
static const char *option_value(int argc, char **argv, int *i, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(argv[*i], name, len) != 0)
		return NULL;
	if (argv[*i][len] == '=')
		return argv[*i] + len + 1;
	if (argv[*i][len] == '\0' && *i + 1 < argc)
		return argv[++*i];
	return NULL;
}

static err_t options_parse(int argc, char **argv, struct cli *cli)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		const char *value;

		if ((value = option_value(argc, argv, &i, "--desk")) != NULL)
			cli->env.options.desk = value;
		else if ((value = option_value(argc, argv, &i, "--as")) != NULL)
			cli->env.options.as = value;
		else if ((value = option_value(argc, argv, &i, "--now")) != NULL)
			cli->env.options.now = value;
		else if (strcmp(argv[i], "--version") == 0 || strcmp(argv[i], "-V") == 0 ||
			 strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			break;
		else
			return err_make(ERR_USAGE, "unknown option %s: guichet help", argv[i]);
	}
	cli->first = i;
	return NULL;
}

static err_t run(struct cli *cli, int argc, char **argv)
{
	const char *words[1];
	const char *first = cli->first < argc ? argv[cli->first] : "help";

	if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0)
		first = "version";
	if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
		first = "help";
	words[0] = first;
	if (cli->first >= argc || first != argv[cli->first])
		return command_run(&cli->env, 1, words);
	return command_run(&cli->env, (size_t)(argc - cli->first), (const char *const *)argv + cli->first);
}

int cli_main(int argc, char **argv)
{
	struct out *out = out_create();
	struct cli cli = { .env = { .options = { .program = argv[0] }, .out = out_sink(out),
		.front = { .secret_fd = -1 } } };
	err_t err;
	int status;

	signal(SIGPIPE, SIG_IGN);
	cli.env.arena = arena_create();
	err = options_parse(argc, argv, &cli);
	if (err == NULL)
		err = run(&cli, argc, argv);
	if (err == NULL && out_failed(out))
		err = err_make(ERR_SYSTEM, "the output could not be written");
	if (err != NULL)
		out_error(out, err);
	status = err_exit_code(err);
	client_close(cli.env.client);
	arena_destroy(cli.env.arena);
	out_destroy(out);
	return status;
}
