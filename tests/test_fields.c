/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/fields.h"
#include "daemon/json.h"
#include "daemon/number.h"
#include "tests/help_event.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define T_NS INT64_C(12345678500) /* rounds to 12.345679 */

static const char *const golden[GAIT_EVENTS] = {
    "{\"type\":\"impact\",\"t_s\":12.345679,\"runner\":\"anna\",\"sensor\":\"pod1\",\"side\":"
    "\"left\",\"peak_g\":8.5000,"
    "\"axial_g\":6.2500,\"rise_gps\":812.50,\"clipped\":true,\"gap\":false,\"announced_s\":12."
    "385679}",
    "{\"type\":\"step\",\"t_s\":12.345679,\"runner\":\"anna\",\"sensor\":\"pod1\",\"side\":"
    "\"left\",\"gait\":\"run\","
    "\"contact_s\":12.345679,\"toe_off_s\":12.595679,\"contact_ms\":250.00,\"peak_g\":8.5000,"
    "\"axial_g\":6.2500,"
    "\"rise_gps\":812.50,\"clipped\":true,\"gap\":false,\"trunk\":false,\"late\":true,\"announced_"
    "s\":12.385679}",
    "{\"type\":\"stride\",\"t_s\":12.345679,\"runner\":\"anna\",\"sensor\":\"pod1\",\"side\":"
    "\"left\",\"gait\":\"run\","
    "\"contact_s\":12.345679,\"toe_off_s\":12.595679,\"next_contact_s\":13.045679,\"stride_ms\":"
    "700.00,"
    "\"contact_ms\":250.00,\"duty\":0.3571,\"cadence_spm\":171.50,\"peak_g\":8.5000,\"axial_g\":6."
    "2500,"
    "\"rise_gps\":812.50,\"impact_band_g2\":4.25000,\"median_hz\":14.500,\"attenuation_db\":-12."
    "125,\"clipped\":true,"
    "\"gap\":false,\"confidence\":0.875,\"surface\":\"trail\",\"trunk\":false,\"late\":true,"
    "\"announced_s\":12.385679,\"attenuation_mean_db\":-11.500,\"attenuation_sd_db\":0.750,"
    "\"attenuation_n\":10,\"speed_ms\":2.750,\"slope_deg\":-1.25}",
    "{\"type\":\"cadence\",\"t_s\":12.345679,\"runner\":\"anna\",\"sensor\":\"pod1\",\"spm\":171."
    "25,\"sd_spm\":0.50,"
    "\"resolved\":true}",
    "{\"type\":\"gait\",\"t_s\":12.345679,\"runner\":\"anna\",\"state\":\"walk\"}",
    "{\"type\":\"gap\",\"t_s\":12.345679,\"runner\":\"anna\",\"sensor\":\"pod1\",\"from_s\":12."
    "245679,"
    "\"to_s\":12.345679,\"lost\":19}",
    "{\"type\":\"sensor\",\"t_s\":12.345679,\"runner\":\"anna\",\"sensor\":\"pod1\",\"placement\":"
    "\"shank_left\","
    "\"dialect\":\"native\",\"rate_hz\":142.875,\"unit\":\"m/"
    "s2\",\"range_g\":16.00,\"range_learned\":true,"
    "\"device_time\":true,\"skew_ppm\":23.50,\"skew_sd_ppm\":1.25,\"delay_ms\":3.50,\"loss\":0."
    "01563,"
    "\"axes\":\"up 0.500 -0.250 0.750\",\"channels\":\"ax ay az gx gy gz\","
    "\"peak_reads_low_g\":0.25,\"clipped_share\":0.1250,\"why\":\"one sentence\","
    "\"placement_confidence\":0.875}",
    "{\"type\":\"surface\",\"t_s\":12.345679,\"runner\":\"anna\",\"surface\":\"track\"}",
    "{\"type\":\"summary\",\"t_s\":12.345679,\"runner\":\"anna\",\"surface\":\"trail\",\"measure\":"
    "\"contact_ms\","
    "\"n\":100,\"clean_n\":95,\"mean\":250.5000,\"sd\":8.2500,\"median\":250.0000,\"p05\":240.0000,"
    "\"p95\":262.0000}",
    "{\"type\":\"comparison\",\"t_s\":12.345679,\"runner\":\"anna\",\"measure\":\"peak_g\",\"a\":"
    "\"asphalt\","
    "\"b\":\"trail\",\"n_a\":120,\"n_b\":118,\"stretches_a\":3,\"stretches_b\":2,\"mean_a\":8.5000,"
    "\"mean_b\":7.2500,"
    "\"difference\":-1.2500,\"ci95_low\":-1.5000,\"ci95_high\":-1.0000,\"mdd\":0.5000,"
    "\"adjusted_for\":\"cadence_spm\",\"verdict\":\"lower\",\"why\":\"one sentence\","
    "\"se\":0.1250,\"unadjusted\":-1.7500,\"clipped_a\":0.0625,\"clipped_b\":0.1875,"
    "\"sessions\":2,\"primary\":true,\"no_relevant_difference\":true,\"so_far\":true}",
    "{\"type\":\"drift\",\"t_s\":12.345679,\"runner\":\"anna\",\"measure\":\"contact_ms\","
    "\"n\":2500,\"surfaces\":2,\"minutes\":30.0,\"start\":250.0000,\"change\":10.5000,"
    "\"ci95_low\":8.2500,\"ci95_high\":12.7500,\"per\":\"run\",\"verdict\":\"higher\"}",
    "{\"type\":\"speed\",\"t_s\":12.345679,\"runner\":\"anna\",\"speed_ms\":2.750,"
    "\"slope_deg\":-1.25}",
    "{\"type\":\"session\",\"t_s\":12.345679,\"runner\":\"anna\",\"ended\":true}",
    "{\"type\":\"spectrum\",\"t_s\":12.345679,\"runner\":\"anna\",\"surface\":\"trail\","
    "\"n_limb\":90,\"n_trunk\":88,\"limb_db\":[5.00,null,3.50,2.75,2.00,1.25,0.50,-0.25,"
    "-1.00,-1.75,-2.50,-3.25,-4.00,-4.75,-5.50,-6.25,-7.00,-7.75,-8.50,-9.25,-10.00,-10.75,"
    "-11.50,-12.25,-13.00,-13.75,-14.50,-15.25,-16.00,-16.75,-17.50,-18.25,-19.00,-19.75,"
    "-20.50,-21.25,-22.00,-22.75,-23.50,-24.25],\"trunk_db\":[-100.25,-101.25,-102.25,"
    "-103.25,-104.25,-105.25,-106.25,-107.25,-108.25,-109.25,-110.25,-111.25,-112.25,-113.25,"
    "-114.25,-115.25,-116.25,-117.25,-118.25,-119.25,-120.25,-121.25,-122.25,-123.25,-124.25,"
    "-125.25,-126.25,-127.25,-128.25,-129.25,-130.25,-131.25,-132.25,-133.25,-134.25,-135.25,"
    "-136.25,-137.25,-138.25,-139.25]}",
    "{\"type\":\"stored\",\"t_s\":12.345679,\"runner\":\"anna\",\"session\":7,"
    "\"strides\":2400,\"to_s\":11.845679}",
    "{\"type\":\"heard\",\"t_s\":12.345679,\"runner\":\"anna\",\"sensor\":\"pod1\",\"from\""
    ":\"192.168.1.7:9000\",\"name\":\"0029CEC0\",\"dialect\":\"ngimu\",\"placement\":\"f"
    "oot_left\",\"placement_confidence\":0.875,\"rate_hz\":200.250,\"rate_now_hz\""
    ":199.5,\"unit_a\":\"g\",\"unit_w\":\"deg/s\",\"channels\":\"ax ay az gx gy gz\",\"s"
    "amples\":12000,\"lost\":12,\"late\":3,\"loss\":0.01563,\"clock\":\"local time\",\""
    "skew_ppm\":23.50,\"delay_ms\":3.50,\"battery\":0.750,\"battery_v\":4.125,\"ran"
    "ge_g\":16.00,\"range_learned\":true,\"clipped_share\":0.1250,\"axes\":\"up 0.5"
    "00 -0.250 0.750\",\"age_s\":0.5,\"refused\":4,\"why\":\"one sentence\",\"motion_g\":0.75}",
    "{\"type\":\"refused\",\"t_s\":12.345679,\"runner\":\"anna\",\"reason\":\"unknown_ad"
    "dress\",\"count\":17,\"from\":\"192.168.1.9:5000\",\"what\":\"/foo ,ff\",\"why\":\"o"
    "ne sentence\"}",
    "{\"type\":\"listening\",\"t_s\":12.345679,\"runner\":\"anna\",\"at\":\"0.0.0.0:8000"
    " [::]:9000\",\"loopback_only\":true,\"datagrams\":1000,\"messages\":2000,\"sam"
    "ples\":1900,\"sources\":3,\"kernel_drops\":5,\"ring_refused\":6,\"sloppy\":7}",
};

Test(fields, every_kind_has_its_promised_json_line)
{
    char line[JSON_LINE_MAX];
    for (int k = 0; k < GAIT_EVENTS; k++) {
        struct gait_event e = help_event((enum gait_event_kind)k, T_NS);
        size_t n = json_event(line, &e);
        cr_expect_str_eq(line, golden[k]);
        cr_expect_eq(n, strlen(line));
    }
}

/* A row of the table in docs/osc.md: "| KIND | d t_s, s sensor |". */
static void put_row(char *row, size_t size, enum gait_event_kind kind)
{
    const struct field *fields[FIELDS_MAX];
    int n = fields_of(kind, fields);
    size_t used = (size_t)snprintf(row, size, "| %s |", gait_event_name(kind));
    for (int i = 0; i < n; i++)
        used += (size_t)snprintf(row + used, size - used, "%s %c %s", i ? "," : "",
                                 field_tag(fields[i]), fields[i]->name);
    snprintf(row + used, size - used, " |\n");
}

Test(fields, the_page_on_osc_lists_every_kind_with_its_arguments_in_their_order)
{
    static char page[1 << 16];
    char row[2048];
    FILE *f = fopen(GAIT_SOURCE_DIR "/docs/osc.md", "r");
    cr_assert_not_null(f);
    size_t n = fread(page, 1, sizeof page - 1, f);
    fclose(f);
    cr_assert_lt(n, sizeof page - 1);
    for (int k = 0; k < GAIT_EVENTS; k++) {
        put_row(row, sizeof row, (enum gait_event_kind)k);
        cr_expect(strstr(page, row), "docs/osc.md has no line\n%s", row);
    }
}

Test(fields, what_was_not_measured_is_null_and_never_zero)
{
    char line[JSON_LINE_MAX];
    struct gait_event e = help_event(GAIT_EVENT_STRIDE, T_NS);
    e.side = GAIT_SIDE_NONE;
    e.impact.peak_g = NAN;
    e.u.step.toe_off_ns = GAIT_NO_TIME;
    e.u.step.stance.attenuation_db = INFINITY;
    json_event(line, &e);
    static const char *const parts[] = {"\"side\":null",      "\"peak_g\":null",
                                        "\"toe_off_s\":null", "\"contact_ms\":null",
                                        "\"duty\":null",      "\"attenuation_db\":null"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        cr_expect(strstr(line, parts[i]), "%s is missing in %s", parts[i], line);
}

Test(fields, text_from_outside_stays_one_line_of_utf8)
{
    char out[128];
    json_string(out, sizeof out, "a\"b\\c\nd\xff\xc3\xa9\xed\xa0\x80");
    cr_assert_str_eq(out, "\"a\\\"b\\\\c\\u000ad\\ufffd\xc3\xa9\\ufffd\\ufffd\\ufffd\"");
}

Test(fields, the_longest_event_fits_its_line)
{
    char line[JSON_LINE_MAX];
    struct gait_event e = help_event(GAIT_EVENT_COMPARISON, INT64_MAX);
    memset(e.runner, 1, sizeof e.runner - 1);
    memset(e.u.comparison.a, 1, sizeof e.u.comparison.a - 1);
    memset(e.u.comparison.b, 1, sizeof e.u.comparison.b - 1);
    memset(e.u.comparison.why, 1, sizeof e.u.comparison.why - 1);
    memset(e.u.comparison.adjusted_for, 1, sizeof e.u.comparison.adjusted_for - 1);
    e.u.comparison.mdd = 9e13;
    cr_assert_lt(json_event(line, &e), (size_t)JSON_LINE_MAX - 512);
    e = help_event(GAIT_EVENT_SPECTRUM, INT64_MAX);
    memset(e.runner, 1, sizeof e.runner - 1);
    memset(e.u.spectrum.surface, 1, sizeof e.u.spectrum.surface - 1);
    for (int i = 0; i < GAIT_BANDS; i++) /* no power density is further from 1 g2/Hz */
        e.u.spectrum.limb_db[i] = e.u.spectrum.trunk_db[i] = -1234.5f;
    cr_assert_lt(json_event(line, &e), (size_t)JSON_LINE_MAX - 512);
}

Test(fields, numbers_have_a_point_and_are_rounded_to_the_nearest)
{
    char n[NUMBER_MAX];
    setlocale(LC_ALL, "de_DE.UTF-8"); /* where it is installed */
    number_fixed(n, -0.00004, 4);
    cr_expect_str_eq(n, "0.0000");
    number_fixed(n, -1234.56789, 3);
    cr_expect_str_eq(n, "-1234.568");
    number_fixed(n, 1e300, 3);
    cr_expect_str_eq(n, "null");
    number_seconds(n, INT64_C(-1500000499));
    cr_expect_str_eq(n, "-1.500000");
    number_seconds(n, INT64_C(1790000000123456789));
    cr_expect_str_eq(n, "1790000000.123457");
}
