/* SPDX-License-Identifier: ISC */
/* The query language, one term a line; a test parses every example. */
#include "guichet/base/message.h"
#include "guichet/model/query.h"

const struct query_topic query_topics[] = {
	{ "status:open,pending", N_("open, pending, on_hold, snoozed, resolved or closed; a comma means or") },
	{ "is:waiting", N_("the customer waits for us") },
	{ "is:breached", N_("late: its deadline is over") },
	{ "is:at-risk", N_("late, or less than a quarter is left until its deadline") },
	{ "is:promised", N_("an agent promised something that is not done yet") },
	{ "promise:<2h", N_("a promise falls due within that time, or is broken already") },
	{ "is:urgent", N_("stands above every deadline") },
	{ "priority:high", N_("high, normal or low, as the command priority said") },
	{ "is:unread", N_("the customer wrote since I read it") },
	{ "is:followed", N_("I follow it, and am told what others do there") },
	{ "is:mine", N_("I have it; also is:unassigned") },
	{ "is:muted", N_("chatter that asks for nothing") },
	{ "is:spam", N_("taken for spam; without it spam is left out") },
	{ "is:blocked", N_("the account has blocked whoever writes") },
	{ "is:merged", N_("is a part of another conversation; without it only the whole is shown") },
	{ "waiting:>30m", N_("waits longer than that; also waiting:<2h") },
	{ "assignee:maria", N_("an agent, a team, me or nobody has it") },
	{ "account:brand", N_("came to one of our accounts") },
	{ "network:mastodon", N_("came from a network") },
	{ "visibility:private", N_("public, unlisted, followers, group or private") },
	{ "from:@bob@example.org", N_("by that address, whole or up to its last @; from:bob also by part of a name") },
	{ "followers:>1000", N_("the customer has more followers than that; also followers:<10k") },
	{ "tag:refund", N_("carries the tag; -tag:refund does not") },
	{ "mentions:me", N_("a note names me with an @; also mentions:maria") },
	{ "is:mentioned", N_("a note names me, and I have not looked or acted since") },
	{ "has:draft", N_("holds a draft of mine; also has:link from the customer, has:note; "
		"has:approval: a reply waits for a second person") },
	{ "lang:fr", N_("is written in that language") },
	{ "reason:duplicate", N_("its status was set for that reason") },
	{ "resolved:today", N_("was resolved or closed on that day and still is; also resolved:yesterday, a date") },
	{ "before:2h", N_("nothing happened in it for two hours; also after:2h") },
	{ "after:yesterday", N_("today, yesterday, monday, 17:00 or a date such as 2026-11-22") },
	{ "id:42", N_("that conversation") },
	{ "late parcel", N_("holds both words somewhere, whole words, accents and case aside") },
	{ "\"late parcel\"", N_("holds the phrase") },
	{ "-thanks parcel", N_("a minus takes any term away; so does not") },
	{ "is:urgent or waiting:>1h", N_("either holds; terms side by side must all hold") },
	{ "tag:vip (is:unread or not is:waiting)", N_("parentheses group; a shell wants them in quotes") },
};
const size_t query_topics_count = sizeof(query_topics) / sizeof(query_topics[0]);
