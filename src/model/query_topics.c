/* SPDX-License-Identifier: ISC */
/* The query language, one term a line; a test parses every example. */
#include "guichet/model/query.h"

const struct query_topic query_topics[] = {
	{ "status:open,pending", "open, pending, on_hold, snoozed, resolved or closed; a comma means or" },
	{ "is:waiting", "the customer waits for us" },
	{ "is:breached", "waits longer than the target" },
	{ "is:urgent", "stands above every deadline" },
	{ "is:unread", "the customer wrote since I read it" },
	{ "is:mine", "I have it; also is:unassigned" },
	{ "is:muted", "chatter that asks for nothing" },
	{ "is:spam", "taken for spam; without it spam is left out" },
	{ "waiting:>30m", "waits longer than that; also waiting:<2h" },
	{ "assignee:maria", "an agent, a team, me or nobody has it" },
	{ "account:brand", "came to one of our accounts" },
	{ "network:mastodon", "came from a network" },
	{ "visibility:private", "public, unlisted, followers, group or private" },
	{ "from:@bob@example.org", "by that address, whole or up to its last @; from:bob also by part of a name" },
	{ "followers:>1000", "the customer has more followers than that; also followers:<10k" },
	{ "tag:refund", "carries the tag; -tag:refund does not" },
	{ "mentions:me", "a note names me with an @; also mentions:maria" },
	{ "has:draft", "holds a draft of mine; also has:link from the customer, has:note" },
	{ "lang:fr", "is written in that language" },
	{ "before:2h", "nothing happened in it for two hours; also after:2h" },
	{ "after:yesterday", "today, yesterday, monday, 17:00 or a date such as 2026-11-22" },
	{ "id:42", "that conversation" },
	{ "late parcel", "holds both words somewhere, whole words, accents and case aside" },
	{ "\"late parcel\"", "holds the phrase" },
	{ "-thanks parcel", "a minus takes any term away; so does not" },
	{ "is:urgent or waiting:>1h", "either holds; terms side by side must all hold" },
	{ "tag:vip (is:unread or not is:waiting)", "parentheses group; a shell wants them in quotes" },
};
const size_t query_topics_count = sizeof(query_topics) / sizeof(query_topics[0]);
