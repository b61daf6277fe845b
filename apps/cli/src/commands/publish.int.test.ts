import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Fault, PortalRequest } from "../testing/portal-double.ts";
import { reportedParts, versionsOf, withPortal } from "../testing/publishing.ts";
import { sampleFolder } from "../testing/sample-folder.ts";

/** Three parts: two of 8 MiB and a rest. */
const large = { data: 17 * 1024 * 1024 };
/** Five parts. */
const larger = { data: 33 * 1024 * 1024 };
const bin = join(import.meta.dirname, "../../bin/mosis.mjs");

const isBucket = ({ path }: PortalRequest) => path.startsWith("/bucket/");
const isParts = ({ path }: PortalRequest) => path.endsWith("/parts");
const times = (received: string[], part: string) => received.filter((one) => one === part).length;

test("a large package goes in parts, once each, and tells how far it is", async () => {
  const { portal, publish } = await withPortal();
  const { code, err } = await publish(await sampleFolder({}, large), ["--concurrency", "2"]);
  expect(code).toBe(0);
  expect([...portal.received].sort()).toEqual(["part 1", "part 2", "part 3"]);
  expect(err).toMatch(/Sending 100 %/);
});

describe("a broken connection", () => {
  test.each<[string, (request: PortalRequest) => Fault]>([
    ["every third request is cut", ({ count }) => (count % 3 === 0 ? "cut before" : null)],
    ["every third request is cut half-way", ({ count }) => (count % 3 === 0 ? "cut in the middle" : null)],
    ["every third answer is lost", ({ count }) => (count % 3 === 0 ? "cut after" : null)],
    ["the servers are overloaded now and then", ({ count }) => (count % 4 === 1 ? "answer 503" : null)],
  ])("%s: one version all the same", async (_, fault) => {
    const { portal, publish } = await withPortal({ fault });
    const { code, err } = await publish(await sampleFolder({}, large));
    expect(err).toContain("Trying again");
    expect(code).toBe(0);
    expect(await versionsOf(portal)).toMatchObject([{ status: "draft" }]);
  });

  test.each([1, 2, 3])("faults of every kind, drawn from seed %i: one version all the same", async (seed) => {
    const random = randomOf(seed);
    const onTheWay: Fault[] = ["cut before", "cut in the middle", "cut after", "answer 503"];
    const { portal, publish } = await withPortal({
      fault(request) {
        if (random() > 0.3) return null;
        const kinds: Fault[] = isBucket(request) ? [...onTheWay, "answer 403"] : onTheWay;
        return kinds[Math.floor(random() * kinds.length)] ?? null;
      },
    });
    expect((await publish(await sampleFolder({}, larger))).code).toBe(0);
    expect(await versionsOf(portal)).toMatchObject([{ status: "draft" }]);
  });

  test("a part whose connection falls silent is sent again", async () => {
    let isSilent = false;
    const { portal, publish } = await withPortal({
      fault(request) {
        if (isSilent || !isBucket(request)) return null;
        isSilent = true;
        return "fall silent";
      },
    });
    const { code, err } = await publish(await sampleFolder({}, large), [], { policy: { silenceMs: 1_000 } });
    expect(err).toContain("The connection to storage broke");
    expect(code).toBe(0);
    expect(await versionsOf(portal)).toMatchObject([{ status: "draft" }]);
  });

  test("an address that expired is asked for anew", async () => {
    let refusals = 0;
    const { publish } = await withPortal({
      fault: (request) => (isBucket(request) && refusals++ < 2 ? "answer 403" : null),
    });
    expect((await publish(await sampleFolder({}, large))).code).toBe(0);
    expect(refusals).toBeGreaterThan(2);
  });

  test("a portal that stays away is tried as often as said, and the next run sends what is missing", async () => {
    let isAway = false;
    let attempts = 0;
    let sent = 0;
    const { portal, publish } = await withPortal({
      fault(request) {
        if (isBucket(request)) isAway ||= ++sent === 2;
        else if (isAway && isParts(request)) {
          attempts++;
          return "answer 503";
        }
        return null;
      },
    });
    const folder = await sampleFolder({}, large);
    const gaveUp = await publish(folder, ["--concurrency", "1"], { policy: { retries: 3 } });
    expect(gaveUp.code).toBe(3);
    expect(gaveUp.err).toContain("Gave up; run the same command again");
    // Four for the next address, and one for the report at the end.
    expect(attempts).toBe(5);
    isAway = false;
    sent = 2;
    expect((await publish(folder)).code).toBe(0);
    // The second part could not be reported while the portal was away.
    expect(portal.received).toEqual(expect.arrayContaining(["part 1", "part 2", "part 3"]));
    expect(times(portal.received, "part 1")).toBe(1);
    expect(await versionsOf(portal)).toHaveLength(1);
  });

  test("a part that storage refuses ends the run; the others are not sent again", async () => {
    let isRefusing = true;
    let sent = 0;
    const { portal, publish } = await withPortal({
      fault: (request) => (isRefusing && isBucket(request) && ++sent > 1 ? "answer 403" : null),
    });
    const folder = await sampleFolder({}, large);
    const refused = await publish(folder, ["--concurrency", "1"]);
    expect(refused.code).toBe(4);
    expect(portal.received).toEqual(["part 1"]);
    // As many addresses as one part gets, none of which storage took.
    expect(sent).toBe(1 + 4);
    expect(await reportedParts(portal)).toEqual([1]);
    isRefusing = false;
    expect((await publish(folder)).code).toBe(0);
    expect([...portal.received].sort()).toEqual(["part 1", "part 2", "part 3"]);
  });
});

describe("a program that ends in the middle", () => {
  test.each<[NodeJS.Signals, number | null, string]>([
    ["SIGKILL", null, ""],
    ["SIGINT", 130, "run the same command again to go on"],
    ["SIGTERM", 130, "run the same command again to go on"],
  ])("by %s: the next run sends the missing part and no other", async (signal, exitCode, said) => {
    let isHeld = false;
    const { portal, publish } = await withPortal({
      fault(request) {
        // One of the four that are on their way never arrives.
        if (isHeld || !isBucket(request)) return null;
        isHeld = true;
        return "fall silent";
      },
    });
    const folder = await sampleFolder({}, larger);
    const child = startPublishing(folder, portal);
    const errors = child.stderr ? text(child.stderr) : "";
    await vi.waitFor(async () => expect(await reportedParts(portal)).toHaveLength(4), { timeout: 25_000 });
    const missing = [1, 2, 3, 4, 5].filter((number) => !portal.received.includes(`part ${number}`));
    expect(missing).toHaveLength(1);
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([exitCode, exitCode === null ? signal : null]);
    expect(await errors).toContain(said);
    expect(await errors).not.toContain(portal.token);

    const before = portal.received.length;
    const { code, err } = await publish(folder);
    expect(code).toBe(0);
    expect(portal.received.slice(before)).toEqual([`part ${missing[0]}`]);
    // The first line tells what was there already.
    expect(err).toMatch(/^Sending {2}[7-9]\d %/);
    expect(await versionsOf(portal)).toMatchObject([{ status: "draft" }]);
  });
});

function startPublishing(folder: string, { url, token }: { url: string; token: string }): ChildProcess {
  const child = spawn(process.execPath, [bin, "publish", folder], {
    env: { MOSIS_URL: url, MOSIS_TOKEN: token },
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Numbers from 0 to 1 that look like chance, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
