/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of web/, within the program: what a page of gaitctl is made of. UTF-8, a NUL at the
 * end. */
#ifndef CTL_WEB_H
#define CTL_WEB_H

extern const unsigned char web_report_html[];
extern const unsigned char web_report_css[];
extern const unsigned char web_report_js[];

#endif
