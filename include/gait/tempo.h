/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives samples that carry no time of their own the times of an even rhythm, from their arrivals. A
 * sensor samples evenly and a network only ever delays: a sample was taken no later than any of the
 * last 1.2 s says that arrived early (its arrival, and a period for each sample since). So what a
 * radio holds back and sends at once is spread out again.
 *
 * That samples were lost shows when several messages in a row, at the sensor's own pace, are late
 * by whole periods: the more of them are asked for the more the network's delay varies, on a quiet
 * network one. What comes at once after a pause was late, not lost; after a silence the second
 * message shows which, and only the first is stamped early. A message earlier than a loss allows
 * takes the loss back. The more is lost the fewer messages tell a time, down to the newest alone:
 * so it is hardly worse than by arrivals. The samples of one message end at its arrival. Until the
 * period is known (64 samples) a time is its arrival. Never later than its arrival; never back.
 *
 * Pure: one object handles one sensor. Time is an argument. */
#ifndef GAIT_TEMPO_H
#define GAIT_TEMPO_H

#include <stdbool.h>
#include <stdint.h>

#define GAIT_TEMPO_STEPS 64
#define GAIT_TEMPO_RECENT 128
#define GAIT_TEMPO_BLOCKS 32
#define GAIT_TEMPO_SECONDS 16

/* An arrival, ns since the first, and which sample it brought. */
struct gait_tempo_point {
    double number, arrival_ns;
    double active_ns; /* as gait_tempo.active_ns */
};

struct gait_tempo {
    bool begun;
    int64_t first_ns, local_ns; /* arrival of the first; time given to the last */
    double period_ns;           /* 0: not known yet */
    double number;              /* of the last sample */
    double arrival_ns;          /* of the last message, since the first */
    int size, expected;         /* its samples; those of them that are still to come */
    double active_ns;           /* as arrival_ns, less what was silence */
    int since_silence;          /* messages */
    double claimed;             /* samples said to be lost, lately */
    double excess_ns;           /* mean by which arrivals are later than the earliest allow */
    bool is_sure;               /* the period was refined, or was clear from the first */
    double second_lost;         /* in this second; of so many that came */
    int second_samples, doubts; /* seconds in a row in which more was lost than came */
    double lost_share;          /* of the last hundreds of messages */
    double wanted;              /* late messages in a row that show a loss */
    int steps, learned; /* and samples in them */
    double step_ns[GAIT_TEMPO_STEPS];
    int recents, blocks, seconds; /* so many so far */
    struct gait_tempo_point recent[GAIT_TEMPO_RECENT]; /* newest at (recents - 1) % ... */
    struct gait_tempo_point block[GAIT_TEMPO_BLOCKS];  /* the earliest of each 40 ms before those */
    struct gait_tempo_point second[GAIT_TEMPO_SECONDS]; /* and of each second */
};

void gait_tempo_reset(struct gait_tempo *t);

/* Local time of a sample that arrived at arrival_ns, with `after` later ones of the same message
 * behind it. *ret_lost: samples that are now known to be missing before it. */
int64_t gait_tempo_local(struct gait_tempo *t, int64_t arrival_ns, int after, uint32_t *ret_lost);

/* 0 until known. Where more than one in twenty seems lost, the rate of those that came: so many
 * late ones look like lost ones. */
double gait_tempo_rate_hz(const struct gait_tempo *t);

#endif
