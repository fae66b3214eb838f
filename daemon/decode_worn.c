/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a sensor is worn, by what it is called. Whole words only: left, l, right and r say the
 * side; foot, shoe, shank, shin, tibia and hip the limb; in either order, with _ - . : between them
 * or not. A side alone leaves the limb open. */
#include "daemon/decode_parts.h"

#include <string.h>

#define WORD(word) word, sizeof word - 1

static const struct limb {
    const char *word;
    size_t size;
    enum gait_placement on[3]; /* by side: not known, left, right */
} limbs[] = {
    {WORD("foot"), {GAIT_FOOT, GAIT_FOOT_LEFT, GAIT_FOOT_RIGHT}},
    {WORD("shoe"), {GAIT_FOOT, GAIT_FOOT_LEFT, GAIT_FOOT_RIGHT}},
    {WORD("shank"), {GAIT_SHANK, GAIT_SHANK_LEFT, GAIT_SHANK_RIGHT}},
    {WORD("shin"), {GAIT_SHANK, GAIT_SHANK_LEFT, GAIT_SHANK_RIGHT}},
    {WORD("tibia"), {GAIT_SHANK, GAIT_SHANK_LEFT, GAIT_SHANK_RIGHT}},
    {WORD("hip"), {GAIT_UNKNOWN, GAIT_HIP_LEFT, GAIT_HIP_RIGHT}},
    {WORD("sacrum"), {GAIT_SACRUM, GAIT_UNKNOWN, GAIT_UNKNOWN}},
    {WORD("waist"), {GAIT_WAIST, GAIT_UNKNOWN, GAIT_UNKNOWN}},
    {WORD("trunk"), {GAIT_TRUNK, GAIT_UNKNOWN, GAIT_UNKNOWN}},
    {WORD("head"), {GAIT_HEAD, GAIT_UNKNOWN, GAIT_UNKNOWN}},
    {WORD("wrist"), {GAIT_WRIST, GAIT_WRIST, GAIT_WRIST}},
};

/* Letters in lower case, what only parts words left out; returns how many, 0 where there is
 * anything else in the id. */
static size_t letters(const char *id, char dst[GAIT_NAME_MAX])
{
    size_t n = 0;
    for (; *id; id++) {
        char c = (char)(*id | 32);
        if (c >= 'a' && c <= 'z')
            dst[n++] = c;
        else if (*id != '_' && *id != '-' && *id != '.' && *id != ':')
            return 0;
    }
    return n;
}

/* True: the word names a side, or is empty. */
static bool side_of(const char *word, size_t size, enum gait_side *ret)
{
    bool left = (size == 1 && *word == 'l') || (size == 4 && memcmp(word, "left", 4) == 0);
    bool right = (size == 1 && *word == 'r') || (size == 5 && memcmp(word, "right", 5) == 0);
    *ret = left ? GAIT_SIDE_LEFT : right ? GAIT_SIDE_RIGHT : GAIT_SIDE_NONE;
    return left || right || size == 0;
}

/* True: the word is that limb, before or behind it perhaps a side. */
static bool is_limb(const struct limb *l, const char *word, size_t n, enum gait_side *ret)
{
    if (n < l->size)
        return false;
    size_t rest = n - l->size;
    return (*word == *l->word && memcmp(word, l->word, l->size) == 0 &&
            side_of(word + l->size, rest, ret)) ||
           (word[rest] == *l->word && memcmp(word + rest, l->word, l->size) == 0 &&
            side_of(word, rest, ret));
}

void decode_worn(const struct decode_item *item, enum gait_placement *ret_placement,
                 enum gait_side *ret_side)
{
    char word[GAIT_NAME_MAX];
    size_t n = letters(item->id, word);
    *ret_placement = GAIT_UNKNOWN;
    *ret_side = GAIT_SIDE_NONE;
    if (n == 0)
        return;
    for (const struct limb *l = limbs; l < limbs + sizeof limbs / sizeof *limbs; l++)
        if (is_limb(l, word, n, ret_side)) {
            *ret_placement = l->on[*ret_side];
            return;
        }
    if (side_of(word, n, ret_side) && item->shoe)
        *ret_placement = *ret_side == GAIT_SIDE_LEFT ? GAIT_FOOT_LEFT : GAIT_FOOT_RIGHT;
}
