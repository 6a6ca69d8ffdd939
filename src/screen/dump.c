/* SPDX-License-Identifier: ISC */
/* A canvas as text.  Reads the grid as anybody may, through canvas.h. */
#include "guichet/screen/canvas.h"

void canvas_dump(const struct canvas *c, struct str *out)
{
	for (int y = 0; y < canvas_height(c); y++) {
		const struct cell *row = canvas_row(c, y);
		int end = canvas_width(c);

		while (end > 0 && row[end - 1].len == 1 && row[end - 1].bytes[0] == ' ')
			end--;
		for (int x = 0; x < end; x++)
			str_add_n(out, row[x].bytes, row[x].len);
		str_add_char(out, '\n');
	}
}

/* Letters in the order in which the styles appear, a dot for the plain one. */
static void dump_letters(const struct canvas *c, char letters[static STYLES], struct str *order,
	struct str *out)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	_Static_assert(STYLES <= sizeof(alphabet), "a letter for each style");
	letters[STYLE_NORMAL] = '.';
	for (int y = 0; y < canvas_height(c); y++) {
		const struct cell *row = canvas_row(c, y);
		int end = canvas_width(c);

		while (end > 0 && row[end - 1].style == STYLE_NORMAL)
			end--;
		for (int x = 0; x < end; x++) {
			char *letter = &letters[row[x].style];

			if (*letter == 0) {
				*letter = alphabet[order->len];
				str_add_char(order, (char)row[x].style);
			}
			str_add_char(out, *letter);
		}
		str_add_char(out, '\n');
	}
}

/* Three parts, with "--" between them: text, letters, what the letters mean. */
void canvas_dump_styles(const struct canvas *c, struct str *out)
{
	char letters[STYLES] = { 0 };
	struct str order = { 0 };

	canvas_dump(c, out);
	str_add(out, "--\n");
	dump_letters(c, letters, &order, out);
	str_add(out, "--\n");
	for (size_t i = 0; i < order.len; i++) {
		enum style style = (enum style)order.text[i];

		str_printf(out, "%c %s\n", letters[style], style_name(style));
	}
	str_finish(&order);
}
