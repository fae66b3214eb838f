#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# announce.sh BUILD-FOLDER: what announces gaitd on the network says what gaitd does, in forms its readers take, and is not
# active by being installed.
set -euo pipefail
build=$(realpath "$1")
cd "$(dirname "$(realpath "$0")")/../announce"
failed=0
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

judge() { # SENTENCE COMMAND...
    local sentence=$1 said
    shift
    if said=$("$@" 2>&1); then
        echo "ok    $sentence"
    else
        printf 'FAIL  %s\n%s\n' "$sentence" "$said"
        failed=1
    fi
}
same() { [ "$1" = "$2" ] || { echo "\"$1\" instead of \"$2\"" && return 1; }; }
port=$("$build/gaitd" --print-config | sed -n 's/^port = \([0-9]*\).*/\1/p')

if command -v xmllint >/dev/null; then
    # The document type that avahi reads services by, as far as it is used here.
    cat >"$root/avahi-service.dtd" <<'DTD'
<!ELEMENT service-group (name,service+)>
<!ELEMENT name (#PCDATA)>
<!ATTLIST name replace-wildcards (yes|no) "no">
<!ELEMENT service (type,subtype*,domain-name?,host-name?,port,txt-record*)>
<!ATTLIST service protocol (ipv4|ipv6|any) "any">
<!ELEMENT type (#PCDATA)>
<!ELEMENT subtype (#PCDATA)>
<!ELEMENT domain-name (#PCDATA)>
<!ELEMENT host-name (#PCDATA)>
<!ELEMENT port (#PCDATA)>
<!ELEMENT txt-record (#PCDATA)>
DTD
    judge "avahi's file is valid" xmllint --noout --nonet --dtdvalid "$root/avahi-service.dtd" gaitd-avahi.service
    xml() { xmllint --nonet --xpath "string(//service/$1)" gaitd-avahi.service; }
    judge "avahi's file has the port of the configuration" same "$(xml port)" "$port"
    judge "avahi's file has the type" same "$(xml type)" _osc._udp
else
    echo "skip  avahi's file: xmllint is missing (package libxml2-utils)"
fi

# [Service] Name= Type= Port= and what else systemd.dnssd(5) knows, once each
dnssd() { sed -n "s/^$1=//p" gaitd.dnssd; }
judge "resolved's file has one section" same "$(grep '^\[' gaitd.dnssd)" '[Service]'
judge "resolved's file has only keys of systemd.dnssd" \
    same "$(grep -vE '^(#|\[|$)' gaitd.dnssd | grep -vE '^(Name|Type|SubType|Port|Priority|Weight|TxtText|TxtData)=' || true)" ''
judge "resolved's file has the port of the configuration" same "$(dnssd Port)" "$port"
judge "resolved's file has the type" same "$(dnssd Type)" _osc._udp
judge "resolved's file has a name" test -n "$(dnssd Name)"

# KEY VALUE lines, of which type and port must be there
mdnsd() { sed -n "s/^$1 //p" gaitd-mdnsd.service; }
judge "mdnsd's file has only keys of mdnsd.service" \
    same "$(grep -vE '^(#|$)' gaitd-mdnsd.service | grep -vE '^(type|port|name|txt|target|cname) .' || true)" ''
judge "mdnsd's file has the port of the configuration" same "$(mdnsd port)" "$port"
judge "mdnsd's file has the type" same "$(mdnsd type)" _osc._udp

DESTDIR=$root/installed cmake --install "$build" >/dev/null
judge "all are installed as documentation" \
    same "$(find "$root/installed" -path '*/doc/gaitd/announce/*' -type f | wc -l)" "$(find . -type f | wc -l)"
judge "nothing is announced by installing" \
    same "$(find "$root/installed" \( -path '*avahi/services*' -o -path '*/dnssd/*' -o -path '*mdns.d*' \) -type f)" ''
exit $failed
