import { type NoticeKind, unsubscribeToken } from "@mosis/domain";
import { createSampleStore, type SampleStore } from "@mosis/domain/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GET, POST } from "../app/api/v1/unsubscribe/[token]/route.ts";
import type { Container } from "../container.ts";
import { memoryContainer } from "../testing/memory-container.ts";

const secret = "m".repeat(32);
vi.mock("../env.ts", () => ({
  env: () => ({ MAIL_LINK_SECRET: "m".repeat(32), PUBLIC_URL: "https://portal.example" }),
}));

const shared = globalThis as typeof globalThis & { mosisContainer?: Container };
let store: SampleStore;
beforeEach(async () => {
  store = await createSampleStore();
  shared.mosisContainer = memoryContainer(store);
});
afterEach(() => {
  delete shared.mosisContainer;
});

const kind: NoticeKind = "review.approved";
const tokenOf = () => unsubscribeToken(secret, { userId: store.developer.userId, kind });
const isMailed = async () =>
  (await store.app.readNoticeChoices({ actor: store.developer })).choices.find((one) => one.kind === kind)
    ?.mail;
/** As RFC 8058 §3.2 has it: from another site, without a cookie, as a form. */
const oneClick = (token: string) =>
  POST(
    new Request(`https://portal.example/api/v1/unsubscribe/${token}`, {
      method: "POST",
      headers: {
        origin: "https://mail.example",
        "sec-fetch-site": "cross-site",
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "List-Unsubscribe=One-Click",
    }),
    { params: Promise.resolve({ token }) },
  );

test("one click ends e-mails of a kind, from wherever and without a sign-in", async () => {
  expect(await isMailed()).toBe(true);
  const answer = await oneClick(await tokenOf());
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ kind });
  expect(await isMailed()).toBe(false);
});

test("looking at the link ends nothing, and leads to the page that asks", async () => {
  const token = await tokenOf();
  const request = new Request(`https://portal.example/api/v1/unsubscribe/${token}`);
  const answer = await GET(request, { params: Promise.resolve({ token }) });
  expect(answer.status).toBe(303);
  expect(answer.headers.get("location")).toBe(`https://portal.example/unsubscribe/${token}`);
  expect(await isMailed()).toBe(true);
});

test("a link that was not made here is worth nothing", async () => {
  const token = await tokenOf();
  for (const wrong of [token.replace(kind, "review.rejected"), `${token.slice(0, -1)}g`, "x"]) {
    const answer = await oneClick(wrong);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: "unsubscribe_link_invalid" });
  }
  expect(await isMailed()).toBe(true);
});
