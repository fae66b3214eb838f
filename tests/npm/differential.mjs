// SPDX-License-Identifier: GPL-3.0-or-later
// differential.mjs make N FOLDER: writes FOLDER/packets, N random valid packets as hexadecimal lines by osc-min, and
// FOLDER/expected, what they say in the words of osc_print. differential.mjs read: packets from standard input, what
// osc-min reads of them in the same words.
import { readFileSync, writeFileSync } from "node:fs";
import { fromBuffer, toBuffer } from "osc-min";

let state = 88172645463325252n;
function random(n) { // 0 .. n - 1
    state ^= (state << 13n) & 0xffffffffffffffffn;
    state ^= state >> 7n;
    state ^= (state << 17n) & 0xffffffffffffffffn;
    return Number((state >> 11n) % BigInt(n));
}

function bits(x) { // of a double
    const b = Buffer.alloc(8);
    b.writeDoubleBE(x);
    return b.toString("hex");
}

function word(length) {
    let s = "";
    for (let n = random(length); n > 0; n--) s += String.fromCharCode(33 + random(94));
    return s;
}

const letters = { integer: "i", float: "f", double: "d", bigint: "h", string: "s", symbol: "S", true: "T", false: "F",
    null: "N", bang: "I", blob: "b", character: "c", midi: "m", timetag: "t" };
const makers = [
    () => ({ type: "integer", value: random(2 ** 32) - 2 ** 31 }),
    () => ({ type: "float", value: Math.fround((random(2 ** 32) - 2 ** 31) / 7919) }),
    () => ({ type: "double", value: (random(2 ** 32) - 2 ** 31) / 7919 }),
    () => ({ type: "bigint", value: BigInt(random(2 ** 32) - 2 ** 31) * 1048573n }),
    () => ({ type: "string", value: word(40) }),
    () => ({ type: "symbol", value: word(40) }),
    () => ({ type: "true", value: true }),
    () => ({ type: "false", value: false }),
    () => ({ type: "null", value: null }),
    () => ({ type: "bang", value: "bang" }),
    () => ({ type: "blob", value: Buffer.from(word(30) + "x") }),
    () => ({ type: "midi", value: [1, random(256), random(256), 4] }),
];

function message() {
    const args = [];
    for (let n = random(10); n > 0; n--) args.push(makers[random(makers.length)]());
    return { oscType: "message", address: "/" + word(60), args };
}

function packet(depth) {
    if (depth === 3 || random(3) > 0) return message();
    const elements = [];
    for (let n = random(4); n > 0; n--) elements.push(packet(depth + 1));
    return { oscType: "bundle", timetag: [random(2 ** 32), random(2 ** 32)], elements };
}

function argument(a) {
    const type = a.type;
    if (type === "string" || type === "symbol") return " " + Buffer.from(a.value).toString("hex") + ".";
    if (["integer", "float", "double", "bigint"].includes(type)) return " " + bits(Number(a.value));
    return "";
}

function say(p, depth, out) {
    if (p.oscType === "bundle") {
        p.elements.forEach((e) => say(e, depth + 1, out));
    } else {
        out.push(`${depth} ${p.address} ,` + p.args.map((a) => letters[a.type]).join("") + p.args.map(argument).join(""));
    }
    return out;
}

const hex = (b) => Buffer.from(b.buffer ?? b, b.byteOffset ?? 0, b.byteLength).toString("hex");

if (process.argv[2] === "make") {
    const packets = [], expected = [];
    for (let n = Number(process.argv[3]); n > 0; n--) {
        const p = packet(0);
        packets.push(hex(toBuffer(p)));
        expected.push(say(p, 0, []).join(" | "));
    }
    writeFileSync(process.argv[4] + "/packets", packets.join("\n") + "\n");
    writeFileSync(process.argv[4] + "/expected", expected.join("\n") + "\n");
} else {
    for (const line of readFileSync(0, "latin1").split("\n"))
        if (line) console.log(say(fromBuffer(Buffer.from(line, "hex")), 0, []).join(" | "));
}
