import { compareKeys, everyObject, isWrittenOnce, type ListedObject, uploadIdIn } from "@mosis/domain";
import type { SettledObjects } from "./settled-objects.ts";
import type { Source } from "./side.ts";

/** An object of the old side, with what the new side has in its place. */
export interface Pair {
  source: ListedObject;
  target: ListedObject | null;
}

export interface Comparison {
  /** To be copied, or to be compared byte for byte. */
  todo: number;
  todoBytes: number;
  /** Settled, now or by an earlier run. */
  settled: number;
  /** Uploads that have not become anything yet: they stay where they were received until they have. */
  uploads: number;
  /** What may still be replaced on the old side, and is left there until nobody writes to it. */
  changing: number;
  /** Copied earlier, and by now deleted on the old side alone. */
  onlyCopies: number;
}

export interface Sides {
  from: Source;
  to: Pick<Source, "list">;
  settled: SettledObjects;
  /** Whether everybody writes to the new side already. */
  isSwitched: boolean;
  signal: AbortSignal;
}

export async function compareSides(sides: Sides): Promise<Comparison> {
  const found: Comparison = { todo: 0, todoBytes: 0, settled: 0, uploads: 0, changing: 0, onlyCopies: 0 };
  for await (const { kind, source } of classified(sides)) {
    found[kind]++;
    if (kind === "todo") found.todoBytes += source?.size ?? 0;
  }
  return found;
}

/** What there is to do, in the order of the keys, found out as it is taken. */
export async function* pairsToDo(sides: Sides): AsyncGenerator<Pair> {
  for await (const { kind, source, target } of classified(sides)) {
    if (kind === "todo" && source) yield { source, target };
  }
}

type Kind = Exclude<keyof Comparison, "todoBytes">;

async function* classified(
  sides: Sides,
): AsyncGenerator<{ kind: Kind; source: ListedObject | null; target: ListedObject | null }> {
  const { settled, isSwitched } = sides;
  for await (const { source, target } of inStep(sides)) {
    if (!source) {
      if (target && settled.has(target.key)) yield { kind: "onlyCopies", source, target };
    } else if (uploadIdIn(source.key) !== null) {
      yield { kind: "uploads", source, target };
    } else if (!isSwitched && !isWrittenOnce(source.key)) {
      yield { kind: "changing", source, target };
    } else {
      yield { kind: target && settled.isSettled(source) ? "settled" : "todo", source, target };
    }
  }
}

/** Both lists side by side, as both have the same order: neither is ever held as a whole. */
async function* inStep({ from, to, signal }: Sides) {
  const [sources, targets] = [everyObject(from, { signal }), everyObject(to, { signal })];
  let source = await sources.next();
  let target = await targets.next();
  while (!source.done || !target.done) {
    const order = source.done ? 1 : target.done ? -1 : compareKeys(source.value.key, target.value.key);
    yield {
      source: order <= 0 && !source.done ? source.value : null,
      target: order >= 0 && !target.done ? target.value : null,
    };
    if (order <= 0) source = await sources.next();
    if (order >= 0) target = await targets.next();
  }
}
