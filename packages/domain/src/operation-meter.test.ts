import { expect, test } from "vitest";
import { newId } from "./ids.ts";
import { objectKeys } from "./object-keys.ts";
import { createOperationMeter } from "./operation-meter.ts";

const appId = newId<"app">();
const founderId = newId<"developer">();
const key = objectKeys.package({ founderId, appId, versionCode: 3 });

test("calls are counted by class and by the app their key names", () => {
  const meter = createOperationMeter();
  meter.count({ class: "a", key });
  meter.count({ class: "b", key, egressBytes: 500 });
  meter.count({ class: "b", key });
  meter.count({ class: "a", key: objectKeys.upload(newId()) });
  meter.count({ class: "b", key: null });
  expect(meter.take()).toEqual([
    { appId, classA: 1, classB: 2, egressBytes: 500 },
    { appId: null, classA: 1, classB: 1, egressBytes: 0 },
  ]);
  expect(meter.take()).toEqual([]);
});

test("what could not be handed over is added to what came meanwhile", () => {
  const meter = createOperationMeter();
  meter.count({ class: "a", key });
  const taken = meter.take();
  meter.count({ class: "a", key, egressBytes: 7 });
  meter.giveBack(taken);
  expect(meter.take()).toEqual([{ appId, classA: 2, classB: 0, egressBytes: 7 }]);
});

test("only a package's key names an app", () => {
  const meter = createOperationMeter();
  for (const other of [
    `packages/${founderId}/${appId}`,
    `x/packages/${founderId}/${appId}/a`,
    `packages/${founderId}/../${appId}/a`,
  ])
    meter.count({ class: "a", key: other });
  expect(meter.take()).toEqual([{ appId: null, classA: 3, classB: 0, egressBytes: 0 }]);
});
