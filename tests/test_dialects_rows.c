/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of dialects against a table written down apart from it, from what the senders' sources
 * and manuals say: which arguments are what, in which unit. A row that no form here reaches fails.
 */
#include "daemon/decode_parts.h"
#include "tests/help_osc.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define G 9.80665
#define DEG 0.017453292519943296
#define OPEN (-1) /* a unit nobody knows: the numbers as they come */

/* Argument i, from 0, is (i + 1) / 100, or i + 1 where it is an integer. */
static const struct form {
    const char *address, *types, *dialect, *id;
    enum decode_kind kind;
    int a;       /* first argument of a, from 1; 0: there is none */
    double a_si; /* what one unit is in m/s2 */
    int w;
    double w_si;          /* in rad/s */
    unsigned other;       /* instead of DECODE_A: DECODE_LINEAR, .. */
    int axis;             /* from 1; 0: all */
    const char *word;     /* of texts; NULL: "wrist" */
    bool turned, several; /* values are looked at elsewhere */
} forms[] = {
    {"/gait/ann/x/imu", "tffffff", "native", "x", .a = 2, .a_si = 1, .w = 5, .w_si = 1},
    {"/gait/ann/x/imu", "tfff", "native", "x", .a = 2, .a_si = 1},
    {"/gait/ann/x/about", "siii", "native", "x", .kind = DECODE_ABOUT},
    {"/gait/mark", "s", "native", "", .kind = DECODE_MARK},
    {"/gait/speed", "f", "native", "", .kind = DECODE_SPEED},
    {"/gait/speed", "ff", "native", "", .kind = DECODE_SPEED},
    {"/gait/position", "ff", "native", "", .kind = DECODE_POSITION},
    {"/gait/position", "fff", "native", "", .kind = DECODE_POSITION},
    {"/gait/place", "ss", "native", "", .kind = DECODE_PLACE},
    {"/gait/name", "ss", "native", "", .kind = DECODE_NAME},
    {"/gait/subscribe", "i", "native", "", .kind = DECODE_SUBSCRIBE},
    {"/gait/subscribe", "is", "native", "", .kind = DECODE_SUBSCRIBE, .word = "sensors"},
    {"/gait/replay", "t", "native", "", .kind = DECODE_REPLAY},
    {"/gait/replay/raw", "b", "native", "", .kind = DECODE_REPLAY_RAW},
    {"/gait/from", "si", "native", "", .kind = DECODE_FROM, .word = "::ffff:192.168.1.7"},
    {"/gait/replay/end", "", "native", "", .kind = DECODE_REPLAY_END},

    {"/sensors", "ffffffffff", "ngimu", "", .a = 4, .a_si = G, .w = 1, .w_si = DEG},
    {"/battery", "ffffs", "ngimu", "", .kind = DECODE_BATTERY},
    {"/serialnumber", "s", "ngimu", "", .kind = DECODE_NAMED},
    {"/name", "s", "ngimu", "", .kind = DECODE_NAMED},
    {"/quaternion", "ffff", "ngimu", "", .kind = DECODE_IGNORED},
    {"/linear", "fff", "ngimu", "", .kind = DECODE_IGNORED},
    {"/earth", "fff", "ngimu", "", .kind = DECODE_IGNORED},
    {"/euler", "fff", "ngimu", "", .kind = DECODE_IGNORED},
    {"/matrix", "fffffffff", "ngimu", "", .kind = DECODE_IGNORED},
    {"/magnitudes", "fff", "ngimu", "", .kind = DECODE_IGNORED},
    {"/altitude", "f", "ngimu", "", .kind = DECODE_IGNORED},
    {"/temperature", "fff", "ngimu", "", .kind = DECODE_IGNORED},
    {"/humidity", "f", "ngimu", "", .kind = DECODE_IGNORED},
    {"/rssi", "ff", "ngimu", "", .kind = DECODE_IGNORED},
    {"/analogue", "ffffffff", "ngimu", "", .kind = DECODE_IGNORED},
    {"/button", "", "ngimu", "", .kind = DECODE_IGNORED},
    {"/error", "s", "ngimu", "", .kind = DECODE_IGNORED},
    {"/auxserial", "s", "ngimu", "", .kind = DECODE_IGNORED},

    {"/riot/v3/7/accelerometer", "fffi", "riot", "7", .a = 1, .a_si = 1},
    {"/riot/v3/7/gyroscope", "fffi", "riot", "7", .w = 1, .w_si = 1},
    {"/riot/v3/7/battery", "fii", "riot", "7", .kind = DECODE_BATTERY},
    {"/riot/v3/7/magnetometer", "fffi", "riot", "", .kind = DECODE_IGNORED},
    {"/comote/v3/7/accelerometer", "iffff", "comote", "7", .a = 1, .a_si = 1},
    {"/comote/v3/7/gyroscope", "ffiff", "comote", "7", .w = 1, .w_si = 1},
    {"/comote/v3/7/control/key", "f", "comote", "", .kind = DECODE_IGNORED},
    {"/comote/7/devicemotion", "fffffff", "comote", "7", .a = 2, .a_si = 1, .turned = true},
    {"/comote/7/button", "i", "comote", "", .kind = DECODE_IGNORED},

    {"/7/raw", "iiiiiiiiiiii", "riot1", "7", .a = 3, .a_si = 8 * G / 32768, .w = 6,
     .w_si = 2000 * DEG / 28571.4},
    {"/7/raw", "ffffffffffffffffffff", "riot1", "7", .a = 3, .a_si = G, .w = 6, .w_si = 1000 * DEG},
    {"/7/raw", "ffffffffffffffffffffff", "bitalino", "7", .a = 1, .a_si = G, .w = 4,
     .w_si = 1000 * DEG},
    {"/7/raw", "fffffffffffffffffffff", "bitalino", "7", .a = 1, .a_si = G, .w = 4,
     .w_si = 1000 * DEG},
    {"/7/bitalino", "iiiiiiiiiii", "bitalino", "7", .kind = DECODE_IGNORED},

    {"/LEFT/sensorValues", "fffffffffffffff", "orphe", "LEFT", .a = 8, .a_si = 16 * G, .w = 11,
     .w_si = 2000 * DEG},
    {"/RIGHT/sensorValues", "ffffffffffffffffff", "orphe", "RIGHT", .a = 8, .a_si = 16 * G,
     .w = 11, .w_si = 2000 * DEG},
    {"/LEFT/gesture", "ssf", "orphe", "LEFT", .kind = DECODE_GESTURE},

    {"/accelerometer", "fff", "sensors2osc", "", .a = 1, .a_si = 1},
    {"/acceleration", "fff", "sensors2osc", "", .a = 1, .a_si = 1},
    {"/gyroscope", "fff", "sensors2osc", "", .w = 1, .w_si = 1},
    {"/linearacceleration", "fff", "sensors2osc", "", .a = 1, .a_si = 1, .other = DECODE_LINEAR},
    {"/gravity", "fff", "sensors2osc", "", .a = 1, .a_si = 1, .other = DECODE_GRAVITY},
    {"/bt/runningspeedandcadence", "fff", "sensors2osc", "", .kind = DECODE_SPEED},
    {"/bt/heartrate", "f", "sensors2osc", "", .kind = DECODE_IGNORED},
    {"/stepdetector", "f", "sensors2osc", "", .kind = DECODE_IGNORED},
    {"/stepcounter", "f", "sensors2osc", "", .kind = DECODE_IGNORED},
    {"/heartrate", "f", "sensors2osc", "", .kind = DECODE_IGNORED},
    {"/magneticfield", "fff", "sensors2osc", "", .kind = DECODE_IGNORED},
    {"/rotationvector", "fff", "sensors2osc", "", .kind = DECODE_IGNORED},
    {"/orientation", "fff", "sensors2osc", "", .kind = DECODE_IGNORED},
    {"/pressure", "f", "sensors2osc", "", .kind = DECODE_IGNORED},
    {"/light", "f", "sensors2osc", "", .kind = DECODE_IGNORED},
    {"/proximity", "f", "sensors2osc", "", .kind = DECODE_IGNORED},

    {"/ZIGSIM/z/accel", "fff", "zigsim", "z", .a = 1, .a_si = -G, .other = DECODE_LINEAR},
    {"/ZIGSIM/z/gravity", "fff", "zigsim", "z", .a = 1, .a_si = -G, .other = DECODE_GRAVITY},
    {"/ZIGSIM/z/gyro", "fff", "zigsim", "z", .w = 1, .w_si = 1},
    {"/ZIGSIM/z/battery", "f", "zigsim", "z", .kind = DECODE_BATTERY},
    {"/ZIGSIM/z/quaternion", "ffff", "zigsim", "", .kind = DECODE_IGNORED},
    {"/z/accel", "fff", "zigsim", "z", .a = 1, .a_si = -G, .other = DECODE_LINEAR},
    {"/z/gravity", "fff", "zigsim", "z", .a = 1, .a_si = -G, .other = DECODE_GRAVITY},
    {"/z/gyro", "fff", "zigsim", "z", .w = 1, .w_si = 1},
    {"/z/battery", "f", "zigsim", "z", .kind = DECODE_BATTERY},
    {"/z/deviceinfo", "ssssii", "zigsim", "z", .kind = DECODE_IGNORED},
    {"/gyrosc/accel", "fff", "gyrosc", "", .a = 1, .a_si = -G, .other = DECODE_LINEAR},
    {"/gyrosc/grav", "fff", "gyrosc", "", .a = 1, .a_si = -G, .other = DECODE_GRAVITY},
    {"/gyrosc/rrate", "fff", "gyrosc", "", .w = 1, .w_si = 1},
    {"/gyrosc/gyro", "fff", "gyrosc", "", .kind = DECODE_IGNORED},
    {"/gyrosc/comp", "f", "gyrosc", "", .kind = DECODE_IGNORED},
    {"/accxyz", "fff", "touchosc", "", .a = 1, .a_si = OPEN},

    {"/TStick_1/raw/accl", "fff", "tstick", "TStick_1", .a = 1, .a_si = 1},
    {"/TStick_1/raw/gyro", "fff", "tstick", "TStick_1", .w = 1, .w_si = 1},
    {"/TStick_1/raw/magn", "fff", "tstick", "TStick_1", .kind = DECODE_IGNORED},
    {"/TStick_1/battery/percentage", "f", "tstick", "TStick_1", .kind = DECODE_BATTERY},
    {"/TStick_1/battery/voltage", "f", "tstick", "TStick_1", .kind = DECODE_BATTERY},
    {"/TStick_1/battery/current", "f", "tstick", "TStick_1", .kind = DECODE_IGNORED},
    {"/TStick_1/battery/timetoempty", "f", "tstick", "TStick_1", .kind = DECODE_IGNORED},
    {"/4/IMUFusedData", "fffffff", "airsticks", "4", .a = 1, .a_si = 1},
    {"/4/Battery", "f", "airsticks", "4", .kind = DECODE_IGNORED},
    {"/4/DigiIn", "i", "airsticks", "4", .kind = DECODE_IGNORED},

    {"/m5/3/imu", "ffffff", "m5", "3", .a = 1, .a_si = G, .w = 4, .w_si = DEG},
    {"/accX", "f", "m5", "", .a = 1, .a_si = G, .axis = 1},
    {"/accY", "f", "m5", "", .a = 1, .a_si = G, .axis = 2},
    {"/accZ", "f", "m5", "", .a = 1, .a_si = G, .axis = 3},
    {"/gyroX", "f", "m5", "", .w = 1, .w_si = DEG, .axis = 1},
    {"/gyroY", "f", "m5", "", .w = 1, .w_si = DEG, .axis = 2},
    {"/gyroZ", "f", "m5", "", .w = 1, .w_si = DEG, .axis = 3},
    {"/ax", "f", "saibai", "", .a = 1, .a_si = OPEN, .axis = 1},
    {"/ay", "f", "saibai", "", .a = 1, .a_si = OPEN, .axis = 2},
    {"/az", "f", "saibai", "", .a = 1, .a_si = OPEN, .axis = 3},
    {"/gx", "f", "saibai", "", .w = 1, .w_si = OPEN, .axis = 1},
    {"/gy", "f", "saibai", "", .w = 1, .w_si = OPEN, .axis = 2},
    {"/gz", "f", "saibai", "", .w = 1, .w_si = OPEN, .axis = 3},

    {"/muse/acc", "fff", "muse", "", .a = 1, .a_si = OPEN},
    {"/muse/acc", "fffii", "muse", "", .a = 1, .a_si = G / 1000},
    {"/muse/gyro", "fff", "muse", "", .w = 1, .w_si = DEG},
    {"/muse/eeg", "ffff", "muse", "", .kind = DECODE_IGNORED},
    {"/PetalStream/acceleration", "iififfff", "petal", "", .a = 6, .a_si = OPEN},
    {"/PetalStream/gyroscope", "iififfff", "petal", "", .w = 6, .w_si = OPEN},
    {"/PetalStream/eeg", "iififfffff", "petal", "", .kind = DECODE_IGNORED},
    {"/openbci/accelerometer/x", "f", "openbci", "", .a = 1, .a_si = OPEN, .axis = 1},
    {"/openbci/accelerometer/y", "f", "openbci", "", .a = 1, .a_si = OPEN, .axis = 2},
    {"/openbci/accelerometer/z", "f", "openbci", "", .a = 1, .a_si = OPEN, .axis = 3},
    {"/openbci/time-series-raw/ch0", "f", "openbci", "", .kind = DECODE_IGNORED},
    {"/tracking/trackers/1/position", "fff", "slimevr", "", .kind = DECODE_IGNORED},
    {"/VMC/Ext/Bone/Pos", "sfffffff", "vmc", "", .kind = DECODE_IGNORED},
    {"/wek/inputs", "fff", "wekinator", "", .kind = DECODE_IGNORED},
    {"/movuino", "fff", "movuino", "", .kind = DECODE_IGNORED},

    {"/H10/acc", "iiiiii", "polar", "H10", .a = 1, .a_si = G / 1000, .several = true},
    {"/H10/gyro", "ffffff", "polar", "H10", .w = 4, .w_si = DEG},

    {"/left/imu", "ffffff", "generic", "left", .a = 1, .a_si = OPEN, .w = 4, .w_si = OPEN},
    {"/left/imu", "fffffffff", "generic", "left", .a = 1, .a_si = OPEN, .w = 4, .w_si = OPEN},
    {"left/acc", "fff", "generic", "left", .a = 1, .a_si = OPEN},
    {"/left/acc", "iii", "generic", "left", .a = 1, .a_si = OPEN},
    {"/left/accl", "fff", "generic", "left", .a = 1, .a_si = OPEN},
    {"/left/accel", "fff", "generic", "left", .a = 1, .a_si = OPEN},
    {"/left/accelerometer", "ddd", "generic", "left", .a = 1, .a_si = OPEN},
    {"/left/acceleration", "fff", "generic", "left", .a = 1, .a_si = OPEN},
    {"/left/linearacceleration", "fff", "generic", "left", .a = 1, .a_si = OPEN,
     .other = DECODE_LINEAR},
    {"/left/gravity", "fff", "generic", "left", .a = 1, .a_si = OPEN, .other = DECODE_GRAVITY},
    {"/left/gyr", "fff", "generic", "left", .w = 1, .w_si = OPEN},
    {"/left/gyro", "fff", "generic", "left", .w = 1, .w_si = OPEN},
    {"/left/gyroscope", "fff", "generic", "left", .w = 1, .w_si = OPEN},
    {"/left/gyro_deg", "fff", "generic", "left", .w = 1, .w_si = DEG},
    {"/left/gyro_rad", "fff", "generic", "left", .w = 1, .w_si = 1},
    {"/imu", "ffffff", "generic", "", .a = 1, .a_si = OPEN, .w = 4, .w_si = OPEN},
    {"/imu", "fffffffff", "generic", "", .a = 1, .a_si = OPEN, .w = 4, .w_si = OPEN},
    {"/acc", "fff", "generic", "", .a = 1, .a_si = OPEN},
    {"/accl", "fff", "generic", "", .a = 1, .a_si = OPEN},
    {"/accel", "fff", "generic", "", .a = 1, .a_si = OPEN},
    {"/gyr", "fff", "generic", "", .w = 1, .w_si = OPEN},
    {"/gyro", "fff", "generic", "", .w = 1, .w_si = OPEN},
    {"/left/mag", "fff", "generic", "left", .kind = DECODE_IGNORED},
    {"/left/magn", "fff", "generic", "left", .kind = DECODE_IGNORED},
    {"/left/magnetometer", "fff", "generic", "left", .kind = DECODE_IGNORED},
    {"/left/quat", "ffff", "generic", "left", .kind = DECODE_IGNORED},
    {"/left/quaternion", "ffff", "generic", "left", .kind = DECODE_IGNORED},
    {"/left/orientation", "ffff", "generic", "left", .kind = DECODE_IGNORED},
    {"/left/euler", "fff", "generic", "left", .kind = DECODE_IGNORED},
    {"/left/ypr", "fff", "generic", "left", .kind = DECODE_IGNORED},
    {"/left/temperature", "f", "generic", "left", .kind = DECODE_IGNORED},
    {"/left/battery", "f", "generic", "left", .kind = DECODE_IGNORED},
    {"/acc/2", "fff", "metaosc", "2", .a = 1, .a_si = OPEN},
    {"/gyro/2", "fff", "metaosc", "2", .w = 1, .w_si = OPEN},
};

#define FORMS (sizeof forms / sizeof *forms)

static struct help_packet element, packet;
static struct decode_item item;
static enum decode_reason reason;

static double value(const struct form *f, int i)
{
    return f->types[i] == 'i' ? i + 1 : (float)((i + 1) / 100.);
}

static void put(struct help_packet *p, uint64_t x, int bytes)
{
    while (bytes-- > 0)
        p->bytes[p->size++] = (uint8_t)(x >> 8 * bytes);
}

static void put_text(struct help_packet *p, const char *s)
{
    size_t n = (strlen(s) / 4 + 1) * 4;
    memset(p->bytes + p->size, 0, n);
    memcpy(p->bytes + p->size, s, strlen(s));
    p->size += n;
}

static void build(const struct form *f)
{
    char types[80] = ",";
    element.size = 0;
    put_text(&element, f->address);
    put_text(&element, strcat(types, f->types));
    for (int i = 0; f->types[i]; i++) {
        double x = value(f, i);
        float x32 = (float)x;
        uint64_t bits = 0;
        if (f->types[i] == 's') {
            put_text(&element, f->word ? f->word : "wrist");
        } else if (f->types[i] == 'b') {
            put(&element, 0, 4); /* an empty one */
        } else if (f->types[i] == 'i') {
            put(&element, (uint64_t)i + 1, 4);
        } else if (f->types[i] == 'f') {
            memcpy(&bits, &x32, 4);
            put(&element, bits & UINT32_MAX, 4);
        } else {
            memcpy(&bits, &x, 8);
            put(&element, f->types[i] == 't' ? UINT64_C(5) << 32 : bits, 8);
        }
    }
    help_osc_bundle(&packet, 1);
    if (strcmp(f->dialect, "zigsim") == 0) {
        static struct help_packet info;
        help_osc_message(&info, "/z/deviceinfo", "s", "x");
        help_osc_add(&packet, &info);
    }
    help_osc_add(&packet, &element);
}

static void expect_vector(const struct form *f, const char *what, const float *got, int first,
                          double si)
{
    for (int i = 0; i < 3; i++) {
        int arg = f->axis ? first : first + i;
        bool there = first && (!f->axis || f->axis == i + 1);
        double want = there ? value(f, arg - 1) * (si < -0.5 && si > -2 ? 1 : si) : 0;
        cr_expect(fabs((double)got[i] - want) <= 1e-6 * fmax(1, fabs(want)),
                  "%s %s: %s[%d] is %.9g, not %.9g", f->address, f->types, what, i, (double)got[i],
                  want);
    }
}

static void expect_sample(const struct form *f)
{
    const struct decode_sample *x = &item.u.sample;
    unsigned a = f->other ? f->other : DECODE_A;
    unsigned axes = f->axis ? 1u << (f->axis - 1) : 7u;
    bool open_a = f->a && f->a_si == OPEN, open_w = f->w && f->w_si == OPEN;
    cr_expect_eq(x->parts, (f->a ? a : 0u) | (f->w || f->turned ? DECODE_W : 0u), "%s", f->address);
    cr_expect_eq(item.axes, (f->a ? axes : 0u) | (f->w || f->turned ? axes << 3 : 0u));
    cr_expect_eq(x->axis, f->axis ? f->axis - 1 : DECODE_ALL_AXES);
    cr_expect_eq(x->count, f->several ? 2 : 1, "%s %s", f->address, f->types);
    cr_expect_eq(x->unit_a == DECODE_OPEN, open_a, "%s %s", f->address, f->types);
    cr_expect_eq(x->unit_w == DECODE_OPEN, open_w, "%s %s", f->address, f->types);
    expect_vector(f, "a", x->a[0], f->a, f->a_si);
    if (!f->turned)
        expect_vector(f, "w", x->w, f->w, f->w_si);
    if (f->a && !open_a)
        cr_expect_float_eq(x->a_unit, (float)f->a_si, 1e-6f * (float)fabs(f->a_si));
    if (f->w && !open_w)
        cr_expect_float_eq(x->w_unit, (float)f->w_si, 1e-6f * (float)fabs(f->w_si));
}

/* The last message of the packet. */
static struct osc_message last(void)
{
    static struct osc_walk w;
    struct osc_message m = {0}, next;
    osc_walk_init(&w, packet.bytes, packet.size);
    while (osc_next(&w, &next))
        m = next;
    return m;
}

Test(dialects_rows, every_row_gives_what_its_sender_means)
{
    bool *reached = calloc((size_t)dialects_count, sizeof *reached);
    for (const struct form *f = forms; f < forms + FORMS; f++) {
        build(f);
        struct osc_message m = last();
        struct decode_span runner, id;
        memset(&item, 0xa5, sizeof item);
        cr_assert(decode_message(&m, &item, &reason), "%s %s: %s", f->address, f->types,
                  decode_reason_name(reason));
        reached[decode_find(&m, &runner, &id, &reason) - dialects_rows] = true;
        cr_expect_eq(item.kind, f->kind, "%s %s", f->address, f->types);
        cr_expect_str_eq(item.dialect, f->dialect, "%s %s", f->address, f->types);
        cr_expect_str_eq(item.id, f->id, "%s", f->address);
        if (f->kind == DECODE_SAMPLE)
            expect_sample(f);
    }
    for (int i = 0; i < dialects_count; i++)
        cr_expect(reached[i], "no test has the row %s %s", dialects_rows[i].address,
                  dialects_rows[i].types ? dialects_rows[i].types : "");
    free(reached);
}
