/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ingot-bootstrap with all its paths in one folder, and a device-mapper and a state disk that answer
 * from files there. Usage: bootstrap_under_test FOLDER TCTI VERB
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scoped.h"
#include "bootstrapper/command.h"

static size_t read_line(const char *path, size_t capacity, char *ret_line)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };

	if (ingot_file_read(path, capacity, &file) < 0)
		return 0;
	while (file.size > 0 && file.data[file.size - 1] == '\n')
		file.size--;
	memcpy(ret_line, file.data, file.size);
	return file.size;
}

static int inspect(void *context, const char *folder, struct ingot_reason *reason,
		   struct ingot_verity_device *ret_device)
{
	struct ingot_verity_device device = {
		.mount_read_only = true,
		.device_read_only = true,
		.steady = true,
		.target_count = 1,
		.type = "verity",
	};

	(void)context;
	(void)folder;
	(void)reason;
	device.table_size = read_line("table", sizeof(device.table), device.table);
	device.status_size = read_line("status", sizeof(device.status), device.status);
	*ret_device = device;
	return 0;
}

/* The whole device: a file here, and absent where the test wants an unreadable block. */
static int read_device(void *context, const char *folder, struct ingot_reason *reason)
{
	ingot_scoped(ingot_file_close) struct ingot_file file = { 0 };
	int r = ingot_file_read("device", 4096, &file);

	(void)context;
	(void)folder;
	return r < 0 ? ingot_refuse(reason, r, "device: %s", strerror(-r)) : 0;
}

/* A state disk that opens unless there is a file that says why not. */
static int open_state(void *context, const struct ingot_state_request *request,
		      struct ingot_reason *reason)
{
	char why[128] = "";

	(void)context;
	if (read_line("closed", sizeof(why) - 1, why) > 0)
		return ingot_refuse(reason, -EKEYREJECTED, "%s", why);
	request->say(request->context, "state disk asked for\n");
	return ingot_file_write("open", ingot_bytes_of_text("open"), 0600);
}

static void close_state(void *context, const struct ingot_state_paths *paths)
{
	(void)context;
	(void)paths;
	(void)unlink("open");
}

int main(int argc, char **argv)
{
	static const struct ingot_verity_device_ops root = { NULL, inspect, read_device };
	static const struct ingot_state_ops state = { NULL, open_state, close_state };
	struct ingot_program program = {
		.paths = {
			.cmdline = "cmdline",
			.sysroot = "sysroot",
			.tcti = argc > 2 ? argv[2] : "",
			.run = "run",
			.boot_id = "/proc/sys/kernel/random/boot_id",
			.kmsg = "kmsg",
			.refusal = "refusal",
			.source = {
				.smbios = "smbios",
				.fw_cfg = "fw_cfg",
				.drive = {
					.class = "no-drives",
					.devices = ".",
					.folder = "drive",
					.ops = &ingot_drive_kernel,
				},
				.metadata = {
					.systemctl = "./systemctl",
					.content = "metadata",
					.reason = "metadata.reason",
				},
			},
			.logs = {
				.firmware = "firmware-log",
				.userspace = "log/systemd/tpm2-measure.log",
			},
			.port = {
				.link = "port",
				.class = "class",
				.devices = ".",
			},
		},
		.root = &root,
		.state = &state,
	};

	if (argc < 3 || chdir(argv[1]) < 0)
		return INGOT_EXIT_USAGE;
	(void)setenv("TSS2_LOG", "all+none", 1);
	argv[2] = argv[0];
	return ingot_command_main(&program, argc - 2, argv + 2);
}
