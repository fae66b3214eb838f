/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_page.h"

#include "ctl/report_store.h"
#include "ctl/which.h"
#include "tests/help_folder.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct kept {
    struct store *s;
    int64_t id;
};

static int keep(const struct recording *r, const char *folder, const char *name, void *with)
{
    struct kept *k = with;
    char why[STORE_SENTENCE_MAX] = "";
    (void)r;
    (void)name;
    k->id = which_keep(k->s, folder, INT64_C(1763900000) * 1000000000, why, sizeof why);
    fputs(why, stderr);
    return k->id > 0 ? 0 : -1;
}

struct store *help_page_store(const char *preset, double minutes, struct store_session *ret)
{
    struct kept k = {0};
    char why[STORE_SENTENCE_MAX];
    if (store_open(":memory:", STORE_WRITE, &k.s, why, sizeof why) < 0 ||
        help_in_folder(preset_find(preset), 1, minutes, keep, &k) < 0 ||
        store_session_get(k.s, k.id, ret, why, sizeof why) != 1)
        abort();
    return k.s;
}

struct gait_event help_page_stride(int64_t t_ns)
{
    struct gait_event e = {.kind = GAIT_EVENT_STRIDE, .t_ns = t_ns, .side = GAIT_SIDE_LEFT};
    e.state = GAIT_RUN;
    e.impact = (struct gait_impact){.peak_g = 6.3F, .axial_g = 6, .rise_gps = 400};
    e.u.step.toe_off_ns = t_ns + 240000000;
    e.u.step.next_contact_ns = t_ns + 700000000;
    e.u.step.cadence_spm = 171;
    e.u.step.stance.attenuation_db = NAN;
    e.u.step.speed_ms = e.u.step.slope_deg = NAN;
    e.u.step.confidence = 1;
    gait_name_copy(e.runner, "anna");
    gait_name_copy(e.sensor, "left");
    gait_name_copy(e.u.step.surface, "asphalt");
    return e;
}

char *help_page_text(const struct report *r, const char *library)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    if (!f || report_page(r, library, f) < 0 || fclose(f) != 0)
        abort();
    return text;
}

char *help_page(struct store *s, const struct store_session *is)
{
    struct report r = {0};
    char why[STORE_SENTENCE_MAX];
    if (report_read(&r, s, is, why, sizeof why) < 0) {
        fprintf(stderr, "%s\n", why);
        abort();
    }
    char *text = help_page_text(&r, "/* charts */");
    report_free(&r);
    return text;
}

static bool is_void(const char *name)
{
    return strcmp(name, "meta") == 0 || strcmp(name, "!DOCTYPE") == 0 || strcmp(name, "br") == 0;
}

/* The tag at p into name; where it ends. */
static const char *tag_at(const char *p, char name[32], bool *ret_closes)
{
    size_t n = 0;
    *ret_closes = p[1] == '/';
    for (p += 1 + *ret_closes; n < 31 && (isalnum((unsigned char)*p) || *p == '!'); p++)
        name[n++] = *p;
    name[n] = '\0';
    for (bool quoted = false; *p && (*p != '>' || quoted); p++)
        quoted ^= *p == '"';
    return p;
}

const char *help_page_unbalanced(const char *page)
{
    static char open[64][32], fault[128];
    char name[32], end[40];
    int depth = 0;
    bool closes;
    for (const char *p = page; (p = strchr(p, '<')); p++) {
        p = tag_at(p, name, &closes);
        if (is_void(name))
            continue;
        if (!closes && depth < 64)
            strcpy(open[depth++], name);
        else if (depth == 0 || strcmp(open[--depth], name) != 0) {
            snprintf(fault, sizeof fault, "</%.31s> in <%.31s>", name, open[depth]);
            return fault;
        }
        if (!closes && (strcmp(name, "script") == 0 || strcmp(name, "style") == 0)) {
            snprintf(end, sizeof end, "</%s", name);
            p = strcasestr(p, end);
            if (!p)
                return "a script without an end";
            p--;
        }
    }
    if (depth > 0)
        snprintf(fault, sizeof fault, "<%.31s> stays open", open[depth - 1]);
    return depth > 0 ? fault : NULL;
}

int help_page_count(const char *page, const char *text)
{
    int n = 0;
    for (const char *p = page; (p = strstr(p, text)); p += strlen(text))
        n++;
    return n;
}

const char *help_page_number(double x, int decimals)
{
    static char text[4][40];
    static int next;
    char *t = text[next++ % 4], digits[32];
    snprintf(digits, sizeof digits, "%.*f", decimals, x < 0 ? -x : x);
    snprintf(t, sizeof text[0], "%s%s",
             x < 0 && strspn(digits, "0.") != strlen(digits) ? "\xe2\x88\x92" : "", digits);
    return t;
}
