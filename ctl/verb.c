/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/verb.h"

#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(const char *verb, const char *format, va_list args)
{
    fprintf(stderr, "gaitctl %s: ", verb);
    vfprintf(stderr, format, args);
}

int verb_usage(const char *verb, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(verb, format, args);
    va_end(args);
    fprintf(stderr, "; see gaitctl %s --help\n", verb);
    return 2;
}

int verb_fail(const char *verb, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(verb, format, args);
    va_end(args);
    fputc('\n', stderr);
    return 1;
}

int verb_help(const char *text)
{
    return fputs(text, stdout) < 0;
}

bool verb_number(const char *text, double min, double max, double *ret)
{
    char *end;
    double x = strtod(text, &end);
    if (end == text || *end || !(x >= min && x <= max))
        return false;
    *ret = x;
    return true;
}

int verb_endpoint(const char *text, struct sockaddr_in *ret, char *why, size_t why_size)
{
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_DGRAM}, *found = NULL;
    const char *from = strncmp(text, "osc.udp://", 10) == 0 ? text + 10 : text;
    const char *colon = strrchr(from, ':');
    char host[256];
    double port;

    size_t digits = colon ? strcspn(colon + 1, "/") : 0;
    char number[8] = "";
    if (digits > 0 && digits < sizeof number)
        memcpy(number, colon + 1, digits);
    if (!colon || colon == from || (size_t)(colon - from) >= sizeof host ||
        !verb_number(number, 1, 65535, &port)) {
        snprintf(why, why_size, "%s: expected osc.udp://HOST:PORT or HOST:PORT", text);
        return -1;
    }
    memcpy(host, from, (size_t)(colon - from));
    host[colon - from] = '\0';
    int error = getaddrinfo(host, NULL, &hints, &found);
    if (error != 0) {
        snprintf(why, why_size, "%s: %s", host, gai_strerror(error));
        return -1;
    }
    memcpy(ret, found->ai_addr, sizeof *ret);
    ret->sin_port = htons((uint16_t)port);
    freeaddrinfo(found);
    return 0;
}
