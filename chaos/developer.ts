import { createApplication, isDomainError } from "@mosis/domain";
import { createContainer } from "@mosis/worker/container";
import { readEnv } from "@mosis/worker/env";
import { clientSteps, type StepContext, type StepName } from "./client-steps.ts";
import type { Order, Report } from "./fleet.ts";
import { surroundAdapters } from "./surround-adapters.ts";
import { becomeVictim, reportReady } from "./victim.ts";

// The clients of developers and reviewers in one process: what the portal's routes call, on real adapters, with
// failpoints between the steps. It does one step of a story when it is told to, and many at once.

const twoHours = 2 * 60 * 60 * 1000;

const points = becomeVictim("client");
const { app, ports } = createContainer(readEnv(), {
  decorate: (adapters) => surroundAdapters(adapters, points.around),
});
const clock = { now: () => new Date(Date.now() - twoHours) };
const context: StepContext = { app, past: createApplication({ ...ports, clock }), around: points.around };

process.on("message", (order: Order) => {
  if (order.type === "step") void perform(order);
});
reportReady();

async function perform({ id, story, step, input }: Extract<Order, { type: "step" }>): Promise<void> {
  const run = clientSteps[step as StepName] as (context: StepContext, input: unknown) => Promise<unknown>;
  try {
    const result = (await points.inStory(step, story, () => run(context, input))) ?? null;
    answer({ type: "answer", id, result });
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    answer({ type: "failure", id, code: isDomainError(error) ? error.code : null, message });
  }
}

function answer(report: Report): void {
  process.send?.(report);
}
