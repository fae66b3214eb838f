/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For npm.sh, with packets as hexadecimal lines.
 *   osc_print          reads packets from standard input and prints what osc.c reads of them: a
 *                      line a packet, messages with | between: depth, address, types, then a value
 *                      an argument, numbers as the 16 hexadecimal digits of a double.
 *   osc_print write N  writes N random packets as ctl/packet writes them. */
#include "ctl/packet.h"
#include "daemon/osc.h"
#include "tests/help_osc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_argument(const struct osc_message *m, int i)
{
    double x;
    uint64_t bits;
    const char *text = osc_string(m, i);
    if (text) {
        putchar(' ');
        for (; *text; text++)
            printf("%02x", (unsigned char)*text);
        putchar('.');
    } else if (osc_tag(m, i, &bits)) {
        printf(" %016" PRIx64, bits);
    } else if (osc_number(m, i, &x)) {
        memcpy(&bits, &x, sizeof bits);
        printf(" %016" PRIx64, bits);
    }
}

static void print_packet(const struct help_packet *p)
{
    struct osc_walk w;
    struct osc_message m;
    osc_walk_init(&w, p->bytes, p->size);
    for (int n = 0; osc_next(&w, &m); n++) {
        printf("%s%d %s ,%.*s", n ? " | " : "", m.depth, m.address, m.args, m.type);
        for (int i = 0; i < m.args; i++)
            print_argument(&m, i);
    }
    for (int i = 0; i < OSC_REASONS; i++)
        if (w.refused[i])
            printf(" REFUSED");
    puts(w.sloppy ? " SLOPPY" : "");
}

static float random_float(uint64_t *random)
{
    return (float)((double)(int64_t)help_random(random) / 1e15);
}

static void write_random(struct packet *p, uint64_t *random)
{
    char address[64], types[16] = ",";
    int n = (int)((help_random(random) >> 40) % 9);
    uint64_t r = help_random(random);
    snprintf(address, sizeof address, "/gait/x%u/%.*s", (unsigned)(r >> 50), (int)(r % 7),
             "abcdefgh");
    for (int i = 0; i < n; i++)
        types[i + 1] = "ifs"[(r >> (20 + 2 * i)) % 3];
    packet_string(p, address);
    packet_string(p, types);
    for (int i = 0; i < n; i++) {
        if (types[i + 1] == 'i')
            packet_int(p, (int32_t)(help_random(random) >> 32));
        else if (types[i + 1] == 'f')
            packet_float(p, random_float(random));
        else
            packet_string(p, address + (help_random(random) >> 40) % strlen(address));
    }
}

static void write_packets(int n)
{
    static struct packet p;
    uint64_t random = 31415926;
    for (int k = 0; k < n; k++) {
        packet_clear(&p);
        if (k % 3 == 0) {
            packet_bundle(&p, help_random(&random));
            for (int i = 0; i < k % 4; i++) {
                size_t element = packet_open(&p);
                write_random(&p, &random);
                packet_close(&p, element);
            }
        } else {
            write_random(&p, &random);
        }
        for (size_t i = 0; i < p.size; i++)
            printf("%02x", p.bytes[i]);
        putchar('\n');
    }
}

int main(int argc, char **argv)
{
    static struct help_packet p;
    static char line[2 * sizeof p.bytes + 2];
    if (argc == 3 && strcmp(argv[1], "write") == 0) {
        write_packets(atoi(argv[2]));
        return fflush(stdout) != 0;
    }
    if (argc != 1) {
        fprintf(stderr, "usage: %s [write N]\n", argv[0]);
        return 2;
    }
    while (fgets(line, sizeof line, stdin)) {
        help_osc_hex(&p, line);
        print_packet(&p);
    }
    return fflush(stdout) != 0;
}
