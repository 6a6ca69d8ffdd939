/* SPDX-License-Identifier: ISC */
/*
 * The terminal as a device: its modes, its bytes in both directions, its
 * size.  Its title stays what it was; it is asked nothing, because an answer
 * could carry a stranger's text.  No descriptor is made non-blocking: the
 * shell holds the same one.
 */
#include "guichet/screen/term.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "clip.h"
#include "keys.h"
#include "paint.h"
#include "signals.h"
#include "terminfo.h"

enum { INPUT = 4096, SIZE_MAX_CELLS = 1000 };

struct term {
	struct term_options options;
	bool utf8, suspended, resized;
	bool deaf, dumb;		/* nothing more comes in, goes out */
	int width, height;
	struct terminfo info;
	struct paint *paint;
	struct restore restore;
	struct signals *signals;
	struct str out;
	uint64_t written;
	char input[INPUT];
	size_t input_len, input_at;
	bool pasting, mouse;
	struct mouse click;		/* of the last K_MOUSE */
	struct paste paste;
};

/* Presses of buttons, told in decimal numbers. */
static const char mouse_on[] = "\033[?1000h\033[?1006h", mouse_off[] = "\033[?1006l\033[?1000l";

/* True when fd can be read (or written) within ms. */
static bool ready(int fd, bool to_write, int ms)
{
	struct timeval wait = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	return select(fd + 1, to_write ? NULL : &set, to_write ? &set : NULL, NULL, &wait) > 0;
}

static void lost(struct term *t, bool *way)
{
	if (!*way)
		signals_tell(t->signals, SIGHUP);
	*way = true;
}

static void flush(struct term *t)
{
	size_t done = 0;

	while (done < t->out.len && !t->dumb) {
		ssize_t n = write(t->options.out, t->out.text + done, t->out.len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno == EAGAIN)
			(void)ready(t->options.out, true, 1000);
		else if (n == 0 || errno != EINTR)
			lost(t, &t->dumb);
	}
	t->written += done;
	str_clear(&t->out);
}

static int clamp(int cells, int described, int usual)
{
	if (cells <= 0)
		cells = described > 0 ? described : usual;
	return cells < SIZE_MAX_CELLS ? cells : SIZE_MAX_CELLS;
}

/* What gives the terminal back depends on where its last line is. */
static void prepare_restore(struct term *t)
{
	const struct terminfo *info = &t->info;
	struct str bytes = { 0 };

	str_add(&bytes, info->reset);
	if (t->mouse)
		str_add(&bytes, mouse_off);
	str_add(&bytes, info->paste_off);
	str_add(&bytes, info->keypad_off);
	if (*info->leave == '\0') {
		terminfo_move(info, &bytes, 0, t->height - 1);
		str_add(&bytes, info->erase_line);
	}
	str_add(&bytes, info->leave);
	str_add(&bytes, info->cursor_on);
	t->restore.len = bytes.len < RESTORE_MAX ? bytes.len : 0;
	memcpy(t->restore.bytes, str_text(&bytes), t->restore.len);
	str_finish(&bytes);
}

/* True when the size is another one than before. */
static bool measure(struct term *t)
{
	struct winsize size = { 0 };
	int width = t->options.width, height = t->options.height;

	if (width <= 0 || height <= 0) {
		(void)ioctl(t->options.out, TIOCGWINSZ, &size);
		width = clamp(size.ws_col, t->info.cols, 80);
		height = clamp(size.ws_row, t->info.rows, 24);
	}
	if (width == t->width && height == t->height)
		return false;
	t->width = width;
	t->height = height;
	paint_resize(t->paint, width, height);
	prepare_restore(t);
	return true;
}

/* Every key comes as it is: no signals, no flow control, no echo. */
static struct termios raw(struct termios from)
{
	from.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
	from.c_oflag &= ~(tcflag_t)OPOST;
	from.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	from.c_cc[VMIN] = 1;
	from.c_cc[VTIME] = 0;
	return from;
}

static err_t enter(struct term *t)
{
	const struct terminfo *info = &t->info;

	if (t->restore.tty >= 0) {
		struct termios mode = raw(t->restore.attributes);

		if (tcsetattr(t->restore.tty, TCSADRAIN, &mode) < 0)
			return err_sys("the terminal's mode cannot be set");
	}
	str_add(&t->out, info->enter);
	str_add(&t->out, info->keypad_on);
	str_add(&t->out, info->paste_on);
	if (t->mouse)
		str_add(&t->out, mouse_on);
	flush(t);
	paint_forget(t->paint);
	return NULL;
}

static void leave(struct term *t)
{
	str_add_n(&t->out, t->restore.bytes, t->restore.len);
	flush(t);
	if (t->restore.tty >= 0)
		(void)tcsetattr(t->restore.tty, TCSADRAIN, &t->restore.attributes);
	paint_forget(t->paint);
}

/* Without a size of our own there must be a terminal at both ends. */
static err_t find_terminal(struct term *t)
{
	bool fixed = t->options.width > 0 && t->options.height > 0;

	if (t->options.in >= FD_SETSIZE || t->options.out >= FD_SETSIZE)
		return err_make(ERR_UNSUPPORTED, "too many open files to use the terminal");
	if (!fixed && !isatty(t->options.out))
		return err_make(ERR_UNSUPPORTED, "the full screen needs a terminal, and the output is not one");
	if (!fixed && !isatty(t->options.in))
		return err_make(ERR_UNSUPPORTED, "the full screen needs a terminal, and the input is not one");
	t->restore.fd = t->options.out;
	t->restore.tty = -1;
	if (tcgetattr(t->options.in, &t->restore.attributes) == 0)
		t->restore.tty = t->options.in;
	return terminfo_open(&t->info, t->options.type, t->options.out);
}

static bool locale_is_utf8(void)
{
	if (str_equal(setlocale(LC_CTYPE, NULL), "C"))
		(void)setlocale(LC_CTYPE, "");
	return str_equal(nl_langinfo(CODESET), "UTF-8");
}

err_t term_open(const struct term_options *options, struct term **out)
{
	struct term *t = mem_alloc(sizeof(*t));
	err_t err;

	*out = NULL;
	t->options = *options;
	err = find_terminal(t);
	if (err == NULL) {
		t->utf8 = locale_is_utf8();
		t->info.colors = options->color ? t->info.colors : 0;
		t->paint = paint_create(&t->info, t->utf8);
		(void)measure(t);
		err = signals_create(&t->restore, &t->signals);
	}
	if (err == NULL)
		err = enter(t);
	if (err != NULL) {
		t->suspended = true;
		term_close(t);
		return err;
	}
	*out = t;
	return NULL;
}

void term_close(struct term *t)
{
	if (t == NULL)
		return;
	if (!t->suspended)
		leave(t);
	signals_destroy(t->signals);
	paint_destroy(t->paint);
	terminfo_close(&t->info);
	str_finish(&t->out);
	str_finish(&t->paste.text);
	free(t);
}

void term_size(const struct term *t, int *width, int *height)
{
	*width = t->width;
	*height = t->height;
}

bool term_is_utf8(const struct term *t)
{
	return t->utf8;
}

void term_show(struct term *t, const struct canvas *canvas, const struct look looks[static STYLES])
{
	if (t->suspended)
		return;
	paint_show(t->paint, canvas, looks, &t->out);
	flush(t);
}

void term_redraw(struct term *t)
{
	paint_forget(t->paint);
}

/* More input, waiting at most ms for it. */
static bool fill(struct term *t, int ms)
{
	int count = 0;
	ssize_t n;

	if (t->deaf)
		return false;
	if (t->input_at > 0) {
		memmove(t->input, t->input + t->input_at, t->input_len - t->input_at);
		t->input_len -= t->input_at;
		t->input_at = 0;
	}
	if (t->input_len == INPUT || !ready(t->options.in, false, ms))
		return false;
	if (ioctl(t->options.in, FIONREAD, &count) < 0 || count <= 0) {
		lost(t, &t->deaf);	/* readable, and nothing there: the other side is gone */
		return false;
	}
	n = read(t->options.in, t->input + t->input_len, INPUT - t->input_len);
	if (n > 0)
		t->input_len += (size_t)n;
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		lost(t, &t->deaf);
	return n > 0;
}

/* What comes next, a key or KEY_UNKNOWN; false when nothing does. */
static bool read_one(struct term *t, struct key *key)
{
	size_t n;

	if (t->input_at == t->input_len && !fill(t, 0))
		return false;
	do
		n = keys_next(&t->info.keys, t->input + t->input_at, t->input_len - t->input_at,
			false, key);
	while (n == 0 && fill(t, t->options.escape_ms));
	if (n == 0)
		n = keys_next(&t->info.keys, t->input + t->input_at, t->input_len - t->input_at,
			true, key);
	if (key->code == K_MOUSE)	/* behind an escape it is a click with alt */
		(void)keys_mouse(t->input + t->input_at + (t->input[t->input_at + 1] == '\033'),
			n - (t->input[t->input_at + 1] == '\033'), &t->click);
	t->input_at += n;
	return true;
}

/* The next key; false when there is none.  What no key sends is a terminal talking: nobody asked it. */
static bool read_key(struct term *t, struct key *key)
{
	bool got;

	do
		got = read_one(t, key);
	while (got && key->code == KEY_UNKNOWN);
	return got;
}

static bool read_paste(struct term *t)
{
	bool ended = false;

	while (!ended && (t->input_at < t->input_len || fill(t, 0)))
		t->input_at += paste_take(&t->paste, t->input + t->input_at,
			t->input_len - t->input_at, &ended);
	return ended;
}

bool term_read(struct term *t, struct term_event *out)
{
	*out = (struct term_event){ 0 };
	if (t->resized) {
		t->resized = false;
		out->key.code = K_RESIZE;
		term_size(t, &out->width, &out->height);
		return true;
	}
	if (!t->pasting && !read_key(t, &out->key))
		return false;
	if (!t->pasting && out->key.code == K_MOUSE) {
		out->x = t->click.x;
		out->y = t->click.y;
		out->wheel = t->click.kind == MOUSE_WHEEL_UP ? -1 : t->click.kind == MOUSE_WHEEL_DOWN;
	}
	if (!t->pasting && out->key.code != K_PASTE)
		return true;
	if (!t->pasting)
		paste_reset(&t->paste);
	t->pasting = !read_paste(t);
	if (t->pasting)
		return false;
	out->key = (struct key){ .code = K_PASTE };
	out->paste = str_text(&t->paste.text);
	out->paste_len = t->paste.text.len;
	return true;
}

int term_fd(const struct term *t)
{
	return t->options.in;
}

int term_signal_fd(const struct term *t)
{
	return signals_fd(t->signals);
}

unsigned term_signals(struct term *t)
{
	unsigned seen = 0;
	int number;

	while ((number = signals_next(t->signals)) != 0)
		switch (number) {
		case SIGWINCH:
			seen |= TERM_RESIZED;
			break;
		case SIGTSTP:
			seen |= TERM_STOP;
			break;
		case SIGCONT:
			seen |= TERM_CONTINUED;
			break;
		default:
			seen |= TERM_ENDED;
		}
	if (seen & TERM_RESIZED)
		t->resized = measure(t) || t->resized;
	/* Whoever stopped us may have left the terminal in any mode. */
	if (seen & TERM_CONTINUED && !t->suspended)
		err_ignore(enter(t), "the next read tells when the terminal is gone");
	return seen;
}

void term_suspend(struct term *t)
{
	if (t->suspended)
		return;
	leave(t);
	t->suspended = true;
	signals_away(t->signals, true);
}

err_t term_resume(struct term *t)
{
	if (!t->suspended)
		return NULL;
	signals_away(t->signals, false);
	t->suspended = false;
	t->resized = measure(t) || t->resized;
	return enter(t);
}

void term_stop(struct term *t)
{
	term_suspend(t);
	(void)kill(0, SIGTSTP);		/* the shell waits for all of the pipeline */
	err_ignore(term_resume(t), "the next read tells when the terminal is gone");
}

uint64_t term_bytes(const struct term *t)
{
	return t->written;
}

bool term_mouse(struct term *t, bool on)
{
	on = on && t->info.mouse;
	if (on != t->mouse && !t->suspended) {
		str_add(&t->out, on ? mouse_on : mouse_off);
		flush(t);
	}
	t->mouse = on;
	prepare_restore(t);
	return on;
}

/* Who is between us and the terminal says so in the environment, and in the terminal's name. */
static enum clip_wrap clip_wrap(void)
{
	const char *type = getenv("TERM");

	if (getenv("TMUX") != NULL)
		return CLIP_TMUX;
	return getenv("STY") != NULL && type != NULL && strncmp(type, "screen", 6) == 0 ? CLIP_SCREEN : CLIP_PLAIN;
}

err_t term_copy(struct term *t, const char *text, size_t len)
{
	if (!t->info.clipboard)
		return err_make(ERR_UNSUPPORTED, "this terminal takes no copies: set copy=command and a copy-command");
	clip_write(&t->out, clip_wrap(), text, len);
	flush(t);
	return NULL;
}

void term_bell(struct term *t)
{
	str_add(&t->out, t->info.beep);
	flush(t);
}
