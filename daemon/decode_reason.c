/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why something was not taken, in a word and in a sentence. */
#include "daemon/decode.h"

_Static_assert((int)DECODE_SIZE == (int)OSC_SIZE && (int)DECODE_NOT_OSC == (int)OSC_NOT_OSC &&
                   (int)DECODE_TOO_DEEP == (int)OSC_TOO_DEEP &&
                   (int)DECODE_BAD_ELEMENT == (int)OSC_BAD_ELEMENT &&
                   (int)DECODE_BAD_ARGUMENTS == (int)OSC_BAD_ARGUMENTS && (int)OSC_REASONS == 5,
               "the reader's reasons are the first of the decoder's");

static const struct {
    const char *word, *sentence;
} reasons[DECODE_REASONS] = {
    [DECODE_SIZE] = {"size", "The datagram is empty, cut short or not a multiple of four bytes."},
    [DECODE_NOT_OSC] = {"not_osc", "The datagram is not OSC."},
    [DECODE_TOO_DEEP] = {"too_deep", "A bundle lies within more than eight others."},
    [DECODE_BAD_ELEMENT] = {"bad_element",
                            "An element of a bundle has an impossible size or address."},
    [DECODE_BAD_ARGUMENTS] = {"bad_arguments",
                              "A message has other arguments than its address calls for."},
    [DECODE_UNKNOWN_ADDRESS] = {"unknown_address", "No dialect knows the address of a message."},
    [DECODE_BAD_NAME] = {"bad_name",
                         "A name is not 1 to 31 letters, digits or _ . : - characters."},
    [DECODE_NOT_FINITE] = {"not_finite", "A value is infinite or not a number."},
    [DECODE_OUT_OF_RANGE] = {"out_of_range",
                             "A value is beyond what a running sensor can feel or be."},
    [DECODE_NOT_ALLOWED] = {"not_allowed",
                            "A control came from another machine or out of its place."},
    [DECODE_TRUNCATED] = {"truncated",
                          "A datagram was larger than the receive buffer and was cut off."},
    [DECODE_TOO_MANY_SENSORS] = {"too_many_sensors",
                                 "All places for sensors are taken by live ones."},
    [DECODE_OTHER_SOURCE] = {"other_source", "Another address already sends as this sensor."},
    [DECODE_LATE] = {"late", "A sample is not newer than one already passed on."},
    [DECODE_UNDECLARED] = {"undeclared", "A sample is of a sensor that was never declared."},
    [DECODE_NO_UNIT] = {"no_unit",
                        "Whether an acceleration is in m/s2, g or mg is not decided yet."},
    [DECODE_NO_GRAVITY] = {"no_gravity",
                           "An acceleration is without gravity, and none was sent beside it."},
    [DECODE_REPEATED] = {"repeated", "A sender that repeats its values sent the same ones again."},
    [DECODE_TOO_FAST] = {"too_fast", "One source sends more datagrams a second than any sensor."},
    [DECODE_TOO_MANY_SOURCES] = {"too_many_sources",
                                 "All places for sources are taken by live ones."},
    [DECODE_TOO_MANY_MARKS] = {"too_many_marks",
                               "Surfaces are marked more often than anybody changes them."},
};

const char *decode_reason_name(enum decode_reason r)
{
    return reasons[r].sentence;
}

const char *decode_reason_word(enum decode_reason r)
{
    return reasons[r].word;
}
