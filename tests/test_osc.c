/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/osc.h"
#include "tests/help_osc.h"
#include "tests/help_packets.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KNOWN (sizeof help_known / sizeof *help_known)

static struct help_packet packet, element;

/* Walks a copy of exactly the right size, so that a sanitizer sees every byte read beyond it. */
static int walk(const struct help_packet *p, struct osc_walk *w, struct osc_message *ret_last)
{
    uint8_t *bytes = malloc(p->size ? p->size : 1);
    struct osc_message m;
    double sum = 0, x;
    int n = 0;
    memcpy(bytes, p->bytes, p->size);
    osc_walk_init(w, bytes, p->size);
    for (; osc_next(w, &m); n++) {
        cr_assert_leq(strlen(m.address), OSC_ADDRESS_MAX);
        cr_assert_leq(m.depth, OSC_DEPTH_MAX);
        for (int i = 0; i < m.args; i++) {
            sum += osc_number(&m, i, &x) ? x : 0;
            sum += osc_string(&m, i) ? (double)strlen(osc_string(&m, i)) : 0;
        }
        *ret_last = m;
    }
    if (isnan(sum) && n == 0)
        cr_log_warn("a sum of nothing");
    free(bytes);
    return n;
}

static uint32_t refusals(const struct osc_walk *w)
{
    uint32_t n = 0;
    for (int i = 0; i < OSC_REASONS; i++)
        n += w->refused[i];
    return n;
}

/* Expects of a hexadecimal datagram so many messages and so many refusals for one reason, and none
 * for another. */
static void expect(const char *hex, int messages, enum osc_reason reason, uint32_t refused)
{
    struct osc_walk w;
    struct osc_message m;
    help_osc_hex(&packet, hex);
    cr_expect_eq(walk(&packet, &w, &m), messages, "%s: messages", hex);
    cr_expect_eq(w.refused[reason], refused, "%s: %u refused", hex, w.refused[reason]);
    cr_expect_eq(refusals(&w), refused, "%s: refused for another reason", hex);
}

Test(osc, reads_every_packet_of_the_known_senders)
{
    struct osc_walk w;
    struct osc_message m;
    for (size_t i = 0; i < KNOWN; i++) {
        help_osc_hex(&packet, help_known[i].hex);
        cr_expect_eq(walk(&packet, &w, &m), help_known[i].messages, "%s", help_known[i].name);
        cr_expect_eq(refusals(&w), 0, "%s", help_known[i].name);
        cr_expect_eq(w.sloppy, 0, "%s", help_known[i].name);
    }
}

Test(osc, gives_address_types_numbers_and_the_tag_of_the_innermost_bundle)
{
    struct osc_walk w;
    struct osc_message m;
    double x;
    static struct help_packet inner;
    help_osc_message(&element, "/x", "ifdhst", -3, 0.5, 1e-3, INT64_C(-9), "trail", UINT64_C(77));
    help_osc_bundle(&inner, 500);
    help_osc_add(&inner, &element);
    help_osc_bundle(&packet, 400);
    help_osc_add(&packet, &inner);
    osc_walk_init(&w, packet.bytes, packet.size);
    cr_assert(osc_next(&w, &m));
    cr_expect_str_eq(m.address, "/x");
    cr_expect_eq(m.args, 6);
    cr_expect_eq(m.tag, 500);
    cr_expect_eq(m.depth, 2);
    const double want[] = {-3, 0.5, 1e-3, -9};
    for (int i = 0; i < 4; i++) {
        cr_assert(osc_number(&m, i, &x));
        cr_expect_eq(x, want[i], "argument %d is %g", i, x);
    }
    uint64_t tag = 0;
    cr_expect_str_eq(osc_string(&m, 4), "trail");
    cr_expect(osc_tag(&m, 5, &tag));
    cr_expect_eq(tag, 77);
    cr_expect(!osc_number(&m, 4, &x) && !osc_number(&m, 5, &x) && !osc_number(&m, 6, &x) &&
              !osc_number(&m, -1, &x));
    cr_expect_null(osc_string(&m, 0));
    cr_expect(!osc_next(&w, &m));
}

Test(osc, turns_time_tags_into_ns_and_back_within_a_nanosecond)
{
    cr_expect_eq(osc_tag_ns(0), 0);
    cr_expect_eq(osc_tag_ns(UINT64_C(1) << 32), 1000000000);
    cr_expect_eq(osc_tag_ns(UINT64_C(0x00a3d70a)), 2500000, "2.5 ms: %ld ns",
                 (long)osc_tag_ns(0x00a3d70a));
    cr_expect_gt(osc_tag_ns(UINT64_MAX), INT64_C(4294967295) * 1000000000);
    for (int64_t ns = OSC_UNIX_NS; ns < OSC_UNIX_NS + 3000; ns++)
        cr_assert_eq(osc_tag_ns(osc_ns_tag(ns)), ns);
    cr_expect_eq(osc_tag_unix_ns(osc_ns_tag(OSC_UNIX_NS + 5)), 5);
    cr_expect_eq(osc_tag_unix_ns(UINT64_C(2) << 32), OSC_ERA_NS - OSC_UNIX_NS + 2000000000);
    cr_expect(osc_tag_is_none(0) && osc_tag_is_none(1) && !osc_tag_is_none(2));
}

Test(osc, accepts_what_sloppy_senders_do_and_counts_it)
{
    static const struct {
        const char *hex;
        uint32_t sloppy;
    } accepted[] = {
        {"2f610078 2c690000 00000001", 1},                  /* padding that is not zero */
        {"2f70696e67000000", 1},                            /* no type tags */
        {"2f610000 2c690000 00000001 00000000", 1},         /* bytes left over */
        {"2f610000 2c5b66665d000000 3f800000 3f800000", 0}, /* an array */
        {"2f610000 2c720000 00000001", 0},                  /* a colour */
        {"2f000000 2c000000", 0},                           /* only a slash */
        {"2f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f58 00000000 2c000000",
         0}, /* a pattern: literal text */
    };
    struct osc_walk w;
    struct osc_message m;
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        help_osc_hex(&packet, accepted[i].hex);
        cr_expect_eq(walk(&packet, &w, &m), 1, "%s", accepted[i].hex);
        cr_expect_eq(w.sloppy, accepted[i].sloppy, "%s", accepted[i].hex);
        cr_expect_eq(refusals(&w), 0, "%s", accepted[i].hex);
    }
}

Test(osc, keeps_the_good_elements_around_a_bad_one)
{
    struct osc_walk w;
    struct osc_message m;
    static struct help_packet good, bad;
    help_osc_message(&good, "/a", "i", 1);
    help_osc_message(&bad, "/b", "[");
    help_osc_bundle(&packet, 1);
    help_osc_add(&packet, &good);
    help_osc_add(&packet, &bad);
    help_osc_add(&packet, &good);
    cr_expect_eq(walk(&packet, &w, &m), 2);
    cr_expect_eq(w.refused[OSC_BAD_ARGUMENTS], 1);
    expect("2362756e646c6500 0000000000000001 0000000c 2f610000 2c690000 00000001"
           "00000100 2f610000 2c690000 00000001",
           1, OSC_BAD_ELEMENT, 1);
}

Test(osc, refuses_what_lies_about_its_size)
{
    expect("2f610000 2c620000", 0, OSC_BAD_ARGUMENTS, 1);
    expect("2f610000 2c620000 fffffffc", 0, OSC_BAD_ARGUMENTS, 1);
    expect("2f610000 2c620000 7fffffff 00000000", 0, OSC_BAD_ARGUMENTS, 1);
    expect("2362756e646c6500 0000000000000001 00000000", 0, OSC_BAD_ELEMENT, 1);
    expect("2362756e646c6500 0000000000000001", 0, OSC_BAD_ELEMENT, 0);
    expect("2362756e646c6500 00000000", 0, OSC_SIZE, 1);
    expect("2362756e646c6500", 0, OSC_SIZE, 1);
    expect("2362756e646c6500 0000000000000001 00000100 2f610000 2c690000 00000001", 0,
           OSC_BAD_ELEMENT, 1);
    expect("2362756e646c6500 0000000000000001 fffffffc 2f610000 2c690000 00000001", 0,
           OSC_BAD_ELEMENT, 1);
    expect("2362756e646c6500 0000000000000001 7ffffffc 2f610000 2c690000 00000001", 0,
           OSC_BAD_ELEMENT, 1);
    expect("2f610000 2c690000 000000", 0, OSC_SIZE, 1);
    expect("", 0, OSC_SIZE, 1);
    expect("2f610000 2c690000", 0, OSC_BAD_ARGUMENTS, 1);
    expect("2f610000 2c730000 61616161", 0, OSC_BAD_ARGUMENTS, 1);
    expect("2f610000 2c666666", 0, OSC_BAD_ARGUMENTS, 1);
    expect("2f616161", 0, OSC_NOT_OSC, 1);
}

Test(osc, refuses_what_is_not_osc_and_arguments_that_cannot_be_read)
{
    expect("2f610000 69000000 00000001", 0, OSC_BAD_ARGUMENTS, 1); /* tags without a comma */
    expect("2f610000 2c780000 00000001", 0, OSC_BAD_ARGUMENTS, 1); /* a type of unknown size */
    expect("2f610000 2c5d0000", 0, OSC_BAD_ARGUMENTS, 1);
    expect("2f070000 2c000000", 0, OSC_NOT_OSC, 1);
    expect("c9010203 04050607 0a000000", 0, OSC_NOT_OSC, 1);          /* x-IMU3, binary */
    expect("492c3130 302c302e 302c302e 300d0a00", 0, OSC_NOT_OSC, 1); /* x-IMU3, text */
    expect("492c3130 302c302e 300d0a", 0, OSC_NOT_OSC, 1);
    expect("00000000 00000000", 0, OSC_NOT_OSC, 1);
}

Test(osc, limits_arguments_to_64_and_addresses_to_255_bytes)
{
    struct osc_walk w;
    struct osc_message m;
    char types[OSC_ARGS_MAX + 2], address[OSC_ADDRESS_MAX + 2];
    memset(types, 'T', sizeof types);
    types[OSC_ARGS_MAX + 1] = 0;
    help_osc_message(&packet, "/a", types);
    cr_expect_eq(walk(&packet, &w, &m), 0);
    help_osc_message(&packet, "/a", types + 1);
    cr_expect_eq(walk(&packet, &w, &m), 1);
    cr_expect_eq(m.args, OSC_ARGS_MAX);
    memset(address, '/', sizeof address);
    address[OSC_ADDRESS_MAX + 1] = 0;
    help_osc_message(&packet, address, "");
    cr_expect_eq(walk(&packet, &w, &m), 0);
    help_osc_message(&packet, address + 1, "");
    cr_expect_eq(walk(&packet, &w, &m), 1);
}

/* n bundles within each other, the innermost empty or holding a message. */
static void nest(int n, bool with_message)
{
    static struct help_packet outer;
    help_osc_message(&element, "/a", "");
    help_osc_bundle(&packet, 1);
    if (with_message)
        help_osc_add(&packet, &element);
    while (--n > 0) {
        help_osc_bundle(&outer, 1);
        help_osc_add(&outer, &packet);
        packet = outer;
    }
}

Test(osc, enters_eight_bundles_and_no_more)
{
    struct osc_walk w;
    struct osc_message m;
    nest(8, true);
    cr_expect_eq(walk(&packet, &w, &m), 1);
    cr_expect_eq(m.depth, 8);
    nest(9, true);
    cr_expect_eq(walk(&packet, &w, &m), 0);
    cr_expect_eq(w.refused[OSC_TOO_DEEP], 1);
    nest(3000, false);
    cr_expect_eq(packet.size, 59996);
    cr_expect_eq(walk(&packet, &w, &m), 0);
    cr_expect_eq(w.refused[OSC_TOO_DEEP], 1);
}

/* Changes a few bytes, cuts, or writes a hostile length over a word. */
static void mutate(struct help_packet *p, uint64_t *seed)
{
    static const uint32_t nasty[] = {0,          1,          3,          4,          0x7ffffffc,
                                     0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff, 0x2362756e};
    int changes = 1 + (int)(help_random(seed) % 8);
    while (changes--) {
        uint64_t r = help_random(seed);
        size_t at = (size_t)(r >> 16) % p->size;
        if (r % 8 < 5) {
            p->bytes[at] = (uint8_t)(r >> 8);
        } else if (r % 8 < 7 && p->size >= 4) {
            uint32_t v = nasty[(r >> 4) % 10];
            at = at / 4 * 4 + 4 <= p->size ? at / 4 * 4 : 0;
            for (int i = 0; i < 4; i++)
                p->bytes[at + (size_t)i] = (uint8_t)(v >> (24 - 8 * i));
        } else if (at > 0) {
            p->size = r % 16 < 8 ? at : (at + 3) / 4 * 4;
        }
    }
}

Test(osc, gives_the_bytes_of_a_blob_and_nothing_for_what_is_none)
{
    struct osc_walk w;
    struct osc_message m;
    size_t size = 99;
    help_osc_hex(&packet, "2f610000 2c696200 00000007 00000005 0102030a db000000");
    osc_walk_init(&w, packet.bytes, packet.size);
    cr_assert(osc_next(&w, &m));
    const uint8_t *bytes = osc_blob(&m, 1, &size);
    cr_assert(bytes && size == 5);
    cr_expect_eq(memcmp(bytes, "\x01\x02\x03\x0a\xdb", 5), 0);
    cr_expect_null(osc_blob(&m, 0, &size));
    cr_expect_null(osc_blob(&m, 2, &size));
    cr_expect_null(osc_blob(&m, -1, &size));
}

Test(osc, survives_200000_mutated_packets)
{
    const char *given = getenv("GAIT_SEED");
    const uint64_t first = given ? strtoull(given, NULL, 0) : 20240229;
    struct osc_walk w;
    struct osc_message m;
    unsigned long read = 0, refused = 0;
    for (uint64_t i = 0; i < 200000; i++) {
        uint64_t seed = first + i * UINT64_C(0x9e3779b97f4a7c15);
        help_osc_hex(&packet, help_known[i % KNOWN].hex);
        mutate(&packet, &seed);
        int n = walk(&packet, &w, &m);
        cr_assert(n >= 0 && (size_t)n <= packet.size / 4,
                  "GAIT_SEED=%lu packet %lu: %d messages in %zu bytes", (unsigned long)first,
                  (unsigned long)i, n, packet.size);
        read += (unsigned long)n;
        refused += refusals(&w);
    }
    cr_log_info("GAIT_SEED=%lu: %lu messages read, %lu refused", (unsigned long)first, read,
                refused);
    cr_expect_gt(read, 50000);
    cr_expect_gt(refused, 50000);
}

Test(osc, takes_time_in_proportion_to_the_bytes_of_the_worst_packet)
{
    struct osc_walk w;
    struct osc_message m;
    struct timespec from, to;
    help_osc_bundle(&packet, 1);
    memset(packet.bytes + 16, 0, 65520 - 16); /* sixteen thousand elements of no size */
    packet.size = 65520;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(walk(&packet, &w, &m), 0);
    clock_gettime(CLOCK_MONOTONIC, &to);
    double ms = (double)(to.tv_sec - from.tv_sec) * 10 + (double)(to.tv_nsec - from.tv_nsec) / 1e8;
    cr_expect_eq(w.refused[OSC_BAD_ELEMENT], 16376);
    cr_expect_lt(ms, 50.0, "%.2f ms a packet", ms);
}
