/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INGOT_BOOTSTRAPPER_STATE_MARK_H
#define INGOT_BOOTSTRAPPER_STATE_MARK_H

#include <stdint.h>

/*
 * How far a state disk was set up, written on the disk itself: one sector in the gap between the
 * partition table and the partition, so that a single write, which a power cut does not halve,
 * takes the disk from one state to the next.
 *
 *	zeros, and the disk empty    nobody's: it may be set up
 *	"ingot.state/1 new\n"        being set up: nothing was ever stored on it, it starts over
 *	"ingot.state/1 complete\n"   holds a node's state: it opens, or the boot is refused
 *	anything else                somebody's: never written
 *
 * The host can change the mark. It then destroys the state, as it could with any other write, but
 * learns nothing of it.
 */

#define INGOT_STATE_MARK_OFFSET (((uint64_t)1 << 20) - 4096)
#define INGOT_STATE_MARK_SIZE   512

/** enum ingot_state_mark - what the mark, and where it is zero the disk, say */
enum ingot_state_mark {
	INGOT_STATE_EMPTY,
	INGOT_STATE_NEW,
	INGOT_STATE_COMPLETE,
	INGOT_STATE_FOREIGN
};

/**
 * ingot_state_mark_read - find out whose disk it is
 * @fd:   the whole disk, or any file, open for reading
 * @size: its bytes
 * @ret_mark: the answer
 *
 * Empty means: mark, the first 16 MiB, the last 1 MiB, and 1024 blocks of 4 KiB at even distances
 * are zero, which leaves no partition table and no file system's signature. Reads 21 MiB at most.
 *
 * Returns 0; -EIO if the disk is shorter than @size; -ENOMEM; an OS error.
 */
int ingot_state_mark_read(int fd, uint64_t size, enum ingot_state_mark *ret_mark);

/**
 * ingot_state_mark_write - write the mark, and wait until it is on the disk
 * @fd:   the whole disk, open for writing
 * @mark: INGOT_STATE_NEW or INGOT_STATE_COMPLETE
 *
 * Everything written to the disk before is on it before the mark is.
 *
 * Returns 0; -EINVAL; -EIO; an OS error.
 */
int ingot_state_mark_write(int fd, enum ingot_state_mark mark);

#endif
