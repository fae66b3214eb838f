/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linked so that every allocation of this project's own code passes through here. */
#include "tests/help_feed.h"
#include "tests/help_signal.h"

#include <gait/settings.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void __wrap_free(void *p);

static long calls, live, fail_at; /* fail_at: the call that fails, 0 none */

static bool fails(void)
{
    return ++calls == fail_at;
}

void *__wrap_malloc(size_t size)
{
    void *p = fails() ? NULL : __real_malloc(size);
    live += p != NULL;
    return p;
}

void *__wrap_calloc(size_t n, size_t size)
{
    void *p = fails() ? NULL : __real_calloc(n, size);
    live += p != NULL;
    return p;
}

void *__wrap_realloc(void *p, size_t size)
{
    void *q = fails() ? NULL : __real_realloc(p, size);
    live += q != NULL && p == NULL;
    return q;
}

void __wrap_free(void *p)
{
    live -= p != NULL;
    __real_free(p);
}

Test(alloc, a_minute_of_frames_allocates_nothing)
{
    static struct help_runner runner;
    struct help_random random = {1};
    help_runner_add(&runner, &random, 2, 50, 0.7, 0.006);
    struct gait_pipeline *p = help_pipeline_new();
    cr_assert_not_null(p);
    cr_assert_gt(calls, 30, "the allocator is not wrapped");
    help_declare(p, 0, GAIT_SHANK_LEFT, 800, 16);
    help_declare(p, 1, GAIT_SACRUM, 0, 0);
    calls = 0;
    for (int i = 0; i < 60 * 800; i++) {
        float a[3];
        help_shank_at(&runner, i / 800.0, a);
        help_sample(p, NULL, (uint16_t)(i % 8 == 0), 1250000LL * i, a, i % 5000 == 0);
    }
    help_end(p, NULL, 60000000000);
    cr_assert_eq(calls, 0, "%ld allocations after _new", calls);
    cr_assert_gt(gait_pipeline_state(p).strides, 30);
    gait_pipeline_free(p);
    cr_assert_eq(live, 0, "%ld blocks not freed", live);
}

/* A mark every 3 s, of more surfaces than are kept, and a speed every second. */
static void control(struct gait_pipeline *p, int s)
{
    struct gait_frame f = {.kind = GAIT_FRAME_MARK};
    f.u.mark.t_ns = s * INT64_C(1000000000);
    snprintf(f.u.mark.surface, sizeof f.u.mark.surface, "s%d", s / 3);
    if (s % 3 == 0)
        gait_pipeline_push(p, &f);
    f = (struct gait_frame){.kind = GAIT_FRAME_SPEED};
    f.u.speed.t_ns = s * INT64_C(1000000000);
    f.u.speed.speed_ms = 2 + (float)s * 0.01f;
    gait_pipeline_push(p, &f);
    help_collect(p, NULL);
}

Test(alloc, sessions_surfaces_speeds_and_spectra_allocate_nothing)
{
    static struct help_runner runner;
    struct help_random random = {1};
    help_runner_add(&runner, &random, 2, 90, 0.7, 0.006);
    struct gait_pipeline *p = help_pipeline_new();
    help_declare(p, 0, GAIT_SHANK_LEFT, 100, 16);
    calls = 0;
    for (int session = 0; session < 2; session++)
        for (int i = 0; i < 450 * 100; i++) { /* and stands until the session is over */
            float a[3];
            int s = 450 * session + i / 100;
            help_shank_at(&runner, i < 9300 ? i * 0.01 : 93, a);
            if (i % 100 == 0)
                control(p, s);
            help_sample(p, NULL, 0, 450000000000LL * session + 10000000LL * i, a, 0);
        }
    struct gait_frame quiet = {.kind = GAIT_FRAME_QUIET, .u.end_ns = 900000000000};
    gait_pipeline_push(p, &quiet);
    help_collect(p, NULL);
    cr_assert_eq(calls, 0, "%ld allocations after _new", calls);
    cr_assert_gt(gait_pipeline_state(p).strides, 200);
    cr_assert_eq(gait_pipeline_state(p).refused_events, 0);
    gait_pipeline_free(p);
    cr_assert_eq(live, 0, "%ld blocks not freed", live);
}

Test(alloc, when_any_allocation_fails_there_is_no_pipeline_and_no_leak, .timeout = 120)
{
    struct gait_settings set;
    gait_settings_default(&set);
    struct gait_pipeline *p = gait_pipeline_new(&set);
    cr_assert_not_null(p);
    long needed = calls;
    gait_pipeline_free(p);
    for (long n = 1; n <= needed; n++) {
        calls = live = 0;
        fail_at = n;
        p = gait_pipeline_new(&set);
        cr_assert_null(p, "allocation %ld of %ld failed", n, needed);
        cr_assert_eq(live, 0, "allocation %ld of %ld failed: %ld blocks leaked", n, needed, live);
    }
}
