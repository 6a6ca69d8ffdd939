/* SPDX-License-Identifier: ISC */
/*
 * The table of calls: everything that a front end, a rule or a script may
 * ask of a desk.  One row is the wire's verb, the command of the command line
 * and of keys, the permission, what a rule may do, the journal's entry, the
 * completion and the manual's entry; nothing else lists them.
 *
 * A call is parsed once, from words: call_parse() checks count and kind of
 * every argument and gives values that the server reads by name.
 */
#ifndef GUICHET_MODEL_CALL_H
#define GUICHET_MODEL_CALL_H
#include "guichet/base/arena.h"
#include "guichet/model/role.h"
#include "guichet/model/zone.h"

enum arg_kind {
	ARG_END,
	ARG_CONVERSATION,	/* 42 or #42 */
	ARG_OUTBOX,		/* number of a reply in the outbox */
	ARG_ACCOUNT,		/* name */
	ARG_NETWORK,		/* mastodon, playback, import */
	ARG_ASSIGNEE,		/* name of an agent or a team, @me, or nobody */
	ARG_AGENT,		/* name */
	ARG_ROLE,
	ARG_TAG,		/* one word, no leading - or + */
	ARG_QUERY,		/* the query language of model/query.h */
	ARG_TIME,		/* instant, date, duration from now, or words: tomorrow 17:00 */
	ARG_DURATION,
	ARG_TEXT,		/* any text; option -F FILE reads it from a file in the front end */
	ARG_WORD,		/* free word */
	ARG_NAME,		/* a new name: letters, digits, . _ - */
	ARG_INT,
	ARG_CHOICE,		/* one of call_arg.choices */
	ARG_FLAG,		/* option without a value */
	ARG_SETTING,		/* key=value */
	ARG_SECRET,		/* read by the front end from a descriptor, a private file or a prompt; never journalled */
	ARG_FILE,		/* read by the front end and sent as payload */
	ARG_ATTACH,		/* a file that the front end gives to the desk first: then what the desk calls it */
	ARG_PATH,		/* a file where the server is; the front end makes it absolute */
	ARG_RULE,		/* name of a rule */
	ARG_SNIPPET,		/* name of a saved reply */
	ARG_METRIC,		/* name of a figure, or several with commas between; its title will do */
	ARG_COMMAND,		/* what a rule does, in one word: 'tag refund' */
	ARG_KINDS
};

enum {
	ARG_OPTIONAL = 1 << 0,
	ARG_MANY     = 1 << 1,	/* one or more (with ARG_OPTIONAL: any number) */
	ARG_SELECTION = 1 << 2,	/* a screen fills it from its selection */
	ARG_OPTION   = 1 << 3,	/* given as --name VALUE, always optional */
	ARG_PAST     = 1 << 4,	/* ARG_TIME: "2h" means two hours ago */
	ARG_EACH     = 1 << 5,	/* ARG_QUERY: each word is a query of its own */
	ARG_REPLY    = 1 << 6,	/* ARG_TIME: "reply" stands for a time that only a message brings */
	ARG_WHERE    = 1 << 7,	/* ARG_QUERY: an option that may stand for the ARG_SELECTION, or narrow it */
	ARG_LIST     = 1 << 8,	/* ARG_CHOICE: several of them, with commas between */
	ARG_OFFERED  = 1 << 9,	/* ARG_TIME: "offered" stands for the time that the text itself says */
	ARG_EXPORT   = 1 << 10,	/* what, given, makes the call one of CALL_EXPORT and CALL_READS */
	ARG_EMPTY    = 1 << 11,	/* ARG_TEXT: it may have no words, where a file can stand alone */
	ARG_COINED   = 1 << 12	/* ARG_TAG: may be a new one, and is no slip of the fingers */
};

enum {
	CALL_WRITES  = 1 << 0,	/* needs a key; journalled in the same transaction */
	CALL_UNDO    = 1 << 1,	/* has an inverse call */
	CALL_BULK    = 1 << 2,	/* many conversations: one journal entry */
	CALL_RULE    = 1 << 3,	/* a rule may run it with nobody attached */
	CALL_READER  = 1 << 4,	/* answered by the reader thread */
	CALL_STREAM  = 1 << 5,	/* answered by frames until {"end":true} */
	CALL_PAYLOAD = 1 << 6,	/* raw bytes follow the request's line */
	CALL_COURIER = 1 << 7,	/* lets the courier run while it lasts */
	CALL_UNTOLD  = 1 << 8,	/* writes what concerns its agent alone: no journal entry */
	CALL_ACT     = 1 << 9,	/* is done at the network: a screen asks for the call's name once more */
	CALL_LINES   = 1 << 10,	/* its payload is lines, which may come in batches */
	CALL_SLICES  = 1 << 11,	/* may take long: as CALL_BULK it tells how far it is, and stops when cancelled */
	CALL_SCOPED  = 1 << 12,	/* tells a member with a scope of nothing that is outside of it */
	CALL_WHOLE   = 1 << 13,	/* does more than to the conversations that it names: for who sees the whole desk */
	CALL_READS   = 1 << 14,	/* tells what may be private: a desk that several share notes who asked */
	CALL_EXPORT  = 1 << 15	/* takes what the desk holds out of it: a site may keep it from members (policy.h) */
};

enum { CALL_ARGS = 20 };

struct call_arg {
	const char *name;
	enum arg_kind kind;
	unsigned flags;
	const char *choices;	/* ARG_CHOICE: "account|agent|tag" */
	const char *help;	/* a few words; NULL where the name says it */
};

struct call {
	const char *name;	/* "assign", "account add" */
	const char *group;	/* section of help and manual */
	struct call_arg args[CALL_ARGS];
	unsigned flags;
	enum role least;
	const char *help;	/* one line, imperative, no full stop */
	const char *manual;	/* one or more sentences of mdoc text, or NULL */
	const char *also;	/* what else people call it: everyday words, by which a list finds it; or NULL */
};

extern const struct call calls[];	/* by group, in each by name; server/calls.c has a function for each */
extern const size_t calls_count;

/* Exact name. */
const struct call *call_find(const char *name);
/* The longest row whose words begin argv (also unique prefixes); *used is how many words its name took. */
err_t call_find_words(size_t argc, const char *const *argv, const struct call **out, size_t *used) MUST_CHECK;

/* One checked call: values[i] belongs to call->args[i]. */
struct call_value { size_t count; const char **texts; };
struct call_request {
	const struct call *call;
	struct call_value values[CALL_ARGS];
	enum means means;		/* how it was made, as the front end says */
	const struct zone *zone;	/* whose days and hours its times are; NULL: the machine's */
};

/*
 * Words behind the name.  "--" ends options; "-F FILE" stands for the text
 * argument's --file and is kept in *file for the front end to read, as are
 * --secret-fd N and --secret-file PATH; --edit lets a person write the text,
 * from what else there is of it; a missing required text, secret or
 * file argument is no error here when such an option stands for it.
 */
struct call_front {
	const char *file;		/* -F */
	const char *secret_file;
	int secret_fd;			/* -1 unless given */
	bool edit;			/* --edit, of calls with a text */
	bool draft;			/* --draft, of a reply: the text is the one that is kept */
	bool yes, json, csv, tsv, quiet;	/* --yes, --json, --csv, --tsv, --quiet: every call takes them */
};
err_t call_parse(struct arena *, const struct call *, size_t argc, const char *const *argv,
	struct call_request *out, struct call_front *front) MUST_CHECK;
/* Its text is kept until it leaves. */
bool call_has_draft(const struct call *);
/* Every value again, for what arrived over the wire. */
err_t call_check(const struct call_request *) MUST_CHECK;

/* Values by argument name; the argument must exist (asserted). */
const char *call_text(const struct call_request *, const char *arg);	/* first value or NULL */
size_t call_count(const struct call_request *, const char *arg);
const char *call_text_at(const struct call_request *, const char *arg, size_t index);
int64_t call_int(const struct call_request *, const char *arg, int64_t fallback);	/* also conversation and outbox ids */
int64_t call_int_at(const struct call_request *, const char *arg, size_t index);
bool call_flag(const struct call_request *, const char *arg);
int64_t call_duration(const struct call_request *, const char *arg, int64_t fallback_ms);
/* What --where says, or NULL; a call need not have it. */
const char *call_where(const struct call_request *);
/* An option that a call need not have. */
bool call_option_is_set(const struct call_request *, const char *arg);
/* A duration counts from now; "reply" is 0. */
int64_t call_time(const struct call_request *, const char *arg, int64_t now_ms, int64_t fallback_ms);

/*
 * A member who sees a part of the desk may make it: it is marked, or it does
 * something to conversations or replies that it names, and nothing else.
 */
bool call_keeps_scope(const struct call *);
/* resolve and close: accounts may list the reasons that they take. */
bool call_takes_reason(const struct call *);

/* "usage: guichet assign ID... WHO" */
const char *call_usage(struct arena *, const struct call *);
#endif
