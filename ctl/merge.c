/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/merge.h"

#include <math.h>

static void skip_lost(struct merge *m, int sensor)
{
    const struct recording_sensor *s = &m->recording->sensor[sensor];
    while (m->row[sensor] < s->rows && isnan(s->row[6 * m->row[sensor]]))
        m->row[sensor]++;
}

void merge_init(struct merge *m, const struct recording *r)
{
    *m = (struct merge){.recording = r};
    for (int i = 0; i < r->sensors; i++)
        skip_lost(m, i);
}

static int64_t row_ns(const struct recording_sensor *s, long row)
{
    return llround((s->start_s + (double)row / s->rate_hz) * 1e9);
}

static int earliest(const struct merge *m, int64_t *ret_ns)
{
    int first = -1;
    for (int i = 0; i < m->recording->sensors; i++) {
        const struct recording_sensor *s = &m->recording->sensor[i];
        if (m->row[i] >= s->rows)
            continue;
        int64_t t_ns = row_ns(s, m->row[i]);
        if (first < 0 || t_ns < *ret_ns) {
            first = i;
            *ret_ns = t_ns;
        }
    }
    return first;
}

bool merge_next(struct merge *m, struct merge_item *ret)
{
    int64_t t_ns = 0;
    int sensor = earliest(m, &t_ns);

    if (m->mark < m->recording->marks) {
        const struct recording_mark *mark = &m->recording->mark[m->mark];
        int64_t mark_ns = llround(mark->t_s * 1e9);
        if (sensor < 0 || mark_ns <= t_ns) {
            *ret = (struct merge_item){.t_ns = mark_ns, .sensor = -1, .mark = mark};
            m->mark++;
            return true;
        }
    }
    if (sensor < 0)
        return false;
    *ret = (struct merge_item){.t_ns = t_ns,
                               .sensor = sensor,
                               .row = &m->recording->sensor[sensor].row[6 * m->row[sensor]]};
    m->row[sensor]++;
    skip_lost(m, sensor);
    return true;
}
