import { type DeviceMemory, nothingRemembered, type RememberedTrack } from "./device-memory.ts";
import { EdgeError, edgeErrorOf } from "./edge-error.ts";
import { Fields } from "./fields.ts";
import { createKeyRing } from "./key-ring.ts";
import {
  Mistrust,
  type OfferedDelta,
  type OfferedRelease,
  readRelease,
  type TrackState,
} from "./read-release.ts";
import type { SignedDocument } from "./trusted-keys.ts";

export interface DeviceClientOptions {
  /** Address of the store's edge. */
  readonly edgeUrl: string;
  /**
   * Name that this device chose for itself, random and kept for good, 1 to 200 characters: it decides which rollouts the
   * device is among, and says nothing about its owner.
   */
  readonly device: string;
  /** Public keys of the store that the device was made with: 32 bytes each, base64url. */
  readonly publicKeys: readonly string[];
  readonly memory: DeviceMemory;
  readonly fetch?: typeof fetch;
  readonly now?: () => Date;
}

/** An app on the device. */
export interface InstalledApp {
  readonly packageId: string;
  /** Default `stable`. */
  readonly track?: string;
  /** Null before the first installation. */
  readonly versionCode: number | null;
}

/** A release to be installed, with addresses that work for an hour. Everything but the addresses was signed. */
export interface Offer {
  readonly app: InstalledApp;
  readonly release: OfferedRelease;
  readonly downloadUrl: string;
  readonly contentsUrl: string | null;
  readonly delta: (OfferedDelta & { readonly downloadUrl: string }) | null;
}

export interface UpdateCheck {
  /** Null when the store knows no such app or track, or not for this device. */
  readonly state: TrackState | null;
  /** Null when there is nothing newer than what is installed. */
  readonly offer: Offer | null;
}

export interface DeviceClient {
  /**
   * Asks what is new, and believes only what a trusted key signed, that is not out of date, and not older than what this
   * device has seen. Learns new keys when it has to.
   * @throws Mistrust, EdgeError, and what `fetch` throws: keep what is installed, and ask again later.
   */
  check(app: InstalledApp): Promise<UpdateCheck>;
  /**
   * The same for up to 1,000 apps in one call. An app whose answer cannot be believed has the error in its place.
   * @throws EdgeError, and what `fetch` throws.
   */
  checkAll(apps: readonly InstalledApp[]): Promise<(UpdateCheck | Mistrust | EdgeError)[]>;
  /** Tells the store what became of installations; counted once, however often it is told. @throws EdgeError. */
  report(reports: readonly InstallReport[]): Promise<void>;
}

export interface InstallReport {
  readonly releaseId: string;
  readonly outcome: "installed" | "failed";
}

interface Answer {
  document: unknown;
  update: unknown;
}

const unexpected = () =>
  new EdgeError(200, "unexpected_answer", "The store's answer is not of this protocol.");

export function createDeviceClient(options: DeviceClientOptions): DeviceClient {
  const { edgeUrl, device, memory } = options;
  const request = options.fetch ?? fetch;
  const now = options.now ?? (() => new Date());
  const ring = createKeyRing(options.publicKeys, memory);

  async function remember(app: InstalledApp, track: RememberedTrack): Promise<void> {
    const known = (await memory.read()) ?? nothingRemembered;
    await memory.write({ ...known, tracks: { ...known.tracks, [keyOf(app)]: track } });
  }

  async function rememberedOf(app: InstalledApp): Promise<RememberedTrack> {
    const known = (await memory.read()) ?? nothingRemembered;
    return known.tracks[keyOf(app)] ?? { sequence: 0, upToDate: null };
  }

  async function learnKeys(): Promise<boolean> {
    const response = await request(`${edgeUrl}/.well-known/mosis-keys.json`);
    if (!response.ok) throw await edgeErrorOf(response);
    return ring.learn(await response.json().catch(() => null), now());
  }

  /** A key that is not known yet may be one that a known one vouches for. */
  async function believe(app: InstalledApp, document: unknown, sequence: number): Promise<TrackState> {
    const expected = {
      packageId: app.packageId,
      track: trackOf(app),
      seenSequence: sequence,
      now: now(),
    };
    try {
      return await readRelease(document, await ring.list(now()), expected);
    } catch (error) {
      if (!(error instanceof Mistrust) || error.code !== "signature_invalid" || !(await learnKeys()))
        throw error;
      return readRelease(document, await ring.list(now()), expected);
    }
  }

  async function read(app: InstalledApp, answer: Answer, etag: string | null): Promise<UpdateCheck> {
    const { sequence } = await rememberedOf(app);
    const state = await believe(app, answer.document, sequence);
    const offer = offerOf(app, state.release, answer.update);
    const upToDate =
      offer || etag === null
        ? null
        : { versionCode: app.versionCode ?? 0, etag, document: answer.document as SignedDocument };
    await remember(app, { sequence: state.sequence, upToDate });
    return { state, offer };
  }

  async function check(app: InstalledApp): Promise<UpdateCheck> {
    const query = new URLSearchParams({ track: trackOf(app), device });
    if (app.versionCode !== null) query.set("version_code", String(app.versionCode));
    const url = `${edgeUrl}/v1/apps/${encodeURIComponent(app.packageId)}/update?${query}`;
    const { upToDate, sequence } = await rememberedOf(app);
    const isKnown = upToDate?.versionCode === (app.versionCode ?? 0);
    const response = await request(url, {
      headers: isKnown && upToDate ? { "if-none-match": upToDate.etag } : {},
    });
    if (response.status === 304 && upToDate) {
      // The answer of then, if it can still be believed.
      return { state: await believe(app, upToDate.document, sequence), offer: null };
    }
    if (response.status === 404) return nothing(await edgeErrorOf(response));
    if (response.status !== 200) throw await edgeErrorOf(response);
    return read(app, answerOf(await response.json().catch(() => null)), response.headers.get("etag"));
  }

  async function checkAll(apps: readonly InstalledApp[]): Promise<(UpdateCheck | Mistrust | EdgeError)[]> {
    const asked = apps.map((app) => ({
      package_id: app.packageId,
      track: trackOf(app),
      ...(app.versionCode !== null && { version_code: app.versionCode }),
    }));
    const response = await post("/v1/updates", { device, apps: asked });
    const results = new Fields(await response.json().catch(() => null), unexpected).list("results");
    if (results.length !== apps.length) throw unexpected();
    const checks: (UpdateCheck | Mistrust | EdgeError)[] = [];
    // One after the other, as each of them is remembered.
    for (const [at, app] of apps.entries()) {
      const result = results[at] as Fields;
      checks.push(await readResult(app, result).catch(expectedFailure));
    }
    return checks;
  }

  async function readResult(app: InstalledApp, result: Fields): Promise<UpdateCheck> {
    if (result.has("code")) return nothing(new EdgeError(200, result.text("code"), result.text("detail")));
    return read(app, { document: result.raw("document"), update: result.raw("update") }, null);
  }

  async function post(path: string, body: unknown): Promise<Response> {
    const response = await request(edgeUrl + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw await edgeErrorOf(response);
    return response;
  }

  return {
    check,
    checkAll,
    async report(reports) {
      const told = reports.map(({ releaseId, outcome }) => ({ release_id: releaseId, outcome }));
      const response = await post("/v1/reports", { device, reports: told });
      await response.body?.cancel();
    },
  };
}

const trackOf = (app: InstalledApp) => app.track ?? "stable";
const keyOf = (app: InstalledApp) => `${app.packageId} ${trackOf(app)}`;

function answerOf(body: unknown): Answer {
  const fields = new Fields(body, unexpected);
  return { document: fields.raw("document"), update: fields.raw("update") };
}

/** Only that there is no such thing; anything else went wrong. */
function nothing(error: EdgeError): UpdateCheck {
  if (error.code !== "no_release" && error.code !== "track_unknown") throw error;
  return { state: null, offer: null };
}

function expectedFailure(error: unknown): Mistrust | EdgeError {
  if (error instanceof Mistrust || error instanceof EdgeError) return error;
  throw error;
}

/** What is newer than what is installed, by what was signed; of the rest of the answer only the addresses are used. */
function offerOf(app: InstalledApp, release: OfferedRelease | null, update: unknown): Offer | null {
  if (!release || release.versionCode <= (app.versionCode ?? 0)) return null;
  const fields = new Fields(update, unexpected);
  const delta = release.deltas.find(({ fromVersionCode }) => fromVersionCode === app.versionCode);
  return {
    app,
    release,
    downloadUrl: fields.text("download_url"),
    contentsUrl: fields.has("contents_url") ? fields.text("contents_url") : null,
    delta:
      delta && fields.has("delta")
        ? { ...delta, downloadUrl: fields.inner("delta").text("download_url") }
        : null,
  };
}
