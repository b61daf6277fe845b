import type { App, VersionListItem, VersionStatus } from "@mosis/domain";
import { expect, it } from "vitest";
import { wayToDevices } from "./way-to-devices.ts";

const empty = { packageId: "com.example.notes", icon: null, description: "" } as App;
const complete = { ...empty, icon: { id: "i", contentHash: "h" }, description: "Notes." } as App;
const version = (status: VersionStatus) => ({ id: "v", status }) as unknown as VersionListItem;
const none = { required: 0, ready: 0 };
const done = (app: App, ...statuses: VersionStatus[]) =>
  wayToDevices(app, statuses.map(version), none).map((step) => step.done);

it("starts with nothing done", () => {
  expect(done(empty)).toEqual([false, false, false, false, false]);
});

it("does not take an upload for a package that passed", () => {
  expect(done(complete, "validating", "failed")).toEqual([true, true, false, false, false]);
});

it("leads from a draft to an approved version", () => {
  expect(done(complete, "draft")).toEqual([true, true, true, false, false]);
  expect(done(complete, "approved", "rejected")).toEqual([true, true, true, true, false]);
});

it("leads from a published version to its release", () => {
  expect(done(complete, "published")).toEqual([true, true, true, true, true, false]);
  const last = wayToDevices(complete, [version("published")], none).at(-1);
  expect(last?.action?.href).toBe("/console/apps/com.example.notes/releases");
});

it("says where a step is done, and that a reviewer has it", () => {
  expect(wayToDevices(complete, [version("draft")], none)[3]?.action?.href).toBe(
    "/console/apps/com.example.notes/versions/v",
  );
  const waiting = wayToDevices(complete, [version("in_review")], none)[3];
  expect(waiting?.why).toBe("It waits for a reviewer.");
  expect(waiting?.action).toBeUndefined();
});

it("asks for screenshots where the store does", () => {
  const step = (ready: number) => wayToDevices(complete, [], { required: 3, ready })[2];
  expect(step(1)).toMatchObject({ done: false, why: "This store asks for 3: add 2 more screenshots." });
  expect(step(3)).toMatchObject({ done: true, why: "This store asks for 3." });
});
