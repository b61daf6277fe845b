import {
  type AppId,
  type DeveloperId,
  type InstallKind,
  objectKeys,
  type PackageAddress,
} from "@mosis/domain";
import type { DownloadSigner } from "./download-signature.ts";

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const id = new RegExp(`^${uuid}$`);
const versionCodeShape = /^[1-9]\d{0,9}$/;

/** Whether a text is an id as it stands in a key: a UUID in lower case. */
export function isId(text: string | undefined): boolean {
  return text !== undefined && id.test(text);
}

/** What of a version is downloaded. */
export type Part = { kind: "package" | "contents" } | { kind: "delta"; fromVersionCode: number };

/**
 * Path and query under which the edge serves a part of a version until `expires`, in seconds since 1970. Of a package it
 * may say what it is downloaded for: that has a signature of its own, so that an edge which does not know it yet, and one
 * that is given an address without it, serve it all the same.
 */
export async function downloadAddress(
  signer: DownloadSigner,
  {
    version,
    part,
    expires,
    install = "unknown",
  }: { version: PackageAddress; part: Part; expires: number; install?: InstallKind },
): Promise<string> {
  const key = keyOf(version, part);
  const signature = await signer.sign(key, expires);
  // Ids, digits and base64url: nothing that a query would have to encode.
  const address = `${downloadPath(version, part)}?developer=${version.founderId}&expires=${expires}&signature=${signature}`;
  if (install === "unknown") return address;
  return `${address}&install=${install}.${await signer.sign(markedKey(key, install), expires)}`;
}

/** No key has a line break: what is signed for the one is no signature for the other. */
function markedKey(key: string, install: InstallKind): string {
  return `${key}\n${install}`;
}

/** What a verified download is for: a delta is an update, and a package what its address says, if that is signed too. */
export async function installOf(
  signer: DownloadSigner,
  { part, objectKey, expires, mark }: DownloadClaim,
): Promise<InstallKind> {
  if (part.kind === "delta") return "update";
  const [, install, signature = ""] = /^(first|update)\.(.+)$/.exec(mark ?? "") ?? [];
  if (install !== "first" && install !== "update") return "unknown";
  return (await signer.verify(markedKey(objectKey, install), expires, signature)) ? install : "unknown";
}

/** Where the edge serves a part of a version, to whoever adds a signature. */
export function downloadPath({ appId, versionCode }: PackageAddress, part: Part): string {
  const file = { package: "", contents: "/contents", delta: "/delta-" }[part.kind];
  const from = part.kind === "delta" ? part.fromVersionCode : "";
  return `/v1/download/${appId}/${versionCode}${file}${from}`;
}

/** What a download address says, its signature not yet verified. */
export interface DownloadClaim {
  version: PackageAddress;
  part: Part;
  /** Always the key of something to download: it is built from ids, whatever the address holds. */
  objectKey: string;
  expires: number;
  signature: string;
  /** What it says it is for, with a signature; undefined where it says nothing. */
  mark: string | undefined;
}

/** Null when the address cannot be one of ours. `file` is what follows the version code; absent for the package. */
export function parseDownloadAddress(address: {
  appId: string | undefined;
  versionCode: string | undefined;
  file: string | undefined;
  query: (name: string) => string | undefined;
}): DownloadClaim | null {
  const { appId, versionCode = "", query } = address;
  const founderId = query("developer");
  const expires = query("expires") ?? "";
  const signature = query("signature");
  const part = partOf(address.file);
  if (!isId(founderId) || !isId(appId) || !versionCodeShape.test(versionCode)) return null;
  if (!part || !signature || !/^[1-9]\d{0,11}$/.test(expires)) return null;
  const version = {
    founderId: founderId as DeveloperId,
    appId: appId as AppId,
    versionCode: Number(versionCode),
  };
  return {
    version,
    part,
    objectKey: keyOf(version, part),
    expires: Number(expires),
    signature,
    mark: query("install"),
  };
}

function partOf(file: string | undefined): Part | null {
  if (file === undefined) return { kind: "package" };
  if (file === "contents") return { kind: "contents" };
  const from = /^delta-([1-9]\d{0,9})$/.exec(file)?.[1];
  return from === undefined ? null : { kind: "delta", fromVersionCode: Number(from) };
}

function keyOf(version: PackageAddress, part: Part): string {
  return part.kind === "delta"
    ? objectKeys.delta(version, part.fromVersionCode)
    : objectKeys[part.kind](version);
}
