/* SPDX-License-Identifier: ISC */
/* A thread for the second half. */
#include "guichet/base/pair.h"

#include <pthread.h>
#include <sched.h>
#include <stddef.h>

struct half { void (*run)(void *); void *data; };

bool pair_pays(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 1;
}

static void *half_run(void *data)
{
	const struct half *half = data;

	half->run(half->data);
	return NULL;
}

void pair_run(void (*run)(void *), void *here, void *beside)
{
	struct half half = { run, beside };
	pthread_t thread;
	bool started = pthread_create(&thread, NULL, half_run, &half) == 0;

	run(here);
	if (started)
		pthread_join(thread, NULL);
	else
		run(beside);
}
