// Breaks: environment-is-read-in-env-only
import process from "node:process";

export const { env } = process;
