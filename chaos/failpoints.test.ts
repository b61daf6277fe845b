import { expect, test } from "vitest";
import { createFailpoints } from "./failpoints.ts";

function record() {
  const reached: string[] = [];
  const points = createFailpoints({
    otherwise: "relay",
    onReach: ({ name, subject }) => void reached.push(`${name} (${subject})`),
  });
  const call = (name: string) => points.around(name, async () => name);
  return { reached, points, call };
}

test("a story has a failpoint before its first step and after each, and none for what only reads", async () => {
  const { reached, points, call } = record();
  await points.inStory("version.validate", "v1", async () => {
    expect(await call("db.versions.find")).toBe("db.versions.find");
    await call("db.versions.update");
    await call("objects.head");
    await call("db.versions.update");
    await call("objects.copy");
  });
  expect(reached).toEqual([
    "version.validate · before db.versions.update #1 (v1)",
    "version.validate · after db.versions.update #1 (v1)",
    "version.validate · after db.versions.update #2 (v1)",
    "version.validate · after objects.copy #1 (v1)",
  ]);
});

test("stories that run at the same time are told apart", async () => {
  const { reached, points, call } = record();
  await Promise.all(
    ["v1", "v2"].map((id) =>
      points.inStory("version.publish", id, async () => {
        await call("db.transaction");
        await call("db.transaction");
      }),
    ),
  );
  expect(reached.filter((line) => line.endsWith("(v1)"))).toEqual([
    "version.publish · before db.transaction #1 (v1)",
    "version.publish · after db.transaction #1 (v1)",
    "version.publish · after db.transaction #2 (v1)",
  ]);
  expect(reached).toHaveLength(6);
});

test("what runs outside of any story has both its sides", async () => {
  const { reached, call } = record();
  await call("relay.markDispatched");
  await call("relay.markDispatched");
  expect(reached).toEqual([
    "relay · before relay.markDispatched #1 (null)",
    "relay · after relay.markDispatched #1 (null)",
    "relay · before relay.markDispatched #1 (null)",
    "relay · after relay.markDispatched #1 (null)",
  ]);
});

test("taking nothing from the outbox is no step", async () => {
  const { reached, points } = record();
  await points.inStory("relay", null, async () => {
    await points.around("relay.claimOutbox", async () => []);
    await points.around("relay.claimOutbox", async () => [{ id: "1" }]);
  });
  expect(reached).toEqual([
    "relay · before relay.claimOutbox #1 (null)",
    "relay · after relay.claimOutbox #2 (null)",
  ]);
});

test("a step that failed has no failpoint after it", async () => {
  const { reached, points } = record();
  const failing = points.inStory("object.delete", "k", () =>
    points.around("objects.delete", () => Promise.reject(new Error("no"))),
  );
  await expect(failing).rejects.toThrow("no");
  expect(reached).toEqual(["object.delete · before objects.delete #1 (k)"]);
});
