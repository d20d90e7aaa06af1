/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ingot-bootstrap with all its paths in one folder and a device-mapper that answers from files
 * there. Usage: bootstrap_under_test FOLDER TCTI VERB
 */
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

int main(int argc, char **argv)
{
	static const struct ingot_verity_device_ops root = { NULL, inspect, read_device };
	struct ingot_program program = {
		.paths = {
			.cmdline = "cmdline",
			.sysroot = "sysroot",
			.tcti = argc > 2 ? argv[2] : "",
			.run = "run",
			.boot_id = "/proc/sys/kernel/random/boot_id",
			.kmsg = "kmsg",
			.refusal = "refusal",
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
	};

	if (argc < 3 || chdir(argv[1]) < 0)
		return INGOT_EXIT_USAGE;
	(void)setenv("TSS2_LOG", "all+none", 1);
	argv[2] = argv[0];
	return ingot_command_main(&program, argc - 2, argv + 2);
}
