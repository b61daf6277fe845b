import { expect, test } from "vitest";
import { splitAddresses } from "./split-addresses.ts";

const addressesIn = (text: string) =>
  splitAddresses(text).flatMap((piece) => (piece.isAddress ? [piece.text] : []));

test.each([
  ["See https://example.com/a?b=c#d.", ["https://example.com/a?b=c#d"]],
  ["(https://example.com)", ["https://example.com"]],
  ["http://a.example and https://b.example, both", ["http://a.example", "https://b.example"]],
  ["javascript:alert(1)", []],
  ["data:text/html,<script>", []],
  ["https://", []],
  ["https:// example.com", []],
  ['https://example.com"onmouseover="alert(1)', ["https://example.com"]],
  ["<https://example.com/>", ["https://example.com/"]],
  ["no address", []],
  ["", []],
])("%j has the addresses %j", (text, addresses) => {
  expect(addressesIn(text)).toEqual(addresses);
  expect(
    splitAddresses(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});
