/* SPDX-License-Identifier: Apache-2.0 */
#include "bootstrapper/handover.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"
#include "tests/unit/check.h"

static unsigned mode_of(const char *path)
{
	struct stat status = { 0 };

	CHECK(stat(path, &status) == 0);
	return status.st_mode & 07777;
}

int main(void)
{
	char folder[] = "/tmp/ingot-test-handover.XXXXXX";
	ingot_scoped(ingot_json_scoped) struct ingot_json *json = ingot_json_new_object();
	struct ingot_file file = { 0 };

	(void)umask(077);
	if (!CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0))
		return check_result();
	CHECK(ingot_handover_is_complete("run") == 0);
	CHECK(ingot_handover_complete("run") == -ENOENT);
	CHECK(ingot_handover_read_observation("run", &file) == -ENOENT && !file.data);
	CHECK(ingot_handover_prepare("run") == 0 && ingot_handover_prepare("run") == 0);
	CHECK(mode_of("run") == 0755 && mode_of("run/handover") == 0755);
	CHECK(ingot_json_set_integer(json, "a", 1) == 0);
	CHECK(ingot_handover_write_observation("run", json) == 0);
	CHECK(mode_of("run/observed.json") == 0644);
	CHECK(ingot_handover_read_observation("run", &file) == 0);
	CHECK_TEXT((const char *)file.data, "{\n  \"a\": 1\n}\n");
	ingot_file_close(&file);
	CHECK(ingot_handover_is_complete("run") == 0);
	CHECK(ingot_handover_complete("run") == 0);
	CHECK(ingot_handover_is_complete("run") == 1);
	CHECK(mode_of("run/handover/complete") == 0444);
	CHECK(ingot_handover_prepare("run") == -EEXIST);

	CHECK(unlink("run/handover/complete") == 0 && unlink("run/observed.json") == 0);
	CHECK(rmdir("run/handover") == 0 && rmdir("run") == 0 && rmdir(folder) == 0);
	return check_result();
}
