import type { JobProcessors } from "@mosis/domain";
import { surroundCalls } from "@mosis/domain/interrupted-ports";
import { createContainer } from "@mosis/worker/container";
import { readEnv } from "@mosis/worker/env";
import { createMakers } from "@mosis/worker/makers";
import { createProcessors } from "@mosis/worker/processors";
import { createSigner } from "@mosis/worker/signing-keys";
import { type Failpoints, wholeStore } from "./failpoints.ts";
import type { Order } from "./fleet.ts";
import { surroundAdapters } from "./surround-adapters.ts";
import { lockMs } from "./timing.ts";
import { becomeVictim, reportReady } from "./victim.ts";

// The worker of the store, wired as in its own main.ts, with failpoints between the steps of its jobs. It takes its
// first job when it is told to.

const points = becomeVictim("outbox.relay");
const env = readEnv();
const container = createContainer(env, {
  decorate: (adapters) => surroundAdapters(adapters, points.around),
  lockMs,
  leaseMs: lockMs,
  firstRetryMs: 250,
});
const makers = createMakers(container.objects);
const processors = createProcessors({
  ...container.ports,
  ...container.senders,
  inspector: surroundCalls("inspector", makers.inspector, points.around),
  deltaMaker: surroundCalls("deltaMaker", makers.deltaMaker, points.around),
  screenshotRenderer: surroundCalls("screenshotRenderer", makers.screenshotRenderer, points.around),
  renderer: surroundCalls("renderer", makers.renderer, points.around),
  signer: await createSigner(env.RELEASE_SIGNING_KEYS, new Date()),
});

process.on("message", (order: Order) => {
  if (order.type !== "work") return;
  // No edge writes to the store of this run; in a bucket that others use, what theirs noted is for them. The list of
  // keys is written once a day, as is room made for a day's downloads: no story would pass their steps again.
  const own: JobProcessors = {
    ...processors,
    "events.read": async () => {},
    "logs.import": async () => {},
    "downloads.tend": async () => {},
    "documents.renew": async () => {},
  };
  void container.startJobs(inStories(own, points));
});
reportReady();

/** Each job is a story about what its payload names, or about the whole store. */
function inStories(all: JobProcessors, { inStory }: Failpoints): JobProcessors {
  const entries = Object.entries(all).map(([name, run]) => [
    name,
    (payload: Record<string, string>, context: { id: string }) => {
      const { versionId, iconId, appId, key } = payload;
      const subject = versionId ?? iconId ?? appId ?? key ?? wholeStore + context.id;
      return inStory(name, subject, () => run(payload as never, context as never));
    },
  ]);
  return Object.fromEntries(entries) as JobProcessors;
}
