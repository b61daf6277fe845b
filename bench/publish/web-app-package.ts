import { createHash } from "node:crypto";
import { type Codec, type PackFile, packPackage } from "@mosis/format";
import { nodeCodec } from "@mosis/format/node";

/** A package in memory, ready to be announced and sent. */
export type WebAppPackage = { fileName: string; bytes: Uint8Array<ArrayBuffer>; sha256: string };

const scriptBytes = 180_000;
const pictureBytes = 70_000;
/** Different files of each kind. Larger packages hold them several times, under other names. */
const kinds = 24;

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Text that deflates to about a third, as scripts and styles do: names of which some are frequent, and brackets. */
function script(seed: number): Uint8Array {
  const next = numbers(seed);
  const names = Array.from({ length: 1_500 }, () => Math.floor(next() * 36 ** 6).toString(36));
  const joints = [".", "(", ")", ", ", " = ", ";\n  ", "() => {\n    ", "}\n\n", ": ", " ?? "];
  let text = "";
  while (text.length < scriptBytes) {
    text +=
      (names[Math.floor(next() ** 3 * names.length)] ?? "") + joints[Math.floor(next() * joints.length)];
  }
  return new Uint8Array(Buffer.from(text.slice(0, scriptBytes)));
}

/** Bytes without any pattern, as in pictures and fonts. */
function picture(seed: number): Uint8Array {
  const next = numbers(seed);
  return Uint8Array.from({ length: pictureBytes }, () => next() * 256);
}

let pool: { scripts: Uint8Array[]; pictures: Uint8Array[] } | undefined;
const deflated = new WeakMap<ArrayBufferLike, Promise<Uint8Array>>();

/** Deflates each file of the pool once, however many packages hold it. Those have a buffer each of their own. */
const frugalCodec: Codec = {
  ...nodeCodec,
  deflate(bytes) {
    if (bytes.length !== bytes.buffer.byteLength) return nodeCodec.deflate(bytes);
    let known = deflated.get(bytes.buffer);
    if (!known) {
      known = nodeCodec.deflate(bytes);
      deflated.set(bytes.buffer, known);
    }
    return known;
  },
};

/**
 * Makes a package of at most `size` bytes and at least nine tenths of it, with the files of a web app: it unpacks to
 * about twice its size. The same arguments give the same bytes; another version code gives others.
 *
 * @param size bytes, 500,000 or more
 */
export async function makeWebAppPackage(options: {
  packageId: string;
  versionCode: number;
  size: number;
}): Promise<WebAppPackage> {
  const { packageId, versionCode, size } = options;
  const bytes = Buffer.alloc(size);
  let length = 0;
  for await (const piece of packPackage(await filesFor(size, packageId, versionCode), frugalCodec)) {
    bytes.set(piece, length);
    length += piece.length;
  }
  const whole = bytes.subarray(0, length);
  return {
    fileName: `app-${versionCode}.mosis`,
    bytes: whole,
    sha256: createHash("sha256").update(whole).digest("hex"),
  };
}

/** Headers and the table of contents of one file. */
const framing = 200;

async function filesFor(size: number, packageId: string, versionCode: number): Promise<PackFile[]> {
  pool ??= {
    scripts: Array.from({ length: kinds }, (_, at) => script(at + 1)),
    pictures: Array.from({ length: kinds }, (_, at) => picture(1_000 + at)),
  };
  const manifest = {
    manifest_version: 1,
    id: packageId,
    name: "Measured",
    version: `1.0.${versionCode}`,
    version_code: versionCode,
    entry: "index.html",
  };
  const files: PackFile[] = [
    { path: "manifest.json", bytes: Buffer.from(JSON.stringify(manifest)) },
    { path: "index.html", bytes: Buffer.from("<!doctype html>\n<title>Measured</title>\n") },
  ];
  let left = size - 2_000;
  for (let at = 0; ; at++) {
    const code = pool.scripts[at % kinds] ?? new Uint8Array();
    const image = pool.pictures[at % kinds] ?? new Uint8Array();
    left -= (await frugalCodec.deflate(code)).length + image.length + 2 * framing;
    if (left < 0) return files;
    files.push({ path: `scripts/part-${at}.js`, bytes: code }, { path: `images/${at}.bin`, bytes: image });
  }
}
