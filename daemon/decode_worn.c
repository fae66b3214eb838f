/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a sensor is worn, by what it is called. Whole words only: left, l, right and r say the
 * side; foot, shoe, shank, shin, tibia and hip the limb; in either order, with _ - . : between them
 * or not. A side alone leaves the limb open. */
#include "daemon/decode_parts.h"

#include <string.h>

static const struct {
    const char *word;
    enum gait_placement left, right, either;
} limbs[] = {
    {"foot", GAIT_FOOT_LEFT, GAIT_FOOT_RIGHT, GAIT_FOOT},
    {"shoe", GAIT_FOOT_LEFT, GAIT_FOOT_RIGHT, GAIT_FOOT},
    {"shank", GAIT_SHANK_LEFT, GAIT_SHANK_RIGHT, GAIT_SHANK},
    {"shin", GAIT_SHANK_LEFT, GAIT_SHANK_RIGHT, GAIT_SHANK},
    {"tibia", GAIT_SHANK_LEFT, GAIT_SHANK_RIGHT, GAIT_SHANK},
    {"hip", GAIT_HIP_LEFT, GAIT_HIP_RIGHT, GAIT_UNKNOWN},
    {"sacrum", GAIT_SACRUM, GAIT_SACRUM, GAIT_SACRUM},
    {"waist", GAIT_WAIST, GAIT_WAIST, GAIT_WAIST},
    {"trunk", GAIT_TRUNK, GAIT_TRUNK, GAIT_TRUNK},
    {"head", GAIT_HEAD, GAIT_HEAD, GAIT_HEAD},
    {"wrist", GAIT_WRIST, GAIT_WRIST, GAIT_WRIST},
};

static const struct {
    const char *word;
    enum gait_side side;
} sides[] = {
    {"left", GAIT_SIDE_LEFT},
    {"right", GAIT_SIDE_RIGHT},
    {"l", GAIT_SIDE_LEFT},
    {"r", GAIT_SIDE_RIGHT},
};

/* Letters in lower case, what only parts words left out. False: a word with anything else in it. */
static bool plain(const char *id, char dst[GAIT_NAME_MAX])
{
    size_t n = 0;
    for (; *id; id++) {
        unsigned char c = (unsigned char)*id;
        if (strchr("_-.:", c))
            continue;
        if ((c | 32) < 'a' || (c | 32) > 'z')
            return false;
        dst[n++] = (char)(c | 32);
    }
    dst[n] = 0;
    return true;
}

/* The limb that a whole word names. */
static bool limb_of(const char *word, size_t size, enum gait_side side, enum gait_placement *ret)
{
    for (size_t i = 0; i < sizeof limbs / sizeof *limbs; i++)
        if (strlen(limbs[i].word) == size && memcmp(limbs[i].word, word, size) == 0) {
            *ret = side == GAIT_SIDE_LEFT    ? limbs[i].left
                   : side == GAIT_SIDE_RIGHT ? limbs[i].right
                                             : limbs[i].either;
            return true;
        }
    return false;
}

void decode_worn(const char *id, enum dialects_wearing worn, enum gait_placement *ret_placement,
                 enum gait_side *ret_side)
{
    char word[GAIT_NAME_MAX];
    *ret_placement = GAIT_UNKNOWN;
    *ret_side = GAIT_SIDE_NONE;
    if (!*id || !plain(id, word))
        return;
    size_t n = strlen(word);
    if (limb_of(word, n, GAIT_SIDE_NONE, ret_placement))
        return;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        size_t k = strlen(sides[i].word);
        bool first = n >= k && memcmp(word, sides[i].word, k) == 0;
        bool last = n >= k && memcmp(word + n - k, sides[i].word, k) == 0;
        if ((first && limb_of(word + k, n - k, sides[i].side, ret_placement)) ||
            (last && limb_of(word, n - k, sides[i].side, ret_placement)) || (first && n == k)) {
            *ret_side = sides[i].side;
            if (n == k && worn == DIALECTS_SHOE)
                limb_of("shoe", 4, sides[i].side, ret_placement);
            return;
        }
    }
}
