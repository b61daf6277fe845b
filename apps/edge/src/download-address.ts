import { type AppId, type DeveloperId, objectKeys, type PackageAddress } from "@mosis/domain";
import type { DownloadSigner } from "./download-signature.ts";

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const id = new RegExp(`^${uuid}$`);
const packageKey = new RegExp(`^packages/(${uuid})/(${uuid})/([1-9]\\d{0,9})/package\\.mosis$`);

/** Whether a text is an id as it stands in a key: a UUID in lower case. */
export function isId(text: string): boolean {
  return id.test(text);
}

/** The version whose package has this key, or null when it is not the key of a package. */
export function versionOfKey(key: string): PackageAddress | null {
  const [, developerId, appId, versionCode] = packageKey.exec(key) ?? [];
  if (!developerId || !appId) return null;
  return {
    developerId: developerId as DeveloperId,
    appId: appId as AppId,
    versionCode: Number(versionCode),
  };
}

/** Path and query under which the edge serves a package until `expires`, in seconds since 1970. */
export async function downloadAddress(
  signer: DownloadSigner,
  version: PackageAddress,
  expires: number,
): Promise<string> {
  const query = new URLSearchParams({
    developer: version.developerId,
    expires: String(expires),
    signature: await signer.sign(objectKeys.package(version), expires),
  });
  return `/v1/download/${version.appId}/${version.versionCode}?${query}`;
}

/** What a download address says, its signature not yet verified. */
export interface DownloadClaim {
  version: PackageAddress;
  /** Always the key of a package: it is built from ids, whatever the address holds. */
  objectKey: string;
  expires: number;
  signature: string;
}

/** Null when the address cannot be one of ours. */
export function parseDownloadAddress(address: {
  appId: string | undefined;
  versionCode: string | undefined;
  query: (name: string) => string | undefined;
}): DownloadClaim | null {
  const { appId, versionCode, query } = address;
  const version = versionOfKey(`packages/${query("developer")}/${appId}/${versionCode}/package.mosis`);
  const expires = query("expires") ?? "";
  const signature = query("signature");
  if (!version || !signature || !/^[1-9]\d{0,11}$/.test(expires)) return null;
  return { version, objectKey: objectKeys.package(version), expires: Number(expires), signature };
}
