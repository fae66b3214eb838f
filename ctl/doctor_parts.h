/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the doctor only. */
#ifndef CTL_DOCTOR_PARTS_H
#define CTL_DOCTOR_PARTS_H

#include "ctl/doctor.h"

struct doctor_found {
    int n;
    struct doctor_finding
        *finding; /* DOCTOR_FINDINGS_MAX of them; beyond, the last is overwritten */
};

/* The sentence and what to do are to be written into what it gives. */
struct doctor_finding *doctor_add(struct doctor_found *f, const char *what,
                                  enum doctor_severity severity, const char *sensor);
void doctor_say(struct doctor_finding *x, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void doctor_do(struct doctor_finding *x, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Text in which `gaitctl ..` and `gaitd ..` are called by the path that gaitctl itself was called
 * by. */
void doctor_typed(char *ret, size_t size, const char *text, const char *program);

/* Samples and refusals that were counted while looking. */
uint32_t doctor_grown(uint32_t before, uint32_t after);

void doctor_way(const struct doctor_view *v, struct doctor_found *f);      /* do packets arrive */
void doctor_refusals(const struct doctor_view *v, struct doctor_found *f); /* are they taken */
void doctor_sensors(const struct doctor_view *v, struct doctor_found *f);  /* are they any good */
void doctor_worn(const struct doctor_view *v, struct doctor_found *f);     /* and where they sit */

/* Reads OSC at a usual port where gaitd does not listen, for a while: ctl/doctor_ports.c. */
struct doctor_listener;
struct doctor_listener *doctor_listen(void);                        /* NULL: no memory */
void doctor_hear(struct doctor_listener *l, struct doctor_view *v); /* what came so far */
void doctor_listen_end(struct doctor_listener *l);
void doctor_own(struct doctor_view *v); /* this machine's addresses */

#endif
