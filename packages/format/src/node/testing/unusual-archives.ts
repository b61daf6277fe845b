import { crc32 } from "../../crc32.ts";
import { buildZip, bytes, extra, le, text } from "./zip-builder.ts";

/** Names that one program or another gives a meaning of its own. */
const names = [
  "a.txt",
  "b c.txt",
  "main.js;1",
  "half;12/a",
  "a..b",
  "...x",
  "-dash",
  "@list",
  "%41.txt",
  "#U00e9.txt",
  "[b]{c}.txt",
  "it's",
  "$HOME",
  "~",
  ".hidden",
  "UPPER.TXT",
  "é.txt",
  "e\u0301.txt",
  "日本.txt",
  "😀.txt",
  "deep/er/file",
  "long".repeat(50),
];
/** Systems that "made by" may name (APPNOTE 4.4.2.2), and versions at which readers change their ways. */
const systems = [0, 1, 2, 3, 5, 6, 7, 10, 11, 13, 14, 16, 17, 18, 19, 30, 255];
const versions = [0, 10, 20, 25, 26, 40, 45, 50, 63];
const modes = [0, 0o644, 0o777, 0o100000, 0o100644, 0o104755, 0o120777, 0o040755];
const dosAttributes = [0, 1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0x100, 0x200, 0x400, 0x800, 0x1000, 0x8000];
const neededVersions = [0, 10, 20, 21, 27, 45, 46, 63, 0x0214];
/** Extra fields with and without a meaning (APPNOTE 4.5.2 and Info-ZIP's list). */
const fields = [
  0x0007, 0x0008, 0x0009, 0x000a, 0x000c, 0x000e, 0x000f, 0x0065, 0x07c8, 0x2605, 0x334d, 0x4341, 0x4453,
  0x4704, 0x4b46, 0x4c41, 0x4d49, 0x4f4c, 0x5356, 0x5455, 0x554e, 0x5855, 0x6375, 0x6542, 0x7441, 0x7855,
  0x7875, 0xa11e, 0xa220, 0xcafe, 0xd935, 0xfb4a,
];

/**
 * Archives whose headers say odd things about where they come from and what their entries are: the same for the same
 * seed. Some are honest, some are not; which is for the inspection to say.
 */
export function unusualArchive(seed: number): Uint8Array {
  let state = seed;
  // Numerical Recipes' generator; its upper bits are good enough to pick with.
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * limit);
  };
  for (let warm = 0; warm < 4; warm += 1) below(1);
  const pick = <Item>(items: readonly Item[], otherwise: Item): Item =>
    items[below(items.length)] ?? otherwise;
  const noise = (): Uint8Array => Uint8Array.from({ length: below(24) }, () => below(256));

  const folder = below(6) === 0;
  const name = `${pick(names, "a")}${folder ? "/" : ""}`;
  const ascii = /^[ -~]*$/.test(name);
  const descriptor = !folder && below(4) === 0;
  const ids = new Set([pick(fields, 0), pick(fields, 0)].slice(below(3)));
  const odd = Array.from(ids, (id) => extra(id, noise()));
  const again =
    !ascii && below(2) === 0 ? [extra(0x7075, bytes([1], le(4, crc32(text(name))), text(name)))] : [];
  return buildZip(
    [
      {
        name,
        data: folder ? "" : `the data of ${seed}`,
        method: folder ? 0 : pick([0, 8], 8),
        flags: (ascii ? pick([0, 0, 0x800], 0) : 0x800) | pick([0, 2, 4, 6], 0) | (descriptor ? 8 : 0),
        ...(descriptor ? { descriptor: "32" } : {}),
        local: { version: pick([0, 10, 20, 45], 20), extra: bytes(...(below(2) === 0 ? odd : []), ...again) },
        central: {
          version: pick(neededVersions.slice(0, below(3) === 0 ? 9 : 6), 20),
          madeBy: (pick(systems, 3) << 8) | pick(versions, 20),
          attributes: pick(modes, 0) * 0x1_0000 + (pick(dosAttributes, 0) | pick([0, 0x20], 0)),
          extra: bytes(...odd, ...again),
          comment: below(5) === 0 ? text("a note: é") : new Uint8Array(0),
        },
      },
      { name: "z.txt", data: "the last one" },
    ],
    below(5) === 0 ? { zip64: {} } : {},
  );
}
