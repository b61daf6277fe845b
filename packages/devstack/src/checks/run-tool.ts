import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

export type ToolRun = {
  /** Exit code; 1 when a signal ended the tool. */
  code: number;
  stdout: string;
  /** Both streams in the order in which they arrived. */
  output: string;
};

const quiet = {
  NO_COLOR: "1",
  CI: "1",
  DO_NOT_TRACK: "1",
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  NEXT_TELEMETRY_DISABLED: "1",
};

/** The environment for tools of the project: its own binaries first, on its own Node, without telemetry or colour. */
export function toolEnvironment(root: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ...quiet };
  // Node warns when a colour is both asked for and refused.
  delete env.FORCE_COLOR;
  env.PATH = [join(root, "node_modules/.bin"), env.PATH].filter(Boolean).join(delimiter);
  return env;
}

/**
 * Runs a tool from node_modules/.bin (or `node`) to its end and keeps what it printed.
 *
 * @throws when the tool cannot be started
 */
export function runTool(
  root: string,
  tool: string,
  { args, cwd = root }: { args: readonly string[]; cwd?: string },
): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, "node_modules/.bin", tool), args, {
      cwd,
      env: toolEnvironment(root),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, output }));
  });
}
