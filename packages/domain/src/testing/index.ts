export { sha256Of } from "../sha256.ts";
export * from "./damaged-store.ts";
export * from "./in-process-inspector.ts";
export * from "./interrupted-ports.ts";
export * from "./memory-database.ts";
export * from "./memory-object-store.ts";
export * from "./object-store-conformance.ts";
export * from "./sample-store.ts";
export * from "./stores-conformance.ts";
