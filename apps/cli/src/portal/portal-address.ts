import { CommandFailure } from "../exit-code.ts";

/** Reads the address of a portal. @throws CommandFailure when it is none. */
export function readPortalAddress(text: string): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new CommandFailure(
    "usage",
    `${text} is not the address of a portal, such as https://apps.example.com.`,
  );
}
