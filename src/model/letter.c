/* SPDX-License-Identifier: ISC */
/*
 * Headers, then one text or several parts.  The boundary begins with "=_",
 * which no line of base64 holds, so that no content can end its part.
 */
#include "guichet/model/letter.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { LOCAL_MAX = 64, LABEL_MAX = 63, LINE_BYTES = 57, WORD_BYTES = 42, PLAIN_MAX = 60, NAME_MAX_BYTES = 80 };

static const char atom_marks[] = "!#$%&'*+-/=?^_`{|}~";

/* ---- addresses */

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Atoms with single dots between them. */
static bool local_is_good(const char *text, size_t len)
{
	if (len == 0 || len > LOCAL_MAX || text[0] == '.' || text[len - 1] == '.' || text[0] == '-')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' && text[i + 1] == '.')
			return false;
		if (text[i] != '.' && !is_alnum(text[i]) && strchr(atom_marks, text[i]) == NULL)
			return false;
	}
	return true;
}

static bool host_is_good(const char *host)
{
	size_t label = 0;

	for (const char *p = host;; p++) {
		if (*p == '.' || *p == '\0') {
			if (label == 0 || label > LABEL_MAX || p[-1] == '-')
				return false;
			label = 0;
			if (*p == '\0')
				return true;
		} else if (is_alnum(*p) || (*p == '-' && label > 0)) {
			label++;
		} else {
			return false;
		}
	}
}

static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static err_t address_check(const char *address)
{
	const char *at = strrchr(address, '@');

	if (!is_ascii(address))
		return err_make(ERR_USAGE, "'%s' is no mail address: only ASCII can be sent to (a name of a host as xn--…)", address);
	if (at == NULL || strlen(address) > MAIL_ADDRESS_MAX || !local_is_good(address, (size_t)(at - address)) ||
	    !host_is_good(at + 1))
		return err_make(ERR_USAGE, "'%s' is no mail address like name@example.org", address);
	return NULL;
}

static bool has_control(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

err_t mailbox_parse(struct arena *arena, const char *text, struct mailbox *out)
{
	const char *open = strchr(text, '<');
	size_t len = strlen(text), name = open == NULL ? 0 : (size_t)(open - text);
	struct mailbox made = { "", text };
	err_t err;

	if (has_control(text))
		return err_make(ERR_USAGE, "a mail address holds no control character");
	if (open != NULL && text[len - 1] != '>')
		return err_make(ERR_USAGE, "'%s' is no mail address like name@example.org", text);
	while (name > 0 && text[name - 1] == ' ')
		name--;
	if (name > NAME_MAX_BYTES)
		return err_make(ERR_USAGE, "the name before the mail address is longer than %d bytes", NAME_MAX_BYTES);
	if (open != NULL)
		made = (struct mailbox){ arena_copy_n(arena, text, name),
			arena_copy_n(arena, open + 1, len - (size_t)(open - text) - 2) };
	err = address_check(made.address);
	if (err == NULL)
		*out = made;
	return err;
}

/* ---- servers */

static bool host_is_here(const char *host, size_t len)
{
	return (len == 9 && strncmp(host, "localhost", len) == 0) || (len == 5 && strncmp(host, "[::1]", len) == 0) ||
		strncmp(host, "127.", 4) == 0;
}

static bool port_is_good(const char *port)
{
	size_t digits = strspn(port + (*port == ':'), "0123456789");

	return *port == '\0' || (*port == ':' && digits > 0 && digits < 6 && port[1 + digits] == '\0');
}

err_t mail_server_check(const char *url, bool plain)
{
	bool secure = str_starts(url, "smtps://");
	const char *host = url + (secure ? 8 : 7), *port;

	if (!secure && !str_starts(url, "smtp://"))
		return err_make(ERR_USAGE, "'%s' is no mail server: write smtps://mail.example.org or smtp://mail.example.org:587",
			url);
	port = host[0] == '[' ? host + strcspn(host, "]") + 1 : host + strcspn(host, ":");
	if (strcspn(host, "@/?# ") != strlen(host) || port == host || !port_is_good(port))
		return err_make(ERR_USAGE, "'%s' is no mail server: behind smtp:// or smtps:// stand a host and perhaps a port",
			url);
	if (plain && !secure && !host_is_here(host, (size_t)(port - host)))
		return err_make(ERR_USAGE, "mail without TLS goes to this machine only, not to %s", host);
	return NULL;
}

/* ---- encoded words */

/* Bytes of the next word: at most WORD_BYTES, and no character is cut. */
static size_t word_len(const char *text, size_t left)
{
	size_t len = left > WORD_BYTES ? WORD_BYTES : left;

	while (len < left && len > WORD_BYTES - 4 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

static bool is_plain(const char *text)
{
	return is_ascii(text) && strlen(text) <= PLAIN_MAX && strstr(text, "=?") == NULL;
}

static void put_words(struct str *out, const char *text)
{
	for (size_t at = 0, len = strlen(text); at < len;) {
		size_t take = word_len(text + at, len - at);

		str_add(out, at > 0 ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
		str_base64(out, text + at, take);
		str_add(out, "?=");
		at += take;
	}
}

/* ---- headers */

static void put_subject(struct str *out, const char *text)
{
	struct str clean = { 0 };

	for (const char *p = text; *p != '\0'; p++)
		str_add_char(&clean, (unsigned char)*p < 0x20 || *p == 0x7f ? ' ' : *p);
	str_add(out, "Subject: ");
	if (is_plain(str_text(&clean)))
		str_add(out, str_text(&clean));
	else
		put_words(out, clean.text);
	str_add(out, "\r\n");
	str_finish(&clean);
}

/* A name of other characters would need quotes, and those quotes of their own. */
static bool is_simple(const char *name)
{
	while (is_alnum(*name) || *name == ' ')
		name++;
	return *name == '\0';
}

static void put_mailbox(struct str *out, const char *header, const struct mailbox *box)
{
	str_printf(out, "%s: ", header);
	if (box->name[0] == '\0') {
		str_printf(out, "%s\r\n", box->address);
		return;
	}
	if (is_simple(box->name) && is_plain(box->name))
		str_add(out, box->name);
	else
		put_words(out, box->name);
	str_printf(out, "\r\n <%s>\r\n", box->address);
}

/* Names of days and months are those of the standard, whatever the language is. */
static void put_date(struct str *out, int64_t at_ms)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
		"Nov", "Dec" };
	time_t at = (time_t)(at_ms / 1000);
	struct tm tm = { 0 };

	(void)gmtime_r(&at, &tm);
	str_printf(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday,
		months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* ---- bodies */

static void put_body(struct str *out, const char *type, const char *file, const char *text)
{
	struct str lines = { 0 };

	str_printf(out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n", type);
	if (file != NULL)
		str_printf(out, "Content-Disposition: attachment; filename=\"%s\"\r\n", file);
	str_add(out, "\r\n");
	for (const char *p = text; *p != '\0'; p++) {	/* a text's lines end in CR LF inside of base64, too */
		if (*p == '\n' && (p == text || p[-1] != '\r'))
			str_add_char(&lines, '\r');
		str_add_char(&lines, *p);
	}
	for (size_t at = 0; at < lines.len; at += LINE_BYTES) {
		str_base64(out, lines.text + at, lines.len - at > LINE_BYTES ? LINE_BYTES : lines.len - at);
		str_add(out, "\r\n");
	}
	str_finish(&lines);
}

static void put_multi(struct str *out, const char *kind, const char *boundary)
{
	str_printf(out, "Content-Type: multipart/%s;\r\n boundary=\"%s\"\r\n\r\n", kind, boundary);
}

static void put_texts(struct str *out, const struct letter *letter, const char *boundary)
{
	if (letter->html == NULL) {
		put_body(out, "text/plain", NULL, letter->text);
		return;
	}
	put_multi(out, "alternative", boundary);
	str_printf(out, "--%s\r\n", boundary);
	put_body(out, "text/plain", NULL, letter->text);
	str_printf(out, "--%s\r\n", boundary);
	put_body(out, "text/html", NULL, letter->html);
	str_printf(out, "--%s--\r\n", boundary);
}

void letter_write(const struct letter *letter, struct str *out)
{
	struct str outer = { 0 }, inner = { 0 };

	str_printf(&outer, "=_outer_%s", letter->id);
	str_printf(&inner, "=_inner_%s", letter->id);
	put_date(out, letter->at_ms);
	put_mailbox(out, "From", &letter->from);
	put_mailbox(out, "To", &letter->to);
	put_subject(out, letter->subject);
	str_printf(out, "Message-ID:\r\n <%s@%s>\r\n", letter->id, strrchr(letter->from.address, '@') + 1);
	/* No vacation program answers it. */
	str_add(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
	if (letter->file.name == NULL) {
		put_texts(out, letter, inner.text);
	} else {
		put_multi(out, "mixed", outer.text);
		str_printf(out, "--%s\r\n", outer.text);
		put_texts(out, letter, inner.text);
		str_printf(out, "--%s\r\n", outer.text);
		put_body(out, letter->file.type, letter->file.name, letter->file.text);
		str_printf(out, "--%s--\r\n", outer.text);
	}
	str_finish(&outer);
	str_finish(&inner);
}
