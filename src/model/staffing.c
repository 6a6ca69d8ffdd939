/* SPDX-License-Identifier: ISC */
/*
 * The arithmetic of staffing.  Nothing here is a factorial: Erlang's loss
 * formula goes by its recurrence, the chain of Erlang A by ratios of
 * neighbours, so that a thousand people are no trouble.
 */
#include "guichet/model/staffing.h"

#include <math.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"

/* ---- a line without end of patience */

double staffing_blocked(double erlangs, size_t people)
{
	double blocked = 1;

	for (size_t n = 1; n <= people; n++)
		blocked = erlangs * blocked / ((double)n + erlangs * blocked);
	return blocked;
}

static struct staffing_level line_of(struct staffing_load load, size_t people, double blocked, double target_s)
{
	double n = (double)people, free_people = n - load.erlangs;
	struct staffing_level out = { .waits = 1, .mean_wait_s = -1, .occupancy = 1 };

	if (load.erlangs <= 0)
		return (struct staffing_level){ .within = 1 };
	if (free_people <= 0)
		return out;
	out.waits = n * blocked / (n - load.erlangs * (1 - blocked));
	out.within = 1 - out.waits * exp(-free_people * target_s / load.handle_s);
	out.mean_wait_s = out.waits * load.handle_s / free_people;
	out.occupancy = load.erlangs / n;
	return out;
}

struct staffing_level staffing_line(struct staffing_load load, size_t people, double target_s)
{
	return line_of(load, people, staffing_blocked(load.erlangs, people), target_s);
}

static bool is_reached(const struct staffing_level *level, const struct staffing_goal *goal)
{
	return level->within >= goal->share && level->occupancy <= goal->occupancy;
}

/* The loss of one more is one step of its recurrence. */
static size_t line_needed(struct staffing_load load, const struct staffing_goal *goal, size_t most)
{
	size_t people = 0;
	double blocked = 1;
	struct staffing_level level = line_of(load, people, blocked, goal->target_s);

	while (people < most && !is_reached(&level, goal)) {
		people++;
		blocked = load.erlangs * blocked / ((double)people + load.erlangs * blocked);
		level = line_of(load, people, blocked, goal->target_s);
	}
	return people;
}

/* More people never serve worse. */
static size_t patient_needed(struct staffing_load load, const struct staffing_goal *goal, size_t most)
{
	size_t low = 0, high = most;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct staffing_level level = staffing_patience(load, middle, goal->target_s, goal->patience_s);

		if (is_reached(&level, goal))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

size_t staffing_needed(struct staffing_load load, const struct staffing_goal *goal, size_t most)
{
	return goal->patience_s > 0 ? patient_needed(load, goal, most) : line_needed(load, goal, most);
}

/* What is a whole number but for the rounding of its division is that number. */
static size_t up(double people)
{
	return (size_t)ceil(people - 1e-9);
}

size_t staffing_rostered(size_t people, double shrinkage)
{
	return shrinkage >= 1 ? people : up((double)people / (1 - shrinkage));
}

/* ---- with patience */

/* How many are there, at work or waiting: the chance of each number, until the rest is nothing. */
struct chain { double *list; size_t count, size; };

enum { CHAIN_MOST = 1 << 20 };
#define NOTHING 1e-18

static void chain_add(struct chain *chain, double chance)
{
	if (chain->count == chain->size) {
		chain->size = chain->size == 0 ? 256 : chain->size * 2;
		chain->list = mem_grow(chain->list, chain->size, sizeof(*chain->list));
	}
	chain->list[chain->count++] = chance;
}

static struct chain chain_make(double erlangs, size_t people, double leaving)
{
	struct chain chain = { 0 };
	double sum = 1, chance = 1;

	chain_add(&chain, 1);
	for (size_t k = 1; k < CHAIN_MOST && (k <= people || chance > NOTHING * sum); k++) {
		chance *= erlangs / ((double)(k < people ? k : people) + (k > people ? (double)(k - people) * leaving : 0));
		sum += chance;
		chain_add(&chain, chance);
		if (sum > 1e200) {	/* the chances are only held against each other */
			for (size_t i = 0; i < chain.count; i++)
				chain.list[i] /= sum;
			chance /= sum;
			sum = 1;
		}
	}
	for (size_t i = 0; i < chain.count; i++)
		chain.list[i] /= sum;
	return chain;
}

/*
 * Who finds so many waiting before is served after them: they leave the line
 * at people, people + leaving, ... times the rate of one, and the sum of such
 * times is -ln of a beta variable over the rate at which one gives up.  That
 * it is short enough, and that who waits has not given up before, is a tail of
 * the next beta variable, which for whole numbers is a sum.
 */
static double served_share(double c, double x, const struct chain *chain, size_t people)
{
	double share = 0, term = 1, sum = 1, high = pow(x, c + 1);

	for (size_t k = 0; k < people && k < chain->count; k++)
		share += chain->list[k];
	for (size_t k = people; k < chain->count; k++) {
		double before = (double)(k - people);

		share += chain->list[k] * c / (c + before + 1) * (1 - high * sum);
		term *= (c + 1 + before) / (before + 1) * (1 - x);
		sum += term;
	}
	return share;
}

struct staffing_level staffing_patience(struct staffing_load load, size_t people, double target_s, double patience_s)
{
	double leaving = load.handle_s / patience_s, waiting = 0, busy = 0;
	struct staffing_level out = { 0 };
	struct chain chain;

	if (load.erlangs <= 0 || people == 0)
		return (struct staffing_level){ .within = load.erlangs <= 0, .waits = load.erlangs > 0, .occupancy = load.erlangs > 0,
			.abandons = load.erlangs > 0, .mean_wait_s = load.erlangs > 0 ? patience_s : 0 };
	chain = chain_make(load.erlangs, people, leaving);
	for (size_t k = 0; k < chain.count; k++) {
		out.waits += k >= people ? chain.list[k] : 0;
		waiting += k > people ? (double)(k - people) * chain.list[k] : 0;
		busy += (double)(k < people ? k : people) * chain.list[k];
	}
	out.mean_wait_s = waiting * load.handle_s / load.erlangs;
	out.abandons = out.mean_wait_s / patience_s;
	out.occupancy = busy / (double)people;
	out.within = served_share((double)people / leaving, exp(-target_s / patience_s), &chain, people);
	free(chain.list);
	return out;
}

/* ---- chats */

/* How much gets done with so many chats at once, beside one. */
static const double chats_done[CHATS_MOST + 1] = { 1, 1, 1.7, 2.5, 2.9, 3.5 };

double staffing_chat_s(double handle_s, size_t at_once)
{
	size_t most = at_once > CHATS_MOST ? CHATS_MOST : at_once;

	return most == 0 ? handle_s : handle_s * (double)most / chats_done[most];
}

size_t staffing_chats(double chats, double handle_s, size_t at_once, const struct staffing_goal *goal, size_t most,
	size_t *slots)
{
	double each_s = staffing_chat_s(handle_s, at_once);
	const struct staffing_load load = { chats * each_s / 3600, each_s };
	size_t needed = staffing_needed(load, goal, most * at_once), people = (needed + at_once - 1) / at_once;

	if (slots != NULL)
		*slots = needed;
	return people;
}

/* ---- messages */

/*
 * First come, first served: what is done by a slot's end is what had arrived
 * by some slot before, when nothing was left, and all the time since.
 */
bool staffing_keeps_up(const struct staffing_work *work, size_t people, double occupancy, size_t slots)
{
	double done = 0, arrived = 0, *due = mem_array(work->count + 1, sizeof(*due));
	bool keeps = true;

	for (size_t i = 0; keeps && i < work->count; i++) {
		arrived += work->work_s[i];
		due[i] = arrived;
		done += (double)people * occupancy * work->open_s[i];
		done = done < arrived ? done : arrived;
		keeps = i < slots || done >= due[i - slots] - 1e-6;
	}
	free(due);
	return keeps;
}

size_t staffing_inventory(const struct staffing_work *work, double occupancy, size_t slots, size_t most)
{
	size_t low = 0, high = most;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (staffing_keeps_up(work, middle, occupancy, slots))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
