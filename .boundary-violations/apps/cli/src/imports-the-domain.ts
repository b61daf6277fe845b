// Breaks: command-line-imports-format-only
import "../../../packages/domain/src/version.ts";
