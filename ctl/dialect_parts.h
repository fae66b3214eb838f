/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the dialects only: what writes those that are more than a list of numbers. */
#ifndef CTL_DIALECT_PARTS_H
#define CTL_DIALECT_PARTS_H

#include "ctl/dialect.h"

#define DIALECT_DEG (3.14159265358979323846 / 180)
#define DIALECT_MS_NS INT64_C(1000000)

/* An address with the sensor in place of its @. */
void dialect_address(struct packet *p, const struct dialect_said *x, const char *pattern);

/* n values from `first` on, each over its unit. */
void dialect_floats(struct packet *p, const float *value, int n, double unit);
void dialect_zeros(struct packet *p, int n);

/* The sample whose datagram it is: the last, or the one before that it repeats. */
const struct dialect_sample *dialect_last(const struct dialect_said *x);

/* A recording has no magnetometer: a field such as there is in the middle of Europe, in uT. */
extern const float dialect_field_ut[3];

void dialect_native(struct packet *p, const struct dialect_said *x);
void dialect_native_about(struct packet *p, const struct recording_sensor *s);

void dialect_ngimu(struct packet *p, const struct dialect_said *x);
void dialect_ngimu_throughput(struct packet *p, const struct dialect_said *x);
void dialect_ximu3(struct packet *p, const struct dialect_said *x);
void dialect_ximu3_text(struct packet *p, const struct dialect_said *x);

void dialect_riot3(struct packet *p, const struct dialect_said *x);
void dialect_riot_raw_22(struct packet *p, const struct dialect_said *x);
void dialect_riot_raw_20(struct packet *p, const struct dialect_said *x);
void dialect_riot_raw_12(struct packet *p, const struct dialect_said *x);
void dialect_comote3(struct packet *p, const struct dialect_said *x);
void dialect_comote2(struct packet *p, const struct dialect_said *x);

void dialect_orphe(struct packet *p, const struct dialect_said *x);

void dialect_zigsim(struct packet *p, const struct dialect_said *x);
void dialect_gyrosc(struct packet *p, const struct dialect_said *x);
void dialect_polar(struct packet *p, const struct dialect_said *x);
void dialect_muse(struct packet *p, const struct dialect_said *x);
void dialect_airsticks(struct packet *p, const struct dialect_said *x);

#endif
