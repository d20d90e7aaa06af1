/* SPDX-License-Identifier: Apache-2.0 */
/* How a node joins a cluster. */
#include "node/cluster.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/pem.h"
#include "base/scoped.h"
#include "node/name.h"

#define PORT_MAX      65535
#define TOKEN_ID_SIZE 6
#define DER_SEQUENCE  0x30
#define CA_SIZE_MAX   ((size_t)64 << 10)

static bool is_port(struct ingot_bytes text)
{
	unsigned long port = 0;

	if (text.size == 0 || text.size > 5 || text.data[0] == '0')
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		port = port * 10 + (unsigned long)(text.data[i] - '0');
	}
	return port <= PORT_MAX;
}

static bool is_address(int family, struct ingot_bytes text)
{
	char copy[INET6_ADDRSTRLEN];
	uint8_t address[sizeof(struct in6_addr)];

	if (text.size == 0 || text.size >= sizeof(copy))
		return false;
	memcpy(copy, text.data, text.size);
	copy[text.size] = '\0';
	return inet_pton(family, copy, address) == 1;
}

/* What looks like an IPv4 address has to be one. */
static bool is_host(struct ingot_bytes text)
{
	bool is_numeric = text.size > 0;

	for (size_t i = 0; i < text.size; i++)
		is_numeric = is_numeric &&
			     (text.data[i] == '.' || (text.data[i] >= '0' && text.data[i] <= '9'));
	return is_numeric ? is_address(AF_INET, text)
			  : ingot_name_is_subdomain(text, INGOT_NAME_SUBDOMAIN_SIZE_MAX);
}

bool ingot_node_cluster_is_endpoint(const char *text)
{
	struct ingot_bytes rest = ingot_bytes_of_text(text);
	struct ingot_bytes host;
	int more;

	if (!ingot_bytes_take_prefix(&rest, ingot_bytes_of_text("https://")))
		return false;
	if (ingot_bytes_take_prefix(&rest, ingot_bytes_of_text("["))) {
		if (ingot_bytes_take_until(&rest, ']', &host) == 0 || !is_address(AF_INET6, host))
			return false;
		return rest.size == 0 ||
		       (ingot_bytes_take_prefix(&rest, ingot_bytes_of_text(":")) && is_port(rest));
	}
	more = ingot_bytes_take_until(&rest, ':', &host);
	return is_host(host) && (more == 0 || is_port(rest));
}

bool ingot_node_cluster_is_token(const char *text)
{
	size_t size = strlen(text);

	if (size != INGOT_NODE_CLUSTER_TOKEN_SIZE)
		return false;
	for (size_t i = 0; i < size; i++) {
		bool is_alphanumeric =
			(text[i] >= 'a' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9');

		if (i == TOKEN_ID_SIZE ? text[i] != '.' : !is_alphanumeric)
			return false;
	}
	return true;
}

/* What is in it is for the one who connects. Returns 0; -EBADMSG; -ENOMEM. */
static int check_certificate(const struct ingot_pem *block)
{
	ingot_scoped(ingot_scoped_free) uint8_t *der = NULL;
	size_t size;
	int r = -EBADMSG;

	if (ingot_bytes_equal_text(block->label, "CERTIFICATE"))
		r = ingot_pem_decode(block, &der, &size);
	return r == 0 && der[0] != DER_SEQUENCE ? -EBADMSG : r;
}

static int check_ca(const struct ingot_members *members, const char *text)
{
	struct ingot_bytes rest = ingot_bytes_of_text(text);
	struct ingot_pem block;
	unsigned count = 0;
	int r = rest.size > CA_SIZE_MAX ? -EBADMSG : 1;

	while (r == 1) {
		r = ingot_pem_take(&rest, &block);
		if (r == 1) {
			int checked = check_certificate(&block);

			r = checked < 0 ? checked : 1;
			count++;
		}
	}
	if (r == -ENOMEM)
		return ingot_refuse(members->reason, r, "out of memory");
	if (r < 0 || count == 0 || count > INGOT_NODE_CLUSTER_CA_COUNT_MAX)
		return ingot_members_refuse(members, "ca", "not 1 to %d PEM certificates",
					    INGOT_NODE_CLUSTER_CA_COUNT_MAX);
	return 0;
}

static int check_joining(const struct ingot_members *members,
			 const struct ingot_node_cluster *cluster)
{
	if (!cluster->endpoint && !cluster->ca && !cluster->token)
		return 0;
	if (!cluster->endpoint || !cluster->ca || !cluster->token)
		return ingot_members_refuse(members, NULL,
					    "endpoint, ca and token go together, or none of them");
	if (!ingot_node_cluster_is_endpoint(cluster->endpoint))
		return ingot_members_refuse(members, "endpoint",
					    "not https://HOST or https://HOST:PORT");
	if (!ingot_node_cluster_is_token(cluster->token))
		return ingot_members_refuse(
			members, "token",
			"not a bootstrap token (6 and 16 of a-z, 0-9, a dot between)");
	return check_ca(members, cluster->ca);
}

int ingot_node_cluster_parse(const struct ingot_members *members,
			     struct ingot_node_cluster *ret_cluster)
{
	struct ingot_node_cluster cluster = { 0 };
	int r = ingot_members_get_text(members, "endpoint", &cluster.endpoint);

	if (r >= 0)
		r = ingot_members_get_text(members, "ca", &cluster.ca);
	if (r >= 0)
		r = ingot_members_get_text(members, "token", &cluster.token);
	if (r >= 0)
		r = check_joining(members, &cluster);
	if (r < 0)
		return r;
	*ret_cluster = cluster;
	return 0;
}
