/* SPDX-License-Identifier: Apache-2.0 */
/* Where a node answers: names, addresses, and a TCP connection within a time. */
#include "cli/endpoint.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/bytes.h"
#include "base/scoped.h"
#include "cli/connection.h"

#define PORT_TEXT_SIZE 6

/*
 * A look-up, which cannot be made to stop: it has a thread of its own, so that the others wait for none, and
 * whoever of the two is last releases it. All but what is asked is under @lock.
 */
struct lookup {
	struct addrinfo hints;
	char host[INGOT_ENDPOINT_HOST_SIZE];
	char port[PORT_TEXT_SIZE];
	pthread_mutex_t lock;
	pthread_cond_t finished;
	int users;
	bool done;
	int result; /* of getaddrinfo() */
	struct addrinfo *addresses;
};

static int read_port(struct ingot_bytes text, uint16_t *ret_port)
{
	uint32_t port = 0;
	uint8_t digit;

	if (text.size == 0 || text.size >= PORT_TEXT_SIZE)
		return -EINVAL;
	while (ingot_bytes_take_u8(&text, &digit) == 0) {
		if (digit < '0' || digit > '9')
			return -EINVAL;
		port = port * 10 + (uint32_t)(digit - '0');
	}
	if (port == 0 || port > UINT16_MAX)
		return -EINVAL;
	*ret_port = (uint16_t)port;
	return 0;
}

/* What stands behind the host: nothing, or ":PORT". */
static int read_rest(struct ingot_bytes rest, uint16_t *ret_port)
{
	if (rest.size == 0)
		return 0;
	if (!ingot_bytes_take_prefix(&rest, ingot_bytes_of_text(":")))
		return -EINVAL;
	return read_port(rest, ret_port);
}

static int split(struct ingot_bytes text, struct ingot_bytes *host, struct ingot_bytes *rest)
{
	size_t first, second;
	struct ingot_bytes behind;

	*rest = text;
	if (ingot_bytes_take_prefix(rest, ingot_bytes_of_text("[")))
		return ingot_bytes_take_until(rest, ']', host) == 1 ? 0 : -EINVAL;
	*host = text;
	rest->size = 0;
	if (ingot_bytes_find(text, ':', &first) < 0)
		return 0;
	if (ingot_bytes_slice(text, first + 1, text.size - first - 1, &behind) < 0)
		return -EINVAL;
	if (ingot_bytes_find(behind, ':', &second) == 0)
		return 0; /* two colons: an IPv6 address */
	if (ingot_bytes_slice(text, 0, first, host) < 0)
		return -EINVAL;
	return ingot_bytes_slice(text, first, text.size - first, rest);
}

int ingot_endpoint_read(const char *text, struct ingot_endpoint *ret_endpoint)
{
	struct ingot_endpoint endpoint = { .port = INGOT_ENDPOINT_PORT_DEFAULT };
	struct ingot_bytes host, rest;
	int r = split(ingot_bytes_of_text(text), &host, &rest);

	if (r < 0 || host.size == 0 || host.size >= sizeof(endpoint.host))
		return -EINVAL;
	memcpy(endpoint.host, host.data, host.size);
	for (size_t i = 0; i < host.size; i++)
		if (endpoint.host[i] <= ' ' || strchr("/[]\x7f", endpoint.host[i]))
			return -EINVAL;
	r = read_rest(rest, &endpoint.port);
	if (r == 0)
		*ret_endpoint = endpoint;
	return r;
}

void ingot_endpoint_name(const struct ingot_endpoint *endpoint,
			 char ret_name[INGOT_ENDPOINT_NAME_SIZE])
{
	(void)snprintf(ret_name, INGOT_ENDPOINT_NAME_SIZE,
		       strchr(endpoint->host, ':') ? "[%s]:%u" : "%s:%u", endpoint->host,
		       endpoint->port);
}

static void lookup_leave(struct lookup *lookup)
{
	bool last;

	(void)pthread_mutex_lock(&lookup->lock);
	last = --lookup->users == 0;
	(void)pthread_mutex_unlock(&lookup->lock);
	if (!last)
		return;
	if (lookup->addresses)
		freeaddrinfo(lookup->addresses);
	(void)pthread_cond_destroy(&lookup->finished);
	(void)pthread_mutex_destroy(&lookup->lock);
	free(lookup);
}

static void lookup_scoped(struct lookup **lookup)
{
	if (*lookup)
		lookup_leave(*lookup);
}

static struct lookup *lookup_new(const struct ingot_endpoint *endpoint)
{
	struct lookup *lookup = calloc(1, sizeof(*lookup));
	pthread_condattr_t clock;

	if (!lookup)
		return NULL;
	memcpy(lookup->host, endpoint->host, sizeof(lookup->host));
	(void)snprintf(lookup->port, sizeof(lookup->port), "%u", endpoint->port);
	lookup->hints = (struct addrinfo){
		.ai_flags = AI_NUMERICSERV,
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
	};
	/* none of these can fail on Linux */
	(void)pthread_condattr_init(&clock);
	(void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&lookup->finished, &clock);
	(void)pthread_condattr_destroy(&clock);
	(void)pthread_mutex_init(&lookup->lock, NULL);
	lookup->users = 1;
	return lookup;
}

static void *lookup_work(void *context)
{
	struct lookup *lookup = context;
	struct addrinfo *addresses = NULL;
	int r = getaddrinfo(lookup->host, lookup->port, &lookup->hints, &addresses);

	(void)pthread_mutex_lock(&lookup->lock);
	lookup->result = r;
	lookup->addresses = r == 0 ? addresses : NULL;
	lookup->done = true;
	(void)pthread_cond_signal(&lookup->finished);
	(void)pthread_mutex_unlock(&lookup->lock);
	lookup_leave(lookup);
	return NULL;
}

static int lookup_start(struct lookup *lookup)
{
	pthread_attr_t detached;
	pthread_t thread;
	int error;

	lookup->users = 2;
	(void)pthread_attr_init(&detached);
	(void)pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	error = pthread_create(&thread, &detached, lookup_work, lookup);
	(void)pthread_attr_destroy(&detached);
	if (error)
		lookup->users = 1;
	return -error;
}

/* Until it is done or the time is over. Returns false if that is so. */
static bool lookup_wait(struct lookup *lookup, int64_t deadline, int *ret_result,
			struct addrinfo **ret_addresses)
{
	const struct timespec end = { deadline / 1000, deadline % 1000 * 1000000 };
	bool done;

	(void)pthread_mutex_lock(&lookup->lock);
	while (!lookup->done && pthread_cond_timedwait(&lookup->finished, &lookup->lock, &end) == 0)
		;
	done = lookup->done;
	if (done) {
		*ret_result = lookup->result;
		*ret_addresses = lookup->addresses;
		lookup->addresses = NULL;
	}
	(void)pthread_mutex_unlock(&lookup->lock);
	return done;
}

/* Of a number: nobody has to be asked. */
static bool look_up_number(const struct lookup *lookup, struct addrinfo **ret_addresses)
{
	struct addrinfo hints = lookup->hints;

	hints.ai_flags |= AI_NUMERICHOST;
	return getaddrinfo(lookup->host, lookup->port, &hints, ret_addresses) == 0;
}

static int look_up(const struct ingot_endpoint *endpoint, int64_t deadline,
		   struct ingot_reason *reason, struct addrinfo **ret_addresses)
{
	ingot_scoped(lookup_scoped) struct lookup *lookup = lookup_new(endpoint);
	int r, result;

	if (!lookup)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	if (look_up_number(lookup, ret_addresses))
		return 0;
	r = lookup_start(lookup);
	if (r < 0)
		return ingot_refuse(reason, r, "the name cannot be looked up: %s", strerror(-r));
	if (!lookup_wait(lookup, deadline, &result, ret_addresses))
		return ingot_refuse(reason, -ETIMEDOUT, "the name could not be looked up in time");
	if (result == EAI_MEMORY)
		return ingot_refuse(reason, -ENOMEM, "out of memory");
	return result == 0 ? 0
			   : ingot_refuse(reason, -ENOENT, "no address of it: %s",
					  gai_strerror(result));
}

static int finish_connect(int fd, int64_t deadline)
{
	int error = 0;
	socklen_t size = sizeof(error);
	int r = ingot_connection_wait(fd, POLLOUT, deadline);

	if (r < 0)
		return r;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		return -errno;
	return -error;
}

static int try_address(const struct addrinfo *address, int64_t deadline, int *ret_fd)
{
	ingot_scoped(ingot_scoped_close) int fd =
		socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
		       address->ai_protocol);
	int r = 0;

	if (fd < 0)
		return -errno;
	if (connect(fd, address->ai_addr, address->ai_addrlen) < 0)
		r = errno == EINPROGRESS ? finish_connect(fd, deadline) : -errno;
	if (r < 0)
		return r;
	*ret_fd = fd;
	fd = -1;
	return 0;
}

static int64_t count(const struct addrinfo *address)
{
	int64_t found = 0;

	for (; address && found < INGOT_ENDPOINT_ADDRESSES_MAX; address = address->ai_next)
		found++;
	return found;
}

int ingot_endpoint_connect(const struct ingot_endpoint *endpoint, int64_t deadline,
			   struct ingot_reason *reason, int *ret_fd)
{
	struct addrinfo *addresses = NULL;
	int64_t left;
	int r = look_up(endpoint, deadline, reason, &addresses);

	if (r < 0)
		return r;
	r = -ENOENT;
	left = count(addresses);
	for (const struct addrinfo *a = addresses; r < 0 && left > 0; a = a->ai_next, left--) {
		int64_t now = ingot_connection_now();

		r = try_address(a, now + (deadline - now) / left, ret_fd);
	}
	freeaddrinfo(addresses);
	return r < 0 ? ingot_refuse(reason, r, "cannot connect: %s", strerror(-r)) : 0;
}
