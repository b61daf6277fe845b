/** A number with its noun: `1 error`, `2 errors`, `1,200 apps`. For nouns whose plural ends in s. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
