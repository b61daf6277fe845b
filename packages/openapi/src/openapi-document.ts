import { z } from "zod";

/** A call of an HTTP API, described by the schemas that its handler checks with. */
export interface Operation {
  method: "get" | "post" | "put" | "patch" | "delete" | "head";
  /** With parameters in braces, such as `/v1/apps/{package_id}`. */
  path: string;
  /** Unique in the document; generators of clients make function names of it. */
  id: string;
  summary: string;
  description?: string;
  tags?: readonly string[];
  /** Absent: as the document has it, or open to everybody. */
  security?: readonly Record<string, readonly string[]>[];
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** Default `application/json`. */
  bodyType?: string;
  /** By HTTP status. */
  answers: Readonly<Record<number, Answer>>;
}

export interface Answer {
  description: string;
  schema?: z.ZodType;
  /** Default `application/json`. */
  contentType?: string;
  /** What each header says, by name. */
  headers?: Readonly<Record<string, string>>;
}

export interface ApiDescription {
  info: { title: string; version: string; description?: string };
  servers: readonly { url: string; description?: string }[];
  tags?: readonly { name: string; description?: string }[];
  securitySchemes?: Readonly<Record<string, object>>;
  security?: readonly Record<string, readonly string[]>[];
  /** Get a name of their own in the document, wherever they are used. */
  schemas?: Readonly<Record<string, z.ZodType>>;
  operations: readonly Operation[];
}

type Json = Record<string, unknown>;

export interface OpenApiDocument extends Json {
  openapi: "3.1.0";
  paths: Record<string, Record<string, Json>>;
  components: { schemas: Record<string, Json> };
}

/**
 * The API as OpenAPI 3.1, whose schemas are JSON Schema 2020-12, which Zod writes by itself. Requests are described as
 * what goes into a schema, answers as what comes out of it.
 *
 * @throws Error when two operations have an id or a place in common, a path and its parameters disagree, or Zod cannot
 *   write a schema down.
 */
export function openApiDocument(api: ApiDescription): OpenApiDocument {
  const schemas = namedSchemas(api.schemas ?? {});
  const paths: OpenApiDocument["paths"] = {};
  const ids = new Set<string>();
  for (const operation of api.operations) {
    if (ids.has(operation.id)) throw new Error(`Two operations are called ${operation.id}.`);
    ids.add(operation.id);
    paths[operation.path] ??= {};
    const methods = paths[operation.path] ?? {};
    if (methods[operation.method]) throw new Error(`${operation.method} ${operation.path} is there twice.`);
    methods[operation.method] = describe(operation, schemas);
  }
  return {
    openapi: "3.1.0",
    info: api.info,
    servers: api.servers,
    ...(api.tags && { tags: api.tags }),
    ...(api.security && { security: api.security }),
    paths,
    components: {
      schemas: schemas.written(),
      ...(api.securitySchemes && { securitySchemes: api.securitySchemes }),
    },
  };
}

function describe(operation: Operation, schemas: NamedSchemas): Json {
  const parameters = [
    ...parametersIn("path", operation.params, schemas),
    ...parametersIn("query", operation.query, schemas),
    ...parametersIn("header", operation.headers, schemas),
  ];
  const inPath = Array.from(operation.path.matchAll(/\{(\w+)\}/g), ([, name]) => name).sort();
  const described = Object.keys(operation.params?.shape ?? {}).sort();
  if (inPath.join() !== described.join()) throw new Error(`${operation.id}: its path and params disagree.`);
  return {
    operationId: operation.id,
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    ...(operation.tags && { tags: operation.tags }),
    ...(operation.security && { security: operation.security }),
    ...(parameters.length > 0 && { parameters }),
    ...(operation.body && {
      requestBody: {
        required: true,
        content: { [operation.bodyType ?? "application/json"]: { schema: schemas.input(operation.body) } },
      },
    }),
    responses: Object.fromEntries(
      Object.entries(operation.answers).map(([status, answer]) => [status, answerOf(answer, schemas)]),
    ),
  };
}

function parametersIn(
  place: "path" | "query" | "header",
  object: z.ZodObject | undefined,
  schemas: NamedSchemas,
): Json[] {
  return Object.entries(object?.shape ?? {}).map(([name, schema]) => {
    // What a schema says of itself belongs to the parameter, where readers look for it.
    const { description, examples, example, ...written } = schemas.input(schema as z.ZodType);
    const first = Array.isArray(examples) ? examples[0] : example;
    return {
      name,
      in: place,
      required: place === "path" || !(schema as z.ZodType).safeParse(undefined).success,
      ...(description !== undefined && { description }),
      ...(first !== undefined && { example: first }),
      schema: written,
    };
  });
}

function answerOf({ description, schema, contentType, headers }: Answer, schemas: NamedSchemas): Json {
  return {
    description,
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, says]) => [
          name,
          { description: says, schema: { type: "string" } },
        ]),
      ),
    }),
    ...(schema
      ? { content: { [contentType ?? "application/json"]: { schema: schemas.output(schema) } } }
      : contentType && {
          content: { [contentType]: { schema: { type: "string", contentMediaType: contentType } } },
        }),
  };
}

interface NamedSchemas {
  input(schema: z.ZodType): Json;
  output(schema: z.ZodType): Json;
  /** Those that have been referred to, with those these refer to. */
  written(): Record<string, Json>;
}

/** The one under which a schema is written that has no name of its own. */
const unnamed = "#";

function namedSchemas(named: Readonly<Record<string, z.ZodType>>): NamedSchemas {
  const components: Record<string, Json> = {};

  function write(schema: z.ZodType, io: "input" | "output"): Json {
    const registry = z.registry<{ id: string }>();
    for (const [id, known] of Object.entries(named)) registry.add(known, { id });
    const own = registry.get(schema)?.id;
    if (own === undefined) registry.add(schema, { id: unnamed });
    const { schemas } = z.toJSONSchema(registry, {
      io,
      uri: (id) => `#/components/schemas/${id}`,
      override: ({ jsonSchema }) => {
        // The format says it; Zod's expressions for it are long and differ from release to release.
        if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
        // An answer may come to say more: who reads it takes what it knows.
        if (io === "output" && jsonSchema.additionalProperties === false)
          delete jsonSchema.additionalProperties;
      },
    });
    const written = JSON.stringify(schemas[own ?? unnamed]);
    keepReferred(own === undefined ? written : refTo(own), schemas);
    return own === undefined ? withoutNames(JSON.parse(written)) : { $ref: `#/components/schemas/${own}` };
  }

  function keepReferred(written: string, schemas: Record<string, unknown>): void {
    for (const [, id = ""] of written.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const component = withoutNames(schemas[id] as Json);
      const kept = components[id];
      if (kept === undefined) {
        components[id] = component;
        keepReferred(JSON.stringify(component), schemas);
      } else if (JSON.stringify(kept) !== JSON.stringify(component)) {
        throw new Error(`${id} goes in as something else than it comes out; name the two apart.`);
      }
    }
  }

  return {
    input: (schema) => write(schema, "input"),
    output: (schema) => write(schema, "output"),
    written: () => Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

const refTo = (id: string) => `"#/components/schemas/${id}"`;

function withoutNames({ $schema: _, $id: __, ...schema }: Json): Json {
  return schema;
}
