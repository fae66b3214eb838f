/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/record.h"

#include "daemon/record_room.h"
#include "daemon/record_signal.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FRAMES 8192
#define MARKS_MAX 65536
#define ROOM_BYTES UINT64_C(4000000) /* of datagrams, between two looks at what else there is */
#define REPLAY_NS                                                                                  \
    (INT64_C(3600) * 1000000000) /* a sample this far from its arrival is of a stamped replay */

struct record {
    char *parent, *folder;
    char name[GAIT_NAME_MAX * 2];
    struct intake_settings settings;
    struct gait_ring *frames;
    struct intake *intake; /* made when the first datagram tells the origin */
    FILE *capture;
    int64_t origin_ns; /* arrival of the first datagram */
    int64_t shift_ns;  /* of a stamped replay */
    bool begun, shifted, stopped, has_from;
    struct intake_source from; /* of the newest datagram in the capture */
    uint64_t limit, keep, room_at; /* room_at: size at which room is made again */
    struct record_counts counts;
    struct record_signal signal[GAIT_SENSORS_MAX];
    struct recording_mark *mark;
    int marks;
};

static int sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int result = fsync(fd) < 0 ? -errno : 0;
    close(fd);
    return result;
}

static void free_record(struct record *r)
{
    if (r->capture)
        fclose(r->capture);
    intake_free(r->intake);
    gait_ring_free(r->frames);
    free(r->parent);
    free(r->folder);
    free(r->mark);
    free(r);
}

struct record *record_open(const char *parent, const char *name, const struct intake_settings *s,
                           struct record_limits limits, char *why, size_t why_size)
{
    struct record *r = calloc(1, sizeof *r);
    char *path = NULL;

    if (!r || !(r->parent = strdup(parent)) || asprintf(&r->folder, "%s/%s", parent, name) < 0 ||
        asprintf(&path, "%s/capture.osc", r->folder) < 0 ||
        !(r->frames = gait_ring_new(FRAMES, sizeof(struct gait_frame)))) {
        snprintf(why, why_size, "record %s: no memory", name);
        goto failed;
    }
    snprintf(r->name, sizeof r->name, "%s", name);
    r->settings = *s;
    r->limit = (uint64_t)limits.limit_mb * 1000000;
    r->keep = (uint64_t)limits.keep_mb * 1000000;
    if (mkdir(r->folder, 0777) < 0 || !(r->capture = fopen(path, "wxe"))) {
        snprintf(why, why_size, "record %s: %s", path, strerror(errno));
        goto failed;
    }
    record_room_hold(r->capture);
    free(path);
    return r;
failed:
    free(path);
    if (r)
        free_record(r);
    return NULL;
}

static bool begin(struct record *r, int64_t arrival_ns)
{
    r->begun = true;
    r->origin_ns = arrival_ns;
    r->settings.epoch_ns = 0;
    r->intake = intake_new(&r->settings, r->frames);
    return r->intake != NULL;
}

/* The time of a frame on the recording's own time line. */
static int64_t line_ns(struct record *r, int64_t t_ns, int64_t arrival_ns)
{
    if (!r->shifted && llabs(t_ns - arrival_ns) > REPLAY_NS)
        r->shift_ns = t_ns - arrival_ns;
    r->shifted = true;
    return t_ns - r->shift_ns;
}

static void keep_mark(struct record *r, const struct recording_mark *m)
{
    bool full = (r->marks & (r->marks - 1)) == 0; /* at every power of two there is more room */
    if (r->marks == MARKS_MAX || strpbrk(m->surface, ",\"\r\n"))
        return;
    if (full) {
        size_t room = r->marks ? 2 * (size_t)r->marks : 1;
        struct recording_mark *more = realloc(r->mark, room * sizeof *more);
        if (!more)
            return;
        r->mark = more;
    }
    r->mark[r->marks++] = *m;
}

static void keep_surface(struct record *r, int64_t t_ns, const char *surface)
{
    struct recording_mark m = {.t_s = (double)t_ns * 1e-9, .speed_ms = NAN, .slope_deg = NAN};
    gait_name_copy(m.surface, surface);
    if (*surface)
        keep_mark(r, &m);
}

static void keep_speed(struct record *r, int64_t t_ns, float speed_ms, float slope_deg)
{
    struct recording_mark m = {
        .t_s = (double)t_ns * 1e-9, .speed_ms = speed_ms, .slope_deg = slope_deg};
    keep_mark(r, &m);
}

static int keep_frame(struct record *r, const struct gait_frame *f, int64_t arrival_ns, char *why,
                      size_t why_size)
{
    switch (f->kind) {
    case GAIT_FRAME_SENSOR:
        return f->u.sensor.slot < GAIT_SENSORS_MAX
                   ? record_signal_declare(&r->signal[f->u.sensor.slot], &f->u.sensor.is)
                   : 0;
    case GAIT_FRAME_SAMPLE:
        if (f->u.sample.sensor >= GAIT_SENSORS_MAX)
            return 0;
        return record_signal_sample(&r->signal[f->u.sample.sensor], r->folder,
                                    line_ns(r, f->u.sample.t_ns, arrival_ns), &f->u.sample, why,
                                    why_size);
    case GAIT_FRAME_MARK:
        keep_surface(r, line_ns(r, f->u.mark.t_ns, arrival_ns), f->u.mark.surface);
        return 0;
    case GAIT_FRAME_SPEED:
        keep_speed(r, line_ns(r, f->u.speed.t_ns, arrival_ns), f->u.speed.speed_ms,
                   f->u.speed.slope_deg);
        return 0;
    default:
        return 0;
    }
}

/* With its sender, where that is another than the last one's. */
static int write_datagram(struct record *r, const struct record_datagram *d, int64_t arrival_ns)
{
    if (!r->has_from || !source_same(&r->from, &d->from)) {
        int wrote = capture_write_from(r->capture, arrival_ns, &d->from);
        if (wrote < 0)
            return wrote;
        r->counts.bytes += (uint64_t)wrote;
    }
    r->from = d->from;
    r->has_from = true;
    return capture_write(r->capture, arrival_ns, d->bytes, d->size);
}

static int keep(struct record *r, const struct record_datagram *d, char *why, size_t why_size)
{
    struct gait_frame f;

    if (!r->begun && !begin(r, d->arrival_ns)) {
        snprintf(why, why_size, "no memory");
        return -1;
    }
    int64_t arrival_ns = d->arrival_ns - r->origin_ns;
    int fault = d->truncated ? 0 : write_datagram(r, d, arrival_ns);
    if (fault < 0) {
        snprintf(why, why_size, "capture.osc: %s", strerror(-fault));
        return -1;
    }
    intake_datagram(r->intake, d->bytes, d->size, d->truncated, arrival_ns, &d->from);
    while (gait_ring_pop(r->frames, &f))
        if (keep_frame(r, &f, arrival_ns, why, why_size) < 0)
            return -1;
    r->counts.datagrams++;
    r->counts.bytes += d->size + 12;
    return 0;
}

static void make_room(struct record *r)
{
    if (r->keep == 0 || r->counts.bytes < r->room_at)
        return;
    uint64_t coming = 2 * ROOM_BYTES; /* with the signal files beside them */
    record_room_make(r->parent, r->keep > coming ? r->keep - coming : 0);
    r->room_at = r->counts.bytes + ROOM_BYTES;
}

bool record_datagram(struct record *r, const struct record_datagram *d, char *why, size_t why_size)
{
    char what[384];

    if (r->stopped) {
        r->counts.lost++;
        return true;
    }
    make_room(r);
    if (r->counts.bytes > r->limit)
        snprintf(what, sizeof what, "the limit of %llu MB is reached",
                 (unsigned long long)(r->limit / 1000000));
    else if (keep(r, d, what, sizeof what) == 0)
        return true;
    r->stopped = true;
    r->counts.lost++;
    snprintf(why, why_size, "record %s: stopped after %llu datagrams: %s", r->folder,
             (unsigned long long)r->counts.datagrams, what);
    return false;
}

struct record_counts record_counts(const struct record *r)
{
    return r->counts;
}

static int write_rest(struct record *r, char *why, size_t why_size)
{
    struct recording_sensor sensor[GAIT_SENSORS_MAX];
    struct recording_head head = {.name = r->name,
                                  .source = "gaitd " GAIT_VERSION,
                                  .runner = r->settings.runner,
                                  .speed_ms = NAN,
                                  .slope_deg = NAN};
    int n = 0, result = 0;

    for (int i = 0; i < GAIT_SENSORS_MAX; i++) {
        char path[4096];
        if (record_signal_close(&r->signal[i], r->folder, why, why_size) < 0)
            result = -1;
        if (!record_signal_describe(&r->signal[i], &sensor[n]))
            continue;
        snprintf(path, sizeof path, "%s/%s.wav", r->folder, sensor[n].is.id);
        if (sensor[n].rows > 0)
            sync_path(path);
        n++;
    }
    if (recording_write_ini(r->folder, &head, sensor, n, why, why_size) < 0)
        result = -1;
    if (r->marks > 0 && recording_write_marks(r->folder, r->mark, r->marks, why, why_size) < 0)
        result = -1;
    return result;
}

static void sync_folder(struct record *r)
{
    static const char *const files[] = {"recording.ini", "marks.csv", "."};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", r->folder, files[i]);
        sync_path(
            path); /* a file that is not there needs none; a failing disk was told by its writes */
    }
}

int record_close(struct record *r, char *why, size_t why_size)
{
    int result = 0;

    if (!r)
        return 0;
    if (fflush(r->capture) != 0 || fsync(fileno(r->capture)) < 0) {
        snprintf(why, why_size, "record %s/capture.osc: %s", r->folder, strerror(errno));
        result = -1;
    }
    char rest[384];
    if (write_rest(r, rest, sizeof rest) < 0) {
        if (result == 0)
            snprintf(why, why_size, "record %s: %s", r->folder, rest);
        result = -1;
    }
    sync_folder(r);
    free_record(r);
    return result;
}
