/* SPDX-License-Identifier: ISC */
/*
 * guichet-config(5) and guichet-theme(5) as mdoc, from the tables of the
 * language and from the compiled-in defaults: the committed pages must equal
 * this.  What stands in a literal display is an example, and a test runs it.
 */
#include "parts.h"

#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/config/config.h"

struct page { struct command_env *env; struct config *config; };

static void lines(struct command_env *env, const char *const *text)
{
	for (; *text != NULL; text++)
		manual_line(env, *text);
}

static void item(struct command_env *env, const char *macro, const char *text)
{
	manual_line(env, arena_printf(env->arena, ".It %s %s", macro, manual_plain(env->arena, text)));
}

static void sentence(struct command_env *env, const char *text)
{
	manual_line(env, arena_printf(env->arena, "%s.", manual_capital(env->arena, manual_plain(env->arena, text))));
}

static void commands(struct command_env *env)
{
	manual_line(env, ".Sh COMMANDS");
	manual_line(env, ".Bl -tag -width Ds");
	for (const struct config_command *row = config_commands; row->name != NULL; row++) {
		item(env, "Ic", row->usage);
		sentence(env, row->help);
		manual_sentences(env, row->manual);
	}
	manual_line(env, ".El");
}

static const char *takes(struct arena *arena, const struct option_row *row)
{
	struct str text = { 0 };
	const char *copy;

	switch (row->kind) {
	case OPTION_BOOL:
		str_add(&text, "on or off");
		break;
	case OPTION_INT:
		str_printf(&text, "a number from %d to %d", row->least, row->most);
		break;
	case OPTION_CHOICE:
		for (const char *p = row->choices; *p != '\0'; p++)
			if (*p != '|')
				str_add_char(&text, *p);
			else
				str_add(&text, strchr(p + 1, '|') != NULL ? ", " : " or ");
		break;
	case OPTION_TEXT:
		str_add(&text, "a text");
		break;
	}
	copy = arena_copy(arena, text.text);
	str_finish(&text);
	return copy;
}

static void options(struct command_env *env)
{
	manual_line(env, ".Sh OPTIONS");
	manual_line(env, ".Bl -tag -width Ds");
	for (size_t i = 0; i < OPTIONS; i++) {
		const struct option_row *row = &option_rows[i];

		item(env, "Ic", row->name);
		sentence(env, row->help);
		manual_line(env, arena_printf(env->arena, "Takes %s; preset: %s.", takes(env->arena, row),
			row->preset[0] != '\0' ? row->preset : "empty"));
	}
	manual_line(env, ".El");
}

static void scopes(struct command_env *env)
{
	manual_line(env, ".Bl -tag -width conversation -compact");
	for (const struct config_scope *row = config_scopes; row->name != NULL; row++) {
		item(env, "Ic", row->name);
		manual_line(env, row->help);
	}
	manual_line(env, ".El");
}

static void views(struct page *page)
{
	struct command_env *env = page->env;
	const struct config_view *view;

	manual_line(env, ".Sh DEFAULT VIEWS");
	manual_line(env, ".Bl -tag -width needs_action -compact");
	for (size_t i = 0; (view = config_view(page->config, i)) != NULL; i++) {
		item(env, "Ic", view->name);
		manual_line(env, view->query);
	}
	manual_line(env, ".El");
}

static void example(struct command_env *env, const char *kind, const char *const *text)
{
	manual_line(env, arena_printf(env->arena, ".\\\" example: %s", kind));
	manual_line(env, ".Bd -literal -offset indent");
	for (; *text != NULL; text++)
		manual_line(env, manual_plain(env->arena, *text));
	manual_line(env, ".Ed");
}

static const char *const config_head[] = {
	".\\\" SPDX-License-Identifier: ISC",
	".\\\" Made by guichet manual config from the tables of the language.",
	".Dd November 22, 2026", ".Dt GUICHET-CONFIG 5", ".Os", ".Sh NAME", ".Nm guichet-config",
	".Nd configuration of the front end of the shared social inbox", ".Sh DESCRIPTION",
	"A configuration is a file of commands, one a line.",
	"The same commands can be typed on the",
	".Ic :\\&",
	"line of",
	".Xr guichet 1 .",
	"The defaults are such a file;",
	".Ic guichet config defaults",
	"prints it.",
	"A person's own file is read behind it, so it says only what is different.",
	".Pp",
	"A line that is wrong is reported with the name of the file and the number of the line, and the next",
	"one is read.",
	".Ic guichet config check",
	"reads a file and prints all that is wrong with it; its exit status is 78 when something is.",
	".Ss Lines",
	"Blanks part words.",
	"Single quotes keep everything between them as it is; double quotes do, except that a backslash takes",
	"a double quote or a backslash literally; outside of quotes a backslash takes the next character",
	"literally.",
	"A # at the beginning of a word begins a comment, unless a digit follows: #42 is a conversation.",
	"A lone ; ends a command, and the next one begins behind it, except where a command takes the rest of",
	"the line.",
	".Ss Keys",
	"A key is a character, or",
	".Ic up , down , left , right , home , end , page-up , page-down , insert , delete , backspace ,",
	".Ic tab , shift-tab , enter , escape , space",
	"or",
	".Ic f1",
	"to",
	".Ic f12 ,",
	"perhaps behind",
	".Ic ctrl-",
	"or",
	".Ic alt- .",
	"A word that names no key is its characters, so",
	".Ic gg",
	"is the key g twice.",
	"Up to four keys in a row, by name parted by blanks and in quotes, make one binding.",
	"Terminals send the same for ctrl-i and tab, ctrl-m and enter, ctrl-h and backspace, ctrl-[ and escape;",
	"only the second names can be bound.",
	".Ss Scopes",
	"A binding holds in one scope.",
	"A key is looked up in the scope of what has the keys, then in the wider ones.",
	".Xr guichet-keys 7",
	"lists what is bound without a configuration.",
	NULL,
};

static const char *const config_example[] = {
	"set theme=light", "set nohints", "set columns=due who text",
	"view refunds status:open tag:refund", "view parcels \"late parcel\"", "bind global g1 go refunds",
	"bind queue x tag spam ; resolve", "bind queue 'z z' prompt 'snooze '", "unbind queue W",
	"keys azerty", "keys mutt ; bind queue C claim",
	"alias vip tag 'very important'", "color mine attr=bold,underline", "source ~/.config/guichet/work",
	"set wrap=100 ; set preview=off", NULL,
};

static const char *const config_files[] = {
	".Sh FILES",
	".Bl -tag -width Ds",
	".It Pa ~/.config/guichet/config",
	"The configuration, or in",
	".Ev XDG_CONFIG_HOME .",
	".Ic guichet config path",
	"prints which.",
	".It Pa ~/.config/guichet/keys/name.conf",
	"A set of keys; those that are installed are in the folder",
	".Pa keys",
	"of the program's data, and compiled in.",
	".El",
	".Sh EXAMPLES",
	"Each of these lines can stand alone:",
	NULL,
};

static const char *const config_tail[] = {
	".Sh SEE ALSO",
	".Xr guichet 1 ,",
	".Xr guichet-theme 5 ,",
	".Xr guichet-commands 7 ,",
	".Xr guichet-keys 7",
	NULL,
};

void manual_config(struct command_env *env)
{
	struct page page = { .env = env, .config = config_create() };

	config_defaults(page.config);
	lines(env, config_head);
	scopes(env);
	commands(env);
	options(env);
	views(&page);
	lines(env, config_files);
	example(env, "config", config_example);
	lines(env, config_tail);
	config_destroy(page.config);
}

static const char *const theme_head[] = {
	".\\\" SPDX-License-Identifier: ISC",
	".\\\" Made by guichet manual theme from the table of styles.",
	".Dd November 22, 2026", ".Dt GUICHET-THEME 5", ".Os", ".Sh NAME", ".Nm guichet-theme",
	".Nd what the shared social inbox looks like", ".Sh DESCRIPTION",
	"A theme is a file of color lines, one a style, in the language of",
	".Xr guichet-config 5 ;",
	"it can hold no other command, so that a theme from somebody else changes no key and reads no file.",
	"The option",
	".Ic theme",
	"chooses one by its name or by the path of its file.",
	".Pp",
	"Screens are drawn in styles.",
	"A style that a theme does not name looks like the one that it falls back to, colour by colour and",
	"attributes apart.",
	"A color line in the configuration itself wins over the theme.",
	"Nothing is told by a style alone: words and marks say the same.",
	".Pp",
	"The theme",
	".Ic default",
	"keeps the two colours of the terminal and is right on dark and light ones;",
	".Ic dark",
	"and",
	".Ic light",
	"bring their own background in 256 colours;",
	".Ic high-contrast",
	"keeps seven to one and more;",
	".Ic color-blind",
	"is blue, orange and white, for eyes that do not tell red from green;",
	".Ic mono",
	"has no colours.",
	".Ss Parts of a line",
	".Bl -tag -width Ds",
	".It Ic fg= Ns Ar colour",
	"Colour of the text.",
	".It Ic bg= Ns Ar colour",
	"Colour behind it.",
	".It Ic attr= Ns Ar attribute , Ns ...",
	"Any of",
	".Ic bold , dim , italic , underline , reverse ,",
	"or",
	".Ic none .",
	".El",
	".Pp",
	"A colour is",
	".Ic default ,",
	"the terminal's own; one of",
	".Ic black , red , green , yellow , blue , magenta , cyan , white ,",
	"the same with",
	".Ic bright-",
	"in front, or",
	".Ic gray ;",
	"or a number from 0 to 255 of the palette of xterm.",
	"Give both colours or neither when a theme is to work on dark and light terminals: none of the first",
	"eight can be read on black and on white.",
	".Sh STYLES",
	".Bl -tag -width Ds",
	NULL,
};

static const char *const theme_example[] = {
	"# Theme \"paper\", for light terminals.", "# Author: maria", "color normal fg=235 bg=231",
	"color dim fg=242", "color selected fg=231 bg=24 attr=bold", "color due.late fg=bright-white bg=red",
	"color link attr=underline", NULL,
};

static const char *const theme_files[] = {
	".Sh FILES",
	"A theme named",
	".Ar name",
	"is the first of",
	".Bl -tag -width Ds -compact",
	".It Pa ~/.config/guichet/themes/name.theme",
	"or in",
	".Ev XDG_CONFIG_HOME ,",
	".It Pa $GUICHET_THEMES/name.theme",
	"a folder of one's own choice,",
	".It Pa themes/name.theme",
	"in the folder of the installed program's data,",
	".El",
	"and else the one that is compiled in.",
	".Sh EXAMPLES",
	NULL,
};

static const char *const theme_tail[] = {
	".Sh SEE ALSO",
	".Xr guichet 1 ,",
	".Xr guichet-config 5",
	NULL,
};

void manual_theme(struct command_env *env)
{
	lines(env, theme_head);
	for (int i = 0; i < STYLES; i++) {
		enum style style = (enum style)i, under = style_fallback(style);

		item(env, "Ic", style_name(style));
		sentence(env, style_help(style));
		if (style != under)
			manual_line(env, arena_printf(env->arena, "Falls back to %s.", style_name(under)));
	}
	manual_line(env, ".El");
	lines(env, theme_files);
	example(env, "theme", theme_example);
	lines(env, theme_tail);
}
