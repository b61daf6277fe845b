import type { Storage } from "../container.ts";
import { shownSize } from "../report/shown-size.ts";
import { shownTime } from "../report/shown-time.ts";
import type { Terminal } from "../terminal.ts";
import { count } from "./move-progress.ts";

type Moved = Awaited<ReturnType<Storage["moveObjects"]>>;

const objects = (number: number) => `${count(number)} ${number === 1 ? "object" : "objects"}`;

export function printSurvey(terminal: Terminal, left: Moved["left"], isSwitched: boolean): void {
  terminal.out(`${objects(left.todo)} would be moved or compared, ${shownSize(left.todoBytes)}.`);
  terminal.out(`${objects(left.settled)} settled already.`);
  printLeft(terminal, left, isSwitched);
  terminal.out("Nothing was changed (--dry-run).");
}

export function printMoved(
  terminal: Terminal,
  { outcomes, copiedBytes, left, failures }: Moved,
  { isSwitched, isComplete, seconds }: { isSwitched: boolean; isComplete: boolean; seconds: number },
): void {
  const time = shownTime(Math.ceil(seconds));
  terminal.out(`✓ ${objects(outcomes.copied)} copied and read back, ${shownSize(copiedBytes)} in ${time}.`);
  if (outcomes.equal > 0) terminal.out(`✓ ${objects(outcomes.equal)} there already, byte for byte the same.`);
  if (outcomes.own > 0) terminal.out(`✓ ${objects(outcomes.own)} newer on the new side, and left so.`);
  if (outcomes.vanished > 0) terminal.out(`✓ ${objects(outcomes.vanished)} deleted by the store meanwhile.`);
  printLeft(terminal, left, isSwitched);
  for (const { key, reason } of failures) terminal.out(`✗ ${key}: ${reason}`);
  if (isComplete) terminal.out("✓ Nothing is left on the old side: it can be dropped.");
  else if (left.todo > 0) terminal.out(`! ${objects(left.todo)} still to do: run the same command again.`);
  else if (!isSwitched) terminal.out("✓ Ready to switch: see docs/moving-house.md.");
}

function printLeft(terminal: Terminal, left: Moved["left"], isSwitched: boolean): void {
  if (!isSwitched && left.changing > 0) {
    terminal.out(`! ${objects(left.changing)} may still change, and come after the switch: --switched.`);
  }
  if (left.uploads > 0) {
    terminal.out(
      `! ${count(left.uploads)} ${left.uploads === 1 ? "upload is" : "uploads are"} not done yet and end where they began: keep the old side until then.`,
    );
  }
  if (left.onlyCopies > 0) {
    terminal.out(
      `! ${objects(left.onlyCopies)} copied earlier and deleted on the old side since: the store's reconciliation tells which of them nothing asks for.`,
    );
  }
}
