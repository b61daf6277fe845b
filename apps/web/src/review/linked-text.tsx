import { splitAddresses } from "./split-addresses.ts";

/** What a person wrote: text and nothing else, but that addresses lead somewhere. */
export function LinkedText({ text }: { text: string }) {
  return (
    <span className="prose">
      {splitAddresses(text).map((piece, at) =>
        piece.isAddress ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text never changes.
          <a key={at} href={piece.text} target="_blank" rel="noopener noreferrer nofollow ugc">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </span>
  );
}
