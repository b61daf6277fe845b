const cut = "…";

/**
 * What must not stand in a log, and what stands there instead. Addresses lose their query, which is where signatures are;
 * names of parameters and of people's things stay.
 */
const rules: readonly (readonly [what: RegExp, instead: string])[] = [
  // Presigned addresses, codes of sign-ins, where somebody wanted to go.
  [/\?[^\s"'\\<>)]*=[^\s"'\\<>)]*/g, `?${cut}`],
  // The same where a library gives the parameters alone.
  [/\b(X-Amz-(?:Signature|Credential|Security-Token)["']?\s*[=:]\s*["']?)[^\s"'\\&,}]+/gi, `$1${cut}`],
  // Access tokens and secrets of ours, which say by their beginning what they are.
  [/\b(mosis_[a-z]+_|whsec_)[\w+/=-]{8,}/g, `$1${cut}`],
  // Tokens of others and sessions: three or five parts of base64url (RFC 7515, RFC 7516).
  [/\beyJ[\w-]{8,}\.[\w.-]*/g, `eyJ${cut}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${cut}`],
  // The password in the address of a database or of Redis.
  [/(\/\/[^\s/:@"'\\]*):[^\s/@"'\\]+@/g, `$1:${cut}@`],
  // Links that are as good as a key.
  [/(\/(?:invitations|transfers|unsubscribe)\/)(?!\w{8}-\w{4}-)[\w-]{16,}/g, `$1${cut}`],
  // Fields by their names, as JSON writes them: the value is a text, or a list of texts.
  [
    /"((?:[\w-]*(?:secret|password|authorization|cookie|csrf)[\w-]*)|token|(?:access|id|refresh|session|csrf)_?token)":(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])/gi,
    `"$1":"${cut}"`,
  ],
  // Sessions, as a header carries them.
  [/((?:__Secure-|__Host-)?next-auth\.[\w-]+)=[^\s;"'\\]+/g, `$1=${cut}`],
];

/** Text for a log without what would let its reader in somewhere. Whatever else stands there stays as it is. */
export function scrub(text: string): string {
  return rules.reduce((line, [what, instead]) => line.replace(what, instead), text);
}
