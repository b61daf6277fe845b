import { readFileSync } from "node:fs";
import { DomainError, errorCodes, NewApp } from "@mosis/domain";
import { describe, expect, it } from "vitest";
import { problemOf, statusOf } from "./problem.ts";

describe("problemOf", () => {
  it("answers an expected failure with its status, code and sentence", async () => {
    const answer = problemOf(new DomainError("package_id_taken"), "request-1");
    expect(answer?.status).toBe(409);
    expect(answer?.headers.get("content-type")).toBe("application/problem+json");
    expect(answer?.headers.get("x-request-id")).toBe("request-1");
    expect(await answer?.json()).toEqual({
      type: "urn:mosis:problem:package_id_taken",
      title: "Conflict",
      status: 409,
      detail: new DomainError("package_id_taken").message,
      code: "package_id_taken",
      request_id: "request-1",
    });
  });

  it("names the fields of bad input", async () => {
    const answer = problemOf(NewApp.safeParse({ name: "" }).error, "request-1");
    expect(answer?.status).toBe(422);
    const body: unknown = await answer?.json();
    const { fields } = body as { fields: { path: string }[] };
    expect(fields.map(({ path }) => path)).toEqual(expect.arrayContaining(["packageId", "name", "summary"]));
  });

  it("says when to come back", () => {
    expect(problemOf(new DomainError("service_unavailable"), "r")?.headers.get("retry-after")).toBe("5");
  });

  it("leaves unexpected errors alone", () => {
    expect(problemOf(new Error("a bug"), "r")).toBeNull();
    expect(problemOf("thrown text", "r")).toBeNull();
  });
});

it("every code stands in docs/api.md, with its status", () => {
  const doc = readFileSync(new URL("../../../../docs/api.md", import.meta.url), "utf8");
  const rows = doc.split("\n").filter((line) => line.startsWith("| `"));
  for (const code of errorCodes) {
    const row = rows.find((line) => line.split("|")[1]?.includes(`\`${code}\``));
    expect(row?.split("|")[2]?.trim(), code).toBe(String(statusOf[code]));
  }
});
