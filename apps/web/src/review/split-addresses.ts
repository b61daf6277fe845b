/** An address in a text, without the punctuation that ends its sentence. */
const address = /(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]])/;

/** A text in pieces, of which some are addresses of the web. Put together they are the text. */
export function splitAddresses(text: string): { text: string; isAddress: boolean }[] {
  return text
    .split(address)
    .map((piece, at) => ({ text: piece, isAddress: at % 2 === 1 && URL.canParse(piece) }))
    .filter((piece) => piece.text !== "");
}
