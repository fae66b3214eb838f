/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What fuzzing begins with: packets of known senders, hostile ones, a walk's worth of datagrams,
 * configurations, the files of a recording. */
#ifndef TESTS_HELP_SEEDS_H
#define TESTS_HELP_SEEDS_H

#include <stddef.h>
#include <stdint.h>

/* target: osc, intake, config or recording. */
typedef void help_seed(void *user, const char *target, const uint8_t *bytes, size_t size);
void help_seeds(help_seed *give, void *user);

/* One of the forms that a mutated input takes; size at most room. Returns the new size. */
size_t help_mutate(uint8_t *bytes, size_t size, size_t room, uint64_t *random);

/* Packets that nobody means well with, as hexadecimal digits; NULL behind the last. */
extern const char *const help_hostile[];

#endif
