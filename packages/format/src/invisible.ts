/**
 * Characters a name may not have: controls, line and paragraph separators, the byte order mark, and the marks
 * that make text read in another order than it is stored (Unicode TR 36 and TR 39).
 */
export const invisibleInNames = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

/** The same for text of several lines in any script: line breaks, tabs and plain direction marks belong there. */
export const invisibleInText = /(?![\n\r\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff]/u;
