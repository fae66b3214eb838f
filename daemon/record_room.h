/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes room in the folder of recordings: the oldest that the daemon made go first. Ours is only
 * what is named as the daemon names it (gaitd-YYYYMMDDTHHMMSSZ-PID), is a folder itself and not a
 * link to one, holds nothing but recording.ini (of gaitd), capture.osc, marks.csv and .wav files,
 * each a plain file that can be written, and has no capture.osc that a recorder holds. To keep a
 * recording, give it another name, or put anything of your own into it, or take away the right to
 * write one of its files. Main thread. */
#ifndef DAEMON_RECORD_ROOM_H
#define DAEMON_RECORD_ROOM_H

#include <stdint.h>
#include <stdio.h>

/* Removes until all of ours in `parent` together are of `keep` bytes at most; those that are
 * written now count, and stay. One line in the log for each. Returns how many were removed. */
int record_room_make(const char *parent, uint64_t keep);

/* Says that a recording is being written, for as long as its capture is open. */
void record_room_hold(FILE *capture);

#endif
