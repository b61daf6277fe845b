// Breaks: environment-is-read-in-env-only
export const endpoint = globalThis.process.env.PATH;
