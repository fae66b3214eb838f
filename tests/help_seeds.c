/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_seeds.h"

#include "daemon/config.h"
#include "tests/help_osc.h"
#include "tests/help_packets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KNOWN (sizeof help_known / sizeof *help_known)

const char *const help_hostile[] = {
    "2f610000 2c620000",                                          /* a blob without its data */
    "2362756e646c6500 0000000000000001 00000000",                 /* an element of no bytes */
    "2362756e646c6500 0000000000000001",                          /* empty bundle */
    "2362756e646c6500 00000000",                                  /* short bundle */
    "2362756e646c6500 0000000000000001 00000100 2f610000 2c690000 00000001",
    "2362756e646c6500 0000000000000001 0000000c 2f610000 2c690000 00000001 00000100 2f610000 "
    "2c690000 00000001",
    "2362756e646c6500 0000000000000001 fffffffc 2f610000 2c690000 00000001",
    "2362756e646c6500 0000000000000001 7ffffffc 2f610000 2c690000 00000001",
    "2f610000 2c690000 000000",                                   /* not a multiple of four */
    "2f610078 2c690000 00000001",                                 /* padding that is not zero */
    "2f70696e67000000",                                           /* no type tags */
    "2f610000 69000000 00000001",                                 /* type tags without a comma */
    "2f610000 2c5b66665d000000 3f800000 3f800000",                /* array */
    "2f610000 2c720000 00000001",                                 /* colour */
    "2f610000 2c690000 00000001 00000000",                        /* bytes left over */
    "2362756e646c6500 0000000000000001 0000000c 2f610000 2c690000 00000001 00000008 2f620000 "
    "2c5b0000 0000000c 2f610000 2c690000 00000001",
    "2362756e646c6500 0000000000000000 0000000c 2f610000 2c690000 00000001",
    "2362756e646c6500 ffffffffffffffff 0000000c 2f610000 2c690000 00000001",
    "2f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f58 00000000 2c000000", /* pattern */
    "2f000000 2c000000",                                          /* asks for everything */
    "2f61636300000000 2c666666 00000000 7fc00000 7f800000 00000000",
    "2f7b612c627d2f5b612d7a5d 00000000 2c690000 00000001",
    "2f70696e6700000000 2c000000",
    "",
    "00",
    "2f",
    "23",
    NULL};

/* Datagrams one behind another, as fuzz_intake reads them. */
struct chain {
    size_t size;
    uint8_t bytes[16384];
};

static void chain_add(struct chain *c, int source, int time, const struct help_packet *p)
{
    if (c->size + p->size + 5 > sizeof c->bytes)
        return;
    uint8_t *b = c->bytes + c->size;
    b[0] = (uint8_t)source;
    b[1] = (uint8_t)time;
    b[2] = (uint8_t)(p->size >> 8);
    b[3] = (uint8_t)p->size;
    b[4] = 0;
    memcpy(b + 5, p->bytes, p->size);
    c->size += p->size + 5;
}

static struct help_packet packet, inner;
static struct chain chain;

static void native(struct help_packet *p, const char *who, int i)
{
    char address[64];
    snprintf(address, sizeof address, "/gait/%s/imu", who);
    help_osc_message(p, address, "tffffff", UINT64_C(0xbc1e70d600000000) + (uint64_t)i * 21474836,
                     0., (double)(i % 7), 9.81, 0., 0.5, 0.);
}

static void give_walk(help_seed *give, void *user)
{
    static const char *const who[] = {"a/shank_left", "a/shank_right", "a/sacrum"};
    chain.size = 0;
    help_osc_message(&packet, "/gait/a/shank_left/sensor", "sffs", "shank_left", 200., 16.,
                     "ax ay az gx gy gz");
    chain_add(&chain, 2, 1, &packet);
    for (int i = 0; i < 60; i++) {
        native(&packet, who[i % 3], i / 3);
        chain_add(&chain, 2 + i % 3, 13, &packet);
    }
    give(user, "intake", chain.bytes, chain.size);
    chain.size = 0;
    for (int i = 0; i < 40; i++) {
        native(&inner, who[i % 3], i / 3);
        help_osc_bundle(&packet, 1);
        struct help_packet *stamp = malloc(sizeof *stamp);
        help_osc_message(stamp, i == 39 ? "/gait/replay/end" : "/gait/replay", i == 39 ? "" : "t",
                         UINT64_C(0xe8000000) << 32 | (uint64_t)i * 21474836);
        help_osc_add(&packet, stamp);
        help_osc_add(&packet, &inner);
        free(stamp);
        chain_add(&chain, i & 1, 13, &packet);
    }
    give(user, "intake", chain.bytes, chain.size);
}

/* Text, and the binary form of the same with a byte that is stuffed. */
static void give_ximu3(help_seed *give, void *user)
{
    static const char *const datagram[] = {
        "I,1000000,180.0000,-0.5000,0.0000,0.2500,0.0000,-1.0000\r\n"
        "H,1000625,0.0000,-100.5000,199.0000\r\nI,1002500,1,2,3,0,0,1\r\n",
        "B,1000000,87.5000,3.9000,1.0000\r\nT,1,25.0000\r\nN,1,Button pressed.\r\n",
        "\xc9\x40\x42\x0f\xdb\xdc\x01\x01\x01\x01\x01\x01\x34\x43\x01\x01\x01\xbf"
        "\x01\x01\x01\x3f\x01\x01\x80\x3e\x01\x01\x01\x3f\x01\x01\x80\xbf\n",
    };
    chain.size = 0;
    for (int i = 0; i < 9; i++) {
        packet.size = strlen(datagram[i % 3]);
        memcpy(packet.bytes, datagram[i % 3], packet.size);
        if (i < 3)
            give(user, "osc", packet.bytes, packet.size);
        chain_add(&chain, 3, 20, &packet);
    }
    give(user, "intake", chain.bytes, chain.size);
}

static void give_controls(help_seed *give, void *user)
{
    static const char *const text[][2] = {
        {"/gait/mark", "trail"},
        {"/gait/mark", "a name that is too long to be taken by anyone"},
        {"/gait/replay/end", "x"}};
    chain.size = 0;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        help_osc_message(&packet, text[i][0], "s", text[i][1]);
        give(user, "osc", packet.bytes, packet.size);
        chain_add(&chain, (int)i, 80, &packet);
    }
    help_osc_message(&packet, "/gait/subscribe", "i", 30);
    give(user, "osc", packet.bytes, packet.size);
    chain_add(&chain, 0, 80, &packet);
    chain_add(&chain, 5, 80, &packet);
    help_osc_message(&packet, "/gait/speed", "ff", 3.5, 2.);
    give(user, "osc", packet.bytes, packet.size);
    chain_add(&chain, 3, 8 + 40, &packet);
    help_osc_message(&packet, "/gait/place", "ss", "pod", "shank_left");
    give(user, "osc", packet.bytes, packet.size);
    chain_add(&chain, 1, 9, &packet);
    help_osc_message(&packet, "/gait/name", "ss", "pod", "left");
    give(user, "osc", packet.bytes, packet.size);
    chain_add(&chain, 1, 9, &packet);
    give(user, "intake", chain.bytes, chain.size);
}

static void give_packets(help_seed *give, void *user)
{
    for (size_t i = 0; i < KNOWN; i++) {
        help_osc_hex(&packet, help_known[i].hex);
        give(user, "osc", packet.bytes, packet.size);
        chain.size = 0;
        for (int k = 0; k < 4; k++)
            chain_add(&chain, 3, 40, &packet);
        give(user, "intake", chain.bytes, chain.size);
    }
    chain.size = 0;
    for (int i = 0; help_hostile[i]; i++) {
        help_osc_hex(&packet, help_hostile[i]);
        give(user, "osc", packet.bytes, packet.size);
        chain_add(&chain, i & 7, 3, &packet);
    }
    give(user, "intake", chain.bytes, chain.size);
    help_osc_message(&packet, "/a", "i", 1);
    for (int depth = 0; depth < 12; depth++) {
        inner = packet;
        help_osc_bundle(&packet, (uint64_t)depth);
        help_osc_add(&packet, &inner);
        give(user, "osc", packet.bytes, packet.size);
    }
}

static void give_text(help_seed *give, void *user, const char *target, const char *text)
{
    give(user, target, (const uint8_t *)text, strlen(text));
}

static void give_configs(help_seed *give, void *user)
{
    static struct config c;
    static char whole[32768];
    config_default(&c);
    FILE *f = fmemopen(whole, sizeof whole, "w");
    config_print(f, &c);
    fclose(f);
    give_text(give, user, "config", whole);
    give_text(give, user, "config", "[listen]\nport = 9000\naddress = ::1\n");
    give_text(give, user, "config", "[sensor pod]\nplacement = foot_left\nrate_hz = 200\n");
    give_text(give, user, "config", "[clock]\nwindow_s = 1e1 ; short\n\n# end\n");
    give_text(give, user, "config", "[publish]\nto = osc.udp://127.0.0.1:1 osc.udp://[::1]:2\n");
    give_text(give, user, "config", "[record]\nfolder =\n  limit_mb = nan\nlimit_mb\n[x");
}

static void give_recordings(help_seed *give, void *user)
{
    static const char wav[] = "\3RIFF\x34\0\0\0WAVEfmt \x10\0\0\0\3\0\1\0\xc8\0\0\0\x20\3\0\0"
                              "\4\0\x20\0"
                              "data\x10\0\0\0\0\0\x80?\0\0\0@\0\0\xc0\x7f\0\0\0\0";
    static const char capture[] = "\2\0\0\0\0\0\0\0\1\0\0\0\x08/a\0\0,\0\0\0"
                                  "\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\3\xff\xff\xff\xff";
    give(user, "recording", (const uint8_t *)wav, sizeof wav - 1);
    give(user, "recording", (const uint8_t *)capture, sizeof capture - 1);
    give_text(give, user, "recording",
              "\4[recording]\nname = a\nsurface = trail\n[sensor pod]\nfile = pod.wav\n"
              "rate_hz = 200\nplacement = shank_left\nchannels = ax,ay,az gx gy gz\n"
              "scale_ms2 = 160\nscale_rads = 35\naxes = x\nstart_s = 1e-3\n");
    give_text(give, user, "recording", "\4[recording]\nname=\nspeed_ms = 3\n[sensor a]\nfile=/x\n");
    give_text(give, user, "recording",
              "\1t_s,mark,value\n0,surface,asphalt\n2.5,speed,3\n2.5,slope,-4\n9,note,x\n");
    give_text(give, user, "recording", "\1t_s,mark,value\n5,surface,a\n4,surface,b\nnan,speed,1\n");
}

void help_seeds(help_seed *give, void *user)
{
    give_packets(give, user);
    give_walk(give, user);
    give_ximu3(give, user);
    give_controls(give, user);
    give_configs(give, user);
    give_recordings(give, user);
}

size_t help_mutate(uint8_t *bytes, size_t size, size_t room, uint64_t *random)
{
    static const uint8_t edge[] = {0, 1, 3, 4, 8, 0x7f, 0x80, 0xfc, 0xff, ',', '/', '#', '[', '\n'};
    int times = 1 + (int)(help_random(random) >> 32) % 6;
    for (int i = 0; i < times && size > 0; i++) {
        uint64_t r = help_random(random) >> 16;
        size_t at = (size_t)(r >> 8) % size, n = (size_t)(r >> 4) % 9;
        if (r % 5 == 0)
            bytes[at] ^= (uint8_t)(1u << (r >> 5) % 8);
        else if (r % 5 == 1)
            bytes[at] = edge[(r >> 5) % sizeof edge];
        else if (r % 5 == 2)
            size = at;
        else if (r % 5 == 3 && size + n <= room) {
            memmove(bytes + at + n, bytes + at, size - at);
            size += n;
        } else if (at + n < size) {
            memmove(bytes + at, bytes + at + n, size - at - n);
            size -= n;
        }
    }
    return size;
}
