// Breaks: telemetry-libraries-in-telemetry-only
import "prom-client";
