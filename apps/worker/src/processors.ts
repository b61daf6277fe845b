import {
  deleteObject,
  expireUploads,
  type IconRenderer,
  type JobProcessors,
  type PackageInspector,
  type Ports,
  type ReleaseSigner,
  reconcileStore,
  recordUsage,
  renderIcon,
  renderScreenshot,
  renewDocuments,
  repairBucket,
  type ScreenshotRenderer,
  sweepStore,
  takeInventory,
  tendInventory,
  tendReleases,
  validateVersion,
  writeFeed,
} from "@mosis/domain";

/** What each job does: one use case each, all of them safe to run twice. */
export function createProcessors(
  ports: Ports & {
    inspector: PackageInspector;
    renderer: IconRenderer;
    screenshotRenderer: ScreenshotRenderer;
    signer: ReleaseSigner;
  },
): JobProcessors {
  return {
    "version.validate": ({ versionId }, { signal }) => validateVersion(ports, { versionId, signal }),
    "icon.render": ({ iconId }, { signal }) => renderIcon(ports, { iconId, signal }),
    "screenshot.render": ({ screenshotId }, { signal }) => renderScreenshot(ports, { screenshotId, signal }),
    "feed.write": (feed) => writeFeed(ports, feed),
    "object.delete": (object) => deleteObject(ports, object),
    "uploads.expire": async () => void (await expireUploads(ports)),
    "bucket.inventory": (run, { signal }) => takeInventory(ports, { ...run, signal }),
    "bucket.repair": (run, { signal }) => repairBucket(ports, { ...run, signal }),
    "inventory.tend": () => tendInventory(ports),
    "store.reconcile": async () => void (await reconcileStore(ports)),
    "store.sweep": async ({ approvedRun }, { signal }) =>
      void (await sweepStore(ports, { approvedRun, signal })),
    "usage.record": () => recordUsage(ports),
    "releases.tend": (_, { signal }) => tendReleases(ports, { signal }),
    "documents.renew": (_, { signal }) => renewDocuments(ports, { signal }),
  };
}
