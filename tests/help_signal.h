/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals whose truth is known: repeatable noise, rotations, and a runner's shank and lower back as
 * plain functions of time since contact. Not meant to look like a person; meant to have a contact
 * where the list says. */
#ifndef TESTS_HELP_SIGNAL_H
#define TESTS_HELP_SIGNAL_H

#include <gait/types.h>

#define HELP_CONTACTS_MAX 512

struct help_random {
    uint64_t state;
};
uint64_t help_random_bits(struct help_random *r); /* 32 of them */
double help_uniform(struct help_random *r);       /* 0 .. 1 */
double help_normal(struct help_random *r);        /* mean 0, sd 1 */

struct help_rotation {
    double m[3][3];
};
struct help_rotation help_rotation_random(struct help_random *r);
void help_rotate(const struct help_rotation *q, const float in[3], float out[3]);

/* Contacts of one foot (for the trunk: of both), and what lies between them. */
struct help_runner {
    double contact_s[HELP_CONTACTS_MAX];
    int contacts;
};

/* Contacts from from_s to to_s, every stride_s, each moved by up to jitter_s; added to those
 * already there. */
void help_runner_add(struct help_runner *r, struct help_random *random, double from_s, double to_s,
                     double stride_s, double jitter_s);

/* Acceleration at t_s, m/s2, gravity included: x forward, y left, z up. Standing still before the
 * first contact, after the last, and where contacts lie more than 1.5 s apart. */
void help_shank_at(const struct help_runner *r, double t_s, float a_ms2[3]);
void help_trunk_at(const struct help_runner *r, double t_s, float a_ms2[3]);

#endif
