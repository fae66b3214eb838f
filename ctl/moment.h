/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A moment that a person types. Any thread. */
#ifndef CTL_MOMENT_H
#define CTL_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

/* 2026-11-23T07:30 (local; or with a space, or with :SS, or with a Z for UTC), 2026-11-23 (its
 * midnight), or Unix seconds. False: none of these, or no such day or hour. */
bool moment_parse(const char *text, int64_t *ret_ns);

#endif
