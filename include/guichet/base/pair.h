/* SPDX-License-Identifier: ISC */
/*
 * Two halves of one work at the same time.  A thread begins with the second
 * half and ends with it, so that nothing is kept, stopped or waited for; what
 * both halves touch is for who calls, and so is whether a thread is worth it.
 * The second half makes no errors and speaks no language: both belong to a
 * thread, and that one is gone.
 */
#ifndef GUICHET_BASE_PAIR_H
#define GUICHET_BASE_PAIR_H
#include <stdbool.h>

/* This process has a second processor to run on. */
bool pair_pays(void);
/* Returns when both are done; without a second thread they are done one after the other. */
void pair_run(void (*run)(void *), void *here, void *beside);
#endif
