/* SPDX-License-Identifier: Apache-2.0 */
/* The node's configuration, from the host's hands to checked values. */
#include "bootstrapper/configuration.h"

#include <stdlib.h>

#include "base/scoped.h"

static int check(struct ingot_configuration *c, struct ingot_reason *reason)
{
	int r = ingot_node_bundle_parse(ingot_file_bytes(&c->source.content), reason, &c->bundle);

	/* the signature first: a stranger's document is not worth reading */
	if (r == 0)
		r = ingot_node_bundle_owner(&c->bundle, reason, &c->owner, &c->owner_size);
	if (r == 0)
		r = ingot_node_config_parse(c->bundle.document, reason, &c->config);
	return r;
}

int ingot_configuration_read(const struct ingot_source_paths *paths, enum ingot_platform platform,
			     struct ingot_reason *reason,
			     struct ingot_configuration *ret_configuration)
{
	ingot_scoped(ingot_configuration_close) struct ingot_configuration c = { 0 };
	struct ingot_reason why = { 0 };
	int r = ingot_source_read(paths, platform, reason, &c.source);

	if (r <= 0)
		return r;
	r = check(&c, &why);
	if (r < 0)
		return ingot_refuse(reason, r, "%s: %s", c.source.words, why.text);
	*ret_configuration = c;
	c = (struct ingot_configuration){ 0 };
	return 1;
}

void ingot_configuration_close(struct ingot_configuration *configuration)
{
	ingot_node_config_close(&configuration->config);
	free(configuration->owner);
	ingot_source_close(&configuration->source);
	*configuration = (struct ingot_configuration){ 0 };
}
