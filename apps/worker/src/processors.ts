import {
  type AddressRules,
  countCatalog,
  type DeltaMaker,
  deleteObject,
  deliverAnnouncement,
  evaluateAlerts,
  expireUploads,
  forgetNotices,
  type IconRenderer,
  type ImportedLogs,
  importLogs,
  type JobProcessors,
  listPackageFiles,
  type Mailer,
  makeDeltas,
  type Outbound,
  type PackageInspector,
  type PortalLinks,
  type Ports,
  type ReadEvents,
  type RebuiltDay,
  type ReleaseSigner,
  readDeviceEvents,
  reconcileStore,
  recordUsage,
  remindOfTokens,
  renderIcon,
  renderScreenshot,
  renewDocuments,
  repairBucket,
  type ScreenshotRenderer,
  sendInvitation,
  sendNoticeMail,
  sendWebhook,
  stopDownloads,
  sweepStore,
  takeInventory,
  tendDownloads,
  tendInventory,
  tendReleases,
  type Unpack,
  validateVersion,
  writeFeed,
} from "@mosis/domain";

/** What each job does: one use case each, all of them safe to run twice. */
export function createProcessors(
  ports: Ports & {
    inspector: PackageInspector;
    deltaMaker: DeltaMaker;
    renderer: IconRenderer;
    screenshotRenderer: ScreenshotRenderer;
    signer: ReleaseSigner;
    mailer: Mailer;
    outbound: Outbound;
    addresses: AddressRules;
    links: PortalLinks;
    unpack: Unpack;
    /** Told what each run has read of what the edge noted. */
    onEventsRead?: (read: ReadEvents) => void;
    /** Told what each run has read of a CDN's logs. */
    onLogsImported?: (imported: ImportedLogs) => void;
    /** Told of every day that was summed up again. */
    onDayRebuilt?: (rebuilt: RebuiltDay) => void;
  },
): JobProcessors {
  return {
    "version.validate": ({ versionId }, { signal }) => validateVersion(ports, { versionId, signal }),
    "icon.render": ({ iconId }, { signal }) => renderIcon(ports, { iconId, signal }),
    "screenshot.render": ({ screenshotId }, { signal }) => renderScreenshot(ports, { screenshotId, signal }),
    "feed.write": (feed) => writeFeed(ports, feed),
    "deltas.make": ({ versionId }, { signal }) => makeDeltas(ports, { versionId, signal }),
    "files.list": ({ versionId }, { signal }) => listPackageFiles(ports, { versionId, signal }),
    "downloads.stop": (version) => stopDownloads(ports, version),
    "invitation.send": (invitation) => sendInvitation(ports, invitation),
    "tokens.remind": (_, { signal }) => remindOfTokens(ports, { signal }),
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
    "alerts.evaluate": async () => void (await evaluateAlerts(ports)),
    "catalog.count": (_, { signal }) => countCatalog(ports, { signal }),
    "events.read": async (_, { signal }) => ports.onEventsRead?.(await readDeviceEvents(ports, { signal })),
    "logs.import": async (_, { signal }) => ports.onLogsImported?.(await importLogs(ports, { signal })),
    "downloads.tend": async (_, { signal }) => {
      for (const rebuilt of await tendDownloads(ports, { signal })) ports.onDayRebuilt?.(rebuilt);
    },
    "announcement.deliver": (announcement, { signal }) =>
      deliverAnnouncement(ports, { ...announcement, signal }),
    "mail.send": (mail) => sendNoticeMail(ports, mail),
    "webhook.send": (delivery, { signal }) =>
      sendWebhook({ ...ports, portalUrl: ports.links.portalUrl }, { ...delivery, signal }),
    "notices.forget": (_, { signal }) => forgetNotices(ports, { signal }),
  };
}
