import { expect, test } from "vitest";
import { listeningInodes, portTakenMessage } from "./ports.ts";

// Two sockets on port 3000 (0BB8): one listening (0A), one established (01); and a listener on 8787.
const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 51234 1 0000000000000000
   1: 0100007F:0BB8 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000     0        0 51299 1 0000000000000000
   2: 00000000:2253 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 60001 1 0000000000000000
`;

test("only listening sockets of the port hold it", () => {
  expect(listeningInodes(table, 3000)).toEqual(["51234"]);
  expect(listeningInodes(table, 8787)).toEqual(["60001"]);
  expect(listeningInodes(table, 5432)).toEqual([]);
});

test("a taken port is named with its holder and the variable to change", () => {
  const port = { number: 3000, use: "the portal", variable: "PORT" };
  expect(portTakenMessage({ ...port, holder: { pid: 42, name: "nginx" } })).toBe(
    "Port 3000 for the portal is taken by nginx (process 42): stop that, or set PORT to another port.",
  );
  expect(portTakenMessage(port)).toBe(
    "Port 3000 for the portal is taken by another process: stop that, or set PORT to another port.",
  );
});
