import type { ByteRange } from "../bucket/bucket-reader.ts";

/**
 * The bytes a `Range` header asks for (RFC 9110 §14.1.2, §14.2) of an object of `size` bytes.
 *
 * Null means that the whole object is to be served: there is no header, it is not valid, its unit is unknown, or it
 * asks for several ranges, which a server may ignore.
 */
export function resolveRange(header: string | undefined, size: number): ByteRange | "unsatisfiable" | null {
  const match = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header ?? "");
  if (!match) return null;
  const [first, last] = [match[1] ?? "", match[2] ?? ""];
  if (first === "") {
    if (last === "") return null;
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { offset: size - length, length };
  }
  const offset = Number(first);
  if (last !== "" && Number(last) < offset) return null;
  if (offset >= size) return "unsatisfiable";
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return { offset, length: end - offset + 1 };
}
