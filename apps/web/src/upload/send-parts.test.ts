import { expect, test } from "vitest";
import { ApiProblem } from "../http/client.ts";
import { StorageTrouble } from "./keep-trying.ts";
import { type PartSender, sendParts } from "./send-parts.ts";
import { memoryConnection } from "./testing/memory-connection.ts";

const file = new Blob([Uint8Array.from({ length: 95 }, (_, at) => at)]);
const upload = { id: "u1", size: 95, part_size: 10 };

/** Portal and storage of one upload, as the contract has them: a part exists for the portal once it is reported. */
function memoryStorage() {
  const stored = new Map<number, Uint8Array>();
  const reported = new Set<number>();
  const puts: number[] = [];
  const signed: number[][] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  let fail: (part: number) => void = () => undefined;
  const sizeOf = (part: number) => (part < 10 ? 10 : 5);
  const sender: PartSender = {
    receivedParts: async () =>
      [...reported].map((part_number) => ({ part_number, size: sizeOf(part_number) })),
    async signParts(_id, received, partNumbers) {
      for (const { part_number, etag } of received) {
        expect(etag).toBe(`tag-${part_number}`);
        expect(stored.has(part_number)).toBe(true);
        reported.add(part_number);
      }
      signed.push([...partNumbers]);
      return partNumbers.map((part_number) => ({
        part_number,
        size: sizeOf(part_number),
        method: "PUT" as const,
        url: `memory:${part_number}`,
        headers: {},
        expires_at: "",
      }));
    },
    async putPart({ part_number }, bytes, { signal, onProgress }) {
      puts.push(part_number);
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      try {
        onProgress(bytes.size / 2);
        await new Promise((resolve) => setTimeout(resolve, 1));
        signal.throwIfAborted();
        fail(part_number);
        stored.set(part_number, new Uint8Array(await bytes.arrayBuffer()));
        onProgress(bytes.size);
        return `tag-${part_number}`;
      } finally {
        underWay -= 1;
      }
    },
  };
  return {
    sender,
    stored,
    reported,
    puts,
    signed,
    mostUnderWay: () => mostUnderWay,
    failWith(next: typeof fail) {
      fail = next;
    },
  };
}

function options(signal = new AbortController().signal) {
  const told: number[] = [];
  const connection = memoryConnection();
  return {
    told,
    connection,
    patience: {
      signal,
      connection,
      pause: async () => undefined,
      onProgress: (bytes: number) => void told.push(bytes),
    },
  };
}

async function expectWhole(storage: ReturnType<typeof memoryStorage>): Promise<void> {
  const parts = [...storage.stored].sort(([a], [b]) => a - b).map(([, bytes]) => [...bytes]);
  expect(parts.flat()).toEqual([...new Uint8Array(await file.arrayBuffer())]);
  expect(storage.reported.size).toBe(10);
}

test("sends every part once, four at a time, and reports each", async () => {
  const storage = memoryStorage();
  const { patience, told } = options();
  await sendParts(file, upload, storage.sender, patience);
  await expectWhole(storage);
  expect(storage.puts).toHaveLength(10);
  expect(storage.mostUnderWay()).toBe(4);
  expect(storage.signed[0]).toEqual([1, 2, 3, 4]);
  expect([told[0], told.at(-1)]).toEqual([0, 95]);
});

test("goes on with what is missing only", async () => {
  const storage = memoryStorage();
  const stop = new AbortController();
  const first = options(stop.signal);
  const left = new Error("The page was left.");
  storage.failWith((part) => part === 7 && stop.abort(left));
  await expect(sendParts(file, upload, storage.sender, first.patience)).rejects.toBe(left);
  const arrived = [...storage.reported];
  expect(arrived.length).toBeGreaterThan(0);

  storage.failWith(() => undefined);
  storage.puts.length = 0;
  const { patience, told } = options();
  await sendParts(file, upload, storage.sender, patience);
  await expectWhole(storage);
  expect(storage.puts.filter((part) => arrived.includes(part))).toEqual([]);
  expect(told[0]).toBe(arrived.length * 10);
});

test("asks for a fresh address for every further attempt", async () => {
  const storage = memoryStorage();
  let refusals = 2;
  storage.failWith((part) => {
    if (part === 3 && refusals-- > 0) throw new StorageTrouble();
  });
  await sendParts(file, upload, storage.sender, options().patience);
  await expectWhole(storage);
  expect(storage.puts.filter((part) => part === 3)).toHaveLength(3);
  expect(storage.signed.filter((parts) => parts.includes(3))).toHaveLength(3);
});

test("waits while there is no network, and then goes on by itself", async () => {
  const storage = memoryStorage();
  const { patience, connection } = options();
  storage.failWith((part) => {
    if (part !== 5 || !connection.isOnline()) return;
    storage.failWith(() => undefined);
    connection.set(false);
    setTimeout(() => connection.set(true), 20);
    throw new StorageTrouble();
  });
  await sendParts(file, upload, storage.sender, patience);
  await expectWhole(storage);
});

test("a refusal by the portal ends all of it", async () => {
  const storage = memoryStorage();
  const closed = new ApiProblem({ code: "upload_closed", detail: "", status: 410 });
  const sender: PartSender = {
    ...storage.sender,
    async signParts(id, received, parts) {
      if (parts.includes(6)) throw closed;
      return storage.sender.signParts(id, received, parts);
    },
  };
  await expect(sendParts(file, upload, sender, options().patience)).rejects.toBe(closed);
  const sent = storage.puts.length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(storage.puts).toHaveLength(sent);
});
