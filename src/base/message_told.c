/* SPDX-License-Identifier: ISC */
/*
 * What a desk said in one piece is known here by its parts: the server speaks
 * English whoever listens, and puts names and times into its sentences.  A
 * sentence that is not in the list is shown as it came.
 */
#include "guichet/base/message.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/arena.h"
#include "guichet/base/err.h"
#include "guichet/base/str.h"

enum { PARTS = 5 };

static const char *const sentences[] = {
	/* why a step is not undone */
	N_("%s assigned it %s ago"), N_("%s claimed it %s ago"), N_("%s closed it %s ago"), N_("%s put it on hold %s ago"),
	N_("%s wrote a note %s ago"), N_("%s took a reply back %s ago"), N_("%s sent a reply again %s ago"),
	N_("%s found that a reply was sent %s ago"), N_("%s made it pending %s ago"), N_("%s did something again %s ago"),
	N_("%s released it %s ago"), N_("%s opened it again %s ago"), N_("%s wrote a reply %s ago"), N_("%s resolved it %s ago"),
	N_("%s snoozed it %s ago"), N_("%s tagged it %s ago"), N_("%s took something back %s ago"), N_("%s untagged it %s ago"),
	N_("%s linked it %s ago"), N_("%s unlinked it %s ago"), N_("%s merged it %s ago"),
	N_("%s parted it from another one %s ago"), N_("%s merged it into #%s %s ago"), N_("it is merged no longer"),
	N_("it is linked no longer"), N_("it was linked with #%s since"),
	N_("the customer wrote %s ago"), N_("the customer edited a message %s ago"),
	N_("its snooze ended %s ago"), N_("a reply was sent %s ago"),
	N_("it was answered elsewhere %s ago"), N_("the desk changed it %s ago"), N_("you changed it %s ago"),
	N_("%s changed it %s ago"), N_("it is no longer as it was left"), N_("%s has left the desk"),
	N_("%s has left the desk: guichet agent add %s takes them in again"),
	N_("a part of the reply was sent and cannot be taken back"), N_("the reply was sent %s ago and cannot be taken back"),
	N_("the reply is being sent"), N_("the reply may have been sent"),
	/* what the playback network answers */
	N_("this person takes no messages from you"),
	/* why one of many stays as it is, and what was stopped */
	N_("%s has it; assign %s @me takes it over"), N_("@me takes it over"), N_("nobody gives it back"),
	N_("taken by %s %s ago"), N_("it does not match any more"), N_("closed is final"),
	N_("%s has it now"), N_("somebody acted on it since"),
	N_("%s by %s was stopped at %s: guichet bulk continue, bulk undo or bulk drop"),
	N_("nothing was changed, --partly does the others"), N_("--partly leaves it so and goes on"),
	N_("%s blocked its writer %s ago"), N_("it was done %s ago; %s"), N_("it may have been done; %s"),
	N_("you have written on in the draft since"), N_("it was set anew since"), N_("the customer has begun anew in %s"),
	N_("it was closed %s ago; after a minute that is final"),
	N_("unblock takes it back"), N_("block takes it back"), N_("unhide takes it back"), N_("hide takes it back"),
	N_("unfavourite takes it back"), N_("favourite takes it back"), N_("it cannot be taken back"),
	/* why a route gave something to whom, or to nobody */
	N_("round robin of %s, %s of %s held"), N_("round robin of %s, %s held"), N_("least loaded of %s, %s of %s held"),
	N_("least loaded of %s, %s held"), N_("nobody of %s takes it: %s"), N_("it has no members"),
	N_("those who could are not there"), N_("no answer in %s of business time"),
	N_("who wants it claims it"), N_("%s is off shift"), N_("%s is away"), N_("%s is not here"),
	N_("there is no team %s any more"), N_("%s takes nothing any more"),
	/* why a server was not reached, or did not do as it was asked */
	N_("%s: its certificate is signed by nobody whom this machine trusts, or is another server's; the setting ca "
		"names a file of who signed it"),
	N_("%s: the file that the setting ca names cannot be read, or holds no certificate"),
	N_("%s: there is no such host"), N_("%s: there is no such proxy"), N_("%s: no answer in time"),
	N_("%s: it does not speak TLS there"), N_("%s: Connection refused"), N_("connection broken"),
	N_("the server refuses the credential (status %s)"), N_("the server asks to slow down (status %s)"),
	N_("the server failed (status %s)"), N_("the server refused the request (status %s)"),
	N_("no server of the Mastodon API answers there (status %s): is url= right?"),
	N_("the answer is not JSON: is url= the address of a Mastodon server?"),
	N_("handle or app password is wrong"), N_("this server has none"),
	/* why something cannot be done at a network, or was not */
	N_("Mastodon lets nobody hide somebody else's post; block keeps its writer away"), N_("snac takes no reports"),
	N_("snac has no streams: it is asked again and again"), N_("this network does not have it"),
	N_("this token may not read who it is: read:accounts is missing"),
	N_("this token may not read what customers write: read:notifications is missing"),
	N_("this token may not read posts: read:statuses is missing"),
	N_("this token may not post: write:statuses is missing"),
	N_("this token may not attach files: write:media is missing"),
	N_("this token may not mark favourites: write:favourites is missing"),
	N_("this token may not block anybody: write:blocks is missing"),
	N_("this token may not report anybody: write:reports is missing"),
	N_("the server does not take this code: it is wrong, was used before, or is too old"),
	N_("nothing can be done on this network but reading and replying"),
	N_("no reply of ours stands there"), N_("no message of a customer stands there"),
	N_("there is no message %s in it"), N_("message %s is none that this can be done to"),
	N_("still public: the server says that it is gone, and still shows it"),
	N_("still public: the server did not delete it (status %s)"),
	N_("it still says what it said: the server did not change it (status %s)"),
	N_("paused by %s: %s"), N_("paused by %s"), N_("its account is paused"),
	N_("the playback network keeps what was said"), N_("that message was not sent from here"),
	N_("it was sent in several parts: retract it and write again"), N_("it is too long for one message"),
	N_("corrections are not made on this network yet; retract it and write again"),
	N_("edits and deletions are not looked for on this network yet"),
	N_("what it answers is not there any more"), N_("who can read it would change"),
	N_("the server says yes, but its answer shows that nothing changed"),
	N_("the server ended while it was being sent"), N_("the desk was restored or copied"),
	/* what a review warns of, or why nothing can be sent */
	N_("sent as a direct message: followers-only would reach our followers, not theirs"),
	N_("only the author receives it, not the others who were mentioned"), N_("%s is typed in the text and told as well"),
	N_("%s is typed in a private answer and is no part of it"), N_("%s is typed in a private answer and would receive it"),
	N_("too long: it does not fit into %s posts of %s characters"), N_("sent in %s parts"),
	N_("the message is more than 30 days old"), N_("there is no text"), N_("the text is longer than 64 KiB"),
	N_("behind the content warning \"%s\""), N_("%s characters too long"), N_("this network has no content warnings"),
	N_("this answers in #%s, merged into #%s"),
	N_("others can read this: some of what was written with this person is private"),
	N_("%s has no description, and this account wants one"),
	N_("%s has no description: who does not see it learns nothing of it"), N_("no files can be sent there"),
	N_("at most %s files go with a message there"), N_("%s is no picture, and nothing else is taken there"),
	N_("%s is of the type %s, which is not taken there"), N_("%s has %s, and there a file may have %s"),
	N_("the description of %s is longer than %s characters"),
	N_("Telegram has no descriptions of pictures: they are left out"), N_("the server still works on the file"),
	N_("the field {%s} is not filled in"), N_("narrowed to %s"), N_("an imported account has no network to send to"),
	N_("everybody in the group"),
	N_("everybody in the group reads an answer there"), N_("too much was said since then to know"),
	N_("a feed is only read: open leads to the page"),
	N_("Hacker News is only read: open leads to the page, where one can answer"),
	N_("there is no message to answer"), N_("there is no comment to answer"), N_("an answer to a comment is always public"),
	N_("the message cannot be answered: the network's address of it is missing"),
	N_("the comment is held back: unhide approves it"), N_("Bluesky has no content warnings: it is left out"),
	N_("a post on Bluesky is always public: write a direct message instead"),
	N_("the text is %s long, and %s is the most there"), N_("the text is %s bytes long, and %s is the most there"),
	N_("this network is only read"), N_("the network's program cannot do that"),
	N_("a bot can block nobody; mute hides them here"), N_("a bot can report nobody"), N_("Telegram hides no messages"),
	N_("WordPress cannot do that with a comment"), N_("this is about a comment, and there is none"),
	N_("Telegram shows a bot nothing of what it wrote"),
	N_("Bluesky tells nobody that something is new: it is asked again and again"),
	N_("what is new comes with the answer to a question that waits for it"),
	/* what became of a reply */
	N_("the post that is answered is not there any more"), N_("the writer of the thread does not let us answer there"),
	N_("between this person and us stands a block"), N_("another post stands where this one belongs"),
	N_("the network cannot say whether it has it"), N_("our posts cannot be read back to the attempt"),
	N_("what was found there is another reply"), N_("an answer without words stands there, this one or another"),
	N_("the server's answer names no post"), N_("the server's answer names no message"),
	N_("the server's answer names no file"), N_("the message has no id on the network"),
	N_("the person has no id on the network"), N_("the network does not know the person any more"),
	N_("the server's answer cannot be read"),
	/* sections of views */
	N_("view"), N_("account"), N_("tag"),
	/* what doctor finds */
	N_("the database is sound"), N_("the database is damaged: %s"), N_("the ledger is broken at row %s: %s"),
	N_("the ledger's %s rows fit together"), N_("%s of %s waits differ from the ledger"), N_("%s waits follow from the ledger"),
	N_("the counts of views equal what they count"),
	N_("%s counts of views differ from what they count: guichet recount"),
	N_("not all that was written before %s was read: more was waiting than one poll takes"),
	N_("not all that was written between %s and %s was read: more was waiting than one poll takes"),
	N_("account %s: not all that was written before %s was read: more was waiting than one poll takes; "
		"look there, then guichet account seen %s"),
	N_("account %s: not all that was written between %s and %s was read: more was waiting than one poll takes; "
		"look there, then guichet account seen %s"),
	N_("our clock is %s behind the network's; times that we took ourselves are corrected by it since %s; "
		"set the clock (NTP)"),
	N_("our clock is %s ahead of the network's; times that we took ourselves are corrected by it since %s; "
		"set the clock (NTP)"),
	N_("account %s is paused: %s; guichet account resume %s lets it go on"),
	N_("account %s is paused: %s; guichet account add %s %s ... gives it a new secret, guichet account check %s tries again"),
	N_("account %s is paused: %s"), N_("account %s brought %s items that could not be read: %s"), N_("account %s: %s"),
	N_("%s has left and still holds %s conversations: guichet agent remove %s gives them back, guichet agent add %s "
		"takes them in again"),
	N_("%s has left and still holds %s conversations: guichet team remove %s gives them back, guichet team add %s "
		"AGENT... forms it again"),
	N_("%s replies may or may not have arrived: see guichet outbox"), N_("%s replies failed: see guichet outbox"),
	N_("1 reply may or may not have arrived: see guichet outbox"), N_("1 reply failed: see guichet outbox"),
	N_("the outbox is held: nothing leaves"),
	N_("no backup was made yet: guichet backup FILE"), N_("the last backup is less than two hours old"),
	N_("the last backup is %s hours old"), N_("the last backup is %s days old"),
	N_("%s merged conversations lead nowhere: restore a backup, or import the exported ledger into a new desk"),
	N_("this desk was copied or restored: nothing is polled or sent until guichet courier start"),
	N_("the key file %s: %s; secrets must be given again"), N_("the key file is private"),
	/* what is wrong with a word on the command line */
	N_("a name: up to 64 letters, digits, dots, _ and -"), N_("a name"),
	N_("a name, @me or nobody"), N_("a tag: one word without a comma or quote"),
	N_("a tag: it begins like a command"), N_("a word"),
	N_("too large"), N_("not a number, 0 or more"), N_("usage: guichet %s"),
	N_("metric: '%s' is none; did you mean %s?"), N_("metric: '%s' is none: guichet-figures(7) lists them"),
	N_("metric: '%s' is a conversation, not a figure: guichet why %s, or guichet explain FIGURE id:%s"),
	/* what is wrong with a query, and with the words in it */
	N_("query: column %s: no field '%s', but %s"),
	N_("query: column %s: no field '%s'; did you mean %s?"), N_("query: column %s: there is no %s '%s'"),
	N_("query: column %s: '*' has no meaning yet; write the whole word"), N_("query: column %s: '(' is not closed"),
	N_("query: column %s: ')' closes nothing"), N_("query: column %s: %s"),
	N_("'%s' is not a time: write an instant 2026-11-22T10:00:00Z, a date 2026-11-22, a duration 2h, "
		"or words like monday or 17:00"),
	N_("'%s' is not a status: write open, pending, on_hold, snoozed, resolved or closed"),
	N_("there is no conversation %s"), N_("there is no account %s"), N_("there is no agent %s"), N_("there is no team %s"),
	N_("there is no agent or team %s"),
};

/* Takes text apart at the words of the template; what stands in the places of "%s" goes to parts. */
static bool matches(struct arena *arena, const char *template, const char *text, const char *parts[static PARTS],
	size_t *count)
{
	*count = 0;
	for (;;) {
		const char *place = strstr(template, "%s"), *next, *end;
		size_t len = place != NULL ? (size_t)(place - template) : strlen(template);
		char *words;

		if (strncmp(template, text, len) != 0)
			return false;
		text += len;
		if (place == NULL)
			return *text == '\0';
		template = place + 2;
		next = strstr(template, "%s");
		words = arena_copy_n(arena, template, next != NULL ? (size_t)(next - template) : strlen(template));
		end = *words != '\0' ? strstr(text, words) : text + strlen(text);
		if (end == NULL || end == text || *count == PARTS)
			return false;
		parts[(*count)++] = arena_copy_n(arena, text, (size_t)(end - text));
		text = end;
	}
}

/* How many of a team are what, "2 off shift": NULL where it is nothing of that kind. */
static const char *counted_told(struct arena *arena, const char *part)
{
	size_t digits = strspn(part, "0123456789");
	unsigned long long n = strtoull(part, NULL, 10);
	const char *word = part + digits + 1, *known = NULL;

	if (digits == 0 || part[digits] != ' ')
		return NULL;
	if (strcmp(word, "off shift") == 0)
		known = message_plural("%s off shift", "%s off shift", n);
	else if (strcmp(word, "not here") == 0)
		known = message_plural("%s not here", "%s not here", n);
	else if (strcmp(word, "away") == 0)
		known = message_plural("%s away", "%s away", n);
	else if (strcmp(word, "busy") == 0)
		known = message_plural("%s busy", "%s busy", n);
	else if (strcmp(word, "full") == 0)
		known = message_plural("%s full", "%s full", n);
	else if (strcmp(word, "not allowed to see it") == 0)
		known = message_plural("%s not allowed to see it", "%s not allowed to see it", n);
	return known == NULL ? NULL : message_put(arena, known, arena_copy_n(arena, part, digits));
}

/* "1 off shift, 2 away"; a text that is no such list stays as it is. */
static const char *list_told(struct arena *arena, const char *text)
{
	const char *told = "";

	for (const char *p = text; *p != '\0';) {
		size_t len = strcspn(p, ",");
		const char *part = counted_told(arena, arena_copy_n(arena, p, len));

		if (part == NULL)
			return text;
		told = *told == '\0' ? part : arena_printf(arena, "%s, %s", told, part);
		p += len;
		p += strspn(p, ", ");
	}
	return told;
}

const char *message_told(struct arena *arena, const char *text)
{
	const char *parts[PARTS], *known = strchr(text, ' ') != NULL ? message_of(text) : text;
	size_t count;

	for (size_t i = 0; known == text && i < sizeof(sentences) / sizeof(sentences[0]); i++) {
		if (message_of(sentences[i]) == sentences[i] || !matches(arena, sentences[i], text, parts, &count) || count == 0)
			continue;
		known = message_of(sentences[i]);
		for (size_t p = 0; p < count; p++)
			known = message_put(arena, known, message_told(arena, parts[p]));
	}
	return known != text || *text == '\0' ? known : list_told(arena, text);
}
