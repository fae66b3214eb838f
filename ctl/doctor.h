/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands between a runner and good figures, and what to do about each: from what gaitd tells
 * of its ears over a few seconds, from what arrives at other ports meanwhile, and from this
 * machine's own addresses. Pure; any thread. */
#ifndef CTL_DOCTOR_H
#define CTL_DOCTOR_H

#include "ctl/ears.h"

#define DOCTOR_FINDINGS_MAX 256
#define DOCTOR_PORTS_MAX 32
#define DOCTOR_OWN_MAX 8
#define DOCTOR_SENTENCE_MAX 320
#define DOCTOR_DO_MAX 512

/* OSC that came to a port where gaitd does not listen. */
struct doctor_port {
    int port;
    unsigned count;              /* messages while looking; not gaitd's own */
    char from[GAIT_ADDRESS_MAX]; /* of the newest */
    char what[GAIT_WHY_MAX];     /* its address and types */
};

struct doctor_view {
    char at[64];    /* HOST:PORT where gaitd was asked */
    bool listens;   /* something does, there */
    bool answers;   /* and it told what it hears */
    double seconds; /* from before to after */
    struct ears_view before, after;
    int owns, ports;
    char own[DOCTOR_OWN_MAX][48]; /* addresses of this machine, not loopback */
    struct doctor_port port[DOCTOR_PORTS_MAX];
};

enum doctor_severity {
    DOCTOR_STOPS, /* nothing can be measured until it is done */
    DOCTOR_HARMS, /* figures are worse for it */
    DOCTOR_NOTE   /* good to know, nothing to do now */
};

struct doctor_finding {
    const char *what; /* a word for programs */
    enum doctor_severity severity;
    char sensor[GAIT_NAME_MAX]; /* empty: not of one sensor */
    char sentence[DOCTOR_SENTENCE_MAX];
    char todo[DOCTOR_DO_MAX];
};

/* Worst first, else in the order of a packet's way; returns how many. */
int doctor_findings(const struct doctor_view *v, struct doctor_finding ret[DOCTOR_FINDINGS_MAX]);

const char *doctor_severity_name(enum doctor_severity s);

#endif
