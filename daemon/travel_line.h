/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the traveller only: lines through positions. Pure. */
#ifndef DAEMON_TRAVEL_LINE_H
#define DAEMON_TRAVEL_LINE_H

#include "daemon/travel.h"

#define TRAVEL_LINE_KEPT_NS (4 * TRAVEL_LINE_NS)

/* m/s; NaN: fewer than 5 fixes, or less than 5 s of them. */
double travel_line_speed(const struct travel_words *w);

/* Degrees, uphill positive; NaN: not known to 1 degree. */
double travel_line_slope(const struct travel_words *w);

#endif
