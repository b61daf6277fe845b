/** A look at one thing that this process works with. */
export interface HealthCheck {
  /** Whether this process can do nothing of use without it: then it is not ready. */
  isNeeded: boolean;
  /** What it found, in a few plain words, and numbers beside them. @throws when it is not well. */
  look(): Promise<{ words: string; isWell?: boolean; numbers?: Readonly<Record<string, number | null>> }>;
}

export interface PartHealth {
  name: string;
  ok: boolean;
  /** Milliseconds that the look took. */
  ms: number;
  words: string;
  numbers: Readonly<Record<string, number | null>>;
}

export interface HealthReport {
  /** `degraded`: something is not well, and most can be done without it. `unavailable`: not ready for work. */
  status: "ok" | "degraded" | "unavailable";
  at: Date;
  parts: PartHealth[];
}

export interface Health {
  read(): Promise<HealthReport>;
}

/**
 * Looks at every part side by side, each within `timeoutMs` (default 2 s), and answers from the last look for `keepMs`
 * (default 1 s): however many ask, no part is asked more often.
 */
export function createHealth(options: {
  checks: Readonly<Record<string, HealthCheck>>;
  timeoutMs?: number;
  keepMs?: number;
  now?: () => number;
}): Health {
  const { checks, timeoutMs = 2_000, keepMs = 1_000, now = () => performance.now() } = options;
  let last: { at: number; report: Promise<HealthReport> } | null = null;

  async function look(): Promise<HealthReport> {
    const parts = await Promise.all(
      Object.entries(checks).map(([name, check]) => lookAt(name, check, { timeoutMs, now })),
    );
    const failed = parts.filter(({ ok }) => !ok);
    const isUnavailable = failed.some(({ name }) => checks[name]?.isNeeded);
    return {
      status: isUnavailable ? "unavailable" : failed.length > 0 ? "degraded" : "ok",
      at: new Date(),
      parts,
    };
  }

  return {
    async read() {
      if (last === null || now() - last.at >= keepMs) {
        const begun = { at: now(), report: look() };
        last = begun;
        // What is kept is as old as its answer: a look that took its time is not looked for again at once.
        void begun.report.then(() => {
          begun.at = now();
        });
      }
      return last.report;
    },
  };
}

async function lookAt(
  name: string,
  check: HealthCheck,
  { timeoutMs, now }: { timeoutMs: number; now: () => number },
): Promise<PartHealth> {
  const from = now();
  const ms = () => Math.round((now() - from) * 10) / 10;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs);
  });
  try {
    const found = await Promise.race([check.look(), late]);
    if (found === null) {
      return { name, ok: false, ms: ms(), words: `no answer within ${timeoutMs} ms`, numbers: {} };
    }
    return { name, ok: found.isWell ?? true, ms: ms(), words: found.words, numbers: found.numbers ?? {} };
  } catch {
    // What the error says is for the log of whoever needs the part; it may hold an address.
    return { name, ok: false, ms: ms(), words: "does not answer", numbers: {} };
  } finally {
    clearTimeout(timer);
  }
}
