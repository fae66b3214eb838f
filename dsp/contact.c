/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/contact.h>

#include <stddef.h>

void gait_contacts_clear(struct gait_contacts *q)
{
    q->head = q->tail = 0;
}

void gait_contacts_put(struct gait_contacts *q, const struct gait_contact *c)
{
    if (q->tail - q->head < GAIT_CONTACTS_MAX)
        q->item[q->tail++ % GAIT_CONTACTS_MAX] = *c;
}

struct gait_contact *gait_contacts_first(struct gait_contacts *q)
{
    return q->head == q->tail ? NULL : &q->item[q->head % GAIT_CONTACTS_MAX];
}

bool gait_contacts_take(struct gait_contacts *q, struct gait_contact *ret)
{
    if (q->head == q->tail)
        return false;
    *ret = q->item[q->head++ % GAIT_CONTACTS_MAX];
    return true;
}

void gait_median_clear(struct gait_median *m, int kept)
{
    m->kept = kept;
    m->count = 0;
    m->now = 0;
}

static double median_of(const struct gait_median *m)
{
    double sorted[GAIT_MEDIAN_MAX];
    int n = m->count < m->kept ? m->count : m->kept;
    for (int i = 0; i < n; i++) {
        int j = i;
        for (; j > 0 && sorted[j - 1] > m->value[i]; j--)
            sorted[j] = sorted[j - 1];
        sorted[j] = m->value[i];
    }
    return n % 2 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
}

void gait_median_put(struct gait_median *m, double value)
{
    m->value[m->count++ % m->kept] = value;
    m->now = median_of(m);
}

double gait_median_now(const struct gait_median *m)
{
    return m->now;
}
