export { isBearer } from "./bearer.ts";
export { createHealth, type Health, type HealthCheck, type HealthReport, type PartHealth } from "./health.ts";
export { logForm } from "./log-form.ts";
export { statusClass } from "./metrics/metrics.ts";
export { observeCache, observeLimiter, observeMailer, observeOutbound } from "./observed-adapters.ts";
export { observeTransactions } from "./observed-database.ts";
export { observeObjects } from "./observed-objects.ts";
export { createStoreGauges, type StoreNumbers } from "./store-gauges.ts";
export { createTelemetry, type Telemetry } from "./telemetry.ts";
