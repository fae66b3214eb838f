/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kept session in one line. */
#ifndef CTL_SESSIONS_H
#define CTL_SESSIONS_H

#include "ctl/totals.h"

#include <stdio.h>

/* As far as the speed is known; NaN: it is nowhere. */
double sessions_km(const struct totals *t);

/* The line of JSON that sessions and show print. */
void sessions_json(FILE *f, const struct store_session *is, const struct totals *t);

#endif
