/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/replay_way.h"

#include <criterion/criterion.h>

enum { DATAGRAMS = 20000 };

Test(replay_way, loses_the_share_that_was_asked_for_singly_or_in_a_row)
{
    const double bursts[] = {0, 8, 30};
    for (int k = 0; k < 3; k++) {
        struct replay_settings s = {.loss = 0.1, .burst = bursts[k], .seed = 3};
        struct replay_way *w = replay_way_new(&s);
        int lost = 0, runs = 0;
        bool was = false;
        for (int i = 0; i < 20 * DATAGRAMS; i++) {
            bool is = replay_way_loses(w);
            lost += is;
            runs += is && !was;
            was = is;
        }
        double mean = (double)lost / runs, wanted = bursts[k] > 1 ? bursts[k] : 1 / 0.9;
        cr_expect_float_eq((double)lost / (20 * DATAGRAMS), 0.1, 0.01, "burst %g: %d", bursts[k],
                           lost);
        cr_expect_float_eq(mean, wanted, 0.1 * wanted, "burst %g: %g in a row", bursts[k], mean);
        replay_way_free(w);
    }
}

Test(replay_way, lets_datagrams_of_one_sender_be_overtaken_and_loses_none)
{
    struct replay_settings s = {.reorder = 0.05, .seed = 1};
    struct replay_way *w = replay_way_new(&s);
    static struct packet p;
    int went = 0, overtaken = 0, behind = 0;
    for (int i = 0; i < DATAGRAMS; i++) {
        packet_clear(&p);
        packet_int(&p, i % 2);
        if (replay_way_holds(w, i % 2, &p)) {
            overtaken++;
            continue;
        }
        went++;
        const struct packet *due = replay_way_due(w, i % 2, false);
        if (!due)
            continue;
        cr_expect_eq(due->bytes[3], i % 2, "another sender's");
        went++;
        behind++;
    }
    for (int k = 0; k < 2; k++)
        went += replay_way_due(w, k, true) != NULL;
    cr_expect_eq(went, DATAGRAMS);
    cr_expect_float_eq(overtaken / (double)DATAGRAMS, 0.045, 0.008, "%d overtaken", overtaken);
    cr_expect_leq(overtaken - behind, 2);
    replay_way_free(w);
}

Test(replay_way, the_same_seed_does_the_same_and_another_does_not)
{
    int same = 0, other = 0;
    struct replay_settings a = {.duplicate = 0.5, .seed = 1}, b = a, c = a;
    c.seed = 2;
    struct replay_way *w[] = {replay_way_new(&a), replay_way_new(&b), replay_way_new(&c)};
    for (int i = 0; i < 1000; i++) {
        bool x = replay_way_doubles(w[0]);
        same += x == replay_way_doubles(w[1]);
        other += x == replay_way_doubles(w[2]);
    }
    cr_expect_eq(same, 1000);
    cr_expect(other > 400 && other < 600, "%d", other);
    for (int i = 0; i < 3; i++)
        replay_way_free(w[i]);
}
