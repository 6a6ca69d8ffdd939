/* SPDX-License-Identifier: ISC */
/* The files of data/playback as lines, so that the demo needs no installed file. */
#include "playback_script.h"

const char *const playback_data[] = {
#include "playback_data.inc"
	NULL
};
