import { expect, test } from "vitest";
import { createMessageCounter } from "./counting-proxy.ts";

function message(type: string, body = ""): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4 + Buffer.byteLength(body));
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
}

const extended = ["P", "B", "D", "E", "S"].map((type) => message(type, type === "S" ? "" : "SQ\0S"));
const conversation = Buffer.concat([
  message("", "\0\u0003\0\0user\0QS\0\0"),
  message("p", "SSQQ"),
  message("Q", "BEGIN\0"),
  ...extended,
  ...extended,
  message("Q", "COMMIT\0"),
  message("X"),
]);

test("each query and each sync is a round trip, and nothing inside a message is", () => {
  let count = 0;
  createMessageCounter(() => count++)(conversation);
  expect(count).toBe(4);
});

test.each([1, 2, 3, 7, 50])("messages may arrive in pieces of %i bytes", (size) => {
  let count = 0;
  const feed = createMessageCounter(() => count++);
  for (let at = 0; at < conversation.length; at += size) feed(conversation.subarray(at, at + size));
  expect(count).toBe(4);
});
