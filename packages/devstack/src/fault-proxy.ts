import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  delayedChunks,
  type FaultKind,
  type FaultPlan,
  faultKinds,
  type PlannedFault,
  planFault,
} from "./fault-plan.ts";

/** A running proxy. It starts switched on. */
export interface FaultProxy {
  /** On 127.0.0.1. */
  port: number;
  /** Connections so far, planned for faults or not. */
  readonly connections: number;
  /** Faults that came to pass so far, by kind. */
  readonly injected: Readonly<Record<FaultKind, number>>;
  /** Off: connections pass untouched, also those that are open and were planned for a fault. */
  setEnabled(enabled: boolean): void;
  /** The address of the target, with this proxy in its place. */
  inFrontOf(address: string): string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** How long the server must be silent for its answer to count as complete, milliseconds. */
const answerSilenceMs = 30;

/**
 * Forwards TCP from a free port of 127.0.0.1 and injects faults by plan: the same seed gives the same fate to the
 * same connection, counted from 1 in the order in which they came.
 */
export async function startFaultProxy(options: {
  target: { host: string; port: number };
  plan: FaultPlan;
}): Promise<FaultProxy> {
  const { target, plan } = options;
  const injected = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
  const sockets = new Set<Socket>();
  let connections = 0;
  let isEnabled = true;

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    connections += 1;
    const fault = planFault(plan, connections);
    track(client);
    if (isEnabled && fault?.kind === "refuse") {
      injected.refuse += 1;
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ ...target, allowHalfOpen: true, noDelay: true });
    track(upstream);
    void forward(client, upstream, fault);
  });

  function track(socket: Socket): void {
    sockets.add(socket);
    // What the other side learns of it, it learns by the end of its own connection.
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
  }

  /** Carries both directions until the connection ends, and lets its fault come to pass on the way. */
  async function forward(client: Socket, upstream: Socket, fault: PlannedFault | null): Promise<void> {
    let passed = 0;
    let isTriggered = false;
    let delayed = 0;
    let swallowing = false;
    let resumes: Promise<unknown> = Promise.resolve();
    let silence: NodeJS.Timeout | undefined;

    const end = (kind: FaultKind) => {
      injected[kind] += 1;
      clearTimeout(silence);
      if (kind === "reset") {
        client.resetAndDestroy();
        upstream.resetAndDestroy();
      } else {
        // After what has been let through so far.
        client.destroySoon();
        upstream.destroySoon();
      }
    };

    /** What of a chunk goes on, once its time has come; null for nothing. */
    const admit = async (chunk: Buffer, isRequest: boolean): Promise<Buffer | null> => {
      const before = passed;
      passed += chunk.length;
      if (swallowing) {
        if (isRequest) return chunk;
        clearTimeout(silence);
        silence = setTimeout(() => end("drop_answer"), answerSilenceMs);
        return null;
      }
      if (!fault || !isEnabled || passed < fault.afterBytes) return chunk;
      switch (fault.kind) {
        case "cut":
        case "reset": {
          const rest = chunk.subarray(0, Math.max(0, fault.afterBytes - before));
          const to = isRequest ? upstream : client;
          if (rest.length > 0 && !to.destroyed) to.write(rest);
          end(fault.kind);
          return null;
        }
        case "drop_answer":
          // An answer that is under way is let through: the next request is the one whose answer is lost.
          swallowing = isRequest;
          return chunk;
        case "delay":
          if (delayed === 0) injected.delay += 1;
          if (delayed >= delayedChunks) return chunk;
          delayed += 1;
          await sleep(fault.milliseconds);
          return chunk;
        case "pause":
          if (!isTriggered) {
            injected.pause += 1;
            resumes = sleep(fault.milliseconds);
          }
          isTriggered = true;
          await resumes;
          return chunk;
        case "refuse":
          return chunk;
      }
    };

    await Promise.all([
      pump(client, upstream, (chunk) => admit(chunk, true)),
      pump(upstream, client, (chunk) => admit(chunk, false)),
    ]);
    if (swallowing && silence) end("drop_answer");
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    get connections() {
      return connections;
    },
    injected,
    setEnabled(enabled) {
      isEnabled = enabled;
    },
    inFrontOf(address) {
      const url = new URL(address);
      url.hostname = "127.0.0.1";
      url.port = String(port);
      return url.href.replace(/\/$/, address.endsWith("/") ? "/" : "");
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Carries one direction, no faster than it is taken, up to the end or the breaking of either side. */
async function pump(
  from: Socket,
  to: Socket,
  admit: (chunk: Buffer) => Promise<Buffer | null>,
): Promise<void> {
  try {
    for await (const chunk of from) {
      const admitted = await admit(chunk as Buffer);
      if (to.destroyed) break;
      if (admitted && !to.write(admitted)) await Promise.race([once(to, "drain"), once(to, "close")]);
    }
    to.end();
  } catch {
    // A side that broke breaks the other.
    to.destroy();
  }
}
