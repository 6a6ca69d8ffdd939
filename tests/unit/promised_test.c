/* SPDX-License-Identifier: ISC */
/*
 * Proves which sentences are taken for a promise and for when, in English and
 * in French, and that opening hours, questions, conditions, refusals and the
 * customer's own words are taken for none.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "guichet/model/promised.h"

#define NOW INT64_C(1772442000000)	/* Monday 2026-03-02 10:00 in Paris */
#define TODAY (NOW - INT64_C(10) * 3600000 - 3600000)	/* its beginning, an hour early for summer time */

static const struct { const char *text, *when; } rows[] = {
	/* English */
	{ "We will get back to you by 15:00.", "Mon 15:00" },
	{ "Thanks! We'll get back to you by 3pm today.", "Mon 15:00" },
	{ "I'll get back to you by 3:30 pm", "Mon 15:30" },
	{ "I will reply by 5 p.m. today.", "Mon 17:00" },
	{ "We will get back to you tomorrow morning.", "Tue 12:00" },
	{ "We'll let you know before Monday.", "Mon+7 00:00" },
	{ "We'll let you know by Monday.", "Mon+7 18:00" },
	{ "We will answer within 2 hours.", "Mon 12:00" },
	{ "We will answer within two hours", "Mon 12:00" },
	{ "You will hear from us within the hour.", "Mon 11:00" },
	{ "We'll be back to you in half an hour", "Mon 10:30" },
	{ "I'll update you in 45 minutes.", "Mon 10:45" },
	{ "You'll have an answer by noon.", "Mon 12:00" },
	{ "I'll call you tomorrow at 9:30.", "Tue 09:30" },
	{ "I'll call you at 9:30 tomorrow.", "Tue 09:30" },
	{ "We will write to you on Friday.", "Fri 18:00" },
	{ "We'll come back to you by Friday noon.", "Fri 12:00" },
	{ "A colleague will contact you this afternoon.", "Mon 18:00" },
	{ "Our team will be in touch tonight.", "Mon 21:00" },
	{ "We'll follow up by the end of the day.", "Mon 18:00" },
	{ "We'll follow up by end of week.", "Fri 18:00" },
	{ "I promise to reply by tomorrow.", "Tue 18:00" },
	{ "We will reply before tomorrow noon.", "Tue 12:00" },
	{ "Expect an answer within 24 hours.", "Tue 10:00" },
	{ "Expect an answer within 24h.", "Tue 10:00" },
	{ "We will get back to you in 2 working days.", "Wed 10:00" },
	{ "We\342\200\231ll get back to you by 15:00", "Mon 15:00" },
	{ "Sorry about that.\nWe'll confirm by 9:00.", "Tue 09:00" },	/* nine has gone by */
	{ "We will inform you within the next 3 hours.", "Mon 13:00" },
	{ "I'm going to call you back by 11am: I'll confirm then.", "Mon 11:00" },
	/* French */
	{ "Nous revenons vers vous d'ici 15 h.", "Mon 15:00" },
	{ "Nous revenons vers vous d'ici 15h30.", "Mon 15:30" },
	{ "Nous reviendrons vers vous avant demain midi.", "Tue 12:00" },
	{ "Je vous r\303\251ponds lundi matin.", "Mon+7 12:00" },
	{ "Nous vous r\303\251pondrons sous deux heures.", "Mon 12:00" },
	{ "Nous vous r\303\251pondons sous 24 heures.", "Tue 10:00" },
	{ "Vous aurez une r\303\251ponse sous 48h.", "Wed 10:00" },
	{ "On vous rappelle dans l\342\200\231heure.", "Mon 11:00" },
	{ "On vous rappelle demain matin.", "Tue 12:00" },
	{ "Je vous rappelle cet apr\303\250s-midi.", "Mon 18:00" },
	{ "Nous vous tenons au courant avant 16 h 30.", "Mon 16:30" },
	{ "Nous vous tiendrons inform\303\251 avant vendredi.", "Fri 00:00" },
	{ "Nous vous recontactons vendredi prochain.", "Fri 18:00" },
	{ "Vous recevrez notre r\303\251ponse d'ici demain soir.", "Tue 21:00" },
	{ "Un coll\303\250gue vous \303\251crira ce soir.", "Mon 21:00" },
	{ "Nous vous confirmons cela en fin de journ\303\251e.", "Mon 18:00" },
	{ "Je reviens vers vous apr\303\250s-demain.", "Wed 18:00" },
	{ "Nous vous donnerons des nouvelles d'ici une heure.", "Mon 11:00" },
	{ "Notre \303\251quipe vous recontactera aujourd\342\200\231hui avant 18h.", "Mon 18:00" },
	{ "Nous vous r\303\251pondrons sous 2 jours ouvr\303\251s.", "Wed 10:00" },
	{ "Je vous \303\251cris demain \303\240 9 heures.", "Tue 09:00" },
	{ "Nous vous r\303\251pondrons au plus tard \303\240 midi.", "Mon 12:00" },
	/* dates */
	{ "We will answer before 27/03.", "Fri+25 00:00" }, { "We'll be in touch by March 4th.", "Wed 18:00" },
	{ "We'll get back to you by Mar 6 at 10:30.", "Fri 10:30" }, { "We'll reply on 2026-03-05.", "Thu 18:00" },
	{ "We will get back to you by 15:00 on 4 March 2026.", "Wed 15:00" },
	{ "You will hear from us by the 3rd of March.", "Tue 18:00" },
	{ "We will reply by Friday 13 March.", "Fri+11 18:00" }, { "We'll let you know by 3/15/2026.", "Sun+13 18:00" },
	{ "Nous vous r\303\251pondrons d'ici le 6 mars.", "Fri 18:00" },
	{ "Nous revenons vers vous le 1er avril \303\240 9 h.", "Wed+30 09:00" },
	{ "Nous vous r\303\251pondrons avant le vendredi 13 mars, 15h.", "Fri+11 15:00" },
	{ "We'll answer your letter of 3 March by Friday.", "Fri 18:00" },
	{ "I will call you on Monday at 9.", "Mon+7 09:00" }, { "We'll call you tomorrow at 3.", "Tue 15:00" },
	{ "Nous vous r\303\251pondons le 28 f\303\251vrier.", NULL }, { "We will answer by 31 February.", NULL },
	{ "We will answer by 1 March 2026.", NULL }, { "We'll reply to your message of 4 March.", NULL },
	{ "We will reply in 1/2 words.", NULL },
	/* none of them promises anything */
	{ "We open at 9:00.", NULL }, { "Our shop will open at 9:00 tomorrow.", NULL },
	{ "We got back to you yesterday at 15:00.", NULL }, { "We will get back to you.", NULL },
	{ "We will get back to you soon.", NULL }, { "Can we call you by 15:00?", NULL },
	{ "If you write before noon, we will answer today.", NULL }, { "We can't answer before Monday.", NULL },
	{ "We will not be able to reply before Monday.", NULL }, { "Please reply by 15:00.", NULL },
	{ "Your parcel will arrive tomorrow morning.", NULL }, { "> We will get back to you by 15:00.", NULL },
	{ "Could you let us know by Friday", NULL }, { "The offer ends on Friday at 18:00.", NULL },
	{ "We replied within 2 hours.", NULL }, { "I will reply to message 15.", NULL },
	{ "It costs 15:00 euros, we will write.", NULL }, { "We would call you tomorrow.", NULL },
	{ "Nous ouvrons \303\240 9 h.", NULL }, { "Nos bureaux ferment \303\240 18h demain.", NULL },
	{ "Nous ne pouvons pas vous r\303\251pondre avant lundi.", NULL },
	{ "Pouvons-nous vous rappeler demain matin ?", NULL }, { "Nous vous r\303\251pondrons rapidement.", NULL },
	{ "Merci de nous r\303\251pondre avant vendredi.", NULL }, { "Votre colis arrive demain matin.", NULL },
	{ "Si vous \303\251crivez avant midi, nous vous r\303\251pondons aujourd'hui.", NULL },
	{ "Nous vous avons r\303\251pondu hier \303\240 15 h.", NULL }, { "Bonjour \303\240 demain !", NULL },
	{ "", NULL }, { "\303", NULL }, { "we'll reply by 99:99", NULL },
};

/* "Mon 15:00" or, from a week on, "Mon+7 15:00" with how many days. */
static const char *said(char *out, size_t size, int64_t at_ms)
{
	time_t at = (time_t)(at_ms / 1000);
	char day[8], hour[8];
	struct tm tm;

	localtime_r(&at, &tm);
	(void)strftime(day, sizeof(day), "%a", &tm);
	(void)strftime(hour, sizeof(hour), "%H:%M", &tm);
	if (at_ms - NOW > INT64_C(6) * 86400000)
		(void)snprintf(out, size, "%s+%d %s", day, (int)((at_ms - TODAY) / 86400000), hour);
	else
		(void)snprintf(out, size, "%s %s", day, hour);
	return out;
}

static void sentences(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t at_ms = 0;
		char text[32];
		bool found = promised_find(rows[i].text, NULL, NOW, &at_ms);

		if (!found && rows[i].when != NULL)
			fail_msg("no promise in: %s", rows[i].text);
		if (found && rows[i].when == NULL)
			fail_msg("a promise for %s in: %s", said(text, sizeof(text), at_ms), rows[i].text);
		if (found) {
			assert_true(at_ms > NOW);
			if (strcmp(said(text, sizeof(text), at_ms), rows[i].when) != 0)
				fail_msg("%s, not %s, in: %s", text, rows[i].when, rows[i].text);
		}
	}
}

/* Where the desk is not where this program is: its clock counts. */
static void zones(void **state)
{
	static const struct zone_step step = { 0, -5 * 3600 * 1000 };
	const struct zone zone = { .name = "far", .steps = &step, .count = 1 };
	int64_t at_ms = 0;

	(void)state;
	assert_true(promised_find("We will get back to you by 15:00.", &zone, NOW, &at_ms));
	assert_int_equal(at_ms, NOW + INT64_C(11) * 3600000);	/* there it is four in the morning */
	assert_true(promised_find("We will get back to you by 3 March.", &zone, NOW, &at_ms));
	assert_int_equal(at_ms, NOW + INT64_C(38) * 3600000);
}

/* Whatever is written there, it ends, and what it finds lies ahead. */
static void any_text(void **state)
{
	static const char parts[][12] = { "we'll ", "reply ", "by ", "15:", "h", "demain ", "lundi ", "sous ", "999 ", "\303",
		"\342\200", "end of ", "\n", ">", "before ", "9", "pm " };
	unsigned seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[200] = "";
		int64_t at_ms = 0;

		for (int k = 0; k < 12; k++) {
			seed = seed * 1103515245U + 12345U;
			strcat(text, parts[seed / 65536U % (sizeof(parts) / sizeof(parts[0]))]);
		}
		if (promised_find(text, NULL, NOW, &at_ms))
			assert_true(at_ms > NOW);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sentences), cmocka_unit_test(zones), cmocka_unit_test(any_text) };

	setenv("TZ", "Europe/Paris", 1);
	tzset();
	return cmocka_run_group_tests_name("promised", tests, NULL, NULL);
}
