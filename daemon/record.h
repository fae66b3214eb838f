/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what came in as a recording: every datagram in capture.osc, every sensor's samples in a
 * signal file on the sensor's own count (a row a sample, NaN rows for what was lost), the marks,
 * and recording.ini. `gaitctl run` on the folder gives the strides that the daemon gave. Time line:
 * 0 is the arrival of the first datagram (of a stamped replay: the time of its first sample).
 *
 * It has an intake of its own, so that nothing has to come back from the analysis. The signal files
 * and recording.ini are complete only after record_close. Main thread. A full disk or the size
 * limit ends the recording, not the daemon. */
#ifndef DAEMON_RECORD_H
#define DAEMON_RECORD_H

#include "daemon/intake.h"

#define RECORD_DATAGRAM_MAX 2048

/* A datagram on its way to the recorder: what the receiving thread puts into the capture ring. */
struct record_datagram {
    int64_t arrival_ns;
    struct intake_source from;
    uint32_t size;
    bool truncated;
    uint8_t bytes[RECORD_DATAGRAM_MAX];
};

struct record_counts {
    uint64_t datagrams, bytes;
    uint64_t lost; /* datagrams that came after the recording had to stop */
};

struct record;

/* In MB of 10^6 bytes. */
struct record_limits {
    int limit_mb; /* a recording stops at this size */
    int keep_mb;  /* of all in the folder; the oldest go first, see record_room.h; 0: no limit */
};

/* Makes the folder PARENT/NAME. s: as of the daemon's own intake. NULL with one sentence in why. */
struct record *record_open(const char *parent, const char *name, const struct intake_settings *s,
                           struct record_limits limits, char *why, size_t why_size);

/* False, once, with one sentence in why: the recording stops here. Later ones are counted as lost
 * and give true. */
bool record_datagram(struct record *r, const struct record_datagram *d, char *why, size_t why_size);

struct record_counts record_counts(const struct record *r);

/* Completes the files, on the disk itself, and frees. 0, or -1 with one sentence in why. NULL is
 * fine. */
int record_close(struct record *r, char *why, size_t why_size);

#endif
