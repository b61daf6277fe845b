import { LogRefusedError } from "./log-refusal.ts";

/** Characters: more than CloudFront's longest address (8 KiB) and headers (20 KiB) together. */
const longestLine = 64 * 1024;
/** Bytes of a log when it is unpacked; what is larger grew by no honest means. */
const largestLog = 16 * 1024 ** 3;

/**
 * The lines of a log, some at a time, as they come out of a stream that may be packed with gzip (RFC 1952; its first two
 * bytes say so). Never more than a few pieces of the stream are held.
 * @throws LogRefusedError `damaged`, `line_too_long`, `too_large`.
 */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string[], void> {
  const decoder = new TextDecoder();
  let [rest, bytes] = ["", 0];
  for await (const piece of unpacked(stream)) {
    bytes += piece.length;
    if (bytes > largestLog)
      throw new LogRefusedError("too_large", `It is more than ${largestLog / 1024 ** 3} GiB when unpacked.`);
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > longestLine || lines.some(({ length }) => length > longestLine))
      throw new LogRefusedError("line_too_long", `A line has more than ${longestLine} characters.`);
    if (lines.length > 0) yield lines;
  }
  rest += decoder.decode();
  if (rest !== "") yield [rest];
}

async function* unpacked(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const { isPacked, whole } = await peek(stream);
  if (!isPacked) {
    yield* whole;
    return;
  }
  const unpacking = whole.pipeThrough(new DecompressionStream("gzip") as never) as ReadableStream<Uint8Array>;
  try {
    for await (const piece of unpacking) yield piece;
  } catch (error) {
    // What the stream itself threw is no matter of its bytes.
    if (!(error instanceof TypeError)) throw error;
    throw new LogRefusedError("damaged", "It begins as gzip and does not go on as such, or ends too early.");
  }
}

/** Looks at the first two bytes, and gives a stream that begins with them. */
async function peek(
  stream: ReadableStream<Uint8Array>,
): Promise<{ isPacked: boolean; whole: ReadableStream<Uint8Array> }> {
  const reader = stream.getReader();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < 2) {
    const { done, value } = await reader.read();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  const [a, b] = first.flatMap((piece) => [...piece.subarray(0, 2)]);
  const whole = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const kept = first.shift();
      if (kept) return controller.enqueue(kept);
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { isPacked: a === 0x1f && b === 0x8b, whole };
}
