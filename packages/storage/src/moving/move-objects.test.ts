import { DomainError } from "@mosis/domain";
import { describe, expect, test } from "vitest";
import { createMemorySide, type MemorySide } from "../testing/memory-side.ts";
import { moveObjects, surveyMove } from "./move-objects.ts";
import type { MoveRecord, RecordLine } from "./move-record.ts";
import { createMovingStore } from "./moving-store.ts";
import { SettledObjects } from "./settled-objects.ts";
import type { Side } from "./side.ts";

const object = { contentType: "text/plain", cacheControl: "public, max-age=60" };
const text = (content: string) => new TextEncoder().encode(content);
const packageKey = (name: string) => `packages/d/a/${name}`;

function memoryRecord(): MoveRecord & { lines: RecordLine[] } {
  const settled = new SettledObjects();
  const lines: RecordLine[] = [];
  const add = (line: RecordLine) => {
    lines.push(line);
    settled.add(line);
  };
  return { settled, lines, add, close() {} };
}

function house() {
  const [from, to, record] = [createMemorySide("old"), createMemorySide("new"), memoryRecord()];
  const put = (side: MemorySide, key: string, content: string) =>
    side.put({ key, bytes: text(content), ...object });
  const move = (options: Partial<Parameters<typeof moveObjects>[0]> = {}) =>
    moveObjects({
      from,
      to,
      record,
      isSwitched: true,
      concurrency: 3,
      firstWaitMs: 1,
      signal: new AbortController().signal,
      ...options,
    });
  const content = (side: MemorySide, key: string) => {
    const found = side.objects.get(key);
    return found && new TextDecoder().decode(found.bytes);
  };
  return { from, to, record, put, move, content };
}

test("copies everything but uploads, once", async () => {
  const { from, to, record, put, move } = house();
  for (let at = 0; at < 2_500; at++) await put(from, packageKey(`${at}`), `package ${at}`);
  await put(from, "feeds/a/stable.json", "{}");
  await put(from, "temp/u/upload", "on its way");
  const moved = await move();
  expect(moved).toMatchObject({ passes: 1, failures: [], left: { todo: 0, settled: 2_501, uploads: 1 } });
  expect(moved.outcomes).toMatchObject({ copied: 2_501, equal: 0 });
  expect(to.objects.size).toBe(2_501);
  for (const [key, { bytes }] of to.objects) {
    expect(to.objects.get(key)).toMatchObject({ ...object, bytes: from.objects.get(key)?.bytes });
    expect(bytes).toEqual(from.objects.get(key)?.bytes);
  }
  expect(record.lines.map(({ key }) => key).sort()).toEqual([...to.objects.keys()].sort());
  const again = await move({ to: { ...to, write: forbidden, open: forbidden } });
  expect(again).toMatchObject({ passes: 0, copiedBytes: 0, left: { settled: 2_501 } });
});

const forbidden = async () => {
  throw new Error("not to be called");
};

test("leaves what may change until nobody writes to the old side", async () => {
  const { from, to, put, move, content } = house();
  await put(from, packageKey("1"), "package");
  await put(from, "feeds/a/stable.json", "1");
  await put(from, "assets/a/icon-32.png", "old icon");
  expect(await move({ isSwitched: false })).toMatchObject({
    outcomes: { copied: 1 },
    left: { todo: 0, changing: 2 },
  });
  expect([...to.objects.keys()]).toEqual([packageKey("1")]);
  // The store goes on, on the old side, and is switched; then a worker writes the icon anew.
  await put(from, "feeds/a/stable.json", "2");
  await createMovingStore({ to, from }).put({
    key: "assets/a/icon-32.png",
    bytes: text("new icon"),
    ...object,
  });
  expect(await move()).toMatchObject({ outcomes: { copied: 1, own: 1 }, left: { todo: 0 } });
  expect(content(to, "feeds/a/stable.json")).toBe("2");
  expect(content(to, "assets/a/icon-32.png")).toBe("new icon");
  expect(await move()).toMatchObject({ passes: 0 });
});

test("finds out about copies that a killed run did not note, without copying them again", async () => {
  const { from, to, put, move } = house();
  for (const name of ["1", "2"]) await put(from, packageKey(name), name);
  for (const name of ["1", "2"]) await put(to, packageKey(name), name);
  const moved = await move({ to: { ...to, write: forbidden } });
  expect(moved.outcomes).toMatchObject({ equal: 2, copied: 0 });
});

test("gives a copy the headers of its source", async () => {
  const { from, to, put, move } = house();
  await put(from, packageKey("1"), "1");
  await to.put({
    key: packageKey("1"),
    bytes: text("1"),
    contentType: "text/html",
    cacheControl: "no-store",
  });
  expect((await move()).outcomes.copied).toBe(1);
  expect(to.objects.get(packageKey("1"))).toMatchObject(object);
});

test("copies again what it copied and what changed since, and nothing that others wrote", async () => {
  const { from, to, put, move, content } = house();
  for (const key of ["feeds/a/stable.json", "feeds/b/stable.json"]) await put(from, key, "1");
  await move();
  for (const key of ["feeds/a/stable.json", "feeds/b/stable.json"]) await put(from, key, "22");
  await put(to, "feeds/b/stable.json", "others");
  expect((await move()).outcomes).toMatchObject({ copied: 1, own: 1 });
  expect(content(to, "feeds/a/stable.json")).toBe("22");
  expect(content(to, "feeds/b/stable.json")).toBe("others");
});

test("tells where two sides differ that may not, and moves the rest", async () => {
  const { from, to, put, move, content } = house();
  for (const name of ["1", "2", "3"]) await put(from, packageKey(name), name);
  await put(to, packageKey("2"), "x");
  const moved = await move();
  expect(moved).toMatchObject({ outcomes: { copied: 2, differs: 1 }, left: { todo: 1 } });
  expect(moved.failures).toEqual([
    { key: packageKey("2"), reason: expect.stringContaining("different bytes") },
  ]);
  expect(content(to, packageKey("2"))).toBe("x");
});

describe("while the store is in use", () => {
  /** Lets something happen right before or after a copy is written. */
  function meddle(
    to: MemorySide,
    act: { before?: () => Promise<unknown>; after?: () => Promise<unknown> },
  ): Side {
    return {
      ...to,
      async write(given) {
        await act.before?.();
        const head = await to.write(given);
        await act.after?.();
        return head;
      },
    };
  }

  test.each(["before", "after"] as const)(
    "what is deleted %s its copy is written does not come back",
    async (when) => {
      const { from, to, record, put, move } = house();
      const key = packageKey("1");
      await put(from, key, "1");
      const store = createMovingStore({ to, from });
      const moved = await move({ to: meddle(to, { [when]: () => store.delete(key) }) });
      expect(moved.outcomes).toMatchObject({ copied: 0, vanished: 1 });
      expect([from.objects.size, to.objects.size, record.lines.length]).toEqual([0, 0, 0]);
    },
  );

  test("a copy made the other way round is deleted as well", async () => {
    const { from, to, put, move } = house();
    const key = packageKey("1");
    await put(from, key, "1");
    // The store still writes to the old side, and has the new one as the other.
    const store = createMovingStore({ to: from, from: to });
    await move({ isSwitched: false, to: meddle(to, { before: () => store.delete(key) }) });
    expect([from.objects.size, to.objects.size]).toEqual([0, 0]);
  });

  test("what the store writes at the same moment stays", async () => {
    const { from, to, put, move, content } = house();
    const key = "feeds/a/stable.json";
    await put(from, key, "old");
    const store = createMovingStore({ to, from });
    let writes = 0;
    const write = async () => {
      if (++writes === 1)
        await store.put({
          key,
          bytes: text("new"),
          ...object,
          expectedEtag: (await from.head(key))?.etag ?? null,
        });
    };
    const moved = await move({ to: meddle(to, { before: write }) });
    expect(content(to, key)).toBe("new");
    expect(moved).toMatchObject({ outcomes: { changed: 1, own: 1 }, left: { todo: 0 } });
  });

  test("what comes meanwhile is moved in another pass", async () => {
    const { from, to, put, move } = house();
    await put(from, packageKey("5"), "5");
    let isNew = true;
    const write = async () => {
      if (isNew) await put(from, packageKey("1"), "1");
      isNew = false;
    };
    expect(await move({ to: meddle(to, { before: write }) })).toMatchObject({
      passes: 2,
      outcomes: { copied: 2 },
    });
  });
});

describe("when a side fails", () => {
  test("it is asked again, and given up in the end", async () => {
    const { from, to, put, move } = house();
    await put(from, packageKey("1"), "1");
    let failures = 2;
    const open: Side["open"] = async (...given) => {
      if (failures-- > 0) throw new DomainError("service_unavailable");
      return from.open(...given);
    };
    expect((await move({ from: { ...from, open } })).outcomes.copied).toBe(1);
    await put(from, packageKey("2"), "2");
    failures = Number.POSITIVE_INFINITY;
    await expect(move({ from: { ...from, open } })).rejects.toMatchObject({ code: "service_unavailable" });
    expect(to.objects.size).toBe(1);
  });

  test("a fault ends it at once", async () => {
    const { from, put, move } = house();
    for (let at = 0; at < 50; at++) await put(from, packageKey(`${at}`), "x");
    let calls = 0;
    const open = async () => {
      calls++;
      throw new Error("refused");
    };
    await expect(move({ from: { ...from, open } })).rejects.toThrow("refused");
    expect(calls).toBeLessThanOrEqual(3);
  });

  test("a copy that does not read back as it was sent is a failure, and does not stay", async () => {
    const { from, to, put, move } = house();
    for (const name of ["1", "2"]) await put(from, packageKey(name), name);
    const write: Side["write"] = (given) =>
      given.key === packageKey("1")
        ? to.put({ key: given.key, bytes: text("9"), ...object })
        : to.write(given);
    const moved = await move({ to: { ...to, write } });
    expect(moved.failures).toEqual([
      { key: packageKey("1"), reason: expect.stringContaining("does not read back") },
    ]);
    expect([...to.objects.keys()]).toEqual([packageKey("2")]);
  });

  test("stopping ends it with the reason, and what was done is noted", async () => {
    const { from, to, record, put, move } = house();
    for (let at = 0; at < 20; at++) await put(from, packageKey(`${at}`), "x");
    const stop = new AbortController();
    const reason = new Error("Ctrl-C");
    const stopped = move({
      signal: stop.signal,
      onProgress: ({ objects }) => {
        if (objects === 5) stop.abort(reason);
      },
    });
    await expect(stopped).rejects.toBe(reason);
    expect(record.lines.length).toBeGreaterThanOrEqual(5);
    expect(record.lines.length).toBeLessThan(20);
    expect((await move()).outcomes.copied + record.lines.length).toBeGreaterThanOrEqual(20);
    expect(to.objects.size).toBe(20);
  });
});

test("progress ends at the totals, also of what was read twice", async () => {
  const { from, put, move } = house();
  for (let at = 0; at < 5; at++) await put(from, packageKey(`${at}`), "0123456789");
  let isFirst = true;
  const broken: Side["open"] = async (key, options) => {
    const body = await from.open(key, options);
    if (!isFirst) return body;
    isFirst = false;
    const reader = body.stream.getReader();
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value } = await reader.read();
        if (value) controller.enqueue(value.subarray(0, 4));
        else controller.error(new DomainError("service_unavailable"));
      },
    });
    return { ...body, stream };
  };
  const seen: { objects: number; bytes: number }[] = [];
  await move({
    from: { ...from, open: broken },
    onProgress: ({ objects, bytes }) => seen.push({ objects, bytes }),
  });
  expect(seen.at(-1)).toEqual({ objects: 5, bytes: 50 });
  expect(Math.max(...seen.map(({ bytes }) => bytes))).toBeLessThanOrEqual(54);
});

test("a survey changes nothing, and tells of copies whose source is gone", async () => {
  const { from, to, record, put, move } = house();
  for (const name of ["1", "2"]) await put(from, packageKey(name), name);
  await move();
  await from.delete(packageKey("1"));
  await put(from, packageKey("3"), "333");
  const signal = new AbortController().signal;
  const found = await surveyMove({ from, to: { ...to, write: forbidden }, record, isSwitched: true, signal });
  expect(found).toMatchObject({ todo: 1, todoBytes: 3, settled: 1, onlyCopies: 1 });
});
