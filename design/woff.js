// WOFF 1.0 to plain OpenType. It is the same font, packed table by table with zlib:
// https://www.w3.org/TR/WOFF/. What makes our PDF documents reads plain OpenType only.
import { inflateSync } from "node:zlib";

const HEADER = 44;
const ENTRY = 20; // tag, offset, packed length, length, checksum
const RECORD = 16; // tag, checksum, offset, length

// Fontsource cuts a font in parts that all bear its name, and a document would find the
// first part only. `rename` gives a part a name of its own, of the same length.
export function unpacked(woff, rename = ["", ""]) {
  if (woff.toString("latin1", 0, 4) !== "wOFF") throw new Error("Not a WOFF 1.0 font");
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, i) => tableAt(woff, HEADER + i * ENTRY, rename));
  const head = Buffer.alloc(12 + count * RECORD);
  const widest = 2 ** Math.floor(Math.log2(count));
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(widest * 16, 6);
  head.writeUInt16BE(Math.log2(widest), 8);
  head.writeUInt16BE((count - widest) * 16, 10);
  let offset = head.length;
  tables.forEach(({ tag, checksum, content }, i) => {
    const at = 12 + i * RECORD;
    head.write(tag, at, "latin1");
    head.writeUInt32BE(checksum, at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(content.length, at + 12);
    offset += aligned(content.length);
  });
  return Buffer.concat([head, ...tables.map(({ content }) => padded(content))]);
}

function tableAt(woff, at, rename) {
  const tag = woff.toString("latin1", at, at + 4);
  const [offset, packed, length] = [4, 8, 12].map((n) => woff.readUInt32BE(at + n));
  const stored = woff.subarray(offset, offset + packed);
  const content = packed < length ? inflateSync(stored) : Buffer.from(stored);
  if (content.length !== length) throw new Error("A damaged WOFF font");
  if (tag === "name") replace(content, ...rename.map((name) => Buffer.from(name, "utf16le").swap16()));
  return { tag, checksum: checksumOf(content), content };
}

function replace(content, old, fresh) {
  if (old.length !== fresh.length) throw new Error("A name of another length");
  for (let at = 0; old.length && (at = content.indexOf(old, at)) >= 0; ) fresh.copy(content, at);
}

function checksumOf(content) {
  const whole = padded(content);
  let sum = 0;
  for (let at = 0; at < whole.length; at += 4) sum = (sum + whole.readUInt32BE(at)) >>> 0;
  return sum;
}

function aligned(length) {
  return Math.ceil(length / 4) * 4;
}

function padded(content) {
  return Buffer.concat([content, Buffer.alloc(aligned(content.length) - content.length)]);
}
