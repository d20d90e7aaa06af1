/* SPDX-License-Identifier: Apache-2.0 */
/* A pass gives the same digests as hashing each list alone, and pages of the file stay readable. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "measurements/pass.h"

#define FILE_SIZE ((size_t)3 << 20)

static const enum ingot_hash hashes[] = { INGOT_HASH_SHA256, INGOT_HASH_SHA384 };

static struct ingot_bytes cut(struct ingot_bytes whole, size_t offset, size_t size)
{
	struct ingot_bytes part = { 0 };

	CHECK(ingot_bytes_slice(whole, offset, size, &part) == 0);
	return part;
}

static void check_alone(const struct ingot_pieces *pieces, const struct ingot_digest *got)
{
	struct ingot_digest want[ARRAY_COUNT(hashes)];
	struct ingot_hasher *hasher = NULL;

	CHECK(ingot_hasher_new(hashes, ARRAY_COUNT(hashes), &hasher) == 0);
	CHECK(ingot_pieces_hash(pieces, hasher, want) == 0);
	for (size_t i = 0; i < ARRAY_COUNT(hashes); i++)
		CHECK(ingot_digest_equal(&want[i], &got[i]));
	ingot_hasher_free(hasher);
}

static void append(struct ingot_pieces *list, const struct ingot_pieces *more)
{
	for (size_t i = 0; i < more->count; i++) {
		CHECK(ingot_pieces_add(list, more->piece[i].data) == 0);
		CHECK(ingot_pieces_add_zeros(list, more->piece[i].zero_count) == 0);
	}
}

static void test_equal(struct ingot_bytes whole, const struct ingot_file *file)
{
	struct ingot_pieces lists[5] = { 0 };
	struct ingot_digest digests[ARRAY_COUNT(hashes)];
	struct ingot_pass *pass = NULL;
	unsigned jobs[ARRAY_COUNT(lists)];

	/* all; scattered; backwards with bytes of its own; nothing; what follows the first */
	CHECK(ingot_pieces_add(&lists[0], whole) == 0);
	CHECK(ingot_pieces_add(&lists[1], cut(whole, 1, 700001)) == 0);
	CHECK(ingot_pieces_add_zeros(&lists[1], 9999) == 0);
	CHECK(ingot_pieces_add(&lists[1], cut(whole, 2000000, 5)) == 0);
	CHECK(ingot_pieces_add(&lists[2], cut(whole, 2500000, 500000)) == 0);
	CHECK(ingot_pieces_add(&lists[2], ingot_bytes_of_text("between")) == 0);
	CHECK(ingot_pieces_add(&lists[2], cut(whole, 0, 300000)) == 0);
	CHECK(ingot_pieces_add(&lists[4], ingot_bytes_of_text("after")) == 0);
	CHECK(ingot_pieces_add(&lists[4], cut(whole, 4096, 262144)) == 0);

	CHECK(ingot_pass_new(hashes, ARRAY_COUNT(hashes), &pass) == 0);
	for (unsigned i = 0; i < 4; i++)
		CHECK(ingot_pass_add(pass, &lists[i], &jobs[i]) == 0);
	CHECK(ingot_pass_add_after(pass, 99, &lists[4], &jobs[4]) == -EINVAL);
	CHECK(ingot_pass_add_after(pass, jobs[0], &lists[4], &jobs[4]) == 0);
	CHECK(ingot_pass_digests(pass, jobs[0], digests) == -EINVAL); /* not yet */
	CHECK(ingot_pass_run(pass, file) == 0);
	CHECK(ingot_pass_run(pass, file) == -EINVAL);
	for (unsigned i = 0; i < 4; i++) {
		CHECK(ingot_pass_digests(pass, jobs[i], digests) == 0);
		check_alone(&lists[i], digests);
	}
	append(&lists[0], &lists[4]);
	CHECK(ingot_pass_digests(pass, jobs[4], digests) == 0);
	check_alone(&lists[0], digests);
	CHECK(ingot_pass_digests(pass, 5, digests) == -EINVAL);
	ingot_pass_free(pass);
}

static void test_limits(void)
{
	struct ingot_pieces pieces = { 0 };
	struct ingot_pass *pass = NULL;
	unsigned job = 0;

	CHECK(ingot_pass_new(hashes, 0, &pass) == -EINVAL && !pass);
	CHECK(ingot_pass_new(&(enum ingot_hash){ INGOT_HASH_COUNT }, 1, &pass) == -EINVAL && !pass);
	CHECK(ingot_pass_new(hashes, 1, &pass) == 0);
	for (unsigned i = 0; i < INGOT_PASS_JOB_MAX; i++)
		CHECK(ingot_pass_add(pass, &pieces, &job) == 0 && job == i);
	CHECK(ingot_pass_add(pass, &pieces, &job) == -EFBIG);
	CHECK(ingot_pass_run(pass, NULL) == 0);
	ingot_pass_free(pass);
	ingot_pass_free(NULL);
	for (size_t i = 0; i < INGOT_PIECE_MAX; i++)
		CHECK(ingot_pieces_add_zeros(&pieces, 1) == 0);
	CHECK(ingot_pieces_add_zeros(&pieces, 1) == -EFBIG);
	CHECK(ingot_pieces_add(&pieces, ingot_bytes_of_text("x")) == -EFBIG);
	CHECK(ingot_pieces_add(&pieces, (struct ingot_bytes){ 0 }) == 0);
	CHECK(ingot_pieces_size(&pieces) == INGOT_PIECE_MAX);
}

int main(void)
{
	char path[] = "/tmp/ingot-pass-XXXXXX";
	struct ingot_file mapped = { 0 };
	struct ingot_file heap = { 0 };
	uint8_t *content = malloc(FILE_SIZE);
	int fd = mkstemp(path);

	if (!content || fd < 0)
		return EXIT_FAILURE;
	for (size_t i = 0; i < FILE_SIZE; i++)
		content[i] = (uint8_t)(i * 2654435761u >> 24);
	CHECK(write(fd, content, FILE_SIZE) == (ssize_t)FILE_SIZE);
	CHECK(ingot_file_map(path, &mapped) == 0);
	CHECK(ingot_file_read(path, FILE_SIZE, &heap) == 0);
	test_equal(ingot_file_bytes(&mapped), &mapped);
	test_equal(ingot_file_bytes(&heap), &heap); /* nothing to give back here */
	test_equal(ingot_file_bytes(&heap), NULL);
	CHECK(memcmp(mapped.data, content, FILE_SIZE) == 0);
	CHECK(memcmp(heap.data, content, FILE_SIZE) == 0);
	test_limits();
	ingot_file_close(&mapped);
	ingot_file_close(&heap);
	CHECK(close(fd) == 0 && unlink(path) == 0);
	free(content);
	return check_result();
}
