/* SPDX-License-Identifier: ISC */
/* The words behind guichetd: which there are, and which go together. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { LINGER_MS = 300 };

const char options_usage[] =
	"usage: guichetd --team NAME [--admin LOGIN] [options]\n"
	"       guichetd --desk PATH (--private | --socket PATH) [options]\n"
	"\n"
	"  --team NAME      the first start of a team's desk: makes it, and says what is next\n"
	"  --admin LOGIN    its first admin, a login or NAME:UID; else who runs sudo\n"
	"  --login LOGIN    who owns it when root makes it (guichet)\n"
	"  --desk PATH      the desk's database; made when there is none\n"
	"  --private        one person: listens where guichet looks for this desk\n"
	"  --socket PATH    a team on this machine: who connects is who the kernel says\n"
	"  --group NAME     whose members may connect to that socket\n"
	"  --policy FILE    what the site keeps from members (" POLICY_FILE ")\n"
	"  --ready-fd N     writes a newline there once it listens, or one line why not\n"
	"  --now TIME       the clock starts at this instant\n"
	"  --log FILE       one line for each event; - is standard error\n"
	"  --linger MS      private: how long to stay after the last front end (300)\n"
	"  --stall MS       how long a client may take nothing (30000)\n"
	"  --version, --help\n";

static err_t option_number(const char *name, const char *value, int64_t most, int64_t *out)
{
	char *end = NULL;

	errno = 0;
	*out = strtoll(value, &end, 10);
	if (end == value || *end != '\0' || errno != 0 || *out < 0 || *out > most)
		return err_make(ERR_USAGE, "--%s takes a number", name);
	return NULL;
}

static err_t option_take(struct options *options, int which, const char *value)
{
	int64_t number = -1;
	err_t err = NULL;

	switch (which) {
	case 'd': options->desk = value; break;
	case 'p': options->is_private = true; break;
	case 's': options->socket = value; break;
	case 'r':
		err = option_number("ready-fd", value, INT_MAX, &number);
		options->ready_fd = err == NULL ? (int)number : -1;
		break;
	case 'n': options->now = value; break;
	case 'l': options->log = value; break;
	case 'm': options->founding.team = value; break;
	case 'a': options->founding.admin = value; break;
	case 'o': options->founding.login = value; break;
	case 'u': options->founding.group = value; break;
	case 'y': options->policy = value; break;
	case 'g': err = option_number("linger", value, INT_MAX, &options->linger_ms); break;
	case 't': err = option_number("stall", value, INT_MAX, &options->stall_ms); break;
	case 'v': options->version = true; break;
	case 'h': options->help = true; break;
	}
	return err;
}

/* What cannot be read is the word before the next one, or the letter of it that getopt looks at. */
static err_t option_refused(const struct option *table, int which, const char *word)
{
	size_t len = strcspn(word, "=");

	for (const struct option *row = table; row->name != NULL; row++)
		if (which == ':' && row->val == optopt)
			return err_make(ERR_USAGE, "--%s wants a value: see guichetd --help", row->name);
		else if (row->val == optopt && len < strlen(word))
			return err_make(ERR_USAGE, "--%s takes no value", row->name);
	return err_make(ERR_USAGE, "unknown option %.*s; see guichetd --help", (int)len, word);
}

err_t options_parse(int argc, char **argv, struct options *options)
{
	static const struct option table[] = {
		{ "desk", required_argument, NULL, 'd' }, { "private", no_argument, NULL, 'p' },
		{ "socket", required_argument, NULL, 's' }, { "ready-fd", required_argument, NULL, 'r' },
		{ "now", required_argument, NULL, 'n' }, { "log", required_argument, NULL, 'l' },
		{ "linger", required_argument, NULL, 'g' }, { "stall", required_argument, NULL, 't' },
		{ "team", required_argument, NULL, 'm' }, { "admin", required_argument, NULL, 'a' },
		{ "login", required_argument, NULL, 'o' }, { "group", required_argument, NULL, 'u' },
		{ "policy", required_argument, NULL, 'y' },
		{ "version", no_argument, NULL, 'v' }, { "help", no_argument, NULL, 'h' }, { 0 },
	};
	int which;

	*options = (struct options){ .ready_fd = -1, .linger_ms = LINGER_MS };
	opterr = 0;
	while ((which = getopt_long(argc, argv, ":", table, NULL)) != -1) {
		err_t err = which == ':' || which == '?' ? option_refused(table, which, argv[optind - 1])
			: option_take(options, which, optarg);

		if (err != NULL)
			return err;
	}
	if (options->version || options->help)
		return NULL;
	if (optind < argc)
		return err_make(ERR_USAGE, "unexpected word %s; see guichetd --help", argv[optind]);
	if (options->founding.team != NULL)
		return options->is_private ? err_make(ERR_USAGE, "--team and --private are two kinds of desk") : NULL;
	if (options->founding.admin != NULL || options->founding.login != NULL)
		return err_make(ERR_USAGE, "--admin and --login go with --team NAME");
	if (options->desk == NULL)
		return err_make(ERR_USAGE, "--desk PATH is missing; see guichetd --help");
	if (options->is_private == (options->socket != NULL))
		return err_make(ERR_USAGE, "give either --private or --socket PATH");
	return NULL;
}
