/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_recording.h"

#include "tests/help.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool path_of(const char *name, const char *file, char *ret, size_t size)
{
    const char *folder = help_data_folder();
    if (!folder)
        return false;
    snprintf(ret, size, "%s/%s%s%s", folder, name, file ? "/" : "", file ? file : "");
    return true;
}

struct recording *help_recording_read(const char *name)
{
    char path[1024], why[256];
    struct recording *r = NULL;
    if (!path_of(name, NULL, path, sizeof path)) {
        fprintf(stderr,
                "SKIPPED: no folder of real recordings (GAIT_DATA), so %s was not analysed\n",
                name);
        return NULL;
    }
    if (recording_read(path, &r, why, sizeof why) != 0) {
        fprintf(stderr, "%s\n", why);
        abort();
    }
    return r;
}

static void declare(struct gait_pipeline *p, const struct recording *r)
{
    for (int i = 0; i < r->sensors; i++) {
        struct gait_frame f = {.kind = GAIT_FRAME_SENSOR};
        f.u.sensor.slot = (uint16_t)i;
        f.u.sensor.is = r->sensor[i].is;
        gait_pipeline_push(p, &f);
    }
}

static int64_t row_ns(const struct recording_sensor *s, long row)
{
    return llround((s->start_s + (double)row / s->rate_hz) * 1e9);
}

/* The sensor whose next row is the earliest; -1: all are through. */
static int earliest(const struct recording *r, const long *row)
{
    int best = -1;
    for (int i = 0; i < r->sensors; i++)
        if (row[i] < r->sensor[i].rows &&
            (best < 0 || row_ns(&r->sensor[i], row[i]) < row_ns(&r->sensor[best], row[best])))
            best = i;
    return best;
}

void help_recording_run(const struct recording *r, struct help_events *e)
{
    long row[GAIT_SENSORS_MAX] = {0};
    uint32_t lost[GAIT_SENSORS_MAX] = {0};
    struct gait_pipeline *p = help_pipeline_new();
    int i;
    declare(p, r);
    while ((i = earliest(r, row)) >= 0) {
        const struct recording_sensor *s = &r->sensor[i];
        const float *a = s->row + 6 * row[i];
        if (isnan(a[0])) {
            lost[i]++;
        } else {
            help_sample(p, e, (uint16_t)i, row_ns(s, row[i]), a, lost[i]);
            lost[i] = 0;
        }
        row[i]++;
    }
    help_end(p, e, gait_pipeline_state(p).newest_ns);
    gait_pipeline_free(p);
}

int help_recording_contacts(const char *name, double contact_s[HELP_TRUTHS_MAX])
{
    char path[1024], line[128], event[32];
    int n = 0;
    if (!path_of(name, "truth.csv", path, sizeof path))
        return 0;
    FILE *f = fopen(path, "r");
    if (!f)
        return 0;
    while (n < HELP_TRUTHS_MAX && fgets(line, sizeof line, f))
        if (sscanf(line, "%lf,%31[^,]", &contact_s[n], event) == 2 && strcmp(event, "contact") == 0)
            n++;
    fclose(f);
    return n;
}
