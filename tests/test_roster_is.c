/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a place's sensor is: by itself, by its rule, by how it was heard. */
#include "daemon/roster.h"

#include <gait/settings.h>

#include <criterion/criterion.h>
#include <string.h>

#define S INT64_C(1000000000)

static struct roster r;
static struct intake_rule rule[2];
static struct intake_settings set;
static const struct roster_moment at = {S, S};

static void setup(void)
{
    memset(rule, 0, sizeof rule);
    set = (struct intake_settings){.clock = gait_clock_defaults, .rule = rule};
    gait_name_copy(set.runner, "me");
    cr_assert_eq(roster_init(&r, &gait_clock_defaults), 0);
}

static void teardown(void)
{
    roster_free(&r);
}

TestSuite(roster_is, .init = setup, .fini = teardown);

static struct roster_place *admit(const char *id)
{
    struct roster_key key = {.dialect = "generic"};
    gait_name_copy(key.id, id);
    if (!*id) {
        key.from.address.s6_addr[10] = key.from.address.s6_addr[11] = 0xff;
        key.from.address.s6_addr[12] = 10;
        key.from.address.s6_addr[15] = 7;
        key.from.port = 9000;
    }
    int slot = roster_admit(&r, &key, &at);
    cr_assert_geq(slot, 0);
    r.place[slot].from = key.from;
    roster_introduce(&r.place[slot], &set);
    return &r.place[slot];
}

Test(roster_is, without_a_rule_a_sensor_is_what_it_says)
{
    struct roster_place *p = admit("pod");
    cr_expect_str_eq(p->is.id, "pod");
    cr_expect_str_eq(p->is.runner, "me");
    cr_expect_str_eq(p->is.dialect, "generic");
    cr_expect_null(p->rule);
    cr_expect_str_eq(roster_unit_a(p), "");
    cr_expect_str_eq(admit("")->is.id, "generic-10.0.0.7:9000");
}

Test(roster_is, a_rule_holds_over_what_it_says_and_is_found_by_id_name_or_source)
{
    gait_name_copy(rule[0].id, "pod");
    gait_name_copy(rule[0].name, "shoe");
    gait_name_copy(rule[0].runner, "ann");
    memcpy(rule[0].unit_a, "mg", 3);
    rule[0].placement = GAIT_FOOT_LEFT;
    rule[0].has_placement = true;
    rule[0].rate_hz = 50;
    rule[0].range_g = 8;
    gait_name_copy(rule[1].id, "generic-10.0.0.7:9000");
    rule[1].range_g = 4;
    set.rules = 2;
    struct roster_place *p = admit("pod"), *q = admit("");
    cr_expect_str_eq(p->is.id, "shoe");
    cr_expect_str_eq(p->id, "pod");
    cr_expect_str_eq(p->is.runner, "ann");
    cr_expect_eq(p->is.placement, GAIT_FOOT_LEFT);
    cr_expect_eq(p->is.rate_hz, 50);
    cr_expect_eq(roster_range_g(p), 8);
    cr_expect_str_eq(roster_unit_a(p), "mg");
    cr_expect_eq(q->is.range_g, 4);
    gait_name_copy(rule[1].id, "Rupert");
    roster_obey(q, &set);
    cr_expect_eq(q->is.range_g, 0);
    q->declared = true;
    roster_name(&r, q, "Rupert", &set);
    cr_expect_eq(q->is.range_g, 4);
    cr_expect_not(q->declared, "another range must be told");
}

Test(roster_is, a_name_becomes_the_id_of_an_address_until_its_first_sample_if_it_is_free)
{
    struct roster_place *p = admit(""), *q = admit("taken");
    roster_name(&r, p, "taken", &set);
    cr_expect_str_eq(p->is.id, "generic-10.0.0.7:9000");
    roster_name(&r, p, "shank_left", &set);
    cr_expect_str_eq(p->is.id, "shank_left");
    cr_expect_eq(p->is.placement, GAIT_SHANK_LEFT);
    p->samples = 1;
    roster_name(&r, p, "later", &set);
    cr_expect_str_eq(p->is.id, "shank_left");
    roster_name(&r, q, "other", &set);
    cr_expect_str_eq(q->is.id, "taken");
}

Test(roster_is, the_rate_now_is_of_two_seconds_and_begins_anew_after_a_pause)
{
    struct roster_place *p = admit("pod");
    struct roster_moment m = at;
    for (int i = 0; i < 250; i++, m.now_ns += S / 100)
        roster_count_sample(p, &m);
    cr_expect_float_eq(p->tally.rate_now_hz, 100, 0.1f);
    m.now_ns += 60 * S;
    for (int i = 0; i < 101; i++, m.now_ns += S / 50)
        roster_count_sample(p, &m);
    cr_expect_float_eq(p->tally.rate_now_hz, 50, 0.1f);
}

Test(roster_is, a_fault_is_told_for_ten_seconds_and_what_is_late_is_none)
{
    char why[GAIT_WHY_MAX];
    struct roster_place *p = admit("pod");
    roster_count_refused(p, DECODE_LATE);
    roster_why(p, why);
    cr_expect_str_eq(why, "");
    cr_expect(p->tally.late == 1 && p->tally.refused == 1);
    roster_count_refused(p, DECODE_OUT_OF_RANGE);
    roster_why(p, why);
    cr_expect_str_eq(why, decode_reason_name(DECODE_OUT_OF_RANGE));
    p->seen.now_ns += 11 * S;
    roster_why(p, why);
    cr_expect_str_eq(why, "");
}

Test(roster_is, a_gesture_is_what_and_part)
{
    struct roster_place *p = admit("pod");
    roster_gesture(p, "STEP", "HEEL");
    cr_expect_str_eq(p->gesture, "STEP:HEEL");
    roster_gesture(p, "KICK", "");
    cr_expect_str_eq(p->gesture, "KICK");
}
