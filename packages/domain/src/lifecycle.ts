/** A life cycle: for each status, the statuses that may follow it. */
export type Transitions<Status extends string> = Readonly<Record<Status, readonly Status[]>>;

export function allows<Status extends string>(table: Transitions<Status>, from: Status, to: Status): boolean {
  return table[from].includes(to);
}
