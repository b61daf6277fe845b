import { createMemoryDatabase } from "./memory-database.ts";
import { describeDatabase } from "./stores-conformance.ts";

describeDatabase("memory", () => createMemoryDatabase());
