/* SPDX-License-Identifier: Apache-2.0 */
/* Many nodes at a time: threads that take the next one each, and one that reports. */
#include "cli/round.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "cli/command.h"
#include "cli/expectation.h"
#include "measurements/appraisal_report.h"

/* What the threads share; @next, @done and @done_count are under @lock. */
struct desk {
	const struct ingot_round *round;
	struct ingot_round_result *results; /* each is written by one thread, before it is done */
	pthread_mutex_t lock;
	pthread_cond_t arrived;
	size_t next;  /* node that is not asked yet */
	size_t *done; /* @done_count nodes, in the order in which they were done */
	size_t done_count;
};

/* What is known of one node alone. */
struct own {
	struct ingot_vouchers vouchers; /* its authorities are borrowed */
	struct ingot_expectation expectation;
	struct ingot_verify verify;
};

static void own_drop(struct own *own)
{
	own->vouchers.authorities = NULL;
	ingot_vouchers_drop(&own->vouchers);
	ingot_expectation_drop(&own->expectation);
}

static int own_read(const struct ingot_verify *verify, const struct ingot_nodes_entry *entry,
		    struct ingot_reason *reason, struct own *own)
{
	const struct ingot_voucher_files files = { .pinned = entry->pinned };
	int r = 0;

	own->verify = *verify;
	if (entry->pinned) {
		r = ingot_vouchers_read(&files, reason, &own->vouchers);
		own->vouchers.authorities = verify->vouchers->authorities;
		own->verify.vouchers = &own->vouchers;
	}
	if (r == 0 && entry->config) {
		r = ingot_expectation_read_config(entry->config, reason, &own->expectation);
		own->verify.configuration = &own->expectation.configuration;
	}
	return r;
}

static int gather(const struct ingot_round *round, const struct ingot_nodes_entry *entry,
		  struct ingot_reason *reason, struct ingot_judgement *judgement)
{
	if (entry->evidence)
		return ingot_judgement_read(entry->evidence, reason, judgement);
	return ingot_judgement_ask(&entry->endpoint, round->seconds, reason, judgement);
}

static int judge(const struct ingot_round *round, const struct ingot_nodes_entry *entry,
		 struct ingot_reason *reason, struct ingot_round_result *result)
{
	ingot_scoped(ingot_judgement_drop) struct ingot_judgement judgement = { .subject = NULL };
	ingot_scoped(ingot_appraisal_scoped) struct ingot_appraisal *appraisal = NULL;
	ingot_scoped(own_drop) struct own own = { .verify = { .release = NULL } };
	int r = own_read(round->verify, entry, reason, &own);

	if (r == 0)
		r = gather(round, entry, reason, &judgement);
	if (r == 0)
		r = ingot_judgement_reach(&own.verify, reason, &judgement);
	appraisal = judgement.appraisal;
	if (r == 0 && round->verify->json)
		r = ingot_appraisal_json(&judgement.question, appraisal, &result->json);
	if (r < 0)
		return r;
	result->exit_code = appraisal->exit_code;
	ingot_judgement_words(&judgement, &result->words);
	return 0;
}

static void ask(const struct ingot_round *round, const struct ingot_nodes_entry *entry,
		struct ingot_round_result *result)
{
	struct ingot_reason reason = { .text = "" };
	int64_t begin = ingot_connection_now();
	int r = judge(round, entry, &reason, result);

	if (r < 0) {
		result->exit_code = ingot_cmd_exit_for(r);
		ingot_text_add(&result->words, "%s", reason.text[0] ? reason.text : strerror(-r));
	}
	result->milliseconds = (unsigned)(ingot_connection_now() - begin);
}

static void *work(void *context)
{
	struct desk *desk = context;
	const struct ingot_nodes *nodes = desk->round->nodes;

	(void)pthread_mutex_lock(&desk->lock);
	while (desk->next < nodes->count) {
		size_t index = desk->next++;

		(void)pthread_mutex_unlock(&desk->lock);
		ask(desk->round, &nodes->entry[index], &desk->results[index]);
		(void)pthread_mutex_lock(&desk->lock);
		desk->done[desk->done_count++] = index;
		(void)pthread_cond_signal(&desk->arrived);
	}
	(void)pthread_mutex_unlock(&desk->lock);
	return NULL;
}

static void report(struct desk *desk)
{
	const struct ingot_round *round = desk->round;

	for (size_t i = 0; i < round->nodes->count; i++) {
		struct ingot_round_result *result;
		size_t index;

		(void)pthread_mutex_lock(&desk->lock);
		while (desk->done_count == i)
			(void)pthread_cond_wait(&desk->arrived, &desk->lock);
		index = desk->done[i];
		(void)pthread_mutex_unlock(&desk->lock);
		result = &desk->results[index];
		round->report(round->context, index, result);
		ingot_json_free(result->json);
		result->json = NULL;
	}
}

int ingot_round_run(const struct ingot_round *round, struct ingot_round_result *ret_results)
{
	struct desk desk = { .round = round,
			     .results = ret_results,
			     .lock = PTHREAD_MUTEX_INITIALIZER,
			     .arrived = PTHREAD_COND_INITIALIZER };
	ingot_scoped(ingot_scoped_free) size_t *done = calloc(round->nodes->count, sizeof(*done));
	pthread_t thread[INGOT_ROUND_PARALLEL_MAX];
	size_t wanted = round->parallel, count = 0;
	int error = 0;

	if (wanted < 1 || wanted > INGOT_ROUND_PARALLEL_MAX || round->nodes->count == 0)
		return -EINVAL;
	if (!done)
		return -ENOMEM;
	desk.done = done;
	if (wanted > round->nodes->count)
		wanted = round->nodes->count;
	/* fewer than wanted will do: it takes longer */
	while (count < wanted && (error = pthread_create(&thread[count], NULL, work, &desk)) == 0)
		count++;
	if (count == 0)
		return -error;
	report(&desk);
	for (size_t i = 0; i < count; i++)
		(void)pthread_join(thread[i], NULL);
	(void)pthread_cond_destroy(&desk.arrived);
	(void)pthread_mutex_destroy(&desk.lock);
	return 0;
}
