/* SPDX-License-Identifier: Apache-2.0 */
/* Texts out of XML answers: of EC2's and Azure's documented shapes, and of hostile ones. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"
#include "upload/xml.h"

/* Shapes of the Amazon EC2 API Reference, DescribeImages, and of Azure's Get Page Ranges. */
#define IMAGES                                                                                      \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                              \
	"<DescribeImagesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"               \
	"<requestId>r</requestId><imagesSet><item><imageId>ami-1</imageId><name> a &amp; b </name>" \
	"<tagSet><item><key>k</key></item></tagSet></item><item><imageId>ami-2</imageId></item>"    \
	"</imagesSet></DescribeImagesResponse>"
#define RANGES                                                                                  \
	"\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?><PageList><PageRange>"           \
	"<Start>0</Start><End>511</End></PageRange>\n<ClearRange><Start>9</Start></ClearRange>" \
	"<PageRange><Start> 1024 </Start></PageRange></PageList>"

static const struct {
	const char *document;
	const char *path;
	int want;
	const char *text;
} vectors[] = {
	{ IMAGES, "DescribeImagesResponse/requestId", 0, "r" },
	{ IMAGES, "DescribeImagesResponse/imagesSet/item/imageId", 0, "ami-1" },
	{ IMAGES, "DescribeImagesResponse/imagesSet/item[1]/imageId", 0, "ami-2" },
	{ IMAGES, "DescribeImagesResponse/imagesSet/item[2]/imageId", -ENOENT, NULL },
	{ IMAGES, "DescribeImagesResponse/imagesSet/item/name", 0, "a & b" },
	{ IMAGES, "DescribeImagesResponse/imagesSet/item/tagSet/item/key", 0, "k" },
	{ IMAGES, "imagesSet/item/imageId", -ENOENT, NULL },
	{ IMAGES, "DescribeImagesResponse", 0, "" },
	{ RANGES, "PageList/PageRange[1]/Start", 0, "1024" },
	{ "<a:b xmlns:a=\"u\"><a:c>x</a:c></a:b>", "b/c", 0, "x" },
	{ "<b><c/><c>x</c></b>", "b/c", 0, "" },
	{ "<b><c><![CDATA[<&]]></c></b>", "b/c", 0, "<&" },
	{ "<b>1<c>2</c>3</b>", "b", 0, "13" },
	{ "<b><c>x</c>", "b/c", -EBADMSG, NULL },
	{ "", "b", -EBADMSG, NULL },
	{ "{\"b\": 1}", "b", -EBADMSG, NULL },
	{ "<b>\x01</b>", "b", -EBADMSG, NULL },
	{ "<b>\xff</b>", "b", -EBADMSG, NULL },
	{ "<b></b><b></b>", "b", -EBADMSG, NULL },
	{ "<!DOCTYPE b [<!ENTITY e \"eeee\">]><b>&e;</b>", "b", -EBADMSG, NULL },
	{ "<!DOCTYPE b SYSTEM \"file:///etc/passwd\"><b>x</b>", "b", -EBADMSG, NULL },
	{ "<b>&unknown;</b>", "b", -EBADMSG, NULL },
	{ "<b>12345678901234567890123456789012345678901234567890123456789012345</b>", "b", -EFBIG,
	  NULL },
	{ "<b/>", "", -EINVAL, NULL },
	{ "<b/>", "b/", -EINVAL, NULL },
	{ "<b/>", "b[x]", -EINVAL, NULL },
	{ "<b/>", "b[1", -EINVAL, NULL },
	{ "<b/>", "b[]", -EINVAL, NULL },
};

static void test_texts(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
		char text[64] = "untouched";

		CHECK(ingot_xml_text(ingot_bytes_of_text(vectors[i].document), vectors[i].path,
				     sizeof(text), text) == vectors[i].want);
		CHECK_TEXT(text, vectors[i].want == 0 ? vectors[i].text : "untouched");
	}
}

static void test_count(void)
{
	size_t count = 77;

	CHECK(ingot_xml_count(ingot_bytes_of_text(IMAGES), "DescribeImagesResponse/imagesSet/item",
			      &count) == 0);
	CHECK(count == 2);
	CHECK(ingot_xml_count(ingot_bytes_of_text(IMAGES), "DescribeImagesResponse/none", &count) ==
	      0);
	CHECK(count == 0);
	count = 77;
	CHECK(ingot_xml_count(ingot_bytes_of_text("<b>"), "b", &count) == -EBADMSG && count == 77);
}

/* struct told - what a walk said. */
struct told {
	char text[256];
	unsigned count;
	unsigned end;
};

static int tell(void *context, const char *const *texts)
{
	struct told *told = context;
	size_t length = strlen(told->text);

	(void)snprintf(&told->text[length], sizeof(told->text) - length, "%s-%s;",
		       texts[0] ? texts[0] : "?", texts[1] ? texts[1] : "?");
	return ++told->count == told->end ? -EIO : 0;
}

static void test_walk(void)
{
	static const char *const names[] = { "Start", "End" };
	struct told told = { .text = "" };
	struct ingot_xml_walk walk = { names, 2, &told, tell };
	char *large = malloc(3000);

	CHECK(ingot_xml_walk_run(ingot_bytes_of_text(RANGES), "PageList/PageRange", &walk) == 0);
	CHECK_TEXT(told.text, "0-511;1024-?;");
	told = (struct told){ .end = 1 };
	CHECK(ingot_xml_walk_run(ingot_bytes_of_text(RANGES), "PageList/PageRange", &walk) == -EIO);
	CHECK_TEXT(told.text, "0-511;");
	told = (struct told){ .end = 0 };
	CHECK(ingot_xml_walk_run(ingot_bytes_of_text("<a><b><Start>1<x>2</x>3</Start><Start>4"
						     "</Start><c><End>5</End></c></b><b/></a>"),
				 "a/b", &walk) == 0);
	CHECK_TEXT(told.text, "13-?;?-?;");
	walk.count = 0;
	CHECK(ingot_xml_walk_run(ingot_bytes_of_text(RANGES), "PageList", &walk) == -EINVAL);
	walk.count = 2;
	if (!large)
		abort();
	(void)snprintf(large, 3000, "<a><b><End>%01100d</End></b></a>", 0);
	CHECK(ingot_xml_walk_run(ingot_bytes_of_text(large), "a/b", &walk) == -EFBIG);
	free(large);
}

static void test_deep(void)
{
	char document[1024] = "";
	char text[4] = "";

	for (unsigned i = 0; i < 40; i++)
		strcat(document, "<b>");
	for (unsigned i = 0; i < 40; i++)
		strcat(document, "</b>");
	CHECK(ingot_xml_text(ingot_bytes_of_text(document), "b", sizeof(text), text) == -EFBIG);
}

int main(void)
{
	test_texts();
	test_count();
	test_walk();
	test_deep();
	return check_result();
}
