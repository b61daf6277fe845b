import { createReleaseSigner } from "../release-signer.ts";
import { signingKeyOf } from "../signed-document.ts";

const always = { from: new Date(0), until: new Date("2100-01-01") };
const key = await signingKeyOf(new Uint8Array(32).fill(7), always);

/** What signs in tests, and the key that a device trusts. */
export const sampleSigner = createReleaseSigner([key]);
export const samplePublicKey = key.publicKey;
