/* SPDX-License-Identifier: Apache-2.0 */
/* Which file feeds which PCR: the sample's events, and some more. */
#include "measurements/feed.h"

#include "tests/unit/golden_sample.h"

static void test_feeds(void)
{
	ingot_scoped(ingot_event_list_scoped) struct ingot_event_list *events =
		sample_events("kernel");
	ingot_scoped(ingot_feed_list_drop) struct ingot_feed_list list = { 0 };
	const struct ingot_feed *feed;
	struct ingot_event event = { .pcr = 11, .type = INGOT_EV_IPL };

	event.cause.file = "EFI/Linux/ingot.efi";
	event.cause.section = ".linux";
	CHECK(ingot_event_list_add(events, &event) == 0);
	event.cause.section = NULL;
	event.cause.size = 7;
	CHECK(ingot_event_list_add(events, &event) == 0);
	event.type = INGOT_EV_NO_ACTION;
	event.cause.file = "not measured";
	CHECK(ingot_event_list_add(events, &event) == 0);
	CHECK(ingot_feed_list_of(events, &list) == 0 && list.count == 2);
	feed = ingot_feed_find(&list, "EFI/Linux/ingot.efi", ".linux");
	CHECK(feed && feed->pcrs == (1u << 4 | 1u << 11) && feed->first == 1 &&
	      feed->offset == 512 && feed->size == 4096);
	feed = ingot_feed_find(&list, "EFI/Linux/ingot.efi", NULL);
	CHECK(feed && feed->pcrs == 1u << 11 && feed->size == 7);
	CHECK(!ingot_feed_find(&list, "EFI/Linux/ingot.efi", ".initrd"));
}

int main(void)
{
	test_feeds();
	return check_result();
}
