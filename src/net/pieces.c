/* SPDX-License-Identifier: ISC */
/* A body of pieces is read from front to back, or again from any place: transports ask for what they need next. */
#include "guichet/net/request.h"

#include <string.h>

size_t request_pieces_len(const struct request *request)
{
	size_t len = 0;

	for (size_t i = 0; i < request->piece_count; i++)
		len += request->pieces[i].len;
	return len;
}

bool request_pieces_read(const struct request *request, size_t at, char *to, size_t len, size_t *got)
{
	*got = 0;
	for (size_t i = 0; i < request->piece_count && *got < len; i++) {
		const struct request_piece *piece = &request->pieces[i];
		size_t part;

		if (at >= piece->len) {
			at -= piece->len;
			continue;
		}
		part = piece->len - at < len - *got ? piece->len - at : len - *got;
		if (piece->text != NULL)
			memcpy(to + *got, piece->text + at, part);
		else if (request->files == NULL || !request->files->read(request->files->data, piece->file, at, to + *got, part))
			return false;
		*got += part;
		at = 0;
	}
	return true;
}
