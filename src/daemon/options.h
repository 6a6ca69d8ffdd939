/* SPDX-License-Identifier: ISC */
/* The command line of guichetd. */
#ifndef GUICHET_OPTIONS_H
#define GUICHET_OPTIONS_H
#include "founding.h"

#define POLICY_FILE SYSCONFDIR "/guichet/policy"

struct options {
	const char *desk, *socket, *now, *log, *policy;
	struct founding founding;
	bool is_private, version, help;
	int ready_fd;
	int64_t linger_ms, stall_ms;
};

extern const char options_usage[];
/* Texts are the command line's. */
err_t options_parse(int argc, char **argv, struct options *) MUST_CHECK;
#endif
