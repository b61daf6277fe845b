import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";
import { summarize } from "./summary.ts";

const running = (name: string, pid: number) => ({
  name,
  pid,
  logFile: `.data/logs/${name}.log`,
  ended: new Promise<never>(() => {}),
  end: undefined,
});

test("the summary lists what was started and what was given, and no secret", () => {
  const text = summarize({
    settings: readSettings({ DATABASE_URL: "postgresql://me:hidden@db/x" }),
    publicUrl: "http://localhost:3000",
    edgeUrl: "http://127.0.0.1:8787",
    demoSignIn: true,
    processes: [running("edge", 11), running("redis", 12), running("web", 13), running("worker", 14)],
    dataDir: ".data",
    pid: 10,
  });
  expect(text).toContain("The portal is ready: http://localhost:3000");
  expect(text).toContain("developer, reviewer or admin");
  expect(text).toMatch(/Redis +127\.0\.0\.1:63790 +12 +\.data\/logs\/redis\.log +\.data\/redis/);
  expect(text).toContain("Used as given: DATABASE_URL");
  expect(text).toContain("kill 10");
  expect(text).not.toContain("PostgreSQL");
  expect(text).not.toContain("hidden");
});
