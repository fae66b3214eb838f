/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz.h"

#include "daemon/recording.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define FILES 4

static char folder[64];
static const char *const names[FILES] = {"recording.ini", "marks.csv", "capture.osc", "pod.wav"};

static const char ini[] = "[recording]\nname = a\nrunner = anna\nsurface = trail\n"
                          "[sensor pod]\nfile = pod.wav\nrate_hz = 200\nplacement = shank_left\n"
                          "channels = ax ay az gx gy gz\nrange_g = 16\nstart_s = 0\n";
static const char marks[] = "t_s,mark,value\n0,surface,trail\n1,speed,3.5\n";

static void path_of(int i, char path[128])
{
    snprintf(path, 128, "%s/%s", folder, names[i]);
}

static void write_file(int i, const void *bytes, size_t size)
{
    char path[128];
    path_of(i, path);
    FILE *f = fopen(path, "wb");
    FUZZ_MUST(f && fwrite(bytes, 1, size, f) == size && fclose(f) == 0);
}

static void write_signal(void)
{
    static float row[20 * 6];
    struct recording_sensor s = {.is = {.id = "pod", .axes = 0x3f},
                                 .rate_hz = 200,
                                 .channels = 6,
                                 .channel_of = {0, 1, 2, 3, 4, 5, -1, -1, -1},
                                 .rows = 20,
                                 .row = row};
    char why[256];
    FUZZ_MUST(recording_write_signal(folder, &s, why, sizeof why) == 0);
}

static void clean(void)
{
    char path[128];
    for (int i = 0; i < FILES; i++) {
        path_of(i, path);
        unlink(path);
    }
    rmdir(folder);
}

static void write_good(int i)
{
    char path[128];
    path_of(i, path);
    if (i == 0)
        write_file(i, ini, sizeof ini - 1);
    else if (i == 1)
        write_file(i, marks, sizeof marks - 1);
    else if (i == 2)
        unlink(path);
    else
        write_signal();
}

/* In memory where the system has such a place. */
static void prepare(void)
{
    if (folder[0])
        return;
    strcpy(folder, "/dev/shm/fuzz_recording.XXXXXX");
    if (!mkdtemp(folder)) {
        strcpy(folder, "/tmp/fuzz_recording.XXXXXX");
        FUZZ_MUST(mkdtemp(folder));
    }
    atexit(clean);
    for (int i = 0; i < FILES; i++)
        write_good(i);
}

static void look_at_rows(const struct recording_sensor *s)
{
    FUZZ_MUST(s->rows >= 0 && (s->rows == 0 || s->row));
    FUZZ_MUST(s->rows == 0 || s->rate_hz > 0);
    for (long i = 0; i < s->rows; i++) {
        bool lost = isnan(s->row[6 * i]);
        for (int k = 0; k < 6; k++)
            FUZZ_MUST(lost ? isnan(s->row[6 * i + k]) : isfinite(s->row[6 * i + k]));
    }
}

static void look_at_capture(const char *path)
{
    struct capture *c;
    char why[512] = "";
    int64_t arrival_ns;
    const uint8_t *bytes;
    size_t size;
    int more;
    unsigned sum = 0;
    if (capture_open(path, &c, why, sizeof why)) {
        FUZZ_MUST(why[0]);
        return;
    }
    while ((more = capture_next(c, &arrival_ns, &bytes, &size)) > 0)
        for (size_t i = 0; i < size; i++)
            sum += bytes[i];
    FUZZ_MUST((more < 0) == (capture_fault(c) != NULL));
    FUZZ_MUST(sum != 1234567891);
    capture_close(c);
}

static void look_at(const struct recording *r)
{
    FUZZ_MUST(memchr(r->name, 0, sizeof r->name) && r->name[0]);
    FUZZ_MUST(memchr(r->runner, 0, sizeof r->runner) && r->runner[0]);
    FUZZ_MUST(r->sensors >= 0 && r->sensors <= GAIT_SENSORS_MAX);
    for (int i = 0; i < r->sensors; i++) {
        FUZZ_MUST(memchr(r->sensor[i].is.id, 0, GAIT_NAME_MAX));
        FUZZ_MUST(r->sensor[i].is.placement < GAIT_PLACEMENTS);
        look_at_rows(&r->sensor[i]);
    }
    for (int i = 0; i < r->marks; i++) {
        FUZZ_MUST(isfinite(r->mark[i].t_s) && (i == 0 || r->mark[i].t_s >= r->mark[i - 1].t_s));
        FUZZ_MUST(memchr(r->mark[i].surface, 0, GAIT_NAME_MAX));
    }
    if (r->capture_path)
        look_at_capture(r->capture_path);
}

int fuzz_recording(const uint8_t *bytes, size_t size)
{
    struct recording *r = NULL;
    char why[512] = "";
    if (size == 0)
        return 0;
    prepare();
    int which = bytes[0] % FILES;
    write_file(which, bytes + 1, size - 1);
    if (recording_read(folder, &r, why, sizeof why) == 0)
        look_at(r);
    else
        FUZZ_MUST(why[0] && !r);
    recording_free(r);
    write_good(which);
    return 0;
}

FUZZ_TARGET(fuzz_recording);
