/* SPDX-License-Identifier: Apache-2.0 */
/* Journal of an upload: a file that only grows, and what it says. */
#include "upload/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/scoped.h"

#define KEY_SIZE      33
#define VALUES_MAX    32
#define WORD_BITS     64
#define NAME_DIGITS   32
#define HEAD_SIZE_MAX 1024

/* struct value - what was set last. @text is NULL once it is forgotten. */
struct value {
	char key[KEY_SIZE];
	char *text;
};

/**
 * struct ingot_journal
 * @fd:    -1: nothing is kept
 * @head:  the first line, with its line end
 * @size:  bytes of the file that count
 * @block: a bit for each that has arrived; @block_words of them
 */
struct ingot_journal {
	int fd;
	char *path;
	char head[HEAD_SIZE_MAX];
	uint64_t size;
	struct value values[VALUES_MAX];
	size_t value_count;
	uint64_t *block;
	size_t block_words;
};

static bool is_printable(struct ingot_bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < ' ' || text.data[i] > '~')
			return false;
	return true;
}

static bool is_key(struct ingot_bytes key)
{
	for (size_t i = 0; i < key.size; i++)
		if (!(key.data[i] >= 'a' && key.data[i] <= 'z') &&
		    !(key.data[i] >= '0' && key.data[i] <= '9') && key.data[i] != '_')
			return false;
	return key.size > 0 && key.size < KEY_SIZE;
}

static struct value *find_value(const struct ingot_journal *journal, struct ingot_bytes key)
{
	for (size_t i = 0; i < journal->value_count; i++)
		if (ingot_bytes_equal_text(key, journal->values[i].key))
			return (struct value *)&journal->values[i];
	return NULL;
}

static int take_value(struct ingot_journal *journal, struct ingot_bytes key,
		      struct ingot_bytes text)
{
	struct value *value = find_value(journal, key);
	char *copy = NULL;

	if (!is_key(key) || !is_printable(text) || text.size >= INGOT_JOURNAL_TEXT_SIZE)
		return -EINVAL;
	if (!value && journal->value_count == VALUES_MAX)
		return -EINVAL;
	if (text.size > 0) {
		copy = strndup((const char *)text.data, text.size);
		if (!copy)
			return -ENOMEM;
	}
	if (!value) {
		value = &journal->values[journal->value_count++];
		memcpy(value->key, key.data, key.size);
	}
	free(value->text);
	value->text = copy;
	return 0;
}

static int take_block(struct ingot_journal *journal, uint64_t number)
{
	const size_t word = number / WORD_BITS;
	size_t words = journal->block_words ? journal->block_words : 1024;
	uint64_t *longer;

	if (number >= INGOT_JOURNAL_BLOCK_MAX)
		return -EINVAL;
	while (words <= word)
		words *= 2;
	if (words > journal->block_words) {
		longer = realloc(journal->block, words * sizeof(*longer));
		if (!longer)
			return -ENOMEM;
		memset(&longer[journal->block_words], 0,
		       (words - journal->block_words) * sizeof(*longer));
		journal->block = longer;
		journal->block_words = words;
	}
	journal->block[word] |= (uint64_t)1 << number % WORD_BITS;
	return 0;
}

static int read_number(struct ingot_bytes text, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (text.size == 0 || text.size > 10)
		return -EINVAL;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return -EINVAL;
		number = number * 10 + (text.data[i] - '0');
	}
	*ret_number = number;
	return 0;
}

static void forget(struct ingot_journal *journal)
{
	for (size_t i = 0; i < journal->value_count; i++)
		free(journal->values[i].text);
	memset(journal->values, 0, sizeof(journal->values));
	journal->value_count = 0;
	free(journal->block);
	journal->block = NULL;
	journal->block_words = 0;
}

/* One line behind the first, without its line end. */
static int take_line(struct ingot_journal *journal, struct ingot_bytes line)
{
	struct ingot_bytes key;
	uint64_t number;
	int r;

	if (ingot_bytes_equal_text(line, "clear")) {
		forget(journal);
		return 0;
	}
	if (ingot_bytes_take_prefix(&line, ingot_bytes_of_text("set ")))
		return ingot_bytes_take_until(&line, ' ', &key) ? take_value(journal, key, line)
								: -EINVAL;
	if (!ingot_bytes_take_prefix(&line, ingot_bytes_of_text("block ")))
		return -EINVAL;
	r = read_number(line, &number);
	return r < 0 ? r : take_block(journal, number);
}

/* Up to the first line that is cut short or is none. */
static int take_lines(struct ingot_journal *journal, struct ingot_bytes rest)
{
	struct ingot_bytes line;

	while (ingot_bytes_take_until(&rest, '\n', &line) == 1) {
		int r = take_line(journal, line);

		if (r == -ENOMEM)
			return r;
		if (r < 0)
			break;
		journal->size += line.size + 1;
	}
	return 0;
}

static int write_all(int fd, struct ingot_bytes rest)
{
	while (rest.size > 0) {
		ssize_t n = write(fd, rest.data, rest.size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0 || ingot_bytes_skip(&rest, (uint64_t)n) < 0)
			return -EIO;
	}
	return 0;
}

/* A line that did not get there in full is cut off again, so that the next one is whole. */
static int append(struct ingot_journal *journal, const char *line, bool is_flushed)
{
	const struct ingot_bytes bytes = ingot_bytes_of_text(line);
	int r;

	if (journal->fd < 0)
		return 0;
	if (bytes.size > INGOT_JOURNAL_SIZE_MAX - journal->size)
		return -EFBIG;
	r = write_all(journal->fd, bytes);
	if (r == 0 && is_flushed && fdatasync(journal->fd) < 0)
		r = -errno;
	if (r < 0) {
		(void)!ftruncate(journal->fd, (off_t)journal->size);
		return r;
	}
	journal->size += bytes.size;
	return 0;
}

static int begin_anew(struct ingot_journal *journal)
{
	if (ftruncate(journal->fd, 0) < 0)
		return -errno;
	journal->size = 0;
	return append(journal, journal->head, true);
}

static int read_journal(struct ingot_journal *journal, struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	const struct ingot_bytes head = ingot_bytes_of_text(journal->head);
	struct ingot_bytes rest;
	int r = ingot_file_read(journal->path, INGOT_JOURNAL_SIZE_MAX, &file);

	if (r < 0)
		return ingot_refuse(reason, r, "%s: cannot be read: %s", journal->path,
				    strerror(-r));
	rest = ingot_file_bytes(&file);
	/* killed before its first line was whole */
	if (rest.size < head.size &&
	    ingot_bytes_take_prefix(&(struct ingot_bytes){ head.data, head.size }, rest))
		return begin_anew(journal);
	if (!ingot_bytes_take_prefix(&rest, head))
		return ingot_refuse(reason, -EKEYREJECTED, "%s: of another upload; remove it",
				    journal->path);
	journal->size = head.size;
	r = take_lines(journal, rest);
	if (r == 0 && ftruncate(journal->fd, (off_t)journal->size) < 0)
		r = -errno;
	return r;
}

/* Each folder of a path, as with "mkdir -p". */
static int make_folders(const char *folder)
{
	ingot_scoped(ingot_scoped_free) char *path = strdup(folder);

	if (!path)
		return -ENOMEM;
	for (char *slash = path; slash;) {
		slash = strchr(&slash[1], '/');
		if (slash)
			*slash = '\0';
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			return -errno;
		if (slash)
			*slash = '/';
	}
	return 0;
}

static int make_head(const struct ingot_journal_place *place, char ret_head[HEAD_SIZE_MAX])
{
	char content[INGOT_DIGEST_TEXT_SIZE];
	int n;

	if (!is_printable(ingot_bytes_of_text(place->target)))
		return -EINVAL;
	ingot_digest_text(place->content, content);
	n = snprintf(ret_head, HEAD_SIZE_MAX, "ingot.journal/1 %s %s %s\n", place->cloud,
		     place->target, content);
	return n < 0 || n >= HEAD_SIZE_MAX ? -EINVAL : 0;
}

static int make_path(const struct ingot_journal_place *place, const char *head, char **ret_path)
{
	char digits[INGOT_DIGEST_TEXT_SIZE];
	struct ingot_digest digest;
	int r = ingot_digest_of(INGOT_HASH_SHA256, ingot_bytes_of_text(head), &digest);

	if (r < 0)
		return r;
	ingot_digest_text(&digest, digits);
	return asprintf(ret_path, "%s/%s-%.*s", place->folder, place->cloud, NAME_DIGITS, digits) <
			       0
		       ? -ENOMEM
		       : 0;
}

/* The name may be removed between open and lock: then what is locked is no journal any more. */
static int lock_file(const char *path, int *ret_fd)
{
	ingot_scoped(ingot_scoped_close) int fd =
		open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct stat locked;
	struct stat named;

	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -EBUSY : -errno;
	if (fstat(fd, &locked) < 0 || stat(path, &named) < 0 || locked.st_ino != named.st_ino)
		return -EBUSY;
	*ret_fd = fd;
	fd = -1;
	return 0;
}

static int open_file(const struct ingot_journal_place *place, struct ingot_journal *journal,
		     struct ingot_reason *reason)
{
	int r = make_path(place, journal->head, &journal->path);

	if (r < 0) {
		journal->path = NULL;
		return ingot_refuse(reason, r, "%s", strerror(-r));
	}
	r = make_folders(place->folder);
	if (r == 0)
		r = lock_file(journal->path, &journal->fd);
	if (r == -EBUSY)
		return ingot_refuse(reason, r, "%s: another process works on this upload",
				    journal->path);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", journal->path, strerror(-r));
	return read_journal(journal, reason);
}

int ingot_journal_open(const struct ingot_journal_place *place, struct ingot_reason *reason,
		       struct ingot_journal **ret_journal)
{
	ingot_scoped(ingot_journal_scoped) struct ingot_journal *journal =
		calloc(1, sizeof(*journal));
	int r;

	if (!journal)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	journal->fd = -1;
	r = make_head(place, journal->head);
	if (r < 0)
		return ingot_refuse(reason, r, "no journal can be named after %.64s",
				    place->target);
	if (place->folder) {
		r = open_file(place, journal, reason);
		if (r < 0)
			return r;
	}
	*ret_journal = journal;
	journal = NULL;
	return 0;
}

const char *ingot_journal_path(const struct ingot_journal *journal)
{
	return journal->path ? journal->path : "";
}

const char *ingot_journal_get(const struct ingot_journal *journal, const char *key)
{
	const struct value *value = find_value(journal, ingot_bytes_of_text(key));

	return value ? value->text : NULL;
}

int ingot_journal_set(struct ingot_journal *journal, const char *key, const char *value)
{
	ingot_scoped(ingot_scoped_free) char *line = NULL;
	int r = take_value(journal, ingot_bytes_of_text(key), ingot_bytes_of_text(value));

	if (r < 0)
		return r;
	if (asprintf(&line, "set %s %s\n", key, value) < 0) {
		line = NULL;
		return -ENOMEM;
	}
	return append(journal, line, true);
}

int ingot_journal_mark(struct ingot_journal *journal, uint64_t number)
{
	char line[32];
	int r = take_block(journal, number);

	if (r < 0)
		return r;
	(void)snprintf(line, sizeof(line), "block %" PRIu64 "\n", number);
	return append(journal, line, false);
}

bool ingot_journal_has(const struct ingot_journal *journal, uint64_t number)
{
	return number / WORD_BITS < journal->block_words &&
	       (journal->block[number / WORD_BITS] >> number % WORD_BITS & 1);
}

int ingot_journal_clear(struct ingot_journal *journal)
{
	forget(journal);
	return append(journal, "clear\n", true);
}

int ingot_journal_remove(struct ingot_journal *journal)
{
	forget(journal);
	if (journal->fd < 0)
		return 0;
	if (unlink(journal->path) < 0)
		return -errno;
	ingot_scoped_close(&journal->fd);
	journal->fd = -1;
	return ingot_file_flush_folder(journal->path);
}

void ingot_journal_free(struct ingot_journal *journal)
{
	if (!journal)
		return;
	forget(journal);
	ingot_scoped_close(&journal->fd);
	free(journal->path);
	free(journal);
}

void ingot_journal_scoped(struct ingot_journal **journal)
{
	ingot_journal_free(*journal);
}
