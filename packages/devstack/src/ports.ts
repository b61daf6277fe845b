import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { basename } from "node:path";
import { StackError } from "./stack-error.ts";

/** The inodes of the sockets listening on a port, from Linux's `/proc/net/tcp` or `tcp6` (proc(5)). */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.split(":")[1] === wanted && fields[3] === "0A")
    .flatMap((fields) => fields[9] ?? []);
}

/** The process listening on a port; `undefined` when it cannot be told, say because it is another user's. */
export function portHolder(port: number): { pid: number; name: string } | undefined {
  try {
    const inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
      listeningInodes(readFileSync(table, "utf8"), port),
    );
    const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      if (holdsOneOf(pid, sockets)) {
        const [program = ""] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split(/[\0 ]/);
        return { pid: Number(pid), name: basename(program) || "a program" };
      }
    }
  } catch {
    // Without /proc there is no telling who it is; that it is taken is known all the same.
  }
  return undefined;
}

function holdsOneOf(pid: string, sockets: Set<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false; // closed meanwhile
      }
    });
  } catch {
    return false; // ended, or another user's
  }
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      // No IPv6 here, so nobody else can be on it.
      resolve(error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT");
    });
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether a port is free on both of this machine's own addresses: "localhost" may mean either. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen("127.0.0.1", port)) && (await canListen("::1", port));
}

/** One sentence on a taken port and the way out. */
export function portTakenMessage(port: {
  number: number;
  use: string;
  variable: string;
  holder?: { pid: number; name: string } | undefined;
}): string {
  const who = port.holder ? `by ${port.holder.name} (process ${port.holder.pid})` : "by another process";
  return `Port ${port.number} for ${port.use} is taken ${who}: stop that, or set ${port.variable} to another port.`;
}

/** @throws StackError `port_taken` */
export async function requireFreePort(port: {
  number: number;
  use: string;
  variable: string;
}): Promise<void> {
  if (await isPortFree(port.number)) return;
  throw new StackError("port_taken", portTakenMessage({ ...port, holder: portHolder(port.number) }));
}

/** A port nobody listens on at this moment, chosen by the system. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("No free port.")),
      );
    });
  });
}
