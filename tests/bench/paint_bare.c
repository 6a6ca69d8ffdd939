/* SPDX-License-Identifier: ISC */
/* The reference of tests/bench/paint: a list in which one row is highlighted, with ncurses and nothing else. */
#include <locale.h>
#include <ncurses.h>


static void draw(int selected)
{
	for (int y = 0; y < LINES; y++) {
		attrset(y == selected ? (unsigned)A_BOLD | (unsigned)COLOR_PAIR(1) : 0u);
		mvprintw(y, 0, "%c customer %-11d", y == selected ? '>' : ' ', y);
		attrset(0);
		mvprintw(y, 24, "where is my parcel? it was promised for today");
	}
	move(selected, 0);
	refresh();
}

int main(void)
{
	int selected = 0, key;

	setlocale(LC_CTYPE, "");
	initscr();
	raw();
	noecho();
	keypad(stdscr, TRUE);
	start_color();
	use_default_colors();
	init_pair(1, 231, 24);
	draw(selected);
	while ((key = getch()) != 'q' && key != ERR) {
		selected += key == 'j' && selected + 1 < LINES;
		selected -= key == 'k' && selected > 0;
		draw(selected);
	}
	endwin();
	return 0;
}
