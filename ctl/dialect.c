/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/dialect_parts.h"

#include <stdio.h>
#include <string.h>

#define G GAIT_G_MS2
#define DEG DIALECT_DEG
#define GYRO_AXES 0x38

static const struct dialect dialects[] = {
    {.name = "native", .what = "/gait/RUNNER/ID/imu: time, m/s2, rad/s", .write = dialect_native,
     .about = dialect_native_about},

    {.name = "ngimu", .what = "x-io NGIMU: a bundle with its time, deg/s, g (to 16)",
     .id = DIALECT_BY_SOURCE, .write = dialect_ngimu, .range_g = 16},
    {.name = "ngimu-throughput", .what = "x-io NGIMU: four such bundles within one",
     .id = DIALECT_BY_SOURCE, .write = dialect_ngimu_throughput, .batch = 4,
     .range_g = 16},
    {.name = "ximu3", .what = "x-io x-IMU3: binary, not OSC; inertial (to 16 g) and high-g",
     .id = DIALECT_BY_SOURCE, .write = dialect_ximu3, .raw = true},
    {.name = "ximu3-text", .what = "x-io x-IMU3: the same as text", .id = DIALECT_BY_SOURCE,
     .write = dialect_ximu3_text, .raw = true},

    {.name = "riot3", .what = "IRCAM R-IoT v3: m/s2, rad/s, milliseconds",
     .id = DIALECT_BY_NUMBER, .write = dialect_riot3, .range_g = 8},
    {.name = "comote3", .what = "IRCAM CoMote v3: m/s2, rad/s, milliseconds, Hz",
     .write = dialect_comote3},
    {.name = "comote2", .what = "IRCAM CoMote v2: devicemotion, m/s2, deg/s",
     .write = dialect_comote2},
    {.name = "riot1", .what = "IRCAM R-IoT 1.5: /ID/raw of 12 ints, counts (to 8 g)",
     .id = DIALECT_BY_NUMBER, .write = dialect_riot_raw_12, .range_g = 8},
    {.name = "riot18", .what = "IRCAM R-IoT 1.8: /ID/raw of 20 floats, g, deg/ms",
     .id = DIALECT_BY_NUMBER, .write = dialect_riot_raw_20, .range_g = 8},
    {.name = "bitalino", .what = "BITalino R-IoT 2: /ID/raw of 22 floats, g, deg/ms",
     .id = DIALECT_BY_NUMBER, .write = dialect_riot_raw_22, .range_g = 8},

    {.name = "orphe", .what = "ORPHE shoe: shares of 16 g and 2000 deg/s", .id = DIALECT_BY_SIDE,
     .write = dialect_orphe, .range_g = 16},
    {.name = "orphe-core", .what = "ORPHE CORE and INSOLE: /acc in g", .id = DIALECT_BY_SOURCE,
     .form = {{"/acc", 0, 3}}, .a_ms2 = G, .no_rates = true},

    {.name = "sensors2osc", .what = "Sensors2OSC on Android: m/s2, rad/s", .id = DIALECT_BY_SOURCE,
     .form = {{"/accelerometer", 0, 3}, {"/gyroscope", 3, 3}}, .a_ms2 = 1, .w_rads = 1},
    {.name = "zigsim", .what = "ZIG SIM: gravity and the rest apart, in g, the iPhone's sign",
     .write = dialect_zigsim},
    {.name = "gyrosc", .what = "GyrOSC: likewise, without an id", .id = DIALECT_BY_SOURCE,
     .write = dialect_gyrosc},
    {.name = "touchosc", .what = "TouchOSC: /accxyz in g", .id = DIALECT_BY_SOURCE,
     .form = {{"/accxyz", 0, 3}}, .a_ms2 = G, .no_rates = true},

    {.name = "tstick", .what = "T-Stick: m/s2, rad/s", .id = DIALECT_BY_NUMBER,
     .form = {{"/TStick_@/raw/accl", 0, 3}, {"/TStick_@/raw/gyro", 3, 3}}, .a_ms2 = 1, .w_rads = 1,
     .bundled = true},
    {.name = "airsticks", .what = "AirSticks: m/s2 and a quaternion", .id = DIALECT_BY_NUMBER,
     .write = dialect_airsticks, .no_rates = true},
    {.name = "m5", .what = "M5Stick: /m5/CHANNEL/imu in g, deg/s", .id = DIALECT_BY_NUMBER,
     .form = {{"/m5/@/imu", 0, 6}}, .a_ms2 = G, .w_rads = DEG},
    {.name = "m5stack", .what = "M5Stack-OSC: a message an axis, g, deg/s", .id = DIALECT_BY_SOURCE,
     .form = {{"/accX", 0, 1}, {"/accY", 1, 1}, {"/accZ", 2, 1}, {"/gyroX", 3, 1}, {"/gyroY", 4, 1},
              {"/gyroZ", 5, 1}}, .a_ms2 = G, .w_rads = DEG},
    {.name = "saibai", .what = "saibai's M5: a message an axis, g, deg/s", .id = DIALECT_BY_SOURCE,
     .form = {{"/ax", 0, 1}, {"/ay", 1, 1}, {"/az", 2, 1}, {"/gx", 3, 1}, {"/gy", 4, 1},
              {"/gz", 5, 1}}, .a_ms2 = G, .w_rads = DEG},
    {.name = "sensorvisualizer", .what = "SensorVisualizer's senders: m/s2, deg/s by name",
     .form = {{"/@/acc", 0, 3}, {"/@/gyro_deg", 3, 3}}, .a_ms2 = 1, .w_rads = DEG},
    {.name = "polar", .what = "Polar through Sensor2OSC: ints of mg, 8 samples a message",
     .write = dialect_polar, .batch = 8, .no_rates = true},
    {.name = "metaosc", .what = "MetaOSC: g, deg/s, each sample twice", .id = DIALECT_BY_NUMBER,
     .form = {{"/acc/@", 0, 3}, {"/gyro/@", 3, 3}}, .a_ms2 = G, .w_rads = DEG, .repeats = true,
     .range_g = 4},
    {.name = "muse", .what = "MuseIO: mg, and the time as two ints", .id = DIALECT_BY_SOURCE,
     .write = dialect_muse, .no_rates = true},
    {.name = "mindmonitor", .what = "Mind Monitor: g, deg/s", .id = DIALECT_BY_SOURCE,
     .form = {{"/muse/acc", 0, 3}, {"/muse/gyro", 3, 3}}, .a_ms2 = G, .w_rads = DEG},
    {.name = "openbci", .what = "OpenBCI: a message an axis, g", .id = DIALECT_BY_SOURCE,
     .form = {{"/openbci/accelerometer/x", 0, 1}, {"/openbci/accelerometer/y", 1, 1},
              {"/openbci/accelerometer/z", 2, 1}}, .a_ms2 = G, .no_rates = true},
    {.name = "esp32", .what = "no slash before the address: m/s2, rad/s",
     .form = {{"@/acc", 0, 3}, {"@/gyr", 3, 3}}, .a_ms2 = 1, .w_rads = 1},
    {.name = "imu", .what = "/ID/imu of six floats: m/s2, rad/s", .form = {{"/@/imu", 0, 6}},
     .a_ms2 = 1, .w_rads = 1},
    {.name = "doubles", .what = "/ID/acc and /ID/gyr of doubles: m/s2, rad/s",
     .form = {{"/@/acc", 0, 3}, {"/@/gyr", 3, 3}}, .a_ms2 = 1, .w_rads = 1, .doubles = true},
};

#define DIALECTS ((int)(sizeof dialects / sizeof dialects[0]))

const struct dialect *dialect_at(int i)
{
    return i >= 0 && i < DIALECTS ? &dialects[i] : NULL;
}

const struct dialect *dialect_find(const char *name)
{
    for (int i = 0; i < DIALECTS; i++)
        if (strcmp(dialects[i].name, name) == 0)
            return &dialects[i];
    return NULL;
}

void dialect_names(char *text, size_t size)
{
    size_t n = 0;
    for (int i = 0; i < DIALECTS && n < size; i++)
        n += (size_t)snprintf(text + n, size - n, "%s%s", i ? ", " : "", dialects[i].name);
}

const char *dialect_unfit(const struct dialect *d, const struct recording_sensor *s)
{
    enum gait_side side = gait_placement_side(s->is.placement);
    if (d->id == DIALECT_BY_SIDE && side == GAIT_SIDE_NONE)
        return "it is worn neither left nor right, and this dialect has no other name for a sensor";
    return NULL;
}

void dialect_address(struct packet *p, const struct dialect_said *x, const char *pattern)
{
    char path[4 * GAIT_NAME_MAX], id[GAIT_NAME_MAX];
    const char *at = strchr(pattern, '@');
    bool right = gait_placement_side(x->sensor->is.placement) == GAIT_SIDE_RIGHT;

    if (x->dialect->id == DIALECT_BY_NUMBER)
        snprintf(id, sizeof id, strstr(pattern, "_@") ? "%03d" : "%d", x->number);
    else
        snprintf(id, sizeof id, "%s",
                 x->dialect->id == DIALECT_BY_SIDE ? (right ? "RIGHT" : "LEFT") : x->sensor->is.id);
    if (!at)
        snprintf(path, sizeof path, "%s", pattern);
    else
        snprintf(path, sizeof path, "%.*s%s%s", (int)(at - pattern), pattern, id, at + 1);
    packet_string(p, path);
}

void dialect_floats(struct packet *p, const float *value, int n, double unit)
{
    for (int i = 0; i < n; i++)
        packet_float(p, (float)((double)value[i] / unit));
}

void dialect_zeros(struct packet *p, int n)
{
    while (n-- > 0)
        packet_float(p, 0);
}

/* A sensor without a gyroscope sends no message of its rates. */
static int forms(const struct dialect_said *x)
{
    bool gyro = x->sensor->is.axes & GYRO_AXES;
    int n = 0;
    while (n < DIALECT_FORMS_MAX && x->dialect->form[n].address &&
           (gyro || x->dialect->form[n].first < 3))
        n++;
    return n;
}

int dialect_datagrams(const struct dialect_said *x)
{
    return x->dialect->write || x->dialect->bundled ? 1 : forms(x) * x->n;
}

const struct dialect_sample *dialect_last(const struct dialect_said *x)
{
    bool again = x->dialect->repeats && x->part < dialect_datagrams(x) - forms(x);
    return &x->sample[again ? 0 : x->n - 1];
}

static void write_form(struct packet *p, const struct dialect_said *x, const struct dialect_form *f)
{
    const struct dialect_sample *s = dialect_last(x);
    char types[2 + 6] = ",";

    dialect_address(p, x, f->address);
    memset(types + 1, x->dialect->doubles ? 'd' : 'f', (size_t)f->count);
    packet_string(p, types);
    for (int i = f->first; i < f->first + f->count; i++) {
        double value = (double)s->row[i] / (i < 3 ? x->dialect->a_ms2 : x->dialect->w_rads);
        if (x->dialect->doubles)
            packet_double(p, value);
        else
            packet_float(p, (float)value);
    }
}

void dialect_write(struct packet *p, const struct dialect_said *x)
{
    const struct dialect *d = x->dialect;
    int n = forms(x);

    if (d->write) {
        d->write(p, x);
    } else if (!d->bundled) {
        write_form(p, x, &d->form[x->part % n]);
    } else {
        packet_bundle(p, 1);
        for (int i = 0; i < n; i++) {
            size_t element = packet_open(p);
            write_form(p, x, &d->form[i]);
            packet_close(p, element);
        }
    }
}

void dialect_sample(struct packet *p, const struct dialect *d, const struct recording_sensor *s,
                    int64_t device_ns, const float row[6])
{
    struct dialect_said x = {.dialect = d, .sensor = s, .n = 1};
    x.sample[0].device_ns = device_ns;
    memcpy(x.sample[0].row, row, sizeof x.sample[0].row);
    memcpy(x.sample[0].gravity_ms2, row, sizeof x.sample[0].gravity_ms2);
    dialect_write(p, &x);
}
