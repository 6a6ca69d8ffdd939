/* SPDX-License-Identifier: ISC */
/*
 * The desk server: sockets, sessions, the check of every call against the
 * table, shared pages, the reader thread, and when to end.  It knows calls,
 * not networks: what must be carried is asked of a carrier, which the main
 * file fills with the courier.
 */
#ifndef GUICHET_SERVER_SERVER_H
#define GUICHET_SERVER_SERVER_H
#include "guichet/desk/desk.h"
#include "guichet/desk/mail.h"
#include "guichet/loop/loop.h"
#include "guichet/model/policy.h"

struct server;

struct carrier_event { const char *account, *what, *detail; size_t added; const char *piece; size_t len; };
struct carrier_failure { const char *account, *text; };
struct carrier_summary {
	size_t accounts, added, edited, sent, acted, failed, later, held, unknown, errors;
	struct mail_tally mail;
	bool waits;
	const char *first_error;
	size_t failure_count;
	const struct carrier_failure *failures;
};
struct carrier_job {
	void (*progress)(void *data, const struct carrier_event *);
	void (*done)(void *data, err_t, const struct carrier_summary *);
	void *data;
};
struct carrier {
	void *data;
	void (*attend)(void *data, bool attended);
	bool (*busy)(void *data);
	err_t (*sync)(void *data, size_t count, const int64_t *accounts, bool until_idle,
		const struct carrier_job *, int64_t *job);
	err_t (*check)(void *data, int64_t account, const struct carrier_job *, int64_t *job);
	/* code NULL: which address gives one; its end keeps what was let in, in the name of the actor. */
	err_t (*login)(void *data, const struct actor *, int64_t account, const char *code,
		const struct carrier_job *, int64_t *job);
	/* A file beside a message: its bytes come as events. */
	err_t (*fetch)(void *data, int64_t account, const struct media *, const struct carrier_job *, int64_t *job);
	void (*hold)(void *data, int64_t job, bool held);	/* of a fetch: its bytes wait, or come again */
	bool (*lives)(void *data, int64_t account);	/* its network streams to us now */
	void (*cancel)(void *data, int64_t job);
};

struct server_options {
	struct loop *loop;
	struct desk *desk;
	const struct carrier *carrier;	/* copied; NULL: sync is unsupported */
	int listen_fd;			/* bound and listening; owned from now on */
	bool team;			/* identity by SO_PEERCRED and the agent table; stays when unused */
	const char *owner;		/* private: the name of its person, copied; NULL: the login's */
	int64_t linger_ms;		/* private: ends this long after the last front end, 300 */
	const struct policy *policy;	/* of the site, copied; NULL: none */
	bool keeps_socket;		/* its name is somebody else's to take away */
	const char *policy_file;	/* what refusals name, copied */
	int64_t stall_ms;		/* a client that takes nothing for so long is dropped; 0: 30 s */
};

err_t server_create(const struct server_options *, struct server **out) MUST_CHECK;
void server_destroy(struct server *);
/* Another one, file NULL: none.  Everybody begins anew. */
void server_set_policy(struct server *, const struct policy *, const char *file);
/* Lets nobody in, tells everybody why, waits a moment for what is in flight, then loop_stop. */
void server_end(struct server *, const char *why);
/* loop_stop is called when the server decides to end: unused, replaced file, or another build asked. */
#endif
