# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DOUT=FILE.c -DFILES=a;b -P embed.cmake: the files as arrays of bytes, a NUL after each: web_report_css of
# report.css.
set(text "/* Made from web/ when it is built. */\n#include \"ctl/web.h\"\n")
foreach(file ${FILES})
    get_filename_component(name ${file} NAME)
    string(MAKE_C_IDENTIFIER "web_${name}" name)
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND text "const unsigned char ${name}[] = {\n${bytes}0};\n")
endforeach()
file(WRITE ${OUT} "${text}")
