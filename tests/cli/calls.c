/* SPDX-License-Identifier: ISC */
/* The table of calls for scripts: name, "undo" or "keeps", group, and the manual's text, a line each. */
#include <stdio.h>

#include "guichet/model/call.h"

int main(void)
{
	for (size_t i = 0; i < calls_count; i++) {
		const struct call *call = &calls[i];

		if ((call->flags & CALL_WRITES) != 0)
			printf("%s\t%s\t%s\t%s\n", call->name, (call->flags & CALL_UNDO) != 0 ? "undo" : "keeps",
				call->group, call->manual != NULL ? call->manual : "");
	}
	return 0;
}
