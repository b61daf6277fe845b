/** What a child says first, when it takes its work: what happens from then on is about the work. */
export const accepted = "accepted";
