/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/socket_parts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* An IPv6 address, of one link with its interface behind a %. */
static bool parse_v6(const char *text, struct sockaddr_in6 *ret)
{
    char bare[LISTEN_ADDRESS_MAX] = "";
    size_t n = strcspn(text, "%");
    if (n >= sizeof bare)
        return false;
    memcpy(bare, text, n);
    if (text[n])
        ret->sin6_scope_id = if_nametoindex(text + n + 1);
    return (!text[n] || ret->sin6_scope_id) && inet_pton(AF_INET6, bare, &ret->sin6_addr) == 1;
}

static bool parse_address(const char *text, uint16_t port, union socket_address *ret,
                          socklen_t *ret_size)
{
    memset(ret, 0, sizeof *ret);
    if (inet_pton(AF_INET, text, &ret->v4.sin_addr) == 1) {
        ret->v4.sin_family = AF_INET;
        ret->v4.sin_port = htons(port);
        *ret_size = sizeof ret->v4;
        return true;
    }
    if (!parse_v6(text, &ret->v6))
        return false;
    ret->v6.sin6_family = AF_INET6;
    ret->v6.sin6_port = htons(port);
    *ret_size = sizeof ret->v6;
    return true;
}

/* One sentence on why address and port could not be had. */
static void explain(int error, const char *address, uint16_t port, char *why, size_t why_size)
{
    if (error == EADDRINUSE)
        snprintf(why, why_size, "UDP port %u at %s is in use: another program holds it.", port,
                 address);
    else if (error == EADDRNOTAVAIL)
        snprintf(why, why_size,
                 "%s is not an address of this machine, so UDP port %u cannot listen there.",
                 address, port);
    else if (error == EACCES)
        snprintf(why, why_size,
                 "UDP port %u at %s needs a privilege that this program does not have.", port,
                 address);
    else
        snprintf(why, why_size, "UDP port %u at %s cannot be opened: %s.", port, address,
                 strerror(error));
}

static int bind_to(const union socket_address *a, socklen_t size, int only_v6)
{
    int fd = socket(a->any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    if (a->any.sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only_v6, sizeof only_v6);
    if (bind(fd, &a->any, size) < 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

int socket_bind(const struct listen_at *at, char *why, size_t why_size)
{
    union socket_address a;
    socklen_t size;
    if (!parse_address(at->address, at->port, &a, &size)) {
        snprintf(why, why_size, "\"%.64s\" is not a numeric IPv4 or IPv6 address.", at->address);
        return -EINVAL;
    }
    int fd = bind_to(&a, size, at->only_v6);
    if (fd < 0)
        explain(-fd, at->address, at->port, why, why_size);
    return fd;
}

bool socket_is_udp(int fd, union socket_address *ret)
{
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0 || type != SOCK_DGRAM)
        return false;
    size = sizeof *ret;
    memset(ret, 0, sizeof *ret);
    return getsockname(fd, &ret->any, &size) == 0 &&
           (ret->any.sa_family == AF_INET || ret->any.sa_family == AF_INET6);
}

int socket_set_options(int fd, int buffer_bytes)
{
    int on = 1, flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
        return -errno;
    if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) < 0)
        return -errno;
    if (setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on) < 0)
        return -errno;
    if (buffer_bytes > 0 &&
        setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer_bytes, sizeof buffer_bytes) < 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer_bytes,
                   sizeof buffer_bytes); /* as much as is granted */
    return 0;
}
