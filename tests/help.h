/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several tests share. */
#ifndef TESTS_HELP_H
#define TESTS_HELP_H

/* The folder of real recordings (GAIT_DATA, else ../shared/data beside the checkout), or NULL where
 * there is none: the test then says loudly that it was skipped. */
const char *help_data_folder(void);

/* Under a sanitizer, five times slower: tests that count how often something is right count less
 * often there, where only the paths matter. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define HELP_SANITIZED 1
#else
#define HELP_SANITIZED 0
#endif

#endif
