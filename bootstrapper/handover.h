/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_HANDOVER_H
#define INGOT_BOOTSTRAPPER_HANDOVER_H

#include <stdbool.h>

#include "base/file.h"
#include "base/json.h"
#include "base/reason.h"
#include "node/config.h"

/*
 * What the initrd leaves for the node, below one folder of /run, which lasts as long as the boot:
 *
 *	observed.json      what was measured
 *	refused            this boot was refused, and that has been reported
 *	handover/          what the node's services need to start:
 *	  kubelet.json           KubeletConfiguration
 *	  kubelet.env            INGOT_NODE_ARGS: the rest of kubelet's command line
 *	  hostname               the node's name
 *	  static-pods/           NAMESPACE_NAME.json each; only in a stand-alone node
 *	  ca.crt                 the cluster's; this and the next only in a node that joins one
 *	  bootstrap.kubeconfig   endpoint and bootstrap token
 *	  complete               the marker; written last, after every step; kubelet needs it to start
 *
 * Without a configuration the marker is there alone: such a boot measures, and runs nothing. What may
 * be a secret, pods and token, is readable by root only.
 */

/* Longest name of a static pod's file; a temporary name of the same folder must fit too. */
#define INGOT_HANDOVER_POD_FILE_MAX 240

/**
 * ingot_handover_prepare - make the folders
 * @run: /run/ingot
 *
 * Returns 0; -EEXIST if the marker is already there: the bootstrapper runs once per boot; -ENOMEM;
 * an OS error.
 */
int ingot_handover_prepare(const char *run);

/**
 * ingot_handover_write_observation - replace observed.json in one step; readable by everybody
 *
 * Returns 0; -ENOMEM; an OS error.
 */
int ingot_handover_write_observation(const char *run, const struct ingot_json *observation);

/**
 * ingot_handover_read_observation - the bytes of observed.json; close with ingot_file_close(); an
 * OS error.
 */
int ingot_handover_read_observation(const char *run, struct ingot_file *ret_file);

/**
 * ingot_handover_write_node - write everything that follows from the configuration, not the marker
 * @run:    /run/ingot; its folders were made by ingot_handover_prepare()
 * @config: the node's configuration, checked
 * @reason: set on failure
 *
 * Returns 0; -EBADMSG if two static pods have the same namespace and name, or if a name cannot be
 * that of a file; -EFBIG; -EEXIST if the pods' folder is there already; -ENOMEM; -EIO; an OS error.
 */
int ingot_handover_write_node(const char *run, const struct ingot_node_config *config,
			      struct ingot_reason *reason);

/**
 * ingot_handover_refuse - note that this boot was refused and that somebody has said so; makes the
 * folder. Returns 0; -ENOMEM; an OS error.
 */
int ingot_handover_refuse(const char *run);

/** ingot_handover_is_refused - it was. Returns 1; 0 if not; -ENOMEM; an OS error. */
int ingot_handover_is_refused(const char *run);

/**
 * ingot_handover_complete - write the marker: nothing may follow it. Returns 0; -ENOMEM; an OS
 * error.
 */
int ingot_handover_complete(const char *run);

/**
 * ingot_handover_is_complete - the marker is there. Returns 1; 0 if it is not; -ENOMEM; an OS
 * error.
 */
int ingot_handover_is_complete(const char *run);

#endif
