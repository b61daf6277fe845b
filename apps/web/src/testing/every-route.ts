import { globSync } from "node:fs";
import { join } from "node:path";
import type { Declared } from "../http/route.ts";

const root = join(import.meta.dirname, "../app");
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof methods)[number];

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;

export interface Route {
  /** Such as `GET /api/v1/apps/{appId}`. */
  name: string;
  method: Method;
  /** With `{parameters}`. */
  path: string;
  parameters: readonly string[];
  handler: Handler;
  /** Absent for what `route` did not make. */
  declared: Declared | undefined;
}

/** Every handler that Next serves, by the files it serves them from. */
export async function everyRoute(): Promise<Route[]> {
  const routes: Route[] = [];
  for (const file of globSync("**/route.ts", { cwd: root }).sort()) {
    const module = (await import(join(root, file))) as Partial<
      Record<Method, Handler & { declared?: Declared }>
    >;
    const path = pathOf(file);
    for (const method of methods) {
      const handler = module[method];
      if (!handler) continue;
      const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
      routes.push({
        name: `${method} ${path}`,
        method,
        path,
        parameters,
        handler,
        declared: handler.declared,
      });
    }
  }
  return routes;
}

/** The folders of every page, as its address with `{parameters}`. */
export function everyPage(): string[] {
  return globSync("**/page.tsx", { cwd: root }).map(pathOf).sort();
}

/** Groups in brackets are in no address. */
function pathOf(file: string): string {
  const folders = file.split("/").slice(0, -1);
  const parts = folders
    .filter((folder) => !/^\(.*\)$/.test(folder))
    .map((folder) => folder.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}"));
  return `/${parts.join("/")}`;
}
