import type {
  DeltaMaker,
  IconRenderer,
  ObjectStore,
  PackageInspector,
  ScreenshotRenderer,
} from "@mosis/domain";
import { createDeltaMaker } from "./deltas/delta-maker.ts";
import { sharpIconRenderer } from "./icons/render-icons.ts";
import { createPackageInspector } from "./inspection/package-inspector.ts";
import { sharpScreenshotRenderer } from "./screenshots/render-screenshots.ts";

/** Those who look into packages and make deltas and pictures, which is what a worker needs its processors for. */
export interface Makers {
  inspector: PackageInspector;
  deltaMaker: DeltaMaker;
  renderer: IconRenderer;
  screenshotRenderer: ScreenshotRenderer;
}

export function createMakers(objects: ObjectStore): Makers {
  return {
    inspector: createPackageInspector(objects),
    deltaMaker: createDeltaMaker(objects),
    renderer: sharpIconRenderer,
    screenshotRenderer: sharpScreenshotRenderer,
  };
}
