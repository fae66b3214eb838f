/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A doctor's view in which all is well, to be spoiled in one place, and what is found in it. */
#ifndef TESTS_HELP_DOCTOR_H
#define TESTS_HELP_DOCTOR_H

#include "ctl/doctor.h"

struct help_doctor {
    struct doctor_view v;
    struct doctor_finding found[DOCTOR_FINDINGS_MAX];
    int n;
};
extern struct help_doctor help_doctor;

/* Two sensors at the shanks of somebody who runs, all in order. */
void help_doctor_well(void);

struct gait_hearing *help_doctor_sensor(int i);
struct gait_ears *help_doctor_ears(void);

/* What is found, in its order, spaces between, a sensor's as word:sensor; one that does not say
 * what it is and what to do is marked. */
const char *help_doctor_words(void);

#define FINDS(expected)                                                                            \
    cr_expect_str_eq(help_doctor_words(), expected, "%s:%d: found: %s", __FILE__, __LINE__,        \
                     help_doctor_words())

/* Finds it with `is`, and nothing with `is_not`, which is just this side of the border. */
#define BORDER(value, is, is_not, expected)                                                        \
    do {                                                                                           \
        help_doctor_well();                                                                        \
        (value) = (is);                                                                            \
        FINDS(expected);                                                                           \
        help_doctor_well();                                                                        \
        (value) = (is_not);                                                                        \
        FINDS("");                                                                                 \
    } while (0)

#endif
