/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz.h"

#include "daemon/config.h"

#include <math.h>
#include <string.h>

static int read_bytes(const void *bytes, size_t size, struct config *ret, char *why)
{
    static const char nothing[1] = "\n";
    FILE *f = size ? fmemopen((void *)(uintptr_t)bytes, size, "r")
                   : fmemopen((void *)(uintptr_t)nothing, 1, "r");
    FUZZ_MUST(f);
    why[0] = '\0';
    int result = config_read_stream(f, "a.conf", ret, why, CONFIG_WHY_MAX);
    fclose(f);
    return result;
}

static void look_at(const struct config *c)
{
    FUZZ_MUST(memchr(c->listen.address, 0, sizeof c->listen.address));
    FUZZ_MUST(c->listen.port.count > 0 && c->listen.port.count <= LISTEN_MAX);
    for (int i = 0; i < c->listen.port.count; i++)
        FUZZ_MUST(c->listen.port.port[i] >= 0 && c->listen.port.port[i] <= 65535);
    FUZZ_MUST(memchr(c->publish.to, 0, sizeof c->publish.to));
    FUZZ_MUST(c->publish.subscribers_max >= 0 && c->publish.subscribers_max <= 64);
    FUZZ_MUST(c->rules >= 0 && c->rules <= GAIT_SENSORS_MAX);
    for (int i = 0; i < c->rules; i++) {
        FUZZ_MUST(memchr(c->rule[i].id, 0, GAIT_NAME_MAX));
        FUZZ_MUST(c->rule[i].placement < GAIT_PLACEMENTS);
        FUZZ_MUST(isfinite(c->rule[i].rate_hz) && isfinite(c->rule[i].range_g));
    }
    FUZZ_MUST(gait_settings_fault(&c->gait) == NULL);
}

static char *print(const struct config *c, size_t *ret_size)
{
    char *text = NULL;
    FILE *f = open_memstream(&text, ret_size);
    FUZZ_MUST(f);
    config_print(f, c);
    fclose(f);
    return text;
}

/* What was read is printed as a file that says the same. */
int fuzz_config(const uint8_t *bytes, size_t size)
{
    static struct config c, again;
    char why[CONFIG_WHY_MAX];
    size_t size_a, size_b;
    memset(&c, 0x5a, sizeof c);
    if (read_bytes(bytes, size, &c, why) < 0) {
        FUZZ_MUST(why[0] && memchr(why, 0, sizeof why));
        for (size_t i = 0; i < sizeof c; i++)
            FUZZ_MUST(((const uint8_t *)&c)[i] == 0x5a);
        return 0;
    }
    look_at(&c);
    char *a = print(&c, &size_a);
    if (read_bytes(a, size_a, &again, why) < 0) {
        fprintf(stderr, "%s\n", why);
        FUZZ_MUST(!"what was printed can be read");
    }
    char *b = print(&again, &size_b);
    FUZZ_MUST(size_a == size_b && memcmp(a, b, size_a) == 0);
    free(a);
    free(b);
    return 0;
}

FUZZ_TARGET(fuzz_config);
