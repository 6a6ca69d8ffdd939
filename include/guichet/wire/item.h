/* SPDX-License-Identifier: ISC */
/*
 * Items as JSON lines: what "import items" reads and "export" writes.  Times
 * are RFC 3339 text.  Unknown members are ignored.
 *
 *   {"uid":"…","native":"…","rev":"…","op":"new|edit|echo|context|gone","kind":"mention","vis":"public",
 *    "thread":{"root":"uid","parent":"uid"},
 *    "author":{"id":"…","handle":"@a@x.example","name":"A","url":"…","followers":97,"bot":false},
 *    "to":{…as author, for op echo…},
 *    "at":"2026-11-22T10:00:00Z","edited_at":null,"text":"…","words":"…","cw":"","lang":"de","permalink":"…",
 *    "media":[{"type":"image","url":"…","alt":"…","mime":"image/png","size":8192,"width":640,"height":480}]}
 */
#ifndef GUICHET_WIRE_ITEM_H
#define GUICHET_WIRE_ITEM_H
#include "guichet/json/json.h"
#include "guichet/model/item.h"

/* Strings live in the arena.  ERR_DATA names the member that is wrong. */
err_t wire_get_item(struct arena *, const struct json *, struct item *out) MUST_CHECK;
void wire_put_item(struct str *, const struct item *);
#endif
