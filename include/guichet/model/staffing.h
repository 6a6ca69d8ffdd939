/* SPDX-License-Identifier: ISC */
/*
 * How many people a load needs.  Three models, because contacts come in three
 * ways: who waits on a line until somebody is free (Erlang C, and Erlang A
 * where they give up), who chats with somebody that has several chats at once
 * (the same with slots), and who wrote a message that wants its answer within
 * hours, which is no line at all but work that must be done by a time.
 *
 * A load is in erlangs: contacts in an hour, times the hours that each takes.
 * Times are seconds.  People are those at work, before shrinkage: breaks,
 * meetings and illness come on top (staffing_rostered).
 */
#ifndef GUICHET_MODEL_STAFFING_H
#define GUICHET_MODEL_STAFFING_H
#include <stdbool.h>
#include <stddef.h>

struct staffing_load { double erlangs, handle_s; };
/*
 * share: so many are served within target_s; occupancy: nobody is busy for more than this share of the time;
 * patience_s: who waits gives up after so long on average, 0: nobody does.
 */
struct staffing_goal { double share, target_s, occupancy, patience_s; };

/* What so many people reach.  Fewer than the load: everybody waits, without end. */
struct staffing_level {
	double waits;		/* the share who waits at all; 1 if there are too few people */
	double within;		/* the share who is served within the target */
	double mean_wait_s;	/* of all; negative: without end */
	double occupancy;
	double abandons;	/* the share who gave up; 0 where nobody does */
};

/* The share that finds so many people busy and goes away at once; by its recurrence, stable to thousands. */
double staffing_blocked(double erlangs, size_t people);
/* Erlang C: nobody gives up. */
struct staffing_level staffing_line(struct staffing_load, size_t people, double target_s);
/* Erlang A: who waits gives up after patience_s on average.  Within the target counts only who was served. */
struct staffing_level staffing_patience(struct staffing_load, size_t people, double target_s, double patience_s);
/* The fewest people that reach share and occupancy; most if fewer do not, or not even that many. */
size_t staffing_needed(struct staffing_load, const struct staffing_goal *, size_t most);
/* Of whom a share (below 1) is not at work. */
size_t staffing_rostered(size_t people, double shrinkage);

/* ---- chats, several at once */

enum { CHATS_MOST = 5, CHATS_ADVISED = 3 };
/* How long one of so many chats at once takes, where a single one takes handle_s; at most CHATS_MOST at once. */
double staffing_chat_s(double handle_s, size_t at_once);
/* People for so many chats in an hour; slots, or NULL: how many chats they could have at once. */
size_t staffing_chats(double chats, double handle_s, size_t at_once, const struct staffing_goal *, size_t most,
	size_t *slots);

/* ---- messages, answered within hours */

/*
 * Work that arrives and the working time of one person, by slots of the same
 * length; both in seconds, what is closed has none.  work ends where nothing
 * arrives any more; open goes on as far as answers may be late: count of both.
 */
struct staffing_work { const double *work_s, *open_s; size_t count; };
/* Whether so many people, each busy for this share of the time, answer whatever arrived within so many slots. */
bool staffing_keeps_up(const struct staffing_work *, size_t people, double occupancy, size_t slots);
size_t staffing_inventory(const struct staffing_work *, double occupancy, size_t slots, size_t most);
#endif
