import type { OpenApiDocument } from "@mosis/openapi";
import { expect, test } from "vitest";
import { edgeInMemory, edgeUrl } from "../testing/edge-in-memory.ts";

test("the document describes every route that devices have, and no other", async () => {
  const at = edgeInMemory();
  const document = (await (await at.get("/openapi.json")).json()) as OpenApiDocument;
  expect(document).toMatchObject({ openapi: "3.1.0", servers: [{ url: edgeUrl }] });
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = at.edge.routes
    .filter(({ method }) => method !== "OPTIONS")
    .map(({ method, path }) => `${method} ${path}`)
    // Pictures are for pages, and this is the document itself.
    .filter((route) => !/assets|openapi\.json/.test(route))
    .flatMap((route) =>
      route.endsWith("/:file")
        ? ["contents", "delta-:fromVersionCode"].map((file) => route.replace(":file", file))
        : [route],
    )
    .map((route) =>
      route.replaceAll(
        /:(\w+)/g,
        (_, name: string) => `{${name.replace(/[A-Z]/g, (char) => `_${char.toLowerCase()}`)}}`,
      ),
    );
  expect(described.sort()).toEqual(served.sort());
});

test("every reference of the document leads somewhere", async () => {
  const text = await (await edgeInMemory().get("/openapi.json")).text();
  const { schemas } = JSON.parse(text).components;
  const names = Array.from(text.matchAll(/"#\/components\/schemas\/(\w+)"/g), ([, name]) => name);
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect(schemas).toHaveProperty(name ?? "");
});
