/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The style sheet: contrast of its colours in both schemes, by the formula of WCAG 2.2 ("contrast ratio", "relative
 * luminance"), and that it loads nothing. The formula's own vectors: black on white is 21, #777777 on white 4.48
 * (https://www.w3.org/TR/WCAG22/, https://webaim.org/resources/contrastchecker/).
 */
#include "measurements/report_style.h"

#include <math.h>
#include <string.h>

#include "tests/unit/check.h"

#define TEXT  4.5 /* 1.4.3 Contrast (Minimum) */
#define SHAPE 3.0 /* 1.4.11 Non-text Contrast */

static const struct {
	const char *colour;
	const char *ground;
	double least;
} pairs[] = {
	{ "--ink", "--paper", TEXT },    { "--ink", "--panel", TEXT },
	{ "--soft", "--paper", TEXT },   { "--soft", "--panel", TEXT },
	{ "--accent", "--paper", TEXT }, { "--accent", "--panel", TEXT },
	{ "--edge", "--paper", SHAPE },  { "--edge", "--panel", SHAPE },
};

static double channel(unsigned value)
{
	double c = value / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(unsigned colour)
{
	return 0.2126 * channel(colour >> 16 & 0xff) + 0.7152 * channel(colour >> 8 & 0xff) +
	       0.0722 * channel(colour & 0xff);
}

static double contrast(unsigned a, unsigned b)
{
	double one = luminance(a) + 0.05;
	double other = luminance(b) + 0.05;

	return one > other ? one / other : other / one;
}

/* The colour of a name in the block that begins at @block. */
static unsigned colour_of(const char *block, const char *name)
{
	const char *place = strstr(block, name);
	unsigned colour = 0;

	CHECK(place && place < strchr(block, '}') &&
	      sscanf(place + strlen(name), ": #%6x;", &colour) == 1);
	return colour;
}

static void test_scheme(const char *block)
{
	for (size_t i = 0; i < ARRAY_COUNT(pairs); i++) {
		double ratio = contrast(colour_of(block, pairs[i].colour),
					colour_of(block, pairs[i].ground));

		if (!CHECK(ratio >= pairs[i].least))
			fprintf(stderr, "%s on %s: %.2f\n", pairs[i].colour, pairs[i].ground,
				ratio);
	}
}

/* A colour written anywhere but in the two blocks is one that nobody has computed. */
static void test_colours(const char *style)
{
	size_t count = 0;

	for (const char *at = strchr(style, '#'); at; at = strchr(at + 1, '#'))
		count++;
	CHECK(count == 14);
	CHECK(!strstr(style, "rgb(") && !strstr(style, "opacity"));
}

static void test_closed(const char *style)
{
	static const char *const words[] = {
		"url(", "@import", "@font-face", "http", "</", "<!--"
	};

	for (size_t i = 0; i < ARRAY_COUNT(words); i++)
		CHECK(!strstr(style, words[i]));
}

int main(void)
{
	const char *style = (const char *)ingot_report_style().data;
	const char *dark = strstr(style, "prefers-color-scheme: dark");

	CHECK(fabs(contrast(0x000000, 0xffffff) - 21) < 0.01);
	CHECK(fabs(contrast(0x777777, 0xffffff) - 4.48) < 0.01);
	test_scheme(strstr(style, ":root {"));
	if (CHECK(dark != NULL))
		test_scheme(strstr(dark, ":root {"));
	test_colours(style);
	test_closed(style);
	CHECK(strstr(style,
		     "details::details-content { display: block; content-visibility: visible"));
	return check_result();
}
