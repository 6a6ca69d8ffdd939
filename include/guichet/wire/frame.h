/* SPDX-License-Identifier: ISC */
/*
 * Frames on the desk's socket.  A frame is one line of JSON (<= 1 MiB, an answer
 * of the reader <= 32 MiB) and,
 * where its member "payload" says how many, that many raw bytes behind it
 * (<= 8 MiB).  Client to server:
 *
 *   {"hello":{"protocol":1,"build":"0.1.0-ab12","lang":"en","as":"maria","desk":"uuid"}}
 *   {"id":7,"call":"assign","key":"uuid","args":{"id":["42"],"who":["maria"]},"payload":0}
 *   {"cancel":7}
 *
 * Server to client:
 *
 *   {"hello":{"protocol":1,"build":"...","agent":"maria","role":"admin","desk":"uuid","private":true,"pid":99}}
 *   {"id":7,"ok":{...}}   {"id":7,"error":{"kind":"conflict","text":"...","template":"...","args":[...]}}
 *   {"id":7,"row":{...}} ... {"id":7,"end":{...}}        calls flagged as streams
 *   {"goodbye":"another build starts"}                   connect again
 */
#ifndef GUICHET_WIRE_FRAME_H
#define GUICHET_WIRE_FRAME_H
#include "guichet/json/json.h"
#include "guichet/model/call.h"

enum { WIRE_PROTOCOL = 1, WIRE_LINE_MAX = 1 << 20, WIRE_ANSWER_MAX = 32 << 20,
	WIRE_PAYLOAD_MAX = 8 << 20 };

struct frame { struct json *json; const char *payload; size_t payload_len; };	/* payload borrowed until the next feed */

/* Incremental: feed bytes as they come, take frames while there are any. */
struct frame_reader {
	struct str buffer;
	size_t used;		/* bytes of it that were handed out */
	size_t scanned;		/* behind used: no end of line among these */
	size_t line_max;	/* 0: WIRE_LINE_MAX */
	struct json *head;	/* a line whose payload is still on its way */
	size_t payload_len;
};
void frame_feed(struct frame_reader *, const char *bytes, size_t len);
/* *got is false when more bytes are needed.  ERR_PROTOCOL ends the connection. json is the caller's. */
err_t frame_next(struct frame_reader *, struct frame *out, bool *got) MUST_CHECK;
/* Nobody finds again what was handed out: it may have been a secret.  Ends payloads that are borrowed. */
void frame_wipe(struct frame_reader *);
void frame_reader_finish(struct frame_reader *);

/* desk: what follows is meant for this desk only, whoever has its path now; NULL: for any. */
/* front: what it is, in a word: screen, plain, command, csv, tsv, json. */
struct wire_hello { int protocol; const char *build, *lang, *as, *desk, *front; };
void wire_put_hello(struct str *, const struct wire_hello *);
void wire_put_request(struct str *, int64_t id, const char *key, const struct call_request *,
	const char *payload, size_t payload_len);
void wire_put_cancel(struct str *, int64_t id);
/*
 * Strings of the request live in the arena; call_check() has seen it.  Unknown call: ERR_UNSUPPORTED;
 * unknown members and arguments are ignored.  *id is set even then, 0 if there is none.
 */
err_t wire_get_request(struct arena *, const struct json *, int64_t *id, const char **key,
	struct call_request *out) MUST_CHECK;

/* body is a JSON text or NULL for {} */
void wire_put_ok(struct str *, int64_t id, const char *body);
void wire_put_row(struct str *, int64_t id, const char *body);
/* The same in place: what is written behind wire_open is the body, or nothing, which is {}. */
enum wire_part { WIRE_OK, WIRE_END };
size_t wire_open(struct str *, int64_t id, enum wire_part);	/* where the body begins */
void wire_close(struct str *, size_t body);
void wire_put_end(struct str *, int64_t id, const char *body);
void wire_put_error(struct str *, int64_t id, err_t);
/* From the member "error" of a frame. */
err_t wire_get_error(const struct json *error) MUST_CHECK;
/* The build's name: version and a checksum of its sources, equal in both programs of one build. */
const char *wire_build(void);
#endif
