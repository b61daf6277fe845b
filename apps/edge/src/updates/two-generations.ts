/**
 * A map that holds at most `mostWeight`, and forgets what has not been asked for longest. It does so by halves: what is
 * in use moves into the younger half, and when that is full, the older one is let go. Unlike a list in order of use,
 * reading what is young changes nothing.
 */
export interface BoundedMap<Value> {
  get(key: string): Value | undefined;
  /** Weighs the value anew when there is one already. */
  set(key: string, value: Value, weight: number): void;
  readonly weight: number;
}

interface Weighed<Value> {
  value: Value;
  weight: number;
}

export function twoGenerations<Value>(mostWeight: number): BoundedMap<Value> {
  let young = new Map<string, Weighed<Value>>();
  let old = new Map<string, Weighed<Value>>();
  let [youngWeight, oldWeight] = [0, 0];

  function put(key: string, item: Weighed<Value>): void {
    // Never more than half, so that both halves together stay within the bound.
    if (item.weight > mostWeight / 2) return;
    if (youngWeight + item.weight > mostWeight / 2) {
      [old, oldWeight] = [young, youngWeight];
      [young, youngWeight] = [new Map(), 0];
    }
    young.set(key, item);
    youngWeight += item.weight;
  }

  function drop(key: string): void {
    const [fromYoung, fromOld] = [young.get(key), old.get(key)];
    if (fromYoung) youngWeight -= fromYoung.weight;
    if (fromOld) oldWeight -= fromOld.weight;
    young.delete(key);
    old.delete(key);
  }

  return {
    get(key) {
      const item = young.get(key);
      if (item) return item.value;
      const older = old.get(key);
      if (!older) return undefined;
      drop(key);
      put(key, older);
      return older.value;
    },
    set(key, value, weight) {
      drop(key);
      put(key, { value, weight });
    },
    get weight() {
      return youngWeight + oldWeight;
    },
  };
}
