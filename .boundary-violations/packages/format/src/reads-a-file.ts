// Breaks: format-core-is-portable
import "node:fs";
