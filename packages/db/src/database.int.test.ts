import { freshDatabase } from "@mosis/devstack/testing";
import { describeDatabase } from "@mosis/domain/testing";
import { afterAll } from "vitest";
import { createDatabase } from "./database.ts";

const url = await freshDatabase();
const brokenConnections: Error[] = [];
const db = createDatabase({ url, onConnectionError: (error) => brokenConnections.push(error) });

afterAll(async () => {
  await db.close();
  if (brokenConnections.length > 0) throw new AggregateError(brokenConnections, "connections broke");
});

describeDatabase("PostgreSQL", () => db);
