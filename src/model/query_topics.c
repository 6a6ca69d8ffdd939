/* SPDX-License-Identifier: ISC */
/* The query language, one term a line; a test parses every example. */
#include "guichet/base/message.h"
#include "guichet/model/query.h"

const struct query_topic query_topics[] = {
	{ "status:open,pending", N_("open, pending, on_hold, snoozed, resolved or closed; a comma means or") },
	{ "is:waiting", N_("the customer waits for us") },
	{ "is:breached", N_("waits longer than the target") },
	{ "is:mine", N_("I have it; also is:unassigned") },
	{ "assignee:maria", N_("an agent, a team, me or nobody has it") },
	{ "account:brand", N_("came to one of our accounts") },
	{ "network:mastodon", N_("came from a network") },
	{ "visibility:private", N_("public, unlisted, followers, group or private") },
	{ "from:@bob@example.org", N_("by that address, whole or up to its last @") },
	{ "tag:refund", N_("carries the tag; -tag:refund does not") },
	{ "lang:fr", N_("is written in that language") },
	{ "before:2h", N_("nothing happened in it for two hours; also after:2h") },
	{ "id:42", N_("that conversation") },
	{ "late parcel", N_("holds both words somewhere, whole words, accents and case aside") },
	{ "\"late parcel\"", N_("holds the phrase") },
	{ "-thanks parcel", N_("a minus takes any term away") },
};
const size_t query_topics_count = sizeof(query_topics) / sizeof(query_topics[0]);
