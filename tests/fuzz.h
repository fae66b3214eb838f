/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fuzz targets. Each reads any bytes, and aborts where what came out of them cannot be: the
 * same functions are run by libFuzzer and AFL++ (fuzz.sh, built with FUZZ_MAIN) and, over known
 * inputs, by test_fuzz.c. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* A packet: reader and decoder. */
int fuzz_osc(const uint8_t *bytes, size_t size);

/* Datagrams, each after a head of five bytes: source and flags, time since the last (8 bits, in
 * eighths of a ms or, with a flag, in seconds), size (16 bits), unused. */
int fuzz_intake(const uint8_t *bytes, size_t size);

/* A configuration file. */
int fuzz_config(const uint8_t *bytes, size_t size);

/* One file of a recording's folder, after a byte that says which: recording.ini, marks.csv,
 * capture.osc, a signal. */
int fuzz_recording(const uint8_t *bytes, size_t size);

/* Not an assert: it holds in every build. */
#define FUZZ_MUST(what)                                                                            \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what);                     \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#ifdef FUZZ_MAIN
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
#define FUZZ_TARGET(name)                                                                          \
    int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)                                  \
    {                                                                                              \
        return name(bytes, size);                                                                  \
    }
#else
#define FUZZ_TARGET(name) struct fuzz_unused
#endif

#endif
