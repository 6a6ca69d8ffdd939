/* SPDX-License-Identifier: ISC */
/* The query language, one term a line; a test parses every example. */
#include "guichet/model/query.h"

const struct query_topic query_topics[] = {
	{ "status:open,pending", "open, pending, on_hold, snoozed, resolved or closed; a comma means or" },
	{ "is:waiting", "the customer waits for us" },
	{ "is:breached", "waits longer than the target" },
	{ "is:mine", "I have it; also is:unassigned" },
	{ "assignee:maria", "an agent, a team, me or nobody has it" },
	{ "account:brand", "came to one of our accounts" },
	{ "network:mastodon", "came from a network" },
	{ "visibility:private", "public, unlisted, followers, group or private" },
	{ "from:@bob@example.org", "by that address, whole or up to its last @" },
	{ "tag:refund", "carries the tag; -tag:refund does not" },
	{ "lang:fr", "is written in that language" },
	{ "before:2h", "nothing happened in it for two hours; also after:2h" },
	{ "id:42", "that conversation" },
	{ "late parcel", "holds both words somewhere, whole words, accents and case aside" },
	{ "\"late parcel\"", "holds the phrase" },
	{ "-thanks parcel", "a minus takes any term away" },
};
const size_t query_topics_count = sizeof(query_topics) / sizeof(query_topics[0]);
