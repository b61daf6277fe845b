import { expect, test } from "vitest";
import { recordingTerminal } from "../testing/recording-terminal.ts";
import { followProgress } from "./progress.ts";
import { shownSize } from "./shown-size.ts";

test("a log gets a line for every ten percent, with speed and time left", () => {
  const terminal = recordingTerminal();
  let now = 0;
  const follow = followProgress(terminal, "Sending", 100_000_000, { now: () => now });
  for (let percent = 0; percent <= 100; percent += 2) {
    follow(percent * 1_000_000);
    now += 1_000;
  }
  const lines = terminal.errors().split("\n");
  expect(lines).toHaveLength(11);
  expect(lines[0]).toBe("Sending   0 %  0 B of 100 MB");
  expect(lines[5]).toBe("Sending  50 %  50 MB of 100 MB  2.0 MB/s  25 s left");
  expect(lines[10]).toBe("Sending 100 %  100 MB of 100 MB  2.0 MB/s");
});

test("what goes a second time is not counted as speed", () => {
  const terminal = recordingTerminal();
  let now = 0;
  const follow = followProgress(terminal, "Sending", 100, { now: () => now });
  for (const bytes of [0, 40, 10, 50]) {
    follow(bytes);
    now += 1_000;
  }
  expect(terminal.errors().split("\n")).toEqual([
    "Sending   0 %  0 B of 100 B",
    "Sending  40 %  40 B of 100 B  40 B/s  2 s left",
    "Sending  50 %  50 B of 100 B  40 B/s  2 s left",
  ]);
});

test("a terminal gets one line that changes", () => {
  const lines: string[] = [];
  let now = 0;
  const terminal = { ...recordingTerminal(), status: (line: string) => void lines.push(line) };
  const follow = followProgress(terminal, "Sending", 10, { now: () => now });
  for (let bytes = 0; bytes <= 10; bytes++) {
    follow(bytes);
    now += 40;
  }
  expect(lines.length).toBeLessThan(7);
  expect(lines[0]).toBe("Sending ░░░░░░░░░░░░░░░░░░░░   0 %  0 B of 10 B");
  expect(lines.at(-1)).toContain("████████████████████ 100 %  10 B of 10 B");
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1.0 kB"],
  [53_400_000, "53 MB"],
  [2_500_000_000, "2.5 GB"],
])("%i bytes are %s", (bytes, shown) => expect(shownSize(bytes)).toBe(shown));
