import { globSync } from "node:fs";
import { join } from "node:path";
import type { Declared } from "../http/route.ts";
import { addressOfFile, appFolder, parametersOf } from "./addresses.ts";

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
  for (const file of globSync("**/route.ts", { cwd: appFolder }).sort()) {
    const module = (await import(join(appFolder, file))) as Partial<
      Record<Method, Handler & { declared?: Declared }>
    >;
    const path = addressOfFile(file);
    for (const method of methods) {
      const handler = module[method];
      if (!handler) continue;
      const parameters = parametersOf(path);
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
