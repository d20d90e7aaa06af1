/* SPDX-License-Identifier: Apache-2.0 */
/* Text that is given out whole or not at all. */
#include "command/page.h"

#include <errno.h>
#include <stdlib.h>

#include "command/report.h"

int ingot_page_begin(struct ingot_page *page)
{
	*page = (struct ingot_page){ NULL, NULL, 0 };
	page->out = open_memstream(&page->text, &page->size);
	return page->out ? 0 : -ENOMEM;
}

int ingot_page_emit(struct ingot_page *page, const char *path)
{
	int failed = ferror(page->out);

	if (fclose(page->out) == EOF)
		failed = 1;
	page->out = NULL;
	if (failed)
		return ingot_cmd_fail(path ? path : "stdout", -ENOMEM, NULL);
	return ingot_cmd_emit(path,
			      (struct ingot_bytes){ (const uint8_t *)page->text, page->size });
}

void ingot_page_drop(struct ingot_page *page)
{
	if (page->out)
		(void)fclose(page->out);
	free(page->text);
	*page = (struct ingot_page){ NULL, NULL, 0 };
}
