import { shownSize } from "../report/shown-size.ts";
import { shownTime } from "../report/shown-time.ts";
import type { Terminal } from "../terminal.ts";

/** How often a line is written: in place of the last one for people, below it in logs. Milliseconds. */
const intervalMs = { terminal: 1_000, log: 10_000 };
/** Over how long the rate is taken. */
const windowMs = 30_000;
/** What an object costs beside its bytes, in bytes that could have gone in the time of its requests. */
const objectBytes = 256 * 1024;

interface Figures {
  pass: number;
  objects: number;
  totalObjects: number;
  bytes: number;
  totalBytes: number;
}

/**
 * Tells how far a move is: objects, bytes, rate and the time that is left. `show` takes the latest figures as often as
 * they change; lines come at their own pace, and go on when nothing moves. `stop` ends them.
 */
export function followMove(terminal: Terminal): {
  show: (figures: Readonly<Figures>) => void;
  stop: () => void;
} {
  let latest: Readonly<Figures> | null = null;
  const describe = describeMove();
  const line = () => {
    if (latest) (terminal.status ?? terminal.err)(describe(latest, performance.now()));
  };
  const timer = setInterval(line, terminal.status ? intervalMs.terminal : intervalMs.log);
  return {
    show(figures) {
      latest = figures;
    },
    stop() {
      clearInterval(timer);
      line();
    },
  };
}

/** Gives the line for each state of things, with the rate of the last half minute. `at` in milliseconds. */
export function describeMove(): (figures: Readonly<Figures>, at: number) => string {
  let samples: { at: number; bytes: number; work: number }[] = [];
  let pass = 0;
  return (figures, at) => {
    const { bytes, objects, totalBytes, totalObjects } = figures;
    if (figures.pass !== pass) samples = [];
    pass = figures.pass;
    const last = { at, bytes, work: bytes + objects * objectBytes };
    samples.push(last);
    const before = samples.findLastIndex((sample) => sample.at <= at - windowMs);
    if (before > 0) samples = samples.slice(before);
    const first = samples[0] ?? last;
    const seconds = (at - first.at) / 1000;
    const left = totalBytes + totalObjects * objectBytes - last.work;
    const again = pass > 1 ? ` (pass ${pass})` : "";
    const done = `Moving${again}  ${count(objects)} of ${count(totalObjects)} objects  ${shownSize(bytes)} of ${shownSize(totalBytes)}`;
    if (seconds <= 0 || last.work <= first.work) return done;
    const rate = `${shownSize(Math.max(0, bytes - first.bytes) / seconds)}/s`;
    const time = Math.ceil(left / ((last.work - first.work) / seconds));
    return left > 0 ? `${done}  ${rate}  ${shownTime(time)} left` : `${done}  ${rate}`;
  };
}

export function count(number: number): string {
  return number.toLocaleString("en");
}
