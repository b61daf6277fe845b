import { translate } from "./storage-errors.ts";

/**
 * The same bytes, read no faster than they are taken, with the domain's errors in place of the connection's. An
 * aborted signal ends the connection and fails the stream with the signal's reason.
 */
export function translatedStream(
  body: ReadableStream<Uint8Array>,
  signal?: AbortSignal,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let abort = () => {};
  const release = () => signal?.removeEventListener("abort", abort);
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        abort = () => {
          controller.error(signal?.reason);
          // The connection may fail while it is being closed; nobody waits for it any more.
          reader.cancel(signal?.reason).catch(() => {});
        };
        signal?.addEventListener("abort", abort, { once: true });
      },
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (signal?.aborted) return;
          if (!done) return controller.enqueue(value);
          release();
          controller.close();
        } catch (error) {
          release();
          throw translate(error, signal);
        }
      },
      async cancel(reason) {
        release();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
