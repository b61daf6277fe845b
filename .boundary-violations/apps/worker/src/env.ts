// Breaks: nothing
export const port = process.env.PATH;
