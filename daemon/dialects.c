/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows; see dialects.h. Sources of the forms: the senders' own programs and manuals. */
#include "daemon/dialects.h"

#define G GAIT_G_MS2
#define DEG (3.14159265358979323846 / 180)

/* What the rows are made of. Acceleration from argument n on, one unit of it in m/s2; angular rate
 * from argument n on, one unit in rad/s. */
#define A(n, unit) .a = n, .a_unit = unit
#define W(n, unit) .w = n, .w_unit = unit
#define OPEN_A .unit_a = DECODE_OPEN, .a_unit = 1
#define OPEN_W .unit_w = DECODE_OPEN, .w_unit = 1
#define ONE(n) .axes = 1, .axis = n
#define IMU .parts = DECODE_A | DECODE_W, .axes = 3
#define ACC .parts = DECODE_A, .axes = 3
#define GYR .parts = DECODE_W, .axes = 3
#define LINEAR .parts = DECODE_LINEAR, .axes = 3
#define GRAVITY .parts = DECODE_GRAVITY, .axes = 3
#define ACC1(n) .parts = DECODE_A, ONE(n)
#define GYR1(n) .parts = DECODE_W, ONE(n)
#define BATTERY .kind = DECODE_BATTERY
#define IGNORED .kind = DECODE_IGNORED
#define MS(n) .clock = DIALECTS_MS, .time = n

/* ZIG SIM as its documentation has it: only the message about the device tells it from others. */
#define ZIG .beside = "@/deviceinfo"

/* An ORPHE's shares of full scale; what full scale is nobody says. */
#define SHOE_G 16
#define SHOE_RADS (2000 * DEG)
#define SHOE                                                                                       \
    IMU, A(7, SHOE_G * G), W(10, SHOE_RADS), .unit_a = DECODE_SCALE, .unit_w = DECODE_SCALE,       \
        .range_g = SHOE_G, .worn = DIALECTS_SHOE

const struct dialects_row dialects_rows[] = {
    {"native", "gait/%/@/imu", "tnnnnnn", .clock = DIALECTS_TAG, IMU, A(1, 1), W(4, 1)},
    {"native", "gait/%/@/imu", "tnnn", .clock = DIALECTS_TAG, ACC, A(1, 1)},
    {"native", "gait/%/@/about", "snnn", .kind = DECODE_ABOUT},
    {"native", "gait/mark", "s", .kind = DECODE_MARK},
    {"native", "gait/speed", "n", .kind = DECODE_SPEED},
    {"native", "gait/speed", "nn", .kind = DECODE_SPEED},
    {"native", "gait/position", "nn", .kind = DECODE_POSITION},
    {"native", "gait/position", "nnn", .kind = DECODE_POSITION},
    {"native", "gait/place", "ss", .kind = DECODE_PLACE},
    {"native", "gait/name", "ss", .kind = DECODE_NAME},
    {"native", "gait/subscribe", "n", .kind = DECODE_SUBSCRIBE},
    {"native", "gait/subscribe", "ns", .kind = DECODE_SUBSCRIBE},
    {"native", "gait/from", "sn", .kind = DECODE_FROM},
    {"native", "gait/replay", "t", .kind = DECODE_REPLAY},
    {"native", "gait/replay/raw", "b", .kind = DECODE_REPLAY_RAW},
    {"native", "gait/replay/end", NULL, .kind = DECODE_REPLAY_END},

    {"ngimu", "sensors", "nnnnnnnnnn", IMU, A(3, G), W(0, DEG), .range_g = 16},
    {"ngimu", "battery", "nnnns", BATTERY, .parts = DECODE_A | DECODE_W, A(0, 0.01), W(2, 1)},
    {"ngimu", "serialnumber", "s", .kind = DECODE_NAMED},
    {"ngimu", "name", "s", .kind = DECODE_NAMED},
    {"ngimu", "quaternion", "nnnn", IGNORED},
    {"ngimu", "linear", "nnn", IGNORED},
    {"ngimu", "earth", "nnn", IGNORED},
    {"ngimu", "euler", "nnn", IGNORED},
    {"ngimu", "matrix", "nnnnnnnnn", IGNORED},
    {"ngimu", "magnitudes", "nnn", IGNORED},
    {"ngimu", "altitude", "n", IGNORED},
    {"ngimu", "temperature", NULL, IGNORED}, /* two numbers or three */
    {"ngimu", "humidity", "n", IGNORED},
    {"ngimu", "rssi", "nn", IGNORED},
    {"ngimu", "analogue", "nnnnnnnn", IGNORED},
    {"ngimu", "button", NULL, IGNORED},
    {"ngimu", "error", "s", IGNORED},
    {"ngimu", "auxserial", NULL, IGNORED}, /* text or a blob */

    {"riot", "riot/v3/@/accelerometer", "nnnn", MS(3), ACC, A(0, 1), .range_g = 8},
    {"riot", "riot/v3/@/gyroscope", "nnnn", MS(3), GYR, W(0, 1)},
    {"riot", "riot/v3/@/battery", "nnn", BATTERY, .parts = DECODE_A, A(0, 1)},
    {"riot", "riot/v3/~", NULL, IGNORED},

    {"comote", "comote/v3/@/accelerometer", "nnnnn", MS(3), ACC, A(0, 1)},
    {"comote", "comote/v3/@/gyroscope", "nnnnn", MS(3), GYR, W(0, 1)},
    {"comote", "comote/v3/~", NULL, IGNORED},
    /* interval, x y z, alpha beta gamma, which turn around z x y */
    {"comote", "comote/@/devicemotion", "nnnnnnn", IMU, A(1, 1), W(4, DEG), .turn = 1},
    {"comote", "comote/~", NULL, IGNORED},

    /* What /raw means its type tags tell: counts of R-IoT 1.5, of 1.8, of BITalino's 2.x. */
    {"riot1", "@/raw", "iiiiiiiiiiii", IMU, A(2, 8 * G / 32768), W(5, 2000 * DEG / 28571.4),
     .range_g = 8},
    {"riot1", "@/raw", "nnnnnnnnnnnnnnnnnnnn", IMU, A(2, G), W(5, 1000 * DEG)},
    {"bitalino", "@/raw", "nnnnnnnnnnnnnnnnnnnnnn", IMU, A(0, G), W(3, 1000 * DEG)},
    {"bitalino", "@/raw", "nnnnnnnnnnnnnnnnnnnnn", IMU, A(0, G), W(3, 1000 * DEG)},
    {"bitalino", "@/bitalino", NULL, IGNORED},

    {"orphe", "@/sensorValues", "nnnnnnnnnnnnnnn", SHOE},
    {"orphe", "@/sensorValues", "nnnnnnnnnnnnnnnnnn", SHOE},
    {"orphe", "@/gesture", "ssn", .kind = DECODE_GESTURE, .worn = DIALECTS_SHOE},

    {"sensors2osc", "accelerometer", "nnn", ACC, A(0, 1)},
    {"sensors2osc", "acceleration", "nnn", ACC, A(0, 1)},
    {"sensors2osc", "gyroscope", "nnn", GYR, W(0, 1)},
    {"sensors2osc", "linearacceleration", "nnn", LINEAR, A(0, 1)},
    {"sensors2osc", "gravity", "nnn", GRAVITY, A(0, 1)},
    {"sensors2osc", "bt/runningspeedandcadence", "nnn", .kind = DECODE_SPEED, .pod = true},
    {"sensors2osc", "bt/~", NULL, IGNORED},
    {"sensors2osc", "stepdetector", "n", IGNORED},
    {"sensors2osc", "stepcounter", "n", IGNORED},
    {"sensors2osc", "heartrate", NULL, IGNORED},
    {"sensors2osc", "magneticfield", NULL, IGNORED},
    {"sensors2osc", "rotationvector", NULL, IGNORED},
    {"sensors2osc", "orientation", NULL, IGNORED},
    {"sensors2osc", "pressure", NULL, IGNORED},
    {"sensors2osc", "light", NULL, IGNORED},
    {"sensors2osc", "proximity", NULL, IGNORED},

    /* Of phones of Apple's, which say that gravity points down: lying on its back z is -1. */
    {"zigsim", "ZIGSIM/@/accel", "nnn", LINEAR, A(0, -G)},
    {"zigsim", "ZIGSIM/@/gravity", "nnn", GRAVITY, A(0, -G)},
    {"zigsim", "ZIGSIM/@/gyro", "nnn", GYR, W(0, 1)},
    {"zigsim", "ZIGSIM/@/battery", "n", BATTERY, .parts = DECODE_A, A(0, 1)},
    {"zigsim", "ZIGSIM/~", NULL, IGNORED},
    {"zigsim", "@/accel", "nnn", ZIG, LINEAR, A(0, -G)},
    {"zigsim", "@/gravity", "nnn", ZIG, GRAVITY, A(0, -G)},
    {"zigsim", "@/gyro", "nnn", ZIG, GYR, W(0, 1)},
    {"zigsim", "@/battery", "n", ZIG, BATTERY, .parts = DECODE_A, A(0, 1)},
    {"zigsim", "@/deviceinfo", NULL, IGNORED},
    {"gyrosc", "gyrosc/accel", "nnn", LINEAR, A(0, -G)},
    {"gyrosc", "gyrosc/grav", "nnn", GRAVITY, A(0, -G)},
    {"gyrosc", "gyrosc/rrate", "nnn", GYR, W(0, 1)},
    {"gyrosc", "gyrosc/gyro", NULL, IGNORED}, /* attitude */
    {"gyrosc", "gyrosc/~", NULL, IGNORED},
    {"touchosc", "accxyz", "nnn", ACC, OPEN_A},

    {"tstick", "@/raw/accl", "nnn", ACC, A(0, 1)},
    {"tstick", "@/raw/gyro", "nnn", GYR, W(0, 1)},
    {"tstick", "@/raw/magn", NULL, IGNORED},
    {"tstick", "@/battery/percentage", "n", BATTERY, .parts = DECODE_A, A(0, 0.01)},
    {"tstick", "@/battery/voltage", "n", BATTERY, .parts = DECODE_W, W(0, 1)},
    {"tstick", "@/battery/current", NULL, IGNORED},
    {"tstick", "@/battery/timetoempty", NULL, IGNORED},
    {"airsticks", "@/IMUFusedData", "nnnnnnn", ACC, A(0, 1)},
    {"airsticks", "@/Battery", "n", IGNORED}, /* of what unit is not known */
    {"airsticks", "@/DigiIn", NULL, IGNORED},

    {"m5", "m5/@/imu", "nnnnnn", IMU, A(0, G), W(3, DEG)},
    {"m5", "accX", "n", ACC1(0), A(0, G)},
    {"m5", "accY", "n", ACC1(1), A(0, G)},
    {"m5", "accZ", "n", ACC1(2), A(0, G)},
    {"m5", "gyroX", "n", GYR1(0), W(0, DEG)},
    {"m5", "gyroY", "n", GYR1(1), W(0, DEG)},
    {"m5", "gyroZ", "n", GYR1(2), W(0, DEG)},
    {"saibai", "ax", "n", ACC1(0), OPEN_A},
    {"saibai", "ay", "n", ACC1(1), OPEN_A},
    {"saibai", "az", "n", ACC1(2), OPEN_A},
    {"saibai", "gx", "n", GYR1(0), OPEN_W},
    {"saibai", "gy", "n", GYR1(1), OPEN_W},
    {"saibai", "gz", "n", GYR1(2), OPEN_W},

    {"muse", "muse/acc", "nnn", ACC, OPEN_A}, /* mg of MuseIO, g of Mind Monitor */
    {"muse", "muse/acc", "nnnii", .clock = DIALECTS_S_US, .time = 3, ACC, A(0, G / 1000)},
    {"muse", "muse/gyro", "nnn", GYR, W(0, DEG)},
    {"muse", "muse/~", NULL, IGNORED},
    {"petal", "PetalStream/acceleration", "nnnnnnnn", ACC, A(5, 1), .unit_a = DECODE_OPEN},
    {"petal", "PetalStream/gyroscope", "nnnnnnnn", GYR, W(5, 1), .unit_w = DECODE_OPEN},
    {"petal", "PetalStream/~", NULL, IGNORED},
    {"openbci", "openbci/accelerometer/x", "n", ACC1(0), OPEN_A},
    {"openbci", "openbci/accelerometer/y", "n", ACC1(1), OPEN_A},
    {"openbci", "openbci/accelerometer/z", "n", ACC1(2), OPEN_A},
    {"openbci", "openbci/~", NULL, IGNORED},
    {"slimevr", "tracking/~", NULL, IGNORED},
    {"vmc", "VMC/~", NULL, IGNORED},
    {"wekinator", "wek/~", NULL, IGNORED},
    {"movuino", "movuino", NULL, IGNORED},

    {"polar", "@/acc", "iii*", ACC, A(0, G / 1000)},
    {"polar", "@/gyro", "nnn*", GYR, W(0, DEG)},

    /* Names that many home-made senders agree on, whose units nobody can know. */
    {"generic", "@/imu", "nnnnnn", IMU, OPEN_A, .w = 3, OPEN_W},
    {"generic", "@/imu", "nnnnnnnnn", IMU, OPEN_A, .w = 3, OPEN_W}, /* and a magnetometer */
    {"generic", "@/acc", "nnn", ACC, OPEN_A},
    {"generic", "@/accl", "nnn", ACC, OPEN_A},
    {"generic", "@/accel", "nnn", ACC, OPEN_A},
    {"generic", "@/accelerometer", "nnn", ACC, OPEN_A},
    {"generic", "@/acceleration", "nnn", ACC, OPEN_A},
    {"generic", "@/linearacceleration", "nnn", LINEAR, OPEN_A},
    {"generic", "@/gravity", "nnn", GRAVITY, OPEN_A},
    {"generic", "@/gyr", "nnn", GYR, OPEN_W},
    {"generic", "@/gyro", "nnn", GYR, OPEN_W},
    {"generic", "@/gyroscope", "nnn", GYR, OPEN_W},
    {"generic", "@/gyro_deg", "nnn", GYR, W(0, DEG)},
    {"generic", "@/gyro_rad", "nnn", GYR, W(0, 1)},
    {"generic", "imu", "nnnnnn", IMU, OPEN_A, .w = 3, OPEN_W},
    {"generic", "imu", "nnnnnnnnn", IMU, OPEN_A, .w = 3, OPEN_W},
    {"generic", "acc", "nnn", ACC, OPEN_A}, /* an ORPHE CORE's, in g; others' in m/s2 */
    {"generic", "accl", "nnn", ACC, OPEN_A},
    {"generic", "accel", "nnn", ACC, OPEN_A},
    {"generic", "gyr", "nnn", GYR, OPEN_W},
    {"generic", "gyro", "nnn", GYR, OPEN_W},
    {"generic", "@/mag", NULL, IGNORED},
    {"generic", "@/magn", NULL, IGNORED},
    {"generic", "@/magnetometer", NULL, IGNORED},
    {"generic", "@/quat", NULL, IGNORED},
    {"generic", "@/quaternion", NULL, IGNORED},
    {"generic", "@/orientation", NULL, IGNORED},
    {"generic", "@/euler", NULL, IGNORED},
    {"generic", "@/ypr", NULL, IGNORED},
    {"generic", "@/temperature", NULL, IGNORED},
    {"generic", "@/battery", NULL, IGNORED}, /* of what unit is not known */

    {"metaosc", "acc/@", "nnn", ACC, OPEN_A, .repeats = true, .range_g = 4},
    {"metaosc", "gyro/@", "nnn", GYR, OPEN_W, .repeats = true},
};

const int dialects_count = sizeof dialects_rows / sizeof *dialects_rows;
