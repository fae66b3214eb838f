/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/answer.h"
#include "tests/help_event.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct gait_event of(enum gait_measure m, enum gait_verdict v, double difference)
{
    struct gait_event e = help_event(GAIT_EVENT_COMPARISON, 0);
    gait_name_copy(e.u.comparison.a, "asphalt");
    gait_name_copy(e.u.comparison.b, "trail");
    e.u.comparison.measure = m;
    e.u.comparison.verdict = v;
    e.u.comparison.mean_a = 10;
    e.u.comparison.difference = difference;
    e.u.comparison.ci95_low = difference - 0.5;
    e.u.comparison.ci95_high = difference + 0.5;
    e.u.comparison.mdd = 0.6;
    e.u.comparison.clipped_a = e.u.comparison.clipped_b = 0;
    *e.u.comparison.why = '\0';
    return e;
}

static const char *said(const struct gait_event *limb, const struct gait_event *back)
{
    static struct answer a;
    answer_of(limb, back, "shin", &a);
    return a.says;
}

Test(answer, two_sentences_say_the_limb_and_the_back)
{
    struct gait_event limb = of(GAIT_MEASURE_PEAK, GAIT_VERDICT_LOWER, -1.4);
    struct gait_event back = of(GAIT_MEASURE_BACK_PEAK, GAIT_VERDICT_NONE, 0.1);
    cr_expect_str_eq(said(&limb, &back),
                     "Trail landings at the shin were 14 % (9 to 19) softer than asphalt. At the "
                     "back no difference showed, and 0.6 g (6 %) or more would have been found.");
    cr_expect_str_eq(said(&limb, NULL),
                     "Trail landings at the shin were 14 % (9 to 19) softer than asphalt.");
    cr_expect_str_eq(said(NULL, &back), "Between trail and asphalt no difference showed at the "
                                        "back, and 0.6 g (6 %) or more would have been found.");
    back = of(GAIT_MEASURE_BACK_PEAK, GAIT_VERDICT_HIGHER, 0.6);
    cr_expect(strstr(said(&limb, &back), " At the back they were 6.0 % (1.0 to 11.0) harder."),
              "%s", said(&limb, &back));
}

Test(answer, a_difference_that_chance_may_do_is_told_with_its_figures)
{
    struct gait_event limb = of(GAIT_MEASURE_PEAK, GAIT_VERDICT_LOWER, -1.4);
    struct gait_event back = of(GAIT_MEASURE_BACK_PEAK, GAIT_VERDICT_NONE, 0.6);
    cr_expect(strstr(said(&limb, &back), "that is sure (+6.0 %, +1.0 to +11.0"), "%s",
              said(&limb, &back));
    cr_expect_not(strstr(said(&limb, &back), "would have been found"),
                  "a smaller one than was seen is not said to have been findable");
}

Test(answer, it_is_a_lower_bound_only_where_the_harder_side_was_cut_off)
{
    struct gait_event e = of(GAIT_MEASURE_PEAK, GAIT_VERDICT_LOWER, -1.4);
    e.u.comparison.clipped_a = 0.2F;
    cr_expect(strstr(said(&e, NULL), "were at least 14 %"), "%s", said(&e, NULL));
    e.u.comparison.clipped_a = 0.1F;
    e.u.comparison.clipped_b = 0.2F;
    cr_expect_not(strstr(said(&e, NULL), "at least"), "%s", said(&e, NULL));
}

Test(answer, what_it_rests_on_and_why_there_is_none_are_kept_apart)
{
    struct gait_event limb = of(GAIT_MEASURE_PEAK, GAIT_VERDICT_LOWER, -1.4);
    struct gait_event back = of(GAIT_MEASURE_BACK_PEAK, GAIT_VERDICT_NOT_COMPARABLE, -1.4);
    struct answer a;
    strcpy(limb.u.comparison.why,
           "trail landings were 14 % (9 to 19) softer than asphalt; 50 and 60 strides; adjusted");
    strcpy(back.u.comparison.why, "not comparable: another pace");
    answer_of(&limb, &back, "shin", &a);
    cr_expect_str_eq(a.basis, "50 and 60 strides; adjusted");
    cr_expect_str_eq(a.limb_reason, "");
    cr_expect_str_eq(a.back_reason, "another pace");
    cr_expect(strstr(a.says, "At the back they could not be compared."), "%s", a.says);
}

Test(answer, names_of_any_length_stay_within_their_text)
{
    struct gait_event limb = of(GAIT_MEASURE_PEAK, GAIT_VERDICT_NONE, 0);
    struct gait_event back = of(GAIT_MEASURE_BACK_PEAK, GAIT_VERDICT_LOWER, -1.4);
    struct answer a;
    memset(limb.u.comparison.a, 'a', GAIT_NAME_MAX - 1);
    memset(limb.u.comparison.b, 'b', GAIT_NAME_MAX - 1);
    memset(limb.u.comparison.why, 'w', sizeof limb.u.comparison.why - 1);
    answer_of(&limb, &back, "shin", &a);
    cr_expect_lt(strlen(a.says), ANSWER_MAX - 1, "nothing is cut off");
}

Test(answer, the_limb_is_called_by_where_its_sensors_sit)
{
    struct answer_sensors s = {0};
    struct gait_event e = help_event(GAIT_EVENT_SENSOR, 0);
    cr_expect_str_eq(answer_where(&s), "leg");
    e.u.sensor.is.placement = GAIT_SACRUM;
    answer_sensors_add(&s, &e);
    cr_expect_str_eq(answer_where(&s), "leg");
    e.u.sensor.is.placement = GAIT_FOOT_LEFT;
    answer_sensors_add(&s, &e);
    cr_expect_str_eq(answer_where(&s), "foot");
    e.u.sensor.is.placement = GAIT_SHANK_LEFT;
    answer_sensors_add(&s, &e);
    cr_expect_str_eq(answer_where(&s), "leg");
}
