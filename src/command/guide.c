/* SPDX-License-Identifier: ISC */
/* The guides, in the words of somebody who has never registered a program anywhere. */
#include "guichet/command/guide.h"

#include <string.h>

#include "guichet/base/message.h"
#include "guichet/base/near.h"

const struct guide guides[] = {
	{ "bluesky", N_("Bluesky, and servers that speak AT Protocol"), GUIDE_SECRET, N_("App password (not shown): "),
	  N_("Bluesky. There is nothing to apply for and nothing to pay.\n"
	     "1. In the application, signed in as the brand, open Settings, Privacy and security, App passwords, and add one. "
	     "Allow direct messages there if they are to be read: it cannot be allowed later.\n"
	     "2. Say whose it is and what to call it here; the password is asked for:\n"
	     "guichet account add bluesky NAME handle=brand.bsky.social\n"
	     "An account that lives on another server names it as well: url=https://pds.example.\n") },
	{ "feed", N_("RSS, Atom and JSON feeds; only read"), GUIDE_NOTHING, NULL,
	  N_("An RSS, Atom or JSON feed, to listen: its entries ask for nothing, and nothing can be answered.\n"
	     "guichet account add feed NAME url=https://blog.example/feed.xml\n") },
	{ "hackernews", N_("what a search on Hacker News finds; only read"), GUIDE_NOTHING, NULL,
	  N_("Stories and comments on Hacker News that hold the words of query. It is only read, and needs no account there.\n"
	     "guichet account add hackernews NAME query=guichet\n") },
	{ "import", N_("messages from files; nothing can be sent"), GUIDE_NOTHING, NULL,
	  N_("Messages from a file: nothing is asked of a network, and nothing can be sent.\n"
	     "1. Write or export the messages, one JSON object a line.\n"
	     "2. Read them in; the account is made when it is missing:\n"
	     "guichet import items FILE --account NAME\n") },
	{ "mastodon", N_("any server of the Mastodon API"), GUIDE_CODE, N_("Access token (not shown): "),
	  N_("Mastodon, and servers that speak like it. There is nothing to apply for and nothing to pay.\n"
	     "1. Have a browser at hand where you are signed in as the brand, not as yourself.\n"
	     "2. Say where the brand lives and what to call it here:\n"
	     "guichet account add mastodon NAME url=https://social.example\n"
	     "3. Open the address that is shown, allow what it asks, and copy the code that the page shows.\n"
	     "4. Give the code when it is asked for. It is good for once; what the server gives for it is kept sealed.\n"
	     "Whoever has a token already gives it in a private file instead: --secret-file FILE.\n"
	     "In the brand's own settings, under filtered notifications, let everybody through: what the server drops "
	     "nobody sees here either.\n") },
	{ "playback", N_("a little network inside the program, for trying things"), GUIDE_NOTHING, NULL,
	  N_("A little social network inside the program, to try things out. Nothing leaves the machine.\n"
	     "guichet account add playback NAME brand=kiln since=3h\n") },
	{ "spool", N_("a directory: files are messages, replies become files"), GUIDE_NOTHING, NULL,
	  N_("A directory of this machine. Whatever can write a file can write a message, and take a reply away.\n"
	     "guichet account add spool NAME dir=/srv/spool\n"
	     "1. Write a message as one JSON object, as guichet(1) shows for files of messages, to a name in new that begins "
	     "with a dot, and then rename it.\n"
	     "2. What was read stands in done, what cannot be read in bad with its reason, and each reply in out.\n") },
	{ "telegram", N_("a bot on Telegram, or a business account that it serves"), GUIDE_SECRET,
	  N_("Token of the bot (not shown): "),
	  N_("Telegram. People write to a bot, and the bot answers them.\n"
	     "1. In Telegram write /newbot to @BotFather, answer its questions, and copy the token that it shows.\n"
	     "2. Say what to call it here; the token is asked for:\n"
	     "guichet account add telegram NAME\n"
	     "No other program and no webhook may read the same bot. A bot that serves a business account takes business=on "
	     "as well.\n") },
	{ "wordpress", N_("comments on a WordPress site"), GUIDE_SECRET, N_("Application password (not shown): "),
	  N_("The comments of a site: to answer, approve, hold back, or call spam. Nothing is to be installed there.\n"
	     "1. Sign in to the site as somebody who may moderate comments, and open your profile.\n"
	     "2. Under application passwords give guichet a name, and copy the password that is shown.\n"
	     "3. Say where the site is and who you are there; the password is asked for:\n"
	     "guichet account add wordpress NAME url=https://blog.example user=USER\n"
	     "The commands hide, unhide and report-abuse hold a comment back, approve it, and call it spam.\n") },
};
const size_t guides_count = sizeof(guides) / sizeof(guides[0]);

/* The programs of other networks are the desk's: only a slip is sure to be wrong. */
static err_t guide_lacks(const char *network)
{
	return err_make(ERR_USAGE, "account add: no network '%s' comes with guichet; where the desk has a program "
		"guichet-connector-%s, say account add %s NAME KEY=VALUE...", network, network, network);
}

err_t guide_check(const char *network, bool alone)
{
	struct near near;

	if (guide_find(network) != NULL)
		return NULL;
	near_begin(&near, network, strlen(network));
	for (size_t i = 0; i < guides_count; i++)
		near_try(&near, guides[i].network);
	if (near.best != NULL)
		return err_make(ERR_USAGE, "account add: no network '%s'; did you mean %s?", network, near.best);
	return alone ? guide_lacks(network) : NULL;
}

const struct guide *guide_find(const char *network)
{
	for (size_t i = 0; i < guides_count; i++)
		if (strcmp(guides[i].network, network) == 0)
			return &guides[i];
	return NULL;
}
