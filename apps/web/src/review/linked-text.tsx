/** An address in a text, without the punctuation that ends its sentence. */
const address = /(https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]])/;

/** What a person wrote: text and nothing else, but that addresses lead somewhere. */
export function LinkedText({ text }: { text: string }) {
  return (
    <span className="prose">
      {text.split(address).map((piece, at) =>
        at % 2 === 1 && URL.canParse(piece) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text never changes.
          <a key={at} href={piece} target="_blank" rel="noopener noreferrer nofollow ugc">
            {piece}
          </a>
        ) : (
          piece
        ),
      )}
    </span>
  );
}
