import { expect, test } from "vitest";
import { countryName } from "./country-name.ts";

test.each([
  ["DE", "Germany"],
  ["XK", "Kosovo"],
  ["T1", "Tor network"],
  ["A1", "A1"],
  ["QQ", "QQ"],
  [null, "Not known"],
])("%s is %s", (code, name) => expect(countryName(code)).toBe(name));
