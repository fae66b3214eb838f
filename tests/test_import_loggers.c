/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables laid out as loggers lay out theirs: names, units and times where each puts them. */
#include "ctl/import.h"
#include "tests/help_scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct import im;
static char why[512], path[256];

static void clean(void)
{
    import_free(&im);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", help_scratch());
    cr_assert_eq(system(command), 0);
}

TestSuite(import_loggers, .init = help_scratch_make, .fini = clean);

static FILE *table(const char *head)
{
    snprintf(path, sizeof path, "%s", help_scratch_path("a.csv"));
    FILE *f = fopen(path, "w");
    cr_assert_not_null(f);
    fputs(head, f);
    return f;
}

static int add(FILE *f, const char *unit)
{
    struct import_how how = {.time_exponent = -1, .unit = unit};
    fclose(f);
    return import_add(&im, path, GAIT_SHANK_LEFT, 0, &how, why, sizeof why);
}

static double size_of_first(void)
{
    const float *v = im.file[0].table.value;
    return sqrt((double)(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]));
}

Test(import_loggers, a_line_of_units_under_the_names_is_believed)
{
    FILE *f = table("sep=\t\nPod_Timestamp_Unix_CAL\tPod_Accel_LN_X_CAL\tPod_Accel_LN_Y_CAL\t"
                    "Pod_Accel_LN_Z_CAL\tPod_Gyro_X_CAL\tPod_Gyro_Y_CAL\tPod_Gyro_Z_CAL\n"
                    "ms\tg\tg\tg\tdeg/s\tdeg/s\tdeg/s\n");
    for (int i = 0; i < 200; i++)
        fprintf(f, "%.3f\t0\t0\t1\t180\t0\t0\n", 1.795e12 + 10 * i);
    cr_assert_eq(add(f, NULL), 0, "%s", why);
    cr_expect_str_eq(im.file[0].table.unit, "g");
    cr_expect_float_eq(size_of_first(), 9.80665, 1e-4);
    cr_expect_float_eq(im.file[0].table.value[3], 3.14159265F, 1e-5);
}

Test(import_loggers, a_counter_of_microseconds_goes_round_at_32_bits)
{
    FILE *f = table("DeviceTag:,left\nOutputRate:,100Hz\n\n"
                    "PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,\n");
    for (int i = 0; i < 3000; i++)
        fprintf(f, "%d,%lld,0,0,9.8,\n", i, (4294967296LL - 10000000 + 10000LL * i) % 4294967296LL);
    cr_assert_eq(add(f, NULL), 0, "%s", why);
    cr_expect_eq(im.file[0].grid.rows, 3000);
    cr_expect_eq(im.file[0].grid.lost, 0);
    cr_expect_float_eq(im.file[0].grid.rate_hz, 100, 1e-6);
}

Test(import_loggers, a_counter_that_starts_anew_by_itself_is_refused)
{
    FILE *f = table("SampleTimeFine,Acc_X,Acc_Y,Acc_Z\n");
    for (int i = 0; i < 3000; i++)
        fprintf(f, "%lld,0,0,9.8\n", 10000LL * (i < 1500 ? i + 5000 : i - 1500));
    cr_expect_eq(add(f, NULL), -1);
    cr_expect(strstr(why, "the time goes back by 64.99 s"), "%s", why);
}

Test(import_loggers, american_dates_and_a_table_without_names_are_read)
{
    FILE *f = table("------ Data File date format M/d/yyyy at 100 Hz ------\nSerial Number: X\n"
                    "Timestamp,Accelerometer X,Accelerometer Y,Accelerometer Z\n");
    for (int i = 0; i < 500; i++)
        fprintf(f, "11/23/2026 07:30:%02d.%02d0,0,0,1\n", i / 100, i % 100);
    cr_assert_eq(add(f, "g"), 0, "%s", why);
    cr_expect_float_eq(im.file[0].grid.rate_hz, 100, 1e-6);
    cr_expect_eq(im.file[0].table.t_ns[0], INT64_C(1795419000) * 1000000000);
    import_free(&im);
    f = table("");
    for (int i = 0; i < 500; i++)
        fprintf(f, "2026-11-23 07:30:%02d.%02d0,0,0,1\n", i / 100, i % 100);
    cr_assert_eq(add(f, "g"), 0, "%s", why);
    cr_expect_float_eq(size_of_first(), 9.80665, 1e-4);
    cr_expect_eq(im.file[0].table.t_ns[0], INT64_C(1795419000) * 1000000000);
}

Test(import_loggers, a_gyroscope_s_own_file_is_refused_with_what_to_do)
{
    FILE *f = table("\"Time (s)\",\"Gyroscope x (rad/s)\",\"Gyroscope y (rad/s)\","
                    "\"Gyroscope z (rad/s)\"\n");
    for (int i = 0; i < 500; i++)
        fprintf(f, "%.3f,0,0,1\n", i / 208.0);
    cr_expect_eq(add(f, NULL), -1);
    cr_expect(strstr(why, "two files of one sensor are not joined"), "%s", why);
}

Test(import_loggers, a_shank_that_never_rests_has_its_gravity_missed)
{
    FILE *f = table("time,seconds_elapsed,z,y,x\n");
    for (int i = 0; i < 2000; i++)
        fprintf(f, "%lld,%.3f,%.4f,%.4f,%.4f\n", 1795000000000000000LL + 10000000LL * i, i * 0.01,
                20 * sin(0.3 * i), 15 * cos(0.3 * i), 5 * sin(0.9 * i));
    cr_expect_eq(add(f, NULL), -1);
    cr_expect(strstr(why, "as if gravity had been taken out"), "%s", why);
}
