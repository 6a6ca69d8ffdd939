/* SPDX-License-Identifier: ISC */
/* Options before the command, then the command.  What a command means is decided below. */
#include "guichet/cli/cli.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/cli/out.h"
#include "guichet/command/command.h"
#include "plain.h"

struct cli {
	struct command_env env;
	size_t count;
	const char **words;
	const char *size;	/* of --screen */
	bool literal;		/* "--" was among them: what is behind it is no option of ours */
};

/* --desk X and --desk=X; NULL when argv[*i] is another word. */
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

/* The desk's options may stand anywhere before "--"; the other words are the command. */
static err_t words_gather(int argc, char **argv, struct cli *cli)
{
	static const char *const names[] = { "--desk", "--as", "--now", "--config", "--screen", "--script" };
	const char **targets[] = { &cli->env.options.desk, &cli->env.options.as, &cli->env.options.now,
		&cli->env.wish.config, &cli->size, &cli->env.wish.script };

	cli->words = arena_array(cli->env.arena, (size_t)argc + 2, sizeof(*cli->words));
	for (int i = 1; i < argc; i++) {
		bool taken = false;

		for (size_t n = 0; n < sizeof(names) / sizeof(names[0]) && !cli->literal && !taken; n++) {
			const char *value = option_value(argc, argv, &i, names[n]);

			if (value == NULL && strcmp(argv[i], names[n]) == 0)
				return err_make(ERR_USAGE, "%s needs a value", names[n]);
			if (value != NULL)
				*targets[n] = value;
			taken = value != NULL;
		}
		cli->literal = cli->literal || strcmp(argv[i], "--") == 0;
		if (!taken && !cli->literal && strcmp(argv[i], "--plain") == 0)
			cli->env.wish.plain = taken = true;
		if (!taken)
			cli->words[cli->count++] = argv[i];
	}
	return NULL;
}

/* WIDTHxHEIGHT of --screen. */
static err_t size_parse(struct cli *cli)
{
	char *end;
	long width, height;

	if (cli->size == NULL)
		return cli->env.wish.script == NULL ? NULL : err_make(ERR_USAGE, "--script needs --screen WIDTHxHEIGHT");
	width = strtol(cli->size, &end, 10);
	height = *end == 'x' ? strtol(end + 1, &end, 10) : 0;
	if (*end != '\0' || width < 20 || width > 1000 || height < 6 || height > 500)
		return err_make(ERR_USAGE, "--screen %s: a size is 20x6 to 1000x500", cli->size);
	if (cli->env.wish.script == NULL)
		return err_make(ERR_USAGE, "--screen needs --script FILE");
	if (cli->env.wish.plain)
		return err_make(ERR_USAGE, "--plain has no screen: leave out --screen");
	cli->env.wish.width = (int)width;
	cli->env.wish.height = (int)height;
	return NULL;
}

/* The server would begin at another instant than the one that was meant. */
static err_t now_check(const char *now)
{
	int64_t ms;

	if (now == NULL || time_parse(now, &ms) == NULL)
		return NULL;
	return err_make(ERR_USAGE, "--now %s: that is no instant such as 2026-11-20T10:20:00Z", now);
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* A terminal that cannot show a screen is told what it can show. */
static err_t open_screen(struct cli *cli)
{
	err_t err = cli->env.screen(&cli->env.options, &cli->env.wish, cli->env.out);

	if (!err_is(err, ERR_UNSUPPORTED) || cli->env.wish.plain || cli->env.wish.width > 0)
		return err;
	return err_make(ERR_UNSUPPORTED, "%s; guichet --plain needs only lines", err->text);
}

/* "guichet --version", "guichet --help", "guichet list --help" as the commands that they mean. */
static err_t run(struct cli *cli)
{
	const char *const none[] = { "help" }, *const version[] = { "version" };

	err_t err = size_parse(cli);

	if (err == NULL)
		err = now_check(cli->env.options.now);
	if (err != NULL)
		return err;
	if (cli->env.wish.plain) {
		out_plain(out_of(cli->env.out));
		cli->env.screen = plain_run;
	}
	if (cli->count == 0 && (cli->env.out->terminal || cli->size != NULL || cli->env.wish.plain))
		return open_screen(cli);
	if (cli->count == 0 || is_help(cli->words[0]))
		return command_run(&cli->env, 1, none);
	if (strcmp(cli->words[0], "--version") == 0 || strcmp(cli->words[0], "-V") == 0)
		return command_run(&cli->env, 1, version);
	if (cli->words[0][0] == '-')
		return err_make(ERR_USAGE, "unknown option %s: guichet help", cli->words[0]);
	if (is_help(cli->words[cli->count - 1]) && !cli->literal) {
		const char **words = arena_array(cli->env.arena, cli->count, sizeof(*words));

		words[0] = none[0];
		for (size_t i = 1; i < cli->count; i++)
			words[i] = cli->words[i - 1];
		return command_run(&cli->env, cli->count, words);
	}
	return command_run(&cli->env, cli->count, cli->words);
}

int cli_main(int argc, char **argv, screen_fn screen, keys_fn keys, names_fn names)
{
	struct out *out = out_create();
	struct cli cli = { .env = { .options = { .program = argv[0] }, .out = out_sink(out), .screen = screen, .keys = keys,
		.names = names,
		.front = { .secret_fd = -1 } } };
	err_t err;
	int status;

	signal(SIGPIPE, SIG_IGN);
	cli.env.arena = arena_create();
	err = words_gather(argc, argv, &cli);
	if (err == NULL)
		err = run(&cli);
	if (out_is_gone(out))
		err = NULL;
	else if (err == NULL)
		err = out_finish(out);
	if (err != NULL)
		out_error(out, err);
	status = err_exit_code(err);
	client_close(cli.env.client);
	arena_destroy(cli.env.arena);
	out_destroy(out);
	return status;
}
