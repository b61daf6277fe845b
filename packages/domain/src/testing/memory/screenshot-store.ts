import { DomainError } from "../../errors.ts";
import type { ScreenshotQueries, ScreenshotStore } from "../../ports/screenshots.ts";
import { hasPlace, mostScreenshots, type Screenshot, shown } from "../../screenshot.ts";
import { type Access, copyOf, type State } from "./state.ts";
import { onStable } from "./version-store.ts";
import { seesScreenshot } from "./visibility.ts";

const byPlace = (a: Screenshot, b: Screenshot) => (a.position ?? 0) - (b.position ?? 0);

function placed(state: State, appId: string): Screenshot[] {
  return [...state.screenshots.values()]
    .filter((one) => one.appId === appId && one.position !== null)
    .sort(byPlace);
}

export function memoryScreenshotStore({ read, write, now }: Access): ScreenshotStore {
  function put(state: State, screenshot: Screenshot): void {
    state.screenshots.set(screenshot.id, screenshot);
    state.stepChanged.set(screenshot.id, now());
    state.changed.add(`screenshots:${screenshot.appId}`);
  }

  return {
    async find(actor, id) {
      const screenshot = read().screenshots.get(id);
      return screenshot && seesScreenshot(read(), actor, screenshot) ? copyOf(screenshot) : null;
    },

    async findByUpload(actor, uploadId) {
      const screenshot = [...read().screenshots.values()].find((one) => one.uploadId === uploadId);
      return screenshot && seesScreenshot(read(), actor, screenshot) ? copyOf(screenshot) : null;
    },

    listPlaced: async (appId) => structuredClone(placed(read(), appId)),

    async countReady(appId) {
      return placed(read(), appId).filter(({ status }) => status === "ready").length;
    },

    create: (screenshot) =>
      write((state) => {
        for (const { id, uploadId } of state.screenshots.values()) {
          if (id === screenshot.id || uploadId === screenshot.uploadId)
            throw new Error(`upload ${uploadId} has become a screenshot already`);
        }
        const position = placed(state, screenshot.appId).length;
        if (position >= mostScreenshots) return null;
        put(state, { ...structuredClone(screenshot), position });
        return position;
      }),

    begin: (id) =>
      write((state) => {
        const known = state.screenshots.get(id);
        if (known?.status !== "rendering") return null;
        const begun: Screenshot = { ...known, attempt: known.attempt + 1 };
        put(state, begun);
        return structuredClone(begun);
      }),

    update: (screenshot, from) =>
      write((state) => {
        const known = state.screenshots.get(screenshot.id);
        if (known?.status !== from.status || known.attempt !== from.attempt)
          throw new DomainError("screenshot_state_conflict");
        const { altText, developerId } = known;
        const position = hasPlace(screenshot.status) ? known.position : null;
        put(state, { ...structuredClone(screenshot), developerId, altText, position });
        for (const [place, one] of placed(state, known.appId).entries())
          state.screenshots.set(one.id, { ...one, position: place });
      }),

    arrange: (appId, ids) =>
      write((state) => {
        for (const one of placed(state, appId)) {
          const position = ids.indexOf(one.id);
          state.screenshots.set(one.id, { ...one, position });
        }
      }),

    describe: (id, altText) =>
      write((state) => {
        const known = state.screenshots.get(id);
        if (!known || known.position === null) return false;
        state.screenshots.set(id, { ...known, altText });
        return true;
      }),
  };
}

export function memoryScreenshotQueries(read: () => State): ScreenshotQueries {
  return {
    async listScreenshots(actor, appId) {
      const refused = [...read().screenshots.values()]
        .filter((one) => one.appId === appId && one.status === "refused")
        .filter((one) => seesScreenshot(read(), actor, one))
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1));
      const visible = placed(read(), appId).filter((one) => seesScreenshot(read(), actor, one));
      return structuredClone([...visible, ...refused].slice(0, 2 * mostScreenshots));
    },

    async listPublicScreenshots(appId) {
      if (!onStable(read(), appId)) return [];
      return placed(read(), appId).flatMap((one) => shown(one) ?? []);
    },
  };
}
