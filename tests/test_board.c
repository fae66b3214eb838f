/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/board.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct gait_event heard(const char *sensor, enum gait_placement told)
{
    struct gait_event e = {.kind = GAIT_EVENT_HEARD};
    gait_name_copy(e.runner, "ann");
    gait_name_copy(e.sensor, sensor);
    e.u.heard.placement = told;
    e.u.heard.placement_confidence = NAN;
    e.u.heard.clipped_share = NAN;
    e.u.heard.up[0] = NAN;
    return e;
}

static struct gait_event found(const char *sensor, enum gait_placement placement, float range_g)
{
    struct gait_event e = {.kind = GAIT_EVENT_SENSOR};
    gait_name_copy(e.runner, "ann");
    gait_name_copy(e.sensor, sensor);
    e.u.sensor.is.placement = placement;
    e.u.sensor.is.range_g = range_g;
    e.u.sensor.range_learned = true;
    e.u.sensor.placement_confidence = 0.75f;
    e.u.sensor.shortfall.clipped = 0.25f;
    e.u.sensor.up[0] = 1;
    strcpy(e.u.sensor.shortfall.why, "Its peaks read low.");
    return e;
}

Test(board, joins_what_is_heard_with_what_was_found)
{
    struct board *b = board_new();
    struct receive_heard *h = board_heard(b);
    const struct gait_event *e;
    struct gait_event f = found("pod", GAIT_FOOT_LEFT, 16);

    cr_expect(!board_look(b), "nothing was heard yet");
    cr_expect(!board_next(b, 0, &e));
    board_event(b, &f);
    board_listens(b, "127.0.0.1:8000 [::1]:8000", true);
    *h = (struct receive_heard){.at_ns = 5, .heards = 2, .refuseds = 1};
    h->heard[0] = heard("pod", GAIT_UNKNOWN);
    h->heard[1] = heard("told", GAIT_SACRUM);
    h->refused[0].kind = GAIT_EVENT_REFUSED;
    h->listening.kind = GAIT_EVENT_LISTENING;
    cr_assert(board_look(b));
    cr_assert(board_next(b, 0, &e));
    cr_expect_eq(e->u.heard.placement, GAIT_FOOT_LEFT);
    cr_expect_float_eq(e->u.heard.placement_confidence, 0.75f, 0);
    cr_expect(e->u.heard.range_g == 16 && e->u.heard.range_learned);
    cr_expect_float_eq(e->u.heard.clipped_share, 0.25f, 0);
    cr_expect_float_eq(e->u.heard.up[0], 1, 0);
    cr_expect_str_eq(e->u.heard.why, "Its peaks read low.");
    cr_assert(board_next(b, 1, &e));
    cr_expect_eq(e->u.heard.placement, GAIT_SACRUM);
    cr_expect(isnan(e->u.heard.clipped_share), "of a sensor that the analysis has not told of");
    cr_assert(board_next(b, 2, &e));
    cr_expect_eq(e->kind, GAIT_EVENT_REFUSED);
    cr_assert(board_next(b, 3, &e));
    cr_expect_str_eq(e->u.listening.at, "127.0.0.1:8000 [::1]:8000");
    cr_expect(e->u.listening.loopback_only);
    cr_expect(!board_next(b, 4, &e));
    cr_expect(!board_look(b), "the same again is no news");
    board_free(b);
}

Test(board, what_a_sensor_was_told_to_be_holds_over_what_was_found)
{
    struct board *b = board_new();
    struct receive_heard *h = board_heard(b);
    const struct gait_event *e;
    struct gait_event f = found("pod", GAIT_FOOT_LEFT, 16);
    board_event(b, &f);
    *h = (struct receive_heard){.at_ns = 1, .heards = 1};
    h->heard[0] = heard("pod", GAIT_SHANK_RIGHT);
    h->heard[0].u.heard.range_g = 8;
    strcpy(h->heard[0].u.heard.why, "It is silent.");
    cr_assert(board_look(b) && board_next(b, 0, &e));
    cr_expect_eq(e->u.heard.placement, GAIT_SHANK_RIGHT);
    cr_expect(isnan(e->u.heard.placement_confidence));
    cr_expect(e->u.heard.range_g == 8 && !e->u.heard.range_learned);
    cr_expect_str_eq(e->u.heard.why, "It is silent.");
    board_free(b);
}

Test(board, forgets_the_sensor_not_heard_of_for_longest_where_there_are_too_many)
{
    struct board *b = board_new();
    struct receive_heard *h = board_heard(b);
    const struct gait_event *e;
    char name[16];
    for (int i = 0; i <= GAIT_SENSORS_MAX + 1; i++) {
        /* the first is told again, so that the second is the oldest when room is wanted */
        snprintf(name, sizeof name, "s%d", i == GAIT_SENSORS_MAX ? 0 : i);
        struct gait_event f = found(name, GAIT_FOOT_LEFT, 16);
        board_event(b, &f);
    }
    *h = (struct receive_heard){.at_ns = 1, .heards = 2};
    h->heard[0] = heard("s0", GAIT_UNKNOWN);
    h->heard[1] = heard("s1", GAIT_UNKNOWN);
    cr_assert(board_look(b) && board_next(b, 0, &e));
    cr_expect_eq(e->u.heard.placement, GAIT_FOOT_LEFT);
    cr_assert(board_next(b, 1, &e));
    cr_expect_eq(e->u.heard.placement, GAIT_UNKNOWN);
    board_free(b);
}
