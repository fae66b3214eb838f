/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/import.h"

#include "ctl/import_check.h"
#include "ctl/import_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define DAY_NS (INT64_C(86400) * 1000000000)

enum { BLOCK = 4096 }; /* rows written at once */

static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

void import_free(struct import *im)
{
    for (int i = 0; i < im->files; i++) {
        import_read_free(&im->file[i].table);
        import_grid_free(&im->file[i].grid);
    }
    im->files = 0;
}

/* What is worn where it is known, else the name of the file without folder and ending; _2 where
 * there is one already. */
static void name_sensor(const struct import *im, struct import_file *f)
{
    char *id = f->sensor.is.id;
    const char *base = strrchr(f->path, '/') ? strrchr(f->path, '/') + 1 : f->path;
    if (f->placement != GAIT_UNKNOWN)
        base = gait_placement_name(f->placement);
    size_t n = strcspn(base, ".");
    n = n == 0 || n > GAIT_NAME_MAX - 5 ? strnlen(base, GAIT_NAME_MAX - 5) : n;
    for (size_t i = 0; i < n; i++)
        id[i] = strchr(plain, base[i]) && (i || base[i] != '.') ? base[i] : '_';
    for (int again = 2, i = 0; &im->file[i] != f; i++)
        if (strcmp(im->file[i].sensor.is.id, id) == 0) {
            snprintf(id + n, GAIT_NAME_MAX - n, "_%d", again++);
            i = -1;
        }
}

static void describe(struct import_file *f, double range_g)
{
    struct recording_sensor *s = &f->sensor;
    s->is.placement = f->placement;
    s->is.range_g = (float)(range_g > 0 ? range_g : import_check_range(&f->table));
    f->range_guessed = !(range_g > 0) && s->is.range_g > 0;
    s->rate_hz = f->grid.rate_hz;
    s->is.rate_hz = (float)s->rate_hz;
    s->rows = f->grid.rows;
    for (int i = 0; i < RECORDING_CHANNELS_MAX; i++) {
        bool there = i < 6 && f->table.columns.at[i] >= 0;
        s->channel_of[i] = there ? (int8_t)s->channels++ : -1;
        if (there)
            s->is.axes |= (uint8_t)(1u << i);
    }
}

int import_add(struct import *im, const char *path, enum gait_placement placement, double range_g,
               const struct import_how *how, char *why, size_t why_size)
{
    char said[IMPORT_WHY_MAX];
    if (im->files == GAIT_SENSORS_MAX) {
        snprintf(why, why_size, "more than %d files", GAIT_SENSORS_MAX);
        return -1;
    }
    struct import_file *f = &im->file[im->files];
    *f = (struct import_file){.path = path, .placement = placement};
    if (import_read(path, how, &f->table, why, why_size) < 0)
        return -1;
    im->files++;
    if (import_grid(path, &f->table, how->rate_hz, &f->grid, why, why_size) < 0)
        return -1;
    if (import_check_units(&f->table, f->grid.rate_hz, said, sizeof said) < 0 && !how->force) {
        snprintf(why, why_size, "%s: %s", path, said);
        return -1;
    }
    name_sensor(im, f);
    describe(f, range_g);
    return 0;
}

/* The time line begins where the first sensor does. */
static int align(struct import *im, int64_t *ret_start_ns, char *why, size_t why_size)
{
    int first = 0;
    for (int i = 1; i < im->files; i++)
        if (im->file[i].grid.start_ns < im->file[first].grid.start_ns)
            first = i;
    for (int i = 0; i < im->files; i++) {
        int64_t late_ns = im->file[i].grid.start_ns - im->file[first].grid.start_ns;
        if (late_ns > DAY_NS) {
            snprintf(why, why_size, "%s begins %.1f days after %s: their clocks are not the same",
                     im->file[i].path, (double)late_ns / (double)DAY_NS, im->file[first].path);
            return -1;
        }
        im->file[i].sensor.start_s = (double)late_ns * 1e-9;
    }
    *ret_start_ns = im->file[first].grid.start_ns;
    return 0;
}

static int write_rows(const struct import_file *f, struct signal_writer *w, char *why,
                      size_t why_size)
{
    float block[BLOCK * 6];
    const struct recording_sensor *s = &f->sensor;
    long row = 0, next = 0;
    while (row < f->grid.rows) {
        long n = 0;
        for (; n < BLOCK && row < f->grid.rows; n++, row++) {
            while (f->grid.at && next < f->table.rows && f->grid.at[next] < row)
                next++; /* had no room */
            long from = f->grid.at ? next : row;
            bool there = !f->grid.at || (next < f->table.rows && f->grid.at[next] == row);
            for (int i = 0; i < 6; i++)
                if (s->channel_of[i] >= 0)
                    block[n * s->channels + s->channel_of[i]] =
                        there ? f->table.value[6 * from + i] : NAN;
        }
        if (signal_writer_rows(w, block, n, why, why_size) < 0)
            return -1;
    }
    return 0;
}

static int write_signal(const char *folder, const struct import_file *f, char *why, size_t why_size)
{
    struct signal_writer *w;
    char *path = NULL, ignored[IMPORT_WHY_MAX];
    if (asprintf(&path, "%s/%s.wav", folder, f->sensor.is.id) < 0) {
        snprintf(why, why_size, "out of memory");
        return -1;
    }
    int fault = signal_writer_open(path, f->sensor.rate_hz, f->sensor.channels, &w, why, why_size);
    free(path);
    if (fault)
        return -1;
    fault = write_rows(f, w, why, why_size);
    if (signal_writer_close(w, fault ? ignored : why, fault ? sizeof ignored : why_size) < 0)
        fault = -1;
    return fault;
}

static int refuse_existing(const char *folder, char *why, size_t why_size)
{
    struct stat st;
    char *path = NULL;
    if (asprintf(&path, "%s/recording.ini", folder) < 0)
        return 0;
    bool there = stat(path, &st) == 0;
    free(path);
    if (there)
        snprintf(why, why_size, "%s holds a recording already: name another folder", folder);
    return there ? -1 : 0;
}

/* The files' names, as a line of recording.ini can hold them. */
static void put_source(const struct import *im, char *dst, size_t size)
{
    size_t n = 0;
    for (int i = 0; i < im->files && n + 1 < size; i++) {
        const char *base = strrchr(im->file[i].path, '/');
        int wrote = snprintf(dst + n, size - n, "%s%s", i ? ", " : "imported from ",
                             base ? base + 1 : im->file[i].path);
        n += wrote > 0 ? (size_t)wrote : 0;
    }
    for (char *p = dst; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 127 || *p == ';')
            *p = '?';
}

int import_write(struct import *im, const char *folder, const struct recording_head *head,
                 char *why, size_t why_size)
{
    struct recording_sensor sensor[GAIT_SENSORS_MAX];
    struct recording_head h = *head;
    char source[140], note[80] = "";
    int64_t start_ns = 0;
    if (refuse_existing(folder, why, why_size) < 0 || align(im, &start_ns, why, why_size) < 0)
        return -1;
    put_source(im, source, sizeof source);
    time_t start = (time_t)(start_ns / 1000000000);
    if (start > 100000000) { /* Unix time */
        struct tm utc;
        gmtime_r(&start, &utc);
        strftime(note, sizeof note, "the first sample was taken at %Y-%m-%dT%H:%M:%SZ", &utc);
        h.note = note;
    }
    h.source = source;
    for (int i = 0; i < im->files; i++)
        sensor[i] = im->file[i].sensor;
    int fault = recording_write_ini(folder, &h, sensor, im->files, why, why_size);
    for (int i = 0; !fault && i < im->files; i++)
        fault = write_signal(folder, &im->file[i], why, why_size);
    return fault ? -1 : 0;
}
