import { expect, test } from "vitest";
import { isBearer } from "./bearer.ts";

const token = "0123456789abcdef";

test.each([
  [`Bearer ${token}`, true],
  [`bearer  ${token} `, true],
  [`Bearer ${token}x`, false],
  [`Bearer ${token.slice(1)}`, false],
  [`Basic ${token}`, false],
  [token, false],
  ["Bearer ", false],
  ["", false],
  [null, false],
  [undefined, false],
])("%j shows the token: %s", (header, isShown) => expect(isBearer(header, token)).toBe(isShown));
