# shellcheck shell=bash
# ingot as one file.

test_one_file() {
	scripts/static "$TEST_WORK/ingot"
	scripts/tools --tests --bind "$TEST_WORK:/scratch:ro" tests/cli/test_static /scratch/ingot
}

test_one_file_usage() {
	expect_error 2 "which file?" scripts/static
	expect_error 2 "unknown option" scripts/static --quickly x
	INGOT_CACHE=$TEST_WORK/cache expect_error 1 "is not in the cache" scripts/static --offline "$TEST_WORK/ingot"
}
