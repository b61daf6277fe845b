import type { Terminal } from "../terminal.ts";
import { shownSize } from "./shown-size.ts";
import { shownTime } from "./shown-time.ts";

/** How often a status line changes, and over how long the speed is taken. Milliseconds. */
const changeEveryMs = 100;
const windowMs = 5_000;
/** Where lines cannot be replaced, one is written for every so many percent. */
const percentPerLine = 10;
/** Characters of the bar. */
const barWidth = 20;

/**
 * Follows one piece of work: a line with a bar that changes for people, a line every ten percent for logs.
 * @param options.now milliseconds that only grow; default the process's clock.
 */
export function followProgress(
  terminal: Terminal,
  label: string,
  total: number,
  options: { now?: () => number } = {},
): (bytes: number) => void {
  const now = options.now ?? (() => performance.now());
  let samples: { at: number; bytes: number }[] = [];
  let shownAt = Number.NEGATIVE_INFINITY;
  let lastPercent = -1;
  return (bytes) => {
    const at = now();
    // What went a second time is no speed: it is taken anew from where the work has fallen back to.
    if (bytes < (samples.at(-1)?.bytes ?? 0)) samples = [];
    samples.push({ at, bytes });
    const oldest = samples.findLastIndex((sample) => sample.at <= at - windowMs);
    if (oldest > 0) samples = samples.slice(oldest);
    const percent = total === 0 ? 100 : Math.floor((bytes / total) * 100);
    const figures = `${String(percent).padStart(3)} %  ${shownSize(bytes)} of ${shownSize(total)}${speed(samples, total)}`;
    if (terminal.status) {
      const isDone = percent >= 100 && lastPercent < 100;
      if (at - shownAt < changeEveryMs && !isDone) return;
      shownAt = at;
      terminal.status(`${label} ${bar(percent)} ${figures}`);
    } else if (Math.floor(percent / percentPerLine) > Math.floor(lastPercent / percentPerLine)) {
      terminal.err(`${label} ${figures}`);
    }
    lastPercent = Math.max(lastPercent, percent);
  };
}

function bar(percent: number): string {
  const full = Math.floor((percent / 100) * barWidth);
  return `${"█".repeat(full)}${"░".repeat(barWidth - full)}`;
}

function speed(samples: readonly { at: number; bytes: number }[], total: number): string {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < 300 || last.bytes <= first.bytes) return "";
  const perSecond = ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
  const left = Math.ceil((total - last.bytes) / perSecond);
  return `  ${shownSize(perSecond)}/s${left > 0 ? `  ${shownTime(left)} left` : ""}`;
}
