/**
 * The `Content-Disposition` (RFC 6266) that offers a download under a file name. The name goes out twice when it needs
 * to: in ASCII for old clients, and in full after RFC 8187. Path separators, quotes and control characters never do.
 */
export function attachment(fileName: string): string {
  const name = fileName.replace(/[\p{Cc}/\\]/gu, "_").toWellFormed();
  const ascii = name.replace(/[^\x20-\x7e]/g, "_").replace(/["%]/g, "_");
  const plain = `attachment; filename="${ascii}"`;
  return ascii === name ? plain : `${plain}; filename*=UTF-8''${encode(name)}`;
}

/** `encodeURIComponent` leaves these as they are, but they are no `attr-char` of RFC 8187 §3.2.1. */
function encode(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
