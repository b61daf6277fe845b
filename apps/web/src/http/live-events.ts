import { type ChangeFeed, isDomainError, type Topic } from "@mosis/domain";
import { streamsEnd } from "./draining.ts";

/** A change is only a hint: the resource is read again this often without one, which also keeps the line open. */
const rereadMs = 10_000;

/**
 * Server-sent events of one resource: the whole of it at once, again whenever it has changed, and the end of the
 * stream when nothing more will. Every read is authorized anew; when it fails, the stream ends: with the event `over`
 * where the reader may not look any more.
 */
export async function liveEvents<Resource>(options: {
  topic: Topic;
  changes: ChangeFeed;
  signal: AbortSignal;
  read: () => Promise<Resource>;
  isFinal: (resource: Resource) => boolean;
}): Promise<Response> {
  const { topic, changes, signal, read, isFinal } = options;
  // The first read decides whether there is a stream at all: its failure is an ordinary problem.
  const first = await read();
  const encoder = new TextEncoder();
  // The reader's, and that of a process that stops: then the reader comes again, and reaches another.
  const ends = [signal, streamsEnd()];
  let stop = () => {};

  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let sent = "";
      let ended = false;
      let reading: Promise<void> = Promise.resolve();
      const letGo = () => {
        ended = true;
        unsubscribe();
        clearInterval(timer);
        for (const each of ends) each.removeEventListener("abort", end);
      };
      const end = () => {
        if (ended) return;
        letGo();
        controller.close();
      };
      const send = (resource: Resource) => {
        if (ended) return;
        const text = JSON.stringify(resource);
        controller.enqueue(encoder.encode(text === sent ? ": still here\n\n" : `data: ${text}\n\n`));
        sent = text;
        if (isFinal(resource)) end();
      };
      // One read after the other, so that what is sent last is what was read last.
      const refresh = () => {
        reading = reading
          .then(async () => {
            if (!ended) send(await read());
          })
          .catch((error: unknown) => {
            // Refused, not broken: to ask again would give the same.
            const isOver = isDomainError(error) && error.code !== "service_unavailable";
            if (isOver && !ended) controller.enqueue(encoder.encode("event: over\ndata: {}\n\n"));
            end();
          });
      };
      const unsubscribe = changes.subscribe(topic, refresh);
      const timer = setInterval(refresh, rereadMs);
      for (const each of ends) each.addEventListener("abort", end);
      stop = letGo;
      send(first);
      if (ends.some(({ aborted }) => aborted)) return end();
      // Closes the gap between the first read and the subscription.
      refresh();
    },
    cancel: () => stop(),
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
