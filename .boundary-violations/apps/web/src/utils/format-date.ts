// Breaks: names-say-what-is-inside
export const formatDate = String;
