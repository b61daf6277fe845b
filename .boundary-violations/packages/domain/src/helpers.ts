// Breaks: names-say-what-is-inside
export const later = 1;
