// Breaks: packages-never-import-apps
import "../../../apps/worker/src/env.ts";
