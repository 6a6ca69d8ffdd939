/* SPDX-License-Identifier: ISC */
/*
 * Letters by libcurl, each in a thread of its own: behind a letter libcurl
 * waits for the server's word, whatever interface is asked, and the loop does
 * not.  The last answer of the server and how much of the letter was given
 * away decide what is known: before its end nothing can have been delivered,
 * behind it only the server's word says that it was or was not.
 */
#include "guichet/net/smtp.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "address.h"
#include "curl.h"
#include "guichet/base/alloc.h"

enum { TOTAL_MS = 120 * 1000, CONNECT_MS = 10 * 1000, WORDS_MAX = 300 };

struct smtp {
	struct loop *loop;
	int64_t total_ms;
	bool library;			/* libcurl was begun */
	CURL *easy;			/* of the letter on its way, or NULL */
	struct curl_slist *recipients;
	/* The thread's from its start until it is joined, stop apart. */
	struct str text, said;		/* the letter; the server's last line */
	size_t given;			/* bytes of the letter that libcurl took */
	CURLcode code;
	pthread_t thread;
	bool running;
	atomic_bool stop;
	int ended;			/* an eventfd that the thread writes last; -1 */
	char *host;
	enum smtp_outcome outcome;
	struct str words;
	struct loop_timer *telling;
	smtp_done_fn done;
	void *data;
};

const char *smtp_outcome_name(enum smtp_outcome outcome)
{
	static const char *const names[] = {
		[SMTP_TAKEN] = "sent", [SMTP_REFUSED] = "failed", [SMTP_LATER] = "later", [SMTP_UNKNOWN] = "unknown",
	};

	return names[outcome];
}

/* ---- what libcurl asks while it runs */

static size_t on_text(char *to, size_t unit, size_t count, void *data)
{
	struct smtp *smtp = data;
	size_t room = unit * count, left = smtp->text.len - smtp->given, len = left < room ? left : room;

	memcpy(to, smtp->text.text + smtp->given, len);
	smtp->given += len;
	return len;
}

/* A server's line, what cannot be shown left out. */
static size_t on_line(char *line, size_t unit, size_t count, void *data)
{
	struct smtp *smtp = data;
	size_t len = unit * count;

	if (len >= 3 && strncmp(line, "221", 3) == 0)	/* a goodbye is no answer */
		return len;
	str_clear(&smtp->said);
	for (size_t i = 0; i < len && i < WORDS_MAX; i++)
		if ((unsigned char)line[i] >= 0x20 && line[i] != 0x7f)
			str_add_char(&smtp->said, line[i]);
	return len;
}

/* Once a second at least, wherever libcurl waits. */
static int on_progress(void *data, curl_off_t down_all, curl_off_t down, curl_off_t up_all, curl_off_t up)
{
	struct smtp *smtp = data;

	(void)down_all, (void)down, (void)up_all, (void)up;
	return atomic_load(&smtp->stop) ? 1 : 0;
}

static void *letter_run(void *data)
{
	struct smtp *smtp = data;

	smtp->code = curl_easy_perform(smtp->easy);
	(void)eventfd_write(smtp->ended, 1);
	return NULL;
}

/* ---- how it ends */

static void on_tell(void *data)
{
	struct smtp *smtp = data;
	struct str words = smtp->words;
	struct smtp_answer answer = { smtp->outcome, str_text(&words) };

	smtp->telling = NULL;
	smtp->words = (struct str){ 0 };
	smtp->done(smtp->data, &answer);
	str_finish(&words);
}

/* Waits for the thread, which has ended or ends within a second of being told. */
static void letter_join(struct smtp *smtp)
{
	if (smtp->running) {
		atomic_store(&smtp->stop, true);
		pthread_join(smtp->thread, NULL);
		loop_fd(smtp->loop, smtp->ended, 0, NULL, NULL);
	}
	smtp->running = false;
	if (smtp->ended >= 0)
		close(smtp->ended);
	smtp->ended = -1;
}

static void letter_drop(struct smtp *smtp)
{
	letter_join(smtp);
	if (smtp->easy != NULL)
		curl_easy_cleanup(smtp->easy);
	smtp->easy = NULL;
	curl_slist_free_all(smtp->recipients);
	smtp->recipients = NULL;
	str_finish(&smtp->text);
	str_clear(&smtp->said);
	free(smtp->host);
	smtp->host = NULL;
}

static void letter_end(struct smtp *smtp, enum smtp_outcome outcome, const char *words)
{
	smtp->outcome = outcome;
	str_clear(&smtp->words);
	str_printf(&smtp->words, "%s: %s", smtp->host != NULL ? smtp->host : "mail", words);
	letter_drop(smtp);
	smtp->telling = loop_after(smtp->loop, 0, on_tell, smtp);
}

static enum smtp_outcome outcome_of(const struct smtp *smtp, CURLcode code, long status)
{
	bool whole = smtp->given == smtp->text.len;

	if (code == CURLE_OK)
		return SMTP_TAKEN;
	/* What concerns all letters alike is nobody's fault but the settings'. */
	if (code == CURLE_LOGIN_DENIED || code == CURLE_USE_SSL_FAILED || status == 530 || status == 534 || status == 535)
		return SMTP_LATER;
	if (status >= 500 && status < 600 && code != CURLE_OPERATION_TIMEDOUT)
		return SMTP_REFUSED;
	return whole && !(status >= 400 && status < 500) ? SMTP_UNKNOWN : SMTP_LATER;
}

static void on_ended(void *data, int fd, unsigned events)
{
	struct smtp *smtp = data;
	long status = 0;
	struct str words = { 0 };
	enum smtp_outcome outcome;
	CURLcode code;

	(void)fd, (void)events;
	letter_join(smtp);
	code = smtp->code;
	(void)curl_easy_getinfo(smtp->easy, CURLINFO_RESPONSE_CODE, &status);
	outcome = outcome_of(smtp, code, status);
	if (code == CURLE_USE_SSL_FAILED)
		str_add(&words, "the server offers no STARTTLS");
	else if (outcome == SMTP_UNKNOWN)
		str_add(&words, "no answer came behind the letter");
	else if (status >= 400 && smtp->said.len > 0)
		str_add(&words, smtp->said.text);
	else if (outcome == SMTP_TAKEN)
		str_add(&words, str_text(&smtp->said));
	else
		str_add(&words, curl_easy_strerror(code));
	letter_end(smtp, outcome, words.text);
	str_finish(&words);
}

/* ---- a letter becomes an easy handle; the first option that libcurl refuses stops it */

#define SAY(option, value) \
	do { \
		if (code == CURLE_OK) \
			code = curl_easy_setopt(smtp->easy, (option), (value)); \
	} while (0)

static CURLcode set_policy(struct smtp *smtp, const struct smtp_letter *letter)
{
	CURLcode code = CURLE_OK;

	SAY(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SAY(CURLOPT_USE_SSL, (long)(letter->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	SAY(CURLOPT_SSL_VERIFYPEER, 1L);
	SAY(CURLOPT_SSL_VERIFYHOST, 2L);
	SAY(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SAY(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SAY(CURLOPT_PROXY, "");
	SAY(CURLOPT_NOPROXY, "*");
	SAY(CURLOPT_NOSIGNAL, 1L);
	SAY(CURLOPT_FRESH_CONNECT, 1L);
	SAY(CURLOPT_FORBID_REUSE, 1L);
	SAY(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	SAY(CURLOPT_TIMEOUT_MS, (long)smtp->total_ms);
	if (letter->ca_file != NULL)
		SAY(CURLOPT_CAINFO, letter->ca_file);
	if (letter->user != NULL && letter->password != NULL) {
		SAY(CURLOPT_USERNAME, letter->user);
		SAY(CURLOPT_PASSWORD, letter->password);
	}
	return code;
}

static CURLcode set_letter(struct smtp *smtp, const struct smtp_letter *letter)
{
	CURLcode code = CURLE_OK;
	struct str from = { 0 }, to = { 0 };

	str_printf(&from, "<%s>", letter->from);
	str_printf(&to, "<%s>", letter->to);
	smtp->recipients = curl_slist_append(NULL, to.text);
	SAY(CURLOPT_URL, letter->url);
	SAY(CURLOPT_MAIL_FROM, from.text);
	SAY(CURLOPT_MAIL_RCPT, smtp->recipients);
	SAY(CURLOPT_UPLOAD, 1L);
	SAY(CURLOPT_INFILESIZE_LARGE, (curl_off_t)letter->len);
	SAY(CURLOPT_READFUNCTION, on_text);
	SAY(CURLOPT_READDATA, smtp);
	SAY(CURLOPT_HEADERFUNCTION, on_line);
	SAY(CURLOPT_HEADERDATA, smtp);
	SAY(CURLOPT_NOPROGRESS, 0L);
	SAY(CURLOPT_XFERINFOFUNCTION, on_progress);
	SAY(CURLOPT_XFERINFODATA, smtp);
	str_finish(&from);
	str_finish(&to);
	return smtp->recipients == NULL ? CURLE_OUT_OF_MEMORY : code;
}

/* What is wrong with it, NULL once it is under way. */
static const char *letter_begin(struct smtp *smtp, const struct smtp_letter *letter)
{
	CURLcode code;

	smtp->easy = curl_easy_init();
	if (smtp->easy == NULL)
		return "libcurl does not start";
	code = set_policy(smtp, letter);
	if (code == CURLE_OK)
		code = set_letter(smtp, letter);
	if (code != CURLE_OK)
		return curl_easy_strerror(code);
	atomic_store(&smtp->stop, false);
	smtp->ended = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (smtp->ended < 0 || pthread_create(&smtp->thread, NULL, letter_run, smtp) != 0)
		return "the thread for letters does not start";
	smtp->running = true;
	loop_fd(smtp->loop, smtp->ended, LOOP_READ, on_ended, smtp);
	return NULL;
}

/* A password, or a customer's name, never crosses a network in the open. */
static const char *target_take(struct smtp *smtp, const struct smtp_letter *letter)
{
	struct origin origin;
	const char *wrong = NULL;

	if (!origin_parse(letter->url, &origin))
		wrong = "not an address";
	else if (letter->plain && strcasecmp(origin.scheme, "smtps") != 0 && !host_is_loopback(origin.host))
		wrong = "mail without TLS goes to this machine only";
	if (origin.host != NULL)
		smtp->host = mem_copy(origin.host);
	origin_finish(&origin);
	return wrong;
}

void smtp_send(struct smtp *smtp, const struct smtp_letter *letter, smtp_done_fn done, void *data)
{
	const char *wrong = "libcurl does not start";

	smtp->done = done;
	smtp->data = data;
	smtp->given = 0;
	str_clear(&smtp->said);
	smtp->library = smtp->library || library_begin();
	if (smtp->library) {
		wrong = target_take(smtp, letter);
		str_add_n(&smtp->text, letter->text, letter->len);
		if (wrong == NULL)
			wrong = letter_begin(smtp, letter);
	}
	if (wrong != NULL)
		letter_end(smtp, SMTP_LATER, wrong);
}

struct smtp *smtp_create(struct loop *loop, int64_t total_ms)
{
	struct smtp *smtp = mem_alloc(sizeof(*smtp));

	*smtp = (struct smtp){ .loop = loop, .total_ms = total_ms > 0 ? total_ms : TOTAL_MS, .ended = -1 };
	return smtp;
}

void smtp_destroy(struct smtp *smtp)
{
	if (smtp == NULL)
		return;
	loop_timer_stop(smtp->loop, &smtp->telling);
	letter_drop(smtp);
	if (smtp->library)
		library_end();
	str_finish(&smtp->said);
	str_finish(&smtp->words);
	free(smtp);
}
