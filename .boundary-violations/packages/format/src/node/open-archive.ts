// Breaks: nothing
import "node:fs";

export type Archive = { entries: number };
