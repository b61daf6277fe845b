// Breaks: environment-is-read-in-env-only
export const port = process.env.PATH;
