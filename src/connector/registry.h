/* SPDX-License-Identifier: ISC */
/* Every connector is one constant; registry.c lists them. */
#ifndef GUICHET_CONNECTOR_REGISTRY_H
#define GUICHET_CONNECTOR_REGISTRY_H
#include "guichet/connector/task.h"

extern const struct connector connector_bluesky;
extern const struct connector connector_telegram;
extern const struct connector connector_mastodon;
extern const struct connector connector_playback;
extern const struct connector connector_feed;
extern const struct connector connector_hackernews;
extern const struct connector connector_import;
extern const struct connector connector_wordpress;
#endif
