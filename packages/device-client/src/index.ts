export * from "./read-release.ts";
export { type SignedDocument, type TrustedKey, trustKey } from "./trusted-keys.ts";
