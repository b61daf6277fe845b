import { expect, test } from "vitest";
import { z } from "zod";
import { type Operation, openApiDocument } from "./openapi-document.ts";

const Icon = z.object({ hash: z.string(), at: z.iso.datetime() }).meta({ description: "A picture." });
const App = z.object({ id: z.uuid(), icon: Icon.nullable() });
const api = (...operations: Operation[]) =>
  openApiDocument({
    info: { title: "Apps", version: "1" },
    servers: [{ url: "https://example.com" }],
    schemas: { App, Icon, Unused: z.string() },
    operations,
  });
const readApp: Operation = {
  method: "get",
  path: "/apps/{app_id}",
  id: "readApp",
  summary: "An app",
  params: z.object({ app_id: z.uuid().meta({ description: "Which one.", examples: ["a"] }) }),
  query: z.object({ limit: z.coerce.number().int().min(1).default(20), name: z.string() }),
  answers: {
    200: { description: "It.", schema: App, headers: { ETag: "Changes with the app." } },
    404: {
      description: "None.",
      schema: z.object({ code: z.string() }),
      contentType: "application/problem+json",
    },
  },
};

test("an operation has its parameters, its body and its answers", () => {
  const document = api(readApp, {
    method: "post",
    path: "/apps",
    id: "createApp",
    summary: "A new app",
    body: z.object({ name: z.string(), icon: Icon.optional(), track: z.string().default("stable") }),
    answers: { 201: { description: "Made.", schema: z.object({ app: App }) } },
  });
  expect(document.paths["/apps/{app_id}"]?.get).toEqual({
    operationId: "readApp",
    summary: "An app",
    parameters: [
      {
        name: "app_id",
        in: "path",
        required: true,
        description: "Which one.",
        example: "a",
        schema: { type: "string", format: "uuid" },
      },
      {
        name: "limit",
        in: "query",
        required: false,
        schema: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER, default: 20 },
      },
      { name: "name", in: "query", required: true, schema: { type: "string" } },
    ],
    responses: {
      200: {
        description: "It.",
        headers: { ETag: { description: "Changes with the app.", schema: { type: "string" } } },
        content: { "application/json": { schema: { $ref: "#/components/schemas/App" } } },
      },
      404: {
        description: "None.",
        content: {
          "application/problem+json": {
            schema: {
              type: "object",
              properties: { code: { type: "string" } },
              required: ["code"],
            },
          },
        },
      },
    },
  });
  expect(document.paths["/apps"]?.post?.requestBody).toHaveProperty("content", {
    "application/json": {
      schema: {
        type: "object",
        properties: {
          name: { type: "string" },
          icon: { $ref: "#/components/schemas/Icon" },
          track: { type: "string", default: "stable" },
        },
        // What has a default need not be sent.
        required: ["name"],
      },
    },
  });
});

test("named schemas stand once, and only those in use", () => {
  const { schemas } = api(readApp).components;
  expect(Object.keys(schemas)).toEqual(["App", "Icon"]);
  expect(schemas.App?.properties).toMatchObject({
    icon: { anyOf: [{ $ref: "#/components/schemas/Icon" }, { type: "null" }] },
  });
});

test("a description that cannot be right is refused", () => {
  expect(() => api(readApp, readApp)).toThrow("Two operations are called readApp.");
  expect(() => api(readApp, { ...readApp, id: "again" })).toThrow("get /apps/{app_id} is there twice.");
  expect(() => api({ ...readApp, params: z.object({ app: z.string() }) })).toThrow(
    "path and params disagree",
  );
});
