// Breaks: environment-is-read-in-env-only
import { env } from "node:process";

export const port = env.PATH;
