export { buildPortal, seedDemo, startWorker } from "./apps.ts";
export { createDatabase, dropDatabase, openDatabase, type PlainDatabase } from "./databases.ts";

export type { S3Connection } from "./edge-worker.ts";
export { type FaultKind, type FaultPlan, faultKinds, seededRandom } from "./fault-plan.ts";
export { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
export { findFreePort } from "./ports.ts";
export { type Product, startProduct } from "./product.ts";
export { repositoryRoot } from "./repository-root.ts";
export { loadSecrets, type Secrets } from "./secrets.ts";
export { type ServiceName, type ServiceStep, type Services, startServices } from "./services.ts";
export { productEnvironment, readSettings, type Settings } from "./settings.ts";
export { StackError, type StackErrorCode } from "./stack-error.ts";
export { onStopRequest } from "./stop-request.ts";
export { type ManagedProcess, Supervisor } from "./supervisor.ts";
export { makeThrowawayData } from "./testing/throwaway-data.ts";
