/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/recording_parts.h"

#include <math.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_ROWS 4096

/* libsndfile reads what is left of a torn RIFF without a word, so its size is checked here. */
static bool torn_riff(const char *path)
{
    uint8_t head[8];
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    bool torn = false;
    if (fread(head, 1, sizeof head, f) == sizeof head && memcmp(head, "RIFF", 4) == 0 &&
        fseek(f, 0, SEEK_END) == 0) {
        uint32_t body =
            head[4] | (uint32_t)head[5] << 8 | (uint32_t)head[6] << 16 | (uint32_t)head[7] << 24;
        torn = body != UINT32_MAX && ftell(f) < (long)body + 8;
    }
    fclose(f);
    return torn;
}

static bool is_float(const SF_INFO *info)
{
    int kind = info->format & SF_FORMAT_SUBMASK;
    return kind == SF_FORMAT_FLOAT || kind == SF_FORMAT_DOUBLE;
}

static int check(const char *path, const SF_INFO *info, const struct signal_scale *scale,
                 const struct recording_sensor *s, char *why, size_t why_size)
{
    if (info->channels != s->channels)
        snprintf(why, why_size, "%s has %d channels, but sensor %s lists %d", path, info->channels,
                 s->is.id, s->channels);
    else if (is_float(info) && !(isnan(scale->ms2) && isnan(scale->rads)))
        snprintf(why, why_size, "%s holds floats in SI units, so sensor %s may not have a scale",
                 path, s->is.id);
    else if (!is_float(info) && (s->is.axes & 7) && isnan(scale->ms2))
        snprintf(why, why_size, "%s holds integers, so sensor %s needs scale_ms2", path, s->is.id);
    else if (!is_float(info) && (s->is.axes & 56) && isnan(scale->rads))
        snprintf(why, why_size, "%s holds integers, so sensor %s needs scale_rads", path, s->is.id);
    else
        return 0;
    return -1;
}

static void unpack(const struct recording_sensor *s, const float *in, const float scale[2],
                   float *out)
{
    bool arrived = true;
    for (int axis = 0; axis < 6; axis++) {
        int from = s->channel_of[axis];
        out[axis] = from < 0 ? 0.0f : in[from] * scale[axis / 3];
        arrived = arrived && isfinite(out[axis]);
    }
    for (int axis = 0; axis < 6 && !arrived; axis++)
        out[axis] = NAN;
}

/* Grows as it reads: a header may promise anything. */
static int read_rows(SNDFILE *f, const float scale[2], struct recording_sensor *s)
{
    float *block = malloc(sizeof *block * BLOCK_ROWS * (size_t)s->channels);
    size_t room = 0;
    long got = block ? 1 : -1;
    while (got > 0 && (got = (long)sf_readf_float(f, block, BLOCK_ROWS)) > 0) {
        if ((size_t)(s->rows + got) > room) {
            room = room * 2 + BLOCK_ROWS;
            float *more = realloc(s->row, room * 6 * sizeof *more);
            if (!more) {
                got = -1;
                break;
            }
            s->row = more;
        }
        for (long i = 0; i < got; i++)
            unpack(s, block + i * s->channels, scale, s->row + (s->rows + i) * 6);
        s->rows += got;
    }
    free(block);
    return got < 0 ? -1 : 0;
}

int signal_read(const char *path, const struct signal_scale *scale, struct recording_sensor *s,
                char *why, size_t why_size)
{
    SF_INFO info = {0};
    SNDFILE *f = sf_open(path, SFM_READ, &info);
    if (!f) {
        snprintf(why, why_size, "%s cannot be read as a signal file: %s", path, sf_strerror(NULL));
        return -1;
    }
    int result = check(path, &info, scale, s, why, why_size);
    if (result == 0) {
        const float k[2] = {is_float(&info) ? 1.0f : (float)scale->ms2,
                            is_float(&info) ? 1.0f : (float)scale->rads};
        result = read_rows(f, k, s);
        if (result)
            snprintf(why, why_size, "%s does not fit in memory", path);
    }
    sf_close(f);
    if (result == 0 && (s->rows < info.frames || torn_riff(path))) {
        snprintf(why, why_size,
                 "%s is torn: it ends after %ld rows, before the end its header promises", path,
                 s->rows);
        return -1;
    }
    return result;
}

struct signal_writer {
    SNDFILE *file;
    int channels;
    char path[];
};

int signal_writer_open(const char *path, double rate_hz, int channels, struct signal_writer **ret,
                       char *why, size_t why_size)
{
    if (!(rate_hz >= 0.5 && rate_hz < 1e6)) {
        snprintf(why, why_size, "%s cannot be written: its rate is %g Hz, not 0.5 to 1000000", path,
                 rate_hz);
        return -1;
    }
    struct signal_writer *w = calloc(1, sizeof *w + strlen(path) + 1);
    if (!w) {
        snprintf(why, why_size, "%s cannot be written: out of memory", path);
        return -1;
    }
    SF_INFO info = {.samplerate = (int)(rate_hz + 0.5),
                    .channels = channels,
                    .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT | SF_ENDIAN_LITTLE};
    w->file = sf_open(path, SFM_WRITE, &info);
    if (!w->file) {
        snprintf(why, why_size, "%s cannot be written: %s", path, sf_strerror(NULL));
        free(w);
        return -1;
    }
    sf_command(w->file, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE); /* it holds the time of writing */
    sf_command(w->file, SFC_SET_UPDATE_HEADER_AUTO, NULL, SF_TRUE); /* readable after a power cut */
    w->channels = channels;
    strcpy(w->path, path);
    *ret = w;
    return 0;
}

int signal_writer_rows(struct signal_writer *w, const float *rows, long n, char *why,
                       size_t why_size)
{
    if (sf_writef_float(w->file, rows, n) == n)
        return 0;
    snprintf(why, why_size, "%s cannot be written on: %s", w->path, sf_strerror(w->file));
    return -1;
}

int signal_writer_close(struct signal_writer *w, char *why, size_t why_size)
{
    if (!w)
        return 0;
    int fault = sf_close(w->file);
    if (fault)
        snprintf(why, why_size, "%s cannot be finished: %s", w->path, sf_error_number(fault));
    free(w);
    return fault ? -1 : 0;
}
