// Breaks: nothing
export const environmentOfChild = { ...process.env, CI: "1" };
