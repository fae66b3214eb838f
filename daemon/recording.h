/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording is a folder: recording.ini, one signal file a sensor and/or capture.osc, marks.csv,
 * truth.csv; the format is fixed (see docs/recording.md). This is the one place that sees
 * sndfile.h. Reading and writing; no thread of its own. */
#ifndef DAEMON_RECORDING_H
#define DAEMON_RECORDING_H

#include "daemon/source.h"

#include <gait/types.h>

#include <stddef.h>
#include <stdio.h>

#define RECORDING_CHANNELS_MAX 9

struct recording_sensor {
    struct gait_sensor is; /* id, runner, placement, rate_hz (rounded), range_g, axes */
    double rate_hz;        /* the true rate */
    double start_s;        /* time of row 0 */
    int channels;          /* in the file */
    int8_t channel_of[RECORDING_CHANNELS_MAX]; /* 0..2 a, 3..5 w, 6..8 magnetometer: file channel,
                                                  -1 absent */
    long rows;                                 /* 0 where there is only a capture */
    float *row; /* rows x 6, SI: ax ay az gx gy gz; NaN row = never arrived; absent axes 0 */
};

/* From its time on: a surface, or where that is empty a speed. */
struct recording_mark {
    double t_s;
    char surface[GAIT_NAME_MAX];
    float speed_ms, slope_deg; /* NaN: not known */
};

struct recording {
    char name[GAIT_NAME_MAX * 2];
    char runner[GAIT_NAME_MAX]; /* "runner" where the file does not say */
    int sensors;
    struct recording_sensor sensor[GAIT_SENSORS_MAX];
    int marks;
    struct recording_mark *mark;
    char *capture_path; /* NULL: no capture.osc */
};

/* Reads a folder whole. 0, or -1 with one sentence in why (what and where: file, and line or
 * sensor); *ret untouched then. Faults: no folder, no or torn recording.ini, an unknown key or
 * section, a missing or torn signal file, a channel count that is not that of `channels`, a rate
 * that is not positive, an unknown placement or channel. */
int recording_read(const char *folder, struct recording **ret, char *why, size_t why_size);
void recording_free(struct recording *r);

/* A capture, datagram by datagram. next: 1 a datagram, 0 the end, -1 torn (why says at which byte).
 * What says who sent the next ones is no datagram; from: who sent the last one, false where the
 * capture does not say. */
struct capture;
int capture_open(const char *path, struct capture **ret, char *why, size_t why_size);
int capture_next(struct capture *c, int64_t *ret_arrival_ns, const uint8_t **ret_bytes,
                 size_t *ret_size);
bool capture_from(const struct capture *c, struct intake_source *ret);
const char *capture_fault(const struct capture *c);
void capture_close(struct capture *c);

/* Writing. A signal file is 32-bit float WAV without a time of writing in it, so the same samples
 * give the same bytes. */
struct recording_head { /* NULL or NaN: left out */
    const char *name, *source, *licence, *runner, *surface, *note;
    double speed_ms, slope_deg;
};
int recording_write_ini(
    const char *folder, const struct recording_head *h, const struct recording_sensor *s, int n,
    char *why, size_t why_size); /* file = <id>.wav where rows > 0; sensors without rows too */
int recording_write_signal(const char *folder, const struct recording_sensor *s, char *why,
                           size_t why_size);
/* Speed and slope to 0.0001. */
int recording_write_marks(const char *folder, const struct recording_mark *m, int n, char *why,
                          size_t why_size);

/* A signal file written row by row, for the live recorder. row: as many floats as channels. */
struct signal_writer;
int signal_writer_open(const char *path, double rate_hz, int channels, struct signal_writer **ret,
                       char *why, size_t why_size);
int signal_writer_rows(struct signal_writer *w, const float *rows, long n, char *why,
                       size_t why_size);
int signal_writer_close(struct signal_writer *w, char *why, size_t why_size);

/* One capture record: 8 bytes arrival (big endian ns), 4 bytes length, the datagram. 0 or -errno.
 */
int capture_write(FILE *f, int64_t arrival_ns, const uint8_t *bytes, size_t size);

/* Who sent the datagrams from here on. The bytes written, or -errno. */
int capture_write_from(FILE *f, int64_t arrival_ns, const struct intake_source *from);

#endif
