import { PortalClient } from "./portal-client.ts";
import { makeWebAppPackage } from "./web-app-package.ts";

// A client in a process of its own: uploads one package after the other until it is killed. It says "sending" when the
// first bytes go, and then "sent" for each package.

/** What the client is told, over IPC. */
export type Load = {
  portalUrl: string;
  cookie: string;
  app: { id: string; packageId: string };
  /** Of the first package. */
  versionCode: number;
  /** Bytes of each package. */
  size: number;
  /** Completes the uploads and waits for the verdicts; otherwise they are cancelled once all bytes have arrived. */
  completes: boolean;
};

process.once("message", async (load: Load) => {
  const client = new PortalClient(load.portalUrl, load.cookie);
  for (let versionCode = load.versionCode; ; versionCode++) {
    const made = await makeWebAppPackage({
      packageId: load.app.packageId,
      versionCode,
      size: load.size,
    });
    process.send?.("sending");
    const sent = await client.send(load.app.id, made);
    await client.report(sent);
    if (load.completes) {
      const { id } = await client.complete(sent);
      await client.follow(id);
    } else {
      await client.discard(sent);
    }
    process.send?.("sent");
  }
});
