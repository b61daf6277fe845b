export * from "./memory-database.ts";
export * from "./memory-object-store.ts";
export * from "./object-store-conformance.ts";
export * from "./stores-conformance.ts";
