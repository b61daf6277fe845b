import { LogRefusedError } from "./log-refusal.ts";

/** Characters: more than CloudFront's longest address (8 KiB) and headers (20 KiB) together. */
const longestLine = 64 * 1024;
/** Bytes of a log when it is unpacked; what is larger grew by no honest means. */
const largestLog = 16 * 1024 ** 3;

/**
 * Unpacks gzip (RFC 1952), also of several members, as it is read and no further. The stream it gives fails with what the
 * packed one fails with, and with a `LogRefusedError` `damaged` where the bytes are none of gzip's, or end too early.
 */
export type Unpack = (packed: ReadableStream<Uint8Array>) => AsyncIterable<Uint8Array>;

/**
 * The lines of a log, some at a time, as they come out of a stream that may be packed with gzip: its first two bytes say
 * so. Never more than a few pieces of the stream are held.
 * @throws LogRefusedError `damaged`, `line_too_long`, `too_large`.
 */
export async function* readLines(
  stream: ReadableStream<Uint8Array>,
  unpack: Unpack,
): AsyncGenerator<string[], void> {
  const decoder = new TextDecoder();
  let [rest, bytes] = ["", 0];
  const { isPacked, whole } = await peek(stream);
  for await (const piece of isPacked ? unpack(whole) : whole) {
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
