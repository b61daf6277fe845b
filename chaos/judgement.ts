import { createHash } from "node:crypto";
import { everyObject, Feed, objectKeys, releaseDocumentOf, stable } from "@mosis/domain";
import type { Expected } from "./stories.ts";
import { unsettled } from "./unsettled.ts";
import type { World } from "./world.ts";

/** What was found when all was quiet. */
export interface Judgement {
  stories: number;
  versions: number;
  objects: number;
  /** Versions that a story sent and that are not there, or are there twice, or have another verdict. */
  lostOrDoubled: string[];
  /** Events that are not in the audit log exactly once. */
  audit: string[];
  /** What still stands between two states. */
  unsettled: string[];
  /** Objects that only the ledger or only the bucket knows, or that they know differently. */
  ledger: string[];
  /** Stored packages and release documents that are not, byte for byte, what was inspected. */
  bytes: string[];
  /** Stories with none of the above. */
  fine: ReadonlySet<string>;
}

interface VersionRow {
  id: string;
  app_id: string;
  founder_id: string;
  status: string;
  version_code: number | null;
  sha256: string;
  size: number;
  findings: { code: string }[];
}

/** The events of a version's life, in order, each once. */
const histories = {
  published: [
    "version.received",
    "version.passed",
    "version.submitted",
    "version.approved",
    "version.published",
  ],
  failed: ["version.received", "version.failed", "version.purged"],
} as const;

/** Compares what stories put in with rows, audit log, ledger and bucket, all of it read past the product. */
export async function judge(world: World, stories: readonly Expected[]): Promise<Judgement> {
  const { rows } = world;
  const broken = new Set<string>();
  const problems = { lostOrDoubled: [] as string[], audit: [] as string[], bytes: [] as string[] };
  const note = (kind: keyof typeof problems, story: string, what: string) => {
    problems[kind].push(what);
    broken.add(story);
  };
  const versions = await rows.query<VersionRow>(
    `SELECT id::text, app_id::text, founder_id::text, status, version_code, sha256, size::int, findings FROM versions`,
  );
  const icons = await rows.query<{ app_id: string; status: string; sha256: string }>(
    `SELECT i.app_id::text, i.status, u.sha256 FROM icons i JOIN uploads u ON u.id = i.upload_id`,
  );
  const uploads = await rows.query<{ id: string; status: string }>(`SELECT id::text, status FROM uploads`);
  const history = await rows.query<{ subject_id: string; actions: string[] }>(
    `SELECT subject_id::text, array_agg(action ORDER BY id) AS actions FROM audit_events GROUP BY subject_id`,
  );
  const actionsOn = new Map(history.map(({ subject_id, actions }) => [subject_id, actions]));
  const versionsOf = Map.groupBy(versions, ({ app_id }) => app_id);
  const iconsOf = Map.groupBy(icons, ({ app_id }) => app_id);
  const statusOf = new Map(uploads.map(({ id, status }) => [id, status]));

  for (const { story, appId, ...expected } of stories) {
    const found = versionsOf.get(appId) ?? [];
    if (found.length !== expected.versions.length) {
      note(
        "lostOrDoubled",
        story,
        `app ${appId} has ${found.length} versions of ${expected.versions.length}`,
      );
    }
    for (const { file, versionCode, status, finding } of expected.versions) {
      const [version, ...others] = found.filter(({ sha256 }) => sha256 === file.sha256);
      const codes = version?.findings.map(({ code }) => code) ?? [];
      const isAsDue =
        version?.status === status &&
        (finding ? codes.includes(finding) : version.version_code === versionCode);
      if (!version || others.length > 0 || !isAsDue) {
        const is = version ? `${version.status} ${codes.join(" ")}` : "missing";
        note("lostOrDoubled", story, `version ${version?.id ?? file.sha256} is ${is}, due was ${status}`);
        continue;
      }
      const actions = (actionsOn.get(version.id) ?? []).join(", ");
      if (actions !== histories[status].join(", ")) note("audit", story, `version ${version.id}: ${actions}`);
      if (status === "published") {
        for (const problem of await compareBytes(world, version)) note("bytes", story, problem);
      }
    }
    for (const { file, status } of expected.icons) {
      const found = (iconsOf.get(appId) ?? []).filter(({ sha256 }) => sha256 === file.sha256);
      if (found.length !== 1 || found[0]?.status !== status) {
        const is = found.map((icon) => icon.status).join(", ") || "missing";
        note("lostOrDoubled", story, `an icon of app ${appId} is ${is}, due was ${status}`);
      }
    }
    for (const { uploadId, status } of expected.ended) {
      if (statusOf.get(uploadId) === status) continue;
      note("lostOrDoubled", story, `upload ${uploadId} is ${statusOf.get(uploadId)}, due was ${status}`);
    }
  }
  for (const { subject_id, actions } of history) {
    const doubled = actions.filter((action, at) => actions.indexOf(action) !== at);
    if (doubled.length > 0) problems.audit.push(`${subject_id} has more than one ${doubled.join(", ")}`);
  }
  const { objects, differences } = await compareLedger(world);
  return {
    stories: stories.length,
    versions: versions.length,
    objects,
    ...problems,
    unsettled: await unsettled(rows),
    ledger: differences,
    fine: new Set(stories.map(({ story }) => story).filter((story) => !broken.has(story))),
  };
}

/** Everything that is wrong, in lines; none when all is as it should be. */
export function problemsOf(judgement: Judgement): string[] {
  const kinds = ["lostOrDoubled", "audit", "unsettled", "ledger", "bytes"] as const;
  return kinds.flatMap((kind) => judgement[kind].map((what) => `${kind}: ${what}`));
}

async function compareBytes({ observer }: World, version: VersionRow): Promise<string[]> {
  const address = { founderId: version.founder_id, appId: version.app_id } as never as Parameters<
    typeof objectKeys.package
  >[0];
  const key = objectKeys.package({ ...address, versionCode: version.version_code ?? 0 });
  const read = async (of: string) => {
    const { stream } = await observer.ports.objects.read(of);
    return Buffer.from(await new Response(stream).arrayBuffer());
  };
  try {
    const bytes = await read(key);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    if (sha256 !== version.sha256) return [`${key} has other bytes than were inspected`];
    const feed = Feed.parse(JSON.parse((await read(objectKeys.feed(address.appId, stable))).toString()));
    const { release } = releaseDocumentOf(feed.base);
    const isThis = release?.version_code === version.version_code && feed.developer_id === address.founderId;
    if (!isThis || release?.sha256 !== sha256 || release.size !== bytes.length) {
      return [`the release document of app ${address.appId} names another package`];
    }
    return [];
  } catch (error) {
    return [`${key}: ${error instanceof Error ? error.message : error}`];
  }
}

/** Object for object, in both directions. */
async function compareLedger({ rows, observer, ownsBucket }: World) {
  const ledger = await rows.query<{ key: string; status: string; size: number | null; etag: string | null }>(
    `SELECT key, status, size::int, etag FROM objects`,
  );
  const ours = await rows.query<{ id: string }>(
    `SELECT id::text FROM uploads UNION SELECT id::text FROM apps UNION SELECT id::text FROM developers`,
  );
  const ids = new Set(ours.map(({ id }) => id));
  const expected = new Map(ledger.map((row) => [row.key, row]));
  const differences: string[] = [];
  const seen = new Set<string>();
  for await (const { key, size, etag } of everyObject(observer.bucket)) {
    if (!ownsBucket && !key.split("/").some((part) => ids.has(part))) continue;
    seen.add(key);
    const row = expected.get(key);
    if (row?.status !== "stored") {
      differences.push(`${key} is in the bucket and ${row?.status ?? "not"} in the ledger`);
    } else if (row.size !== size || row.etag !== etag) {
      differences.push(`${key} is in the bucket with another size or entity tag than in the ledger`);
    }
  }
  for (const { key, status } of ledger) {
    if (status === "stored" && !seen.has(key))
      differences.push(`${key} is in the ledger and not in the bucket`);
  }
  return { objects: seen.size, differences };
}
