import { readdir, readFile } from "node:fs/promises";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { confinedSharp as sharp } from "../confined-sharp.ts";
import { checkJpeg } from "./check-jpeg.ts";
import { sharpScreenshotRenderer } from "./render-screenshots.ts";

const suite = new URL("../../../../packages/format/test/corpus/png/in/", import.meta.url);

/** Red on the left, blue on the right. */
function picture(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) data[at * 3 + (at % width < width / 2 ? 0 : 2)] = 200;
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function render(original: Uint8Array) {
  const rendered = await sharpScreenshotRenderer.render(original);
  if (!rendered.ok) throw new Error(`${rendered.refusal.code}: ${rendered.refusal.message}`);
  return rendered;
}

async function expectRefusal(bytes: Uint8Array, code: string): Promise<void> {
  expect(await sharpScreenshotRenderer.render(bytes)).toEqual({
    ok: false,
    refusal: { code, message: expect.stringMatching(/\.$/), fix: expect.stringMatching(/\.$/) },
  });
}

/** The four-letter names of a WebP's chunks (RFC 9649). */
function chunksOf(webp: Uint8Array): string[] {
  const bytes = Buffer.from(webp);
  expect(bytes.toString("latin1", 0, 4) + bytes.toString("latin1", 8, 12)).toBe("RIFFWEBP");
  const names: string[] = [];
  for (
    let at = 12;
    at < bytes.length;
    at += 8 + bytes.readUInt32LE(at + 4) + (bytes.readUInt32LE(at + 4) % 2)
  )
    names.push(bytes.toString("latin1", at, at + 4));
  return names;
}

describe("made ready are", () => {
  test.each([
    ["png", 1280, 800, 640, 400],
    ["jpeg", 800, 1600, 640, 1280],
    ["jpeg", 3840, 320, 640, 53],
    ["png", 320, 480, 320, 480],
  ] as const)("a %s of %d × %d px", async (format, width, height, previewWidth, previewHeight) => {
    const rendered = await render(await picture(width, height).toFormat(format).toBuffer());
    expect(rendered).toMatchObject({ width, height });
    for (const [file, w, h] of [
      ["full", width, height],
      ["preview", previewWidth, previewHeight],
    ] as const)
      expect(sidesOf(rendered.images[file])).toEqual([w, h]);
  });

  test("a picture with transparency, which stays", async () => {
    const clear = sharp({ create: { width: 400, height: 400, channels: 4, background: "#ff000080" } });
    const { images } = await render(await clear.png().toBuffer());
    expect(chunksOf(images.full)).toContain("ALPH");
  });

  test("pictures in grey, with a palette, progressive and in CMYK, as colour", async () => {
    for (const original of [
      picture(400, 400).grayscale().jpeg(),
      picture(400, 400).png({ palette: true }),
      picture(400, 400).jpeg({ progressive: true }),
      picture(400, 400).toColourspace("cmyk").jpeg(),
      picture(400, 400).toColourspace("rgb16").png(),
    ])
      expect(await render(await original.toBuffer())).toMatchObject({ width: 400, height: 400 });
  });

  test("a photograph turned by its EXIF, upright and without the place where it was taken", async () => {
    const original = await picture(640, 400)
      .jpeg()
      .withExif({
        IFD0: { Make: "SECRETMAKER" },
        IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 31/1 0/1" },
      })
      .withIccProfile("p3")
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect((await sharp(original).metadata()).orientation).toBe(6);
    expect(original.includes("SECRETMAKER")).toBe(true);
    const { width, height, images } = await render(original);
    expect([width, height]).toEqual([400, 640]);
    for (const image of [images.full, images.preview]) {
      expect(Buffer.from(image).includes("SECRETMAKER")).toBe(false);
      expect(chunksOf(image).filter((name) => ["EXIF", "ICCP", "XMP "].includes(name))).toEqual([]);
    }
  });
});

describe("refused is", () => {
  test("what is neither PNG nor JPEG, whatever it is called", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"/>';
    await expectRefusal(Buffer.from(svg), "not_a_picture");
    await expectRefusal(await picture(400, 400).webp().toBuffer(), "not_a_picture");
    await expectRefusal(await picture(400, 400).gif().toBuffer(), "not_a_picture");
    await expectRefusal(new Uint8Array(), "not_a_picture");
  });

  test.each(["png", "jpeg"] as const)("a %s with a side that is too short or too long", async (format) => {
    await expectRefusal(await picture(319, 800).toFormat(format).toBuffer(), "too_small");
    await expectRefusal(await picture(800, 319).toFormat(format).toBuffer(), "too_small");
    await expectRefusal(await picture(3841, 400).toFormat(format).toBuffer(), "too_large");
  });

  test("a JPEG that says it has four gigapixels, before it is decoded", async () => {
    const bomb = await picture(400, 400).jpeg().toBuffer();
    const frame = bomb.indexOf(Buffer.from([0xff, 0xc0]));
    bomb.writeUInt16BE(65_535, frame + 5);
    bomb.writeUInt16BE(65_535, frame + 7);
    await expectRefusal(bomb, "too_large");
  });

  test("a JPEG of many scans", async () => {
    const whole = await picture(400, 400).jpeg({ progressive: true }).toBuffer();
    const scan = whole.indexOf(Buffer.from([0xff, 0xda]));
    const next = whole.indexOf(Buffer.from([0xff, 0xc4]), scan);
    const again = Array.from({ length: 100 }, () => whole.subarray(scan, next));
    await expectRefusal(
      Buffer.concat([whole.subarray(0, next), ...again, whole.subarray(next)]),
      "too_many_scans",
    );
  });

  test("a JPEG that broke on its way, wherever it was cut", async () => {
    const whole = await picture(400, 400).jpeg().toBuffer();
    for (let length = 3; length < whole.length; length += 97)
      expect(checkJpeg(whole.subarray(0, length)), `${length} bytes`).toEqual({
        ok: false,
        problem: "truncated",
      });
    await expectRefusal(whole.subarray(0, whole.length - 2), "truncated");
    // Cut within its data, with an end put on: for the decoder to find.
    const cut = Buffer.concat([whole.subarray(0, whole.length - 400), Buffer.from([0xff, 0xd9])]);
    await expectRefusal(cut, "undecodable");
    await expectRefusal(Buffer.from([0xff, 0xd8, 0xff, 0xd9]), "damaged");
  });

  test("a PNG with sound chunks and broken data", async () => {
    const whole = await picture(400, 400).png().toBuffer();
    await expectRefusal(whole.subarray(0, whole.length - 20), "truncated");
    await expectRefusal(Buffer.concat([whole, deflateSync("more")]), "trailing_bytes");
  });

  test("every file of PngSuite: the broken ones for what is broken, the others for their size", async () => {
    const names = (await readdir(suite)).filter((file) => file.endsWith(".png"));
    expect(names.length).toBeGreaterThan(160);
    for (const name of names) {
      const rendered = await sharpScreenshotRenderer.render(await readFile(new URL(name, suite)));
      const code = rendered.ok ? "ok" : rendered.refusal.code;
      if (name.startsWith("x")) expect([name, code]).toEqual([name, expect.not.stringMatching(/^(too_|ok)/)]);
      // The one picture of the suite that is a screenshot by its size.
      else expect([name, code]).toEqual([name, name === "gh-21.png" ? "ok" : "too_small"]);
    }
  });
});

/** Read from the header of the simple format: the loader of WebP is shut in this process. */
function sidesOf(webp: Uint8Array): [number, number] {
  const bytes = Buffer.from(webp);
  expect(chunksOf(bytes)).toEqual(["VP8 "]);
  return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff];
}
