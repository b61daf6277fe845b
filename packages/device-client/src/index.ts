export { type ContentFile, ContentsInvalid } from "./contents.ts";
export {
  createDeviceClient,
  type DeviceClient,
  type DeviceClientOptions,
  type InstalledApp,
  type InstallReport,
  type Offer,
  type UpdateCheck,
} from "./device-client.ts";
export { type DeviceMemory, forgetfulMemory, type Remembered } from "./device-memory.ts";
export { Corrupted, type DownloadOptions, type DownloadTarget, download, type Hasher } from "./download.ts";
export { EdgeError } from "./edge-error.ts";
export {
  type FetchedUpdate,
  type FetchUpdateOptions,
  fetchUpdate,
  type InstalledFiles,
  type NewFile,
  type Patch,
} from "./fetch-update.ts";
export {
  Mistrust,
  type MistrustCode,
  type OfferedDelta,
  type OfferedRelease,
  type TrackState,
} from "./read-release.ts";
