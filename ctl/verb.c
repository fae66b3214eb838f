/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/verb.h"

#include <errno.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* The host of HOST:PORT without the brackets of an IPv6 address, and the port; 0: not that. */
static int split_endpoint(const char *text, char host[256], int *ret_family)
{
    const char *from = strncmp(text, "osc.udp://", 10) == 0 ? text + 10 : text;
    bool six = *from == '[';
    const char *end = six ? strchr(from, ']') : strchr(from, ':');
    const char *first = from + six;
    char number[8] = "";
    double port;

    if (!end || end == first || (size_t)(end - first) >= 256 || end[six] != ':')
        return 0;
    const char *digit = end + six + 1;
    size_t digits = strcspn(digit, "/");
    if (digits > 0 && digits < sizeof number)
        memcpy(number, digit, digits);
    if (!verb_number(number, 1, 65535, &port))
        return 0;
    memcpy(host, first, (size_t)(end - first));
    host[end - first] = '\0';
    *ret_family = six ? AF_INET6 : AF_INET;
    return (int)port;
}

int verb_endpoint(const char *text, struct sockaddr_storage *ret, char *why, size_t why_size)
{
    struct addrinfo hints = {.ai_socktype = SOCK_DGRAM}, *found = NULL;
    char host[256], service[8];
    int port = split_endpoint(text, host, &hints.ai_family);

    if (port == 0) {
        snprintf(why, why_size, "%s: expected osc.udp://HOST:PORT, HOST:PORT or [IPV6]:PORT", text);
        return -1;
    }
    snprintf(service, sizeof service, "%d", port);
    int error = getaddrinfo(host, service, &hints, &found);
    if (error != 0 && hints.ai_family == AF_INET) { /* a name that has IPv6 only */
        hints.ai_family = AF_INET6;
        if (getaddrinfo(host, service, &hints, &found) == 0)
            error = 0;
    }
    if (error != 0) {
        snprintf(why, why_size, "%s: %s", host, gai_strerror(error));
        return -1;
    }
    memset(ret, 0, sizeof *ret);
    memcpy(ret, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return 0;
}

socklen_t verb_endpoint_size(const struct sockaddr_storage *a)
{
    return a->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

uint16_t verb_endpoint_port(const struct sockaddr_storage *a)
{
    const void *at = a;
    return ntohs(a->ss_family == AF_INET6 ? ((const struct sockaddr_in6 *)at)->sin6_port
                                          : ((const struct sockaddr_in *)at)->sin_port);
}

int verb_open_socket(const struct sockaddr_storage *to, int *ret_fd)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    bool six = to->ss_family == AF_INET6;
    const void *here = six ? (const void *)&v6 : &v4;
    int yes = 1;

    *ret_fd = socket(to->ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (*ret_fd < 0)
        return -errno;
    setsockopt(*ret_fd, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_RECVERR : IP_RECVERR, &yes,
               sizeof yes);
    if (bind(*ret_fd, here, verb_endpoint_size(to)) == 0)
        return 0;
    int error = -errno;
    close(*ret_fd);
    *ret_fd = -1;
    return error;
}
