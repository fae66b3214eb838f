/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/recording.h"

#include "daemon/number.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LINE_MAX_BYTES 196 /* what the reader takes */

static const char *const channel_names[RECORDING_CHANNELS_MAX] = {"ax", "ay", "az", "gx", "gy",
                                                                  "gz", "mx", "my", "mz"};

/* An id becomes a file name. */
static int check_id(const struct recording_sensor *s, char *why, size_t why_size)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
    const char *id = s->is.id;
    if (id[0] && id[0] != '.' && id[strspn(id, plain)] == '\0')
        return 0;
    char safe[GAIT_NAME_MAX];
    size_t i = 0;
    for (; id[i]; i++)
        safe[i] = id[i] >= ' ' && id[i] <= '~' ? id[i] : '?';
    safe[i] = '\0';
    snprintf(why, why_size,
             "sensor '%s' cannot be a file name: only A-Z a-z 0-9 _ . - and no point first", safe);
    return -1;
}

static char *join(const char *folder, const char *name, const char *ending)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s%s", folder, name, ending) < 0 ? NULL : path;
}

/* The shortest digits that read back as the same number. */
static void put_number(FILE *f, const char *key, double v)
{
    char digits[40];
    for (int precision = 6; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, v);
        if (strtod(digits, NULL) == v)
            break;
    }
    fprintf(f, "%s = %s\n", key, digits);
}

static int put_text(FILE *f, const char *key, const char *text, char *why, size_t why_size)
{
    if (!text)
        return 0;
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 127 || (*p == ';' && (p == text || p[-1] == ' '))) {
            snprintf(why, why_size,
                     "%s holds a control character, or a ; after a space, at byte %td", key,
                     p - text);
            return -1;
        }
    if (strlen(key) + strlen(text) + 3 > LINE_MAX_BYTES) {
        snprintf(why, why_size, "%s is longer than a line of recording.ini can be (%d bytes)", key,
                 LINE_MAX_BYTES);
        return -1;
    }
    fprintf(f, "%s = %s\n", key, text);
    return 0;
}

static int put_head(FILE *f, const struct recording_head *h, char *why, size_t why_size)
{
    fputs("[recording]\n", f);
    if (put_text(f, "name", h->name, why, why_size) ||
        put_text(f, "source", h->source, why, why_size) ||
        put_text(f, "licence", h->licence, why, why_size) ||
        put_text(f, "runner", h->runner, why, why_size) ||
        put_text(f, "surface", h->surface, why, why_size) ||
        put_text(f, "note", h->note, why, why_size))
        return -1;
    if (isfinite(h->speed_ms))
        put_number(f, "speed_ms", h->speed_ms);
    if (isfinite(h->slope_deg))
        put_number(f, "slope_deg", h->slope_deg);
    return 0;
}

static void put_sensor(FILE *f, const struct recording_sensor *s)
{
    fprintf(f, "\n[sensor %s]\n", s->is.id);
    if (s->rows > 0)
        fprintf(f, "file = %s.wav\n", s->is.id);
    if (s->rate_hz > 0)
        put_number(f, "rate_hz", s->rate_hz);
    fprintf(f, "placement = %s\n", gait_placement_name(s->is.placement));
    if (s->channels > 0) {
        fputs("channels =", f);
        for (int c = 0; c < s->channels; c++)
            for (int i = 0; i < RECORDING_CHANNELS_MAX; i++)
                if (s->channel_of[i] == c)
                    fprintf(f, " %s", channel_names[i]);
        fputs("\n", f);
    }
    put_number(f, "range_g", s->is.range_g);
    put_number(f, "start_s", s->start_s);
}

/* Closes f (NULL: could not be opened) and says what went wrong with path, which it frees. */
static int finish(FILE *f, char *path, char *why, size_t why_size)
{
    int fault = f ? 0 : -1;
    if (f && ferror(f))
        fault = -1;
    if (f && fclose(f) != 0)
        fault = -1;
    if (fault)
        snprintf(why, why_size, "%s cannot be written: %s", path ? path : "a file",
                 strerror(errno));
    free(path);
    return fault;
}

static int write_ini(const char *folder, const struct recording_head *h,
                     const struct recording_sensor *s, int n, char *why, size_t why_size)
{
    for (int i = 0; i < n; i++)
        if (check_id(&s[i], why, why_size))
            return -1;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        snprintf(why, why_size, "%s cannot be made: %s", folder, strerror(errno));
        return -1;
    }
    char *path = join(folder, "recording.ini", "");
    FILE *f = path ? fopen(path, "w") : NULL;
    int fault = f ? put_head(f, h, why, why_size) : 0;
    for (int i = 0; f && !fault && i < n; i++)
        put_sensor(f, &s[i]);
    if (fault) {
        fclose(f);
        free(path);
        return -1;
    }
    return finish(f, path, why, why_size);
}

int recording_write_ini(const char *folder, const struct recording_head *h,
                        const struct recording_sensor *s, int n, char *why, size_t why_size)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before = uselocale(plain);
    int fault = write_ini(folder, h, s, n, why, why_size);
    uselocale(before);
    if (plain)
        freelocale(plain);
    return fault;
}

int recording_write_signal(const char *folder, const struct recording_sensor *s, char *why,
                           size_t why_size)
{
    struct signal_writer *w = NULL;
    if (check_id(s, why, why_size))
        return -1;
    char *path = join(folder, s->is.id, ".wav");
    float *out = calloc((size_t)(s->rows > 0 ? s->rows : 1) * (size_t)s->channels, sizeof *out);
    int fault = path && out ? 0 : -1;
    if (fault)
        snprintf(why, why_size, "%s/%s.wav cannot be written: out of memory", folder, s->is.id);
    for (int axis = 0; !fault && axis < RECORDING_CHANNELS_MAX; axis++)
        for (long i = 0; s->channel_of[axis] >= 0 && i < s->rows; i++)
            out[i * s->channels + s->channel_of[axis]] = axis < 6 ? s->row[i * 6 + axis] : NAN;
    if (!fault)
        fault = signal_writer_open(path, s->rate_hz, s->channels, &w, why, why_size);
    if (!fault) {
        fault = signal_writer_rows(w, out, s->rows, why, why_size);
        int closed = signal_writer_close(w, why, why_size);
        fault = fault ? fault : closed;
    }
    free(out);
    free(path);
    return fault;
}

/* Four digits after the point, whatever the locale. */
static void put_time(FILE *f, double t_s)
{
    long long ticks = llround(fabs(t_s) * 1e4);
    fprintf(f, "%s%lld.%04lld", t_s < 0 && ticks ? "-" : "", ticks / 10000, ticks % 10000);
}

/* A value of a mark, to 0.0001; 0 where a speed and nan where a slope is not known. */
static void put_value(FILE *f, double t_s, const char *word, float value, const char *unknown)
{
    char digits[NUMBER_MAX];
    if (isfinite(value))
        number_fixed(digits, (double)value, 4);
    put_time(f, t_s);
    fprintf(f, ",%s,%s\n", word, isfinite(value) ? digits : unknown);
}

static void put_mark(FILE *f, const struct recording_mark *m)
{
    if (m->surface[0]) {
        put_time(f, m->t_s);
        fprintf(f, ",surface,%s\n", m->surface);
        return;
    }
    put_value(f, m->t_s, "speed", m->speed_ms, "0");
    if (isfinite(m->slope_deg))
        put_value(f, m->t_s, "slope", m->slope_deg, "nan");
}

int recording_write_marks(const char *folder, const struct recording_mark *m, int n, char *why,
                          size_t why_size)
{
    for (int i = 0; i < n; i++)
        if (strpbrk(m[i].surface, ",\"\r\n")) {
            snprintf(why, why_size,
                     "the surface of mark %d holds a comma, a quote or a new line", i + 1);
            return -1;
        }
    char *path = join(folder, "marks.csv", "");
    FILE *f = path ? fopen(path, "w") : NULL;
    if (f)
        fputs("t_s,mark,value\n", f);
    for (int i = 0; f && i < n; i++)
        put_mark(f, &m[i]);
    return finish(f, path, why, why_size);
}
