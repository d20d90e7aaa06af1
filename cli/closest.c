/* SPDX-License-Identifier: Apache-2.0 */
/* The releases that PCR values are most like. */
#include "cli/closest.h"

#include <string.h>
#include <strings.h>

#include "measurements/verdict.h"

static bool may_be(const struct ingot_closest_question *question,
		   const struct ingot_known_release *release)
{
	return strcmp(release->golden->ref, question->ref) == 0 &&
	       strcmp(release->golden->stream, question->stream) == 0 &&
	       (!question->platform || strcasecmp(question->platform, release->entry->csp) == 0 ||
		strcasecmp(question->platform, release->entry->attestation_variant) == 0);
}

int ingot_closest_sort(const struct ingot_closest_question *question,
		       const struct ingot_known_release **ret_releases, size_t *ret_count)
{
	size_t likeness[INGOT_KNOWN_COUNT_MAX + 1];
	size_t count = 0;

	for (size_t i = 0; i < question->known->count; i++) {
		const struct ingot_known_release *release = &question->known->release[i];
		const struct ingot_verdict_question asked = { release->entry, question->values,
							      NULL, NULL };
		struct ingot_verdict verdict;
		size_t place = count;
		int r = may_be(question, release) ? ingot_verdict_reach(&asked, &verdict) : 1;

		if (r < 0)
			return r;
		if (r > 0)
			continue;
		/* the newest come first, and stay before others that are as like */
		for (; place > 0 && likeness[place - 1] < verdict.enforced_count; place--) {
			likeness[place] = likeness[place - 1];
			ret_releases[place] = ret_releases[place - 1];
		}
		likeness[place] = verdict.enforced_count;
		ret_releases[place] = release;
		count++;
	}
	*ret_count = count;
	return 0;
}
