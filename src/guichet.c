/* SPDX-License-Identifier: ISC */
/* The front end.  Holds no secret, speaks to no network, opens no database. */
#include "guichet/cli/cli.h"

int main(int argc, char **argv)
{
	return cli_main(argc, argv);
}
