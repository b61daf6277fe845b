import { serveInMemory } from "@mosis/edge/serve-in-memory";
import type { Listening } from "./protocol.ts";

const { port } = await serveInMemory(Number(process.argv[2]));
process.stdout.write(`${JSON.stringify({ port } satisfies Listening)}\n`);
