import { readdir, readFile } from "node:fs/promises";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import { type IconSize, iconSizes } from "@mosis/domain";
import { describe, expect, test } from "vitest";
import { confinedSharp } from "../confined-sharp.ts";
import { sharpIconRenderer } from "./render-icons.ts";

const suite = new URL("../../../../packages/format/test/corpus/png/in/", import.meta.url);

/** One colour in every pixel, or a gradient where none is given. */
function picture(edge: number, colour?: readonly number[], height = edge) {
  const channels = colour?.length === 4 ? 4 : 3;
  const data = new Uint8Array(edge * height * channels);
  for (let at = 0; at < data.length; at++) {
    const [x, y] = [Math.floor(at / channels) % edge, Math.floor(at / channels / edge)];
    data[at] = colour?.[at % channels] ?? [(x * 255) / edge, (y * 255) / height, 128][at % 3] ?? 0;
  }
  return confinedSharp(data, { raw: { width: edge, height, channels } });
}

function chunk(name: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A PNG of one bit a pixel in grey, its compressed picture data taken as given. */
function bitmap(edge: number, data: Uint8Array, more: Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    ...more,
    chunk("IDAT", data),
    chunk("IEND", new Uint8Array()),
  ]);
}
const rows = (edge: number, count = edge) => new Uint8Array(count * (1 + Math.ceil(edge / 8)));

function chunkNames(png: Uint8Array): string[] {
  const names: string[] = [];
  const buffer = Buffer.from(png);
  for (let at = 8; at < buffer.length; at += 12 + buffer.readUInt32BE(at)) {
    names.push(buffer.toString("latin1", at + 4, at + 8));
  }
  return names;
}

async function render(png: Uint8Array): Promise<Record<IconSize, Uint8Array>> {
  const rendered = await sharpIconRenderer.render(png);
  if (!rendered.ok) throw new Error(`${rendered.refusal.code}: ${rendered.refusal.message}`);
  return rendered.images;
}

const decoded = (png: Uint8Array) => confinedSharp(png).raw().toBuffer({ resolveWithObject: true });

async function centre(png: Uint8Array): Promise<number[]> {
  const { data, info } = await decoded(png);
  const at = ((info.height / 2) * info.width + info.width / 2) * info.channels;
  return [...data.subarray(at, at + info.channels)];
}

async function expectSquares(png: Uint8Array): Promise<void> {
  const images = await render(png);
  expect(Object.keys(images).map(Number)).toEqual([...iconSizes]);
  for (const size of iconSizes) {
    expect(await confinedSharp(images[size]).metadata()).toMatchObject({
      format: "png",
      width: size,
      height: size,
      space: "srgb",
      depth: "uchar",
    });
  }
}

async function expectRefusal(bytes: Uint8Array, code: string): Promise<void> {
  const rendered = await sharpIconRenderer.render(bytes);
  expect(rendered).toEqual({
    ok: false,
    refusal: { code, message: expect.stringMatching(/\.$/), fix: expect.stringMatching(/\.$/) },
  });
}

describe("squares are made", () => {
  test.each([128, 129, 500, 2048])("of %d px", async (edge) => {
    await expectSquares(await picture(edge).png().toBuffer());
  });

  test("of every kind of PNG", async () => {
    const kinds = [
      picture(200).png({ progressive: true }),
      picture(200).png({ palette: true, colours: 16 }),
      picture(200).toColourspace("rgb16").png(),
      picture(200).toColourspace("b-w").png(),
      picture(200).toColourspace("grey16").png(),
      picture(200, [9, 9, 9, 9]).toColourspace("b-w").png(),
    ];
    for (const kind of kinds) await expectSquares(await kind.toBuffer());
    await expectSquares(bitmap(150, deflateSync(rows(150))));
  });

  test("of the one picture in PngSuite that is large enough", async () => {
    await expectSquares(await readFile(new URL("PngSuite.png", suite)));
  });

  test("with the colours and the transparency they had", async () => {
    for (const colour of [
      [200, 30, 60],
      [200, 30, 60, 128],
      [0, 0, 0, 0],
    ]) {
      const images = await render(await picture(300, colour).png().toBuffer());
      for (const size of iconSizes) {
        const shown = await centre(images[size]);
        expect(shown).toHaveLength(colour.length);
        for (const [at, value] of shown.entries())
          expect(Math.abs(value - (colour[at] ?? 0))).toBeLessThan(2);
      }
    }
  });

  test("as like the original as resizing it directly makes them", async () => {
    const original = await picture(1024).png().toBuffer();
    const images = await render(original);
    for (const size of iconSizes) {
      const [ours, direct] = [
        await decoded(images[size]),
        await confinedSharp(original).resize(size, size).raw().toBuffer({ resolveWithObject: true }),
      ];
      const differences = [...ours.data].map((value, at) => Math.abs(value - (direct.data[at] ?? 0)));
      expect(differences).toHaveLength(size * size * 3);
      expect(Math.max(...differences)).toBeLessThanOrEqual(3);
    }
  });

  test("in sRGB, without anything else the original carried", async () => {
    const original = await picture(256, [200, 100, 50])
      .withIccProfile("p3", { attach: true })
      .withExif({ IFD0: { Copyright: "somebody" } })
      .png()
      .toBuffer();
    expect(chunkNames(original)).toEqual(expect.arrayContaining(["iCCP", "eXIf"]));
    const images = await render(original);
    for (const size of iconSizes) {
      const kept = chunkNames(images[size]).filter((name) => name !== "pHYs");
      expect(new Set(kept)).toEqual(new Set(["IHDR", "IDAT", "IEND"]));
      const shown = await centre(images[size]);
      for (const [at, value] of shown.entries()) {
        expect(Math.abs(value - ([200, 100, 50][at] ?? 0))).toBeLessThan(3);
      }
    }
  });
});

describe("refused is", () => {
  test("what is no PNG, whatever it is called", async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect width="9" height="9"/></svg>';
    await expectRefusal(Buffer.from(svg), "not_png");
    await expectRefusal(await picture(200).jpeg().toBuffer(), "not_png");
    await expectRefusal(await picture(200).webp().toBuffer(), "not_png");
    await expectRefusal(await picture(200).gif().toBuffer(), "not_png");
    await expectRefusal(new Uint8Array(), "not_png");
  });

  test("a picture of the wrong shape or size", async () => {
    await expectRefusal(await picture(300, undefined, 301).png().toBuffer(), "not_square");
    await expectRefusal(await picture(127).png().toBuffer(), "too_small");
    await expectRefusal(await picture(2049).png().toBuffer(), "too_large");
  });

  test("a picture of 256 megapixels, which sharp would not decode either", async () => {
    const giant = bitmap(16_384, deflateSync(rows(16_384)));
    expect(giant.length).toBeLessThan(100_000);
    await expectRefusal(giant, "too_large");
    await expect(
      confinedSharp(giant, { limitInputPixels: 2048 ** 2 })
        .raw()
        .toBuffer(),
    ).rejects.toThrow(/pixel limit/);
  });

  test("a picture that moves", async () => {
    const frames = Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]);
    await expectRefusal(bitmap(128, deflateSync(rows(128)), [chunk("acTL", frames)]), "animated");
  });

  test("a PNG that broke on its way", async () => {
    const whole = await picture(200).png().toBuffer();
    await expectRefusal(whole.subarray(0, whole.length - 20), "truncated");
    await expectRefusal(Buffer.concat([whole, Buffer.from("PK")]), "trailing_bytes");
    const flipped = Buffer.from(whole);
    flipped[60] = (flipped[60] ?? 0) ^ 1;
    await expectRefusal(flipped, "damaged");
  });

  test("a PNG whose chunks are sound and whose pixels are not", async () => {
    const compressed = deflateSync(rows(256));
    expect(inflateSync(compressed)).toHaveLength(256 * 33);
    await expectRefusal(bitmap(256, Buffer.from("no deflate stream at all")), "undecodable");
    await expectRefusal(bitmap(256, compressed.subarray(0, compressed.length - 6)), "undecodable");
    await expectRefusal(bitmap(256, deflateSync(rows(256, 100))), "undecodable");
    await expectRefusal(bitmap(256, deflateSync(rows(256).fill(9))), "undecodable");
  });

  test("all of PngSuite's broken files for what is broken, and the others for their shape or size", async () => {
    const refusals: Record<string, string> = {};
    for (const name of (await readdir(suite)).filter((file) => file.endsWith(".png"))) {
      const rendered = await sharpIconRenderer.render(await readFile(new URL(name, suite)));
      if (!rendered.ok) refusals[name] = rendered.refusal.code;
    }
    const broken = Object.entries(refusals).filter(([name]) => name.startsWith("x"));
    expect(broken).toHaveLength(14);
    for (const [name, code] of broken)
      expect([name, code]).toEqual([name, expect.not.stringMatching(/^too_/)]);
    const sound = Object.entries(refusals).filter(([name]) => !name.startsWith("x"));
    expect(sound.length).toBeGreaterThan(150);
    for (const [name, code] of sound) {
      expect([name, code]).toEqual([name, name === "gh-21.png" ? "not_square" : "too_small"]);
    }
  });
});

test("sharp opens nothing but PNG and JPEG, and no file", async () => {
  const read = (input: Uint8Array | string) => confinedSharp(input).raw().toBuffer();
  await expect(read(await picture(200).png().toBuffer())).resolves.toBeInstanceOf(Buffer);
  await expect(read(await picture(200).jpeg().toBuffer())).resolves.toBeInstanceOf(Buffer);
  await expect(read(await picture(200).webp().toBuffer())).rejects.toThrow(/unsupported/i);
  await expect(read(await picture(200).gif().toBuffer())).rejects.toThrow(/unsupported/i);
  await expect(read(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).rejects.toThrow(
    /unsupported/i,
  );
  await expect(read(new URL("PngSuite.png", suite).pathname)).rejects.toThrow(/unsupported/i);
  expect(confinedSharp.concurrency()).toBe(1);
  expect(confinedSharp.cache()).toMatchObject({ memory: { max: 0 }, items: { max: 0 } });
});
