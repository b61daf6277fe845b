import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { memoryLine } from "./memory-line.ts";

// Loaded into the processes that are measured: on SIGUSR2 it collects garbage and writes to the log what is left.
// The signal's listener alone does not keep a process alive.
process.on("SIGUSR2", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  console.log(memoryLine.write(heapUsed + external));
});
