/* SPDX-License-Identifier: ISC */
/*
 * Only a message that is nothing but a score is one: who writes "4 days and
 * no answer" asks for something.
 */
#include "guichet/model/survey.h"

#include <string.h>
#include <strings.h>

#include "guichet/base/str.h"

enum { KEYWORD_MOST = 30 };

err_t survey_parse(struct arena *arena, const char *setting, struct survey *out)
{
	*out = (struct survey){ 0 };
	if (str_starts(setting, "link:http://") || str_starts(setting, "link:https://"))
		out->url = arena_copy(arena, setting + strlen("link:"));
	else if (str_starts(setting, "keyword:"))
		out->keyword = arena_copy(arena, setting + strlen("keyword:"));
	else
		return err_make(ERR_USAGE, "survey: '%s' is neither link:URL nor keyword:WORD", setting);
	if (out->url != NULL ? strpbrk(out->url, " \t\r\n") != NULL :
	    strlen(out->keyword) > KEYWORD_MOST || out->keyword[0] == '\0' || strpbrk(out->keyword, " \t\r\n") != NULL)
		return err_make(ERR_USAGE, "survey: '%s' is not one word", setting);
	return NULL;
}

const char *survey_text(struct arena *arena, const struct survey *survey, const char *text)
{
	if (survey->url != NULL)
		return arena_printf(arena, "%s %s", text != NULL ? text : "How was our help?", survey->url);
	return text != NULL ? text : "How was our help? Please answer with a number from 1 (bad) to 5 (good).";
}

static const char *past_blanks(const char *text)
{
	return text + strspn(text, " \t\r\n\xc2\xa0");
}

int survey_score(const struct survey *survey, const char *message)
{
	const char *text = past_blanks(message);
	size_t len = survey->keyword == NULL ? 0 : strlen(survey->keyword);

	while (*text == '@')
		text = past_blanks(text + strcspn(text, " \t\r\n"));
	if (len > 0 && strncasecmp(text, survey->keyword, len) == 0)
		text = past_blanks(text + len);
	if (*text < '0' + SURVEY_LEAST || *text > '0' + SURVEY_MOST || *past_blanks(text + 1) != '\0')
		return 0;
	return *text - '0';
}
