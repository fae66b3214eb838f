/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/recording.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];

static void setup(void)
{
    strcpy(path, "/tmp/test_capture.XXXXXX");
    int fd = mkstemp(path);
    cr_assert(fd >= 0);
    close(fd);
}

static void teardown(void)
{
    unlink(path);
}

TestSuite(capture, .init = setup, .fini = teardown);

Test(capture, gives_back_its_datagrams_and_says_where_it_is_torn)
{
    char why[256] = "";
    static const uint8_t hello[] = "hello";
    struct capture *c = NULL;
    const uint8_t *bytes;
    int64_t at;
    size_t size;
    FILE *f = fopen(path, "wb");
    cr_assert_eq(capture_write(f, 0x0102030405060708, hello, 5), 0);
    cr_assert_eq(capture_write(f, -1, hello, 0), 0);
    cr_assert_eq(capture_write(f, 9, hello, 5), 0);
    cr_assert_eq(capture_write(f, 9, hello, 70000), -EMSGSIZE);
    fclose(f);
    cr_assert_eq(truncate(path, 12 + 5 + 12 + 12 + 3), 0);
    cr_assert_eq(capture_open(path, &c, why, sizeof why), 0, "%s", why);
    cr_assert_eq(capture_next(c, &at, &bytes, &size), 1);
    cr_expect(at == 0x0102030405060708 && size == 5 && memcmp(bytes, "hello", 5) == 0);
    cr_assert_eq(capture_next(c, &at, &bytes, &size), 1);
    cr_expect(at == -1 && size == 0);
    cr_expect_null(capture_fault(c));
    cr_assert_eq(capture_next(c, &at, &bytes, &size), -1);
    cr_expect(strstr(capture_fault(c), "torn: the record at byte 29 has 3 of 5 bytes"), "%s",
              capture_fault(c));
    capture_close(c);
    capture_close(NULL);
    cr_expect_eq(capture_open("/nowhere/capture.osc", &c, why, sizeof why), -1);
}

Test(capture, with_an_absurd_length_is_damaged_not_allocated)
{
    char why[256];
    struct capture *c = NULL;
    const uint8_t *bytes;
    int64_t at;
    size_t size;
    static const uint8_t absurd[16] = {0, 0, 0, 0, 0, 0, 0, 1, 255, 255, 255, 255, 1, 2, 3, 4};
    FILE *f = fopen(path, "wb");
    cr_assert_eq(fwrite(absurd, 1, sizeof absurd, f), sizeof absurd);
    fclose(f);
    cr_assert_eq(capture_open(path, &c, why, sizeof why), 0);
    cr_expect_eq(capture_next(c, &at, &bytes, &size), -1);
    cr_expect(strstr(capture_fault(c), "damaged: the record at byte 0 claims 4294967295"));
    capture_close(c);
}

static struct intake_source sender(uint8_t last, uint16_t port)
{
    struct intake_source s = {.port = port};
    s.address.s6_addr[10] = s.address.s6_addr[11] = 0xff;
    memcpy(s.address.s6_addr + 12, (uint8_t[4]){192, 168, 1, last}, 4);
    return s;
}

Test(capture, says_who_sent_a_datagram_where_it_was_written_with_its_sender)
{
    char why[256];
    static const uint8_t hello[] = "hello", close_by[] = "/gait/from\0\0,s\0\0x\0\0\0";
    struct intake_source a = sender(7, 9000), b = sender(8, 65535), got;
    struct capture *c = NULL;
    const uint8_t *bytes;
    int64_t at;
    size_t size;
    FILE *f = fopen(path, "wb");
    cr_assert_eq(capture_write(f, 1, hello, 5), 0);
    cr_assert_eq(capture_write_from(f, 2, &a), 12 + 12 + 4 + 20 + 4);
    cr_assert_eq(capture_write(f, 2, hello, 5), 0);
    cr_assert_gt(capture_write_from(f, 3, &b), 0);
    cr_assert_eq(capture_write(f, 3, close_by, 20), 0);
    fclose(f);
    cr_assert_eq(capture_open(path, &c, why, sizeof why), 0, "%s", why);
    cr_assert_eq(capture_next(c, &at, &bytes, &size), 1);
    cr_expect_not(capture_from(c, &got), "the first came before anybody was named");
    cr_assert_eq(capture_next(c, &at, &bytes, &size), 1);
    cr_expect(at == 2 && size == 5 && capture_from(c, &got) && source_same(&got, &a));
    cr_assert_eq(capture_next(c, &at, &bytes, &size), 1);
    cr_expect(at == 3 && size == 20 && capture_from(c, &got) && source_same(&got, &b),
              "what only looks like a sender is a datagram");
    cr_expect_eq(capture_next(c, &at, &bytes, &size), 0);
    capture_close(c);
}
