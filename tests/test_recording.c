/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/recording.h"
#include "tests/help.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const char *const files[] = {"recording.ini", "marks.csv", "capture.osc", "s.wav", "t.wav"};

static char *inside(const char *name)
{
    static char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void setup(void)
{
    strcpy(folder, "/tmp/test_recording.XXXXXX");
    cr_assert(mkdtemp(folder));
}

static void teardown(void)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlink(inside(files[i]));
    cr_expect(rmdir(folder) == 0, "%s is not empty", folder);
}

TestSuite(recording, .init = setup, .fini = teardown);

static void put(const char *name, const void *bytes, size_t size)
{
    FILE *f = fopen(inside(name), "wb");
    cr_assert(f);
    cr_assert_eq(fwrite(bytes, 1, size, f), size);
    fclose(f);
}

static void put_text(const char *name, const char *text)
{
    put(name, text, strlen(text));
}

/* 100 rows of six axes at a rate that is not an integer, the sixth of which never arrived. */
static float rows[100 * 6];

static struct recording_sensor sensor(const char *id)
{
    struct recording_sensor s = {
        .rate_hz = 142.857143, .start_s = -0.25, .channels = 6, .rows = 100, .row = rows};
    s.is.placement = GAIT_SHANK_LEFT;
    s.is.range_g = 16;
    gait_name_copy(s.is.id, id);
    for (int i = 0; i < RECORDING_CHANNELS_MAX; i++)
        s.channel_of[i] = (int8_t)(i < 6 ? 5 - i : -1);
    for (int i = 0; i < 600; i++)
        rows[i] = i / 6 == 5 ? NAN : (float)i * 0.37f - 90.0f;
    return s;
}

static void write_good(void)
{
    char why[256] = "";
    struct recording_sensor s = sensor("s");
    struct recording_head h = {
        .name = "good", .runner = "anna", .note = "a note", .speed_ms = 3.1, .slope_deg = NAN};
    struct recording_mark m[2] = {{0.5, "asphalt", NAN, NAN}, {60.25, "trail", NAN, NAN}};
    cr_assert_eq(recording_write_ini(folder, &h, &s, 1, why, sizeof why), 0, "%s", why);
    cr_assert_eq(recording_write_signal(folder, &s, why, sizeof why), 0, "%s", why);
    cr_assert_eq(recording_write_marks(folder, m, 2, why, sizeof why), 0, "%s", why);
}

/* The folder must be refused, with all the words in the sentence. */
static void refused(const char *word, const char *other)
{
    char why[256] = "";
    struct recording *r = NULL;
    cr_assert_eq(recording_read(folder, &r, why, sizeof why), -1, "read, though '%s' was expected",
                 word);
    cr_assert_null(r);
    cr_assert(strstr(why, word) && strstr(why, other), "'%s' does not say '%s' and '%s'", why, word,
              other);
}

static void refused_ini(const char *ini, const char *word, const char *other)
{
    put_text("recording.ini", ini);
    refused(word, other);
}

Test(recording, what_was_written_is_read)
{
    char why[256] = "";
    struct recording *r = NULL;
    write_good();
    cr_assert_eq(recording_read(folder, &r, why, sizeof why), 0, "%s", why);
    cr_expect(strcmp(r->name, "good") == 0 && strcmp(r->runner, "anna") == 0);
    cr_assert_eq(r->sensors, 1);
    const struct recording_sensor *s = &r->sensor[0];
    cr_expect(strcmp(s->is.id, "s") == 0 && strcmp(s->is.runner, "anna") == 0);
    cr_expect_eq(s->is.placement, GAIT_SHANK_LEFT);
    cr_expect_eq(s->is.axes, 63);
    cr_expect(s->rate_hz == 142.857143 && s->start_s == -0.25 && s->is.range_g == 16);
    cr_assert_eq(s->rows, 100);
    for (int i = 0; i < 600; i++)
        cr_assert(i / 6 == 5 ? isnan(s->row[i]) : s->row[i] == rows[i], "value %d", i);
    cr_assert_eq(r->marks, 2);
    cr_expect(r->mark[1].t_s == 60.25 && strcmp(r->mark[1].surface, "trail") == 0);
    cr_expect_null(r->capture_path);
    recording_free(r);
    recording_free(NULL);
}

static size_t bytes_of(const char *name, char *dst, size_t size)
{
    FILE *f = fopen(inside(name), "rb");
    cr_assert(f);
    size_t n = fread(dst, 1, size, f);
    fclose(f);
    return n;
}

Test(recording, the_same_rows_give_the_same_bytes_a_second_later)
{
    static char a[8192], b[8192];
    write_good();
    size_t n = bytes_of("s.wav", a, sizeof a);
    usleep(1100000);
    write_good();
    cr_expect_eq(bytes_of("s.wav", b, sizeof b), n);
    cr_expect(memcmp(a, b, n) == 0);
}

Test(recording, an_absent_axis_reads_zero_and_a_lost_row_reads_nan_in_all_six)
{
    char why[256];
    struct recording *r = NULL;
    struct signal_writer *w = NULL;
    const float two[6] = {1, 2, NAN, 4, 5, 6};
    cr_assert_eq(signal_writer_open(inside("s.wav"), 50, 2, &w, why, sizeof why), 0);
    cr_assert_eq(signal_writer_rows(w, two, 1, why, sizeof why), 0);
    cr_assert_eq(signal_writer_rows(w, two + 2, 2, why, sizeof why), 0);
    cr_assert_eq(signal_writer_close(w, why, sizeof why), 0);
    put_text("recording.ini",
             "[recording]\nname = x\nsurface = grass\n[sensor s]\nfile = s.wav\nrate_hz = 50\n"
             "channels = gz ay\nplacement = trunk\nstart_s = 2\n");
    cr_assert_eq(recording_read(folder, &r, why, sizeof why), 0, "%s", why);
    const float *row = r->sensor[0].row;
    cr_expect_eq(r->sensor[0].is.axes, 2 | 32);
    cr_expect(row[0] == 0 && row[1] == 2 && row[2] == 0 && row[5] == 1);
    for (int i = 6; i < 12; i++)
        cr_expect(isnan(row[i]));
    cr_expect(row[13] == 6 && row[17] == 5);
    cr_expect_str_eq(r->runner, "runner");
    cr_assert_eq(r->marks, 1);
    cr_expect(r->mark[0].t_s == 2 && strcmp(r->mark[0].surface, "grass") == 0);
    recording_free(r);
}

/* 16-bit WAV, two rows of one channel: 16384 and -32768. */
static const uint8_t pcm[] = {'R', 'I', 'F', 'F', 40,  0, 0, 0, 'W', 'A',  'V', 'E',
                              'f', 'm', 't', ' ', 16,  0, 0, 0, 1,   0,    1,   0,
                              100, 0,   0,   0,   200, 0, 0, 0, 2,   0,    16,  0,
                              'd', 'a', 't', 'a', 4,   0, 0, 0, 0,   0x40, 0,   0x80};

Test(recording, integers_are_scaled_to_si)
{
    char why[256];
    struct recording *r = NULL;
    put("s.wav", pcm, sizeof pcm);
    put_text("recording.ini",
             "[recording]\nname = x\n[sensor s]\nfile = s.wav\nrate_hz = 100\nchannels = az\n"
             "scale_ms2 = 160\n");
    cr_assert_eq(recording_read(folder, &r, why, sizeof why), 0, "%s", why);
    cr_expect(r->sensor[0].row[2] == 80 && r->sensor[0].row[8] == -160);
    recording_free(r);
    refused_ini("[recording]\nname = x\n[sensor s]\nfile = s.wav\nrate_hz = 100\nchannels = az\n",
                "scale_ms2", "s.wav");
}

Test(recording, numbers_have_a_point_whatever_the_locale)
{
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8"))
        fputs("SKIPPED in part: no locale with a decimal comma is installed\n", stderr);
    write_good();
    char text[1024];
    text[bytes_of("recording.ini", text, sizeof text - 1)] = '\0';
    cr_expect(strstr(text, "rate_hz = 142.857143\n"), "%s", text);
    struct recording *r = NULL;
    char why[256] = "";
    cr_assert_eq(recording_read(folder, &r, why, sizeof why), 0, "%s", why);
    cr_expect(r->sensor[0].rate_hz == 142.857143);
    recording_free(r);
}

Test(recording, every_real_recording_is_read_whole)
{
    const char *data = help_data_folder();
    if (!data) {
        fputs("SKIPPED: no real recordings here (set GAIT_DATA)\n", stderr);
        cr_skip_test("no real recordings");
    }
    DIR *d = opendir(data);
    cr_assert(d);
    int read = 0;
    for (struct dirent *e; (e = readdir(d));) {
        char path[512], why[512];
        struct stat st;
        struct recording *r = NULL;
        snprintf(path, sizeof path, "%s/%s/recording.ini", data, e->d_name);
        if (stat(path, &st) != 0)
            continue;
        *strrchr(path, '/') = '\0';
        cr_assert_eq(recording_read(path, &r, why, sizeof why), 0, "%s", why);
        cr_expect(r->sensors > 0 && r->sensor[0].rows > 100, "%s is empty", path);
        recording_free(r);
        read++;
    }
    closedir(d);
    cr_expect(read > 0, "%s holds no recording", data);
}

#define HEAD "[recording]\nname = x\n"
#define SENSOR "[sensor s]\nfile = s.wav\nrate_hz = 100\n"

Test(recording, a_fault_in_the_ini_is_told_with_its_line)
{
    write_good();
    refused_ini(HEAD "colour = red\n", "recording.ini:3", "colour");
    refused_ini(HEAD SENSOR "volume = 3\n", "recording.ini:6", "volume");
    refused_ini(HEAD "[camera]\nid = 3\n", "recording.ini:4", "camera");
    refused_ini("name = x\n", "recording.ini:1", "first section");
    refused_ini(HEAD "name = y\n", "recording.ini:3", "twice");
    refused_ini(HEAD SENSOR "placement = knee\n", "recording.ini:6", "knee");
    refused_ini(HEAD SENSOR "channels = ax bx\n", "recording.ini:6", "bx");
    refused_ini(HEAD SENSOR "channels = ax ax\n", "recording.ini:6", "ax");
    refused_ini(HEAD SENSOR "channels = mx\n", "recording.ini:6", "no acceleration");
    refused_ini(HEAD SENSOR "start_s = 1,5\n", "recording.ini:6", "1,5");
    refused_ini(HEAD SENSOR "range_g = -1\n", "recording.ini:6", "range_g");
    refused_ini(HEAD "[sensor s]\nrate_hz = 0\n", "recording.ini:4", "rate_hz");
    refused_ini(HEAD "[sensor s]\nrate_hz = -5\n", "recording.ini:4", "rate_hz");
    refused_ini(HEAD "[sensor s]\nrate_hz = nan\n", "recording.ini:4", "rate_hz");
    refused_ini(HEAD "[sensor s]\nfile = ../s.wav\n", "recording.ini:4", "outside");
    refused_ini(HEAD "speed_ms = fast\n", "recording.ini:3", "fast");
    refused_ini(HEAD "  just words\n", "recording.ini:3", "key = value");
    refused_ini(HEAD "note = \033[2J\n", "recording.ini:3", "control character");
    refused_ini("[recording]\nrunner = x\n", "recording.ini", "no name");
    refused_ini(HEAD, "recording.ini", "no sensor");
    refused_ini("", "recording.ini", "no name");
}

Test(recording, a_sensor_that_lacks_something_is_refused)
{
    write_good();
    refused_ini(HEAD "[sensor s]\nfile = s.wav\n", "no rate_hz", "s");
    refused_ini(HEAD "[sensor s]\nrate_hz = 100\n", "no file", "capture.osc");
    refused_ini(HEAD SENSOR, "no channels", "s");
    refused_ini(HEAD SENSOR "channels = ax ay\n", "6 channels", "lists 2");
    refused_ini(HEAD SENSOR "channels = gz gy gx az ay ax\nscale_ms2 = 3\n", "scale", "floats");
    refused_ini(HEAD "[sensor s]\nfile = t.wav\nrate_hz = 100\nchannels = ax\n", "t.wav",
                "cannot be read");
}

Test(recording, a_line_that_is_too_long_is_refused)
{
    char ini[600] = HEAD "note = ";
    memset(ini + strlen(ini), 'x', 400);
    refused_ini(ini, "recording.ini:3", "longer");
}

Test(recording, more_sensors_than_a_pipeline_holds_are_refused)
{
    char ini[4096] = HEAD;
    for (int i = 0; i <= GAIT_SENSORS_MAX; i++)
        sprintf(ini + strlen(ini), "[sensor s%d]\nrate_hz = 100\n", i);
    refused_ini(ini, "more than 32", "recording.ini");
}

Test(recording, a_missing_folder_and_a_missing_ini_are_told)
{
    char why[256];
    struct recording *r = NULL;
    refused("recording.ini", "No such file");
    cr_assert_eq(recording_read("/nowhere/at-all", &r, why, sizeof why), -1);
    cr_expect(strstr(why, "/nowhere/at-all"));
}

Test(recording, a_torn_signal_file_is_refused_wherever_it_is_torn)
{
    static char whole[8192];
    write_good();
    size_t n = bytes_of("s.wav", whole, sizeof whole);
    for (size_t k = 0; k < n; k += k < 200 || k > n - 60 ? 1 : 97) {
        put("s.wav", whole, k);
        refused("s.wav", inside(""));
    }
}

Test(recording, a_fault_in_the_marks_is_told_with_its_line)
{
    write_good();
    put_text("marks.csv", "t_s,mark,value\n1,surface,grass\nsoon,surface,grass\n");
    refused("marks.csv:3", "time");
    put_text("marks.csv", "t_s,mark,value\n5,surface,grass\n4,surface,sand\n");
    refused("marks.csv:3", "earlier");
    put_text("marks.csv", "t_s,mark,value\n5,surface\n");
    refused("marks.csv:2", "t_s,mark,value");
    put_text("marks.csv", "t_s,mark,value\n5,surface,\n");
    refused("marks.csv:2", "empty");
    put_text("marks.csv", "time;mark\n");
    refused("marks.csv:1", "first line");
}

Test(recording, an_id_that_could_leave_the_folder_is_not_written)
{
    static const char *const bad[] = {"",    ".",    "..",      "../s", "a/b",
                                      "a b", "a\nb", ".hidden", "a]b",  "\xc3\xa9"};
    char why[256];
    struct recording_head h = {.name = "x", .speed_ms = NAN, .slope_deg = NAN};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct recording_sensor s = sensor(bad[i]);
        cr_expect_eq(recording_write_ini(folder, &h, &s, 1, why, sizeof why), -1);
        cr_expect_eq(recording_write_signal(folder, &s, why, sizeof why), -1);
        cr_expect(strstr(why, "cannot be a file name"), "%s", why);
    }
    h.name = "two\nlines";
    cr_expect_eq(recording_write_ini(folder, &h, NULL, 0, why, sizeof why), -1);
    struct recording_mark m = {0, "a,b", NAN, NAN};
    cr_expect_eq(recording_write_marks(folder, &m, 1, why, sizeof why), -1);
}

Test(recording, a_capture_alone_is_a_recording)
{
    char why[256];
    struct recording *r = NULL;
    put_text("capture.osc", "");
    put_text("recording.ini", HEAD "[sensor s]\nplacement = shank_left\n");
    cr_assert_eq(recording_read(folder, &r, why, sizeof why), 0, "%s", why);
    cr_expect(r->capture_path && r->sensors == 1 && r->sensor[0].rows == 0);
    recording_free(r);
}
