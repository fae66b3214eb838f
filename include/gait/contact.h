/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A found contact, and what the two detectors (limb, trunk) share: a short queue of contacts and
 * the median of the last few heights. Times are in ticks of the even grid since the stream's
 * origin, with a fraction. Any one thread. */
#ifndef GAIT_CONTACT_H
#define GAIT_CONTACT_H

#include <stdbool.h>

#define GAIT_CONTACTS_MAX 64
#define GAIT_MEDIAN_MAX 9

/* toe_off is NaN until it is known, and where it was not found. */
struct gait_contact {
    double at;      /* ticks */
    double toe_off; /* ticks */
    float quality;  /* likeness to the strides before it, 0 .. 1 */
    bool late;      /* filled in after the gait was recognised */
    bool bridged;   /* its window held interpolated or missing ticks */
};

struct gait_contacts {
    struct gait_contact item[GAIT_CONTACTS_MAX];
    unsigned head, tail;
};

void gait_contacts_clear(struct gait_contacts *q);
void gait_contacts_put(struct gait_contacts *q,
                       const struct gait_contact *c); /* a full queue refuses the newest */
bool gait_contacts_take(struct gait_contacts *q, struct gait_contact *ret);
struct gait_contact *gait_contacts_first(struct gait_contacts *q); /* NULL: empty */

/* The last few values, and their median; 0 before the first. */
struct gait_median {
    double value[GAIT_MEDIAN_MAX];
    int kept;  /* of the newest values, 1 .. GAIT_MEDIAN_MAX */
    int count; /* taken so far */
    double now; /* the median */
};

void gait_median_clear(struct gait_median *m, int kept);
void gait_median_put(struct gait_median *m, double value);
double gait_median_now(const struct gait_median *m);

#endif
