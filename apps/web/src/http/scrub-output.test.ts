import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { scrubOutput } from "./scrub-output.ts";

it("what Next writes by itself loses its secrets", async () => {
  const stream = new PassThrough();
  scrubOutput(stream as never);
  stream.write("Error: GET http://s3.example/k?X-Amz-Signature=ab12 failed\n", "utf8");
  stream.end("the end\n");
  expect(await stream.toArray().then((chunks) => chunks.join(""))).toBe(
    "Error: GET http://s3.example/k?… failed\nthe end\n",
  );
});
