// Breaks: nothing
export type Version = { code: number };
