/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the recorder: the signal file of one sensor, a row a sample, NaN rows for samples that
 * never arrived. The file is begun with the first sample after the sensor's rate is known; of one
 * that has no clock and tells none, it is what its first samples turn out to have. The true rate is
 * what all rows turn out to have. */
#ifndef DAEMON_RECORD_SIGNAL_H
#define DAEMON_RECORD_SIGNAL_H

#include "daemon/recording.h"

#define RECORD_SIGNAL_HELD 256 /* samples from which an untold rate is taken */

struct record_signal {
    bool declared;
    struct gait_sensor is; /* its id made fit for a file name */
    struct signal_writer *writer;
    uint8_t axes; /* as they were when the file was begun */
    long rows;
    int64_t first_ns, last_ns;
    int held; /* samples that wait for the rate */
    struct gait_sample hold[RECORD_SIGNAL_HELD]; /* times on the recording's line */
};

int record_signal_declare(struct record_signal *s, const struct gait_sensor *is); /* 0 */
int record_signal_sample(struct record_signal *s, const char *folder, int64_t t_ns,
                         const struct gait_sample *x, char *why, size_t why_size);
int record_signal_close(struct record_signal *s, const char *folder, char *why, size_t why_size);
bool record_signal_describe(const struct record_signal *s,
                            struct recording_sensor *ret); /* false: never declared */

#endif
