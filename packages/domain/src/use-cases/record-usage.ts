import { system } from "../actor.ts";
import type { DeveloperId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import { dayOf, firstOfMonth } from "../usage.ts";
import { announce } from "./announce.ts";
import { budgetOf, listRecentDays } from "./read-usage.ts";

/** Developers looked at with one statement. */
const batch = 200;

/**
 * Notes what every developer and the store keep at this moment as the account of the day. What runs twice in an hour
 * notes the same again; the store's sum comes last, so that it never lacks a developer that has been looked at.
 */
export async function recordUsage({ db, clock }: Ports): Promise<void> {
  const at = clock.now();
  let after: DeveloperId | null = null;
  do after = await db.usage.recordDevelopers({ at, after, limit: batch });
  while (after !== null);
  await db.usage.recordStore(at);
  await tellOfBudget({ db, at });
}

/** Admins are told once a month when the month will cost four fifths of its budget, and once when all of it. */
async function tellOfBudget({ db, at }: { db: Ports["db"]; at: Date }): Promise<void> {
  const [settings, days] = await Promise.all([db.costSettings.read(), listRecentDays(db, at)]);
  const budget = budgetOf(settings, days, at);
  if (!budget || budget.state === "within") return;
  const { state, estimate } = budget;
  const month = firstOfMonth(dayOf(at));
  const data = { month, state, estimate, budget: budget.budget };
  const once = `budget.exceeded ${month} ${state}`;
  await db.transaction((stores) =>
    announce(stores, { kind: "budget.exceeded", actor: system, at, data, once }),
  );
}
