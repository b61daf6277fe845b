import { describe, expect, test } from "vitest";
import { system } from "../../actor.ts";
import { type AlertState, alertNames } from "../../alert.ts";
import { newId } from "../../ids.ts";
import { interruptedCode } from "../../version.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addUpload, addVersion } from "./sample-rows.ts";

const hourMs = 60 * 60 * 1000;
/** The suite shares one database: signals of these tests are of hours in which nothing else happens. */
let lastHour = Date.UTC(2041, 0, 1);
function quietHour(): Date {
  lastHour += 24 * hourMs;
  return new Date(lastHour);
}
const later = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);
const query = { search: "", page: 1 };

export function describeAlerts(database: () => ObservedDatabase): void {
  describe("alerts", () => {
    test("count uploads that ended within the hour, and those that failed", async () => {
      const db = database();
      const at = quietHour();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const ended = (status: "consumed" | "expired" | "aborted" | "open", minutes: number) =>
        addUpload(db, app, { status, statusChangedAt: later(at, minutes) });
      await ended("consumed", -1);
      await ended("consumed", -59);
      await ended("expired", -30);
      await ended("aborted", -30);
      await ended("open", -30);
      await ended("expired", -61);
      const broken = await addVersion(db, app, { status: "validating" });
      await db.versions.update(
        {
          ...broken,
          status: "failed",
          step: null,
          findings: [
            { code: interruptedCode, severity: "error", path: null, message: "It broke off.", fix: "Retry." },
          ],
        },
        broken,
      );
      const upload = await db.uploads.find(system, broken.uploadId);
      if (!upload) throw new Error("the version has no upload");
      await db.uploads.update(
        { ...upload, status: "consumed", statusChangedAt: later(at, -5) },
        upload.status,
      );
      expect((await db.queries.countSignals(at, [])).uploads).toEqual({ ended: 4, failed: 2 });
    });

    test("count downloads of the running hour and the one before", async () => {
      const db = database();
      const at = later(quietHour(), 10);
      const hour = (hours: number) => new Date(Math.floor(at.getTime() / hourMs) * hourMs + hours * hourMs);
      const of = (hours: number, requests: number, failures: number) => ({
        hour: hour(hours),
        requests,
        failures,
        bytes: 4_000_000_000,
        cachedBytes: 5,
      });
      await db.downloads.addHours([of(-2, 1000, 1000), of(-1, 100, 2), of(0, 10, 1)]);
      await db.downloads.addHours([of(0, 10, 0), of(1, 1000, 1000)]);
      await db.downloads.addHours([]);
      expect((await db.queries.countSignals(at, [])).downloads).toEqual({ requests: 120, failures: 3 });
    });

    test("know the oldest job of some kinds that is still to be done", async () => {
      const db = database();
      const added = new Date(Date.UTC(1999, 0, 1));
      await db.outbox.add({ name: "usage.record", payload: {} }, added);
      const oldest = async (...jobs: ("usage.record" | "documents.renew")[]) =>
        (await db.queries.countSignals(new Date(), jobs)).oldestJobAt;
      expect(await oldest("usage.record", "documents.renew")).toEqual(added);
      expect(await oldest()).toBeNull();
    });

    test("stand as they were saved, and keep what admins set", async () => {
      const db = database();
      const { actor } = await addPerson(db, { role: "admin" });
      const at = quietHour();
      const state: AlertState = { status: "firing", since: at, lastAboveAt: later(at, 1), value: 0.25 };
      const limits = { above: 0.2, forSeconds: 90, isMuted: true };
      await db.alerts.saveLimits("queue_age", limits, actor.userId, at);
      await db.transaction(async (stores) => {
        await stores.alerts.hold();
        await stores.alerts.save("queue_age", { state, limits: null });
      });
      expect((await db.queries.listAlerts()).get("queue_age")).toEqual({ state, limits });
      const again = { ...limits, above: 0.4 };
      await db.alerts.saveLimits("queue_age", again, actor.userId, at);
      const held = await db.transaction((stores) => stores.alerts.hold());
      expect(held.get("queue_age")).toEqual({ state, limits: again });
    });

    test("are looked at one by one", async () => {
      const db = database();
      const add = () =>
        db.transaction(async (stores) => {
          const rows = await stores.alerts.hold();
          const value = (rows.get("ledger_drift")?.state.value ?? 0) + 1;
          const at = quietHour();
          const state: AlertState = { status: "quiet", since: at, lastAboveAt: null, value };
          await stores.alerts.save("ledger_drift", { state, limits: null });
        });
      // The row is there from the first look on.
      await add();
      const before = (await db.queries.listAlerts()).get("ledger_drift")?.state.value ?? 0;
      await Promise.all(Array.from({ length: 6 }, add));
      expect((await db.queries.listAlerts()).get("ledger_drift")?.state.value).toBe(before + 6);
    });

    test("fire once at a time, with the most their signal was", async () => {
      const db = database();
      const [alert] = alertNames;
      const at = quietHour();
      const episode = { id: newId<"alert-episode">(), alert, firedAt: at, peak: 0.1 };
      await db.alerts.openEpisode(episode);
      await expect(db.alerts.openEpisode({ ...episode, id: newId<"alert-episode">() })).rejects.toThrow();
      await db.alerts.updateEpisode(alert, { value: 0.3, clearedAt: null });
      await db.alerts.updateEpisode(alert, { value: 0.2, clearedAt: null });
      await db.alerts.updateEpisode(alert, { value: null, clearedAt: later(at, 9) });
      await db.alerts.updateEpisode(alert, { value: 0.9, clearedAt: later(at, 10) });
      expect((await db.queries.listAlertEpisodes(query)).items[0]).toEqual({
        ...episode,
        peak: 0.3,
        clearedAt: later(at, 9),
      });
    });
  });
}
