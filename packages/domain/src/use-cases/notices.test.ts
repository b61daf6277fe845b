import { beforeEach, describe, expect, test } from "vitest";
import type { UserActor } from "../actor.ts";
import { type NoticeKind, noticeKindNames, noticeKinds } from "../announcement.ts";
import { type AnnouncementId, newId } from "../ids.ts";
import { NoticeQuery, noticePlace, noticeSentence, type Told } from "../notice.ts";
import type { Mail } from "../ports/mailer.ts";
import { dayMs } from "../quota.ts";
import { endsAfterEveryCrash } from "../testing/interrupted-ports.ts";
import { addSampleApp, createSampleStore, payloadsOf, type SampleStore } from "../testing/sample-store.ts";
import { readUnsubscribeToken, unsubscribeToken } from "../unsubscribe-token.ts";
import { announce, type NewAnnouncement } from "./announce.ts";
import { deliverAnnouncement } from "./deliver-announcement.ts";
import { forgetNotices } from "./forget-notices.ts";
import { sendNoticeMail } from "./send-notice-mail.ts";

let store: SampleStore;
beforeEach(async () => {
  store = await createSampleStore();
});

const links = { portalUrl: "https://store.example", linkSecret: "s".repeat(32) };

/** The latest announcement, as the job for it says. */
async function announced(
  news: Partial<NewAnnouncement> & { kind: NoticeKind },
  { db, clock, developer }: SampleStore = store,
): Promise<AnnouncementId> {
  const said = { actor: { kind: "system" }, at: clock.now(), developerId: developer.developerId } as const;
  await db.transaction((stores) => announce(stores, { ...said, ...news }));
  const id = payloadsOf(store, "announcement.deliver").at(-1)?.announcementId;
  if (!id) throw new Error("nothing was announced");
  return id;
}

const give = (world: SampleStore, actor: UserActor, email: string | null) =>
  world.db.users.updateProfile({ ...person(actor), name: "Ada", email });
const person = (actor: UserActor) => ({
  id: actor.userId,
  developerId: actor.developerId,
  accountRole: actor.accountRole,
  role: actor.role,
  name: "Ada",
  avatarUrl: null,
  createdAt: new Date(0),
  email: null,
});

const bellOf = (actor: UserActor) => store.app.readBell({ actor });

/** Sends what waits to be mailed, into the list that is given back. */
async function mailAll(): Promise<Mail[]> {
  const mails: Mail[] = [];
  const mailer = { send: async (mail: Mail) => void mails.push(mail) };
  for (const job of payloadsOf(store, "mail.send")) await sendNoticeMail({ ...store, mailer, links }, job);
  return mails;
}

describe("an announcement", () => {
  test("is delivered to those it concerns, in the ways they chose", async () => {
    await give(store, store.developer, "ada@example.com");
    const app = await addSampleApp(store);
    const announcementId = await announced({ kind: "review.approved", appId: app.id });
    await deliverAnnouncement(store, { announcementId });
    expect(await bellOf(store.developer)).toMatchObject({ unread: 1 });
    for (const actor of [store.stranger, store.reviewer, store.admin])
      expect(await bellOf(actor)).toMatchObject({ unread: 0 });
    expect(await mailAll()).toEqual([
      {
        to: "ada@example.com",
        template: {
          name: "notice",
          props: {
            name: "Ada",
            sentence: "Notes: a version has been approved and can be published.",
            link: "https://store.example/console/apps/com.example.notes",
            settingsLink: "https://store.example/console/notifications/settings",
          },
        },
        idempotencyKey: `notice.${announcementId}.${store.developer.userId}`,
        unsubscribe: expect.stringMatching(/^https:\/\/store\.example\/api\/v1\/unsubscribe\/[\w.-]+$/),
      },
    ]);
  });

  test("is not told to who did it, nor by e-mail to whoever chose otherwise meanwhile", async () => {
    await give(store, store.developer, "ada@example.com");
    const own = await announced({ kind: "review.approved", actor: store.developer });
    await deliverAnnouncement(store, { announcementId: own });
    expect(await bellOf(store.developer)).toMatchObject({ unread: 0 });
    await deliverAnnouncement(store, { announcementId: await announced({ kind: "review.approved" }) });
    await store.app.chooseNotices({
      actor: store.developer,
      kind: "review.approved",
      portal: true,
      mail: false,
    });
    expect(await mailAll()).toEqual([]);
  });

  test("is nothing to a job that comes after it is gone", async () => {
    await deliverAnnouncement(store, { announcementId: newId() });
    expect(payloadsOf(store, "mail.send")).toEqual([]);
  });

  test("reaches everybody of a large audience, in batches", async () => {
    const admins: UserActor[] = [];
    for (let number = 0; number < 7; number += 1) {
      const identity = {
        provider: "demo",
        subject: `admin-${number}`,
        name: "A",
        email: null,
        avatarUrl: null,
      } as const;
      const { user } = await store.app.signIn({ identity, userAgent: "test" });
      await store.db.users.setRole(user.id, "admin");
      admins.push({ ...store.admin, userId: user.id });
    }
    const announcementId = await announced({ kind: "sweep.stopped", developerId: null });
    await deliverAnnouncement(store, { announcementId, batch: 3 });
    for (const admin of [...admins, store.admin]) expect(await bellOf(admin)).toMatchObject({ unread: 1 });
  });

  test("is told once, wherever its job dies and however often it runs", async () => {
    const ends = await endsAfterEveryCrash({
      async begin() {
        store = await createSampleStore();
        await give(store, store.developer, "ada@example.com");
        await store.app.createWebhook({
          actor: store.developer,
          name: "Bot",
          url: "https://example.com",
          kinds: ["review.approved"],
          rules: { allowHttp: false, allowPrivate: false },
        });
        return { store, announcementId: await announced({ kind: "review.approved" }) };
      },
      ports: ({ store }) => store,
      run: (ports, { announcementId }) => deliverAnnouncement(ports, { announcementId, batch: 1 }),
      end: async ({ store }) => {
        // Fan-outs that run beside each other and once more find nothing left to tell.
        const { announcementId } = payloadsOf(store, "announcement.deliver")[0] ?? {};
        if (announcementId)
          await Promise.all([1, 2].map(() => deliverAnnouncement(store, { announcementId })));
        return {
          unread: (await store.app.readBell({ actor: store.developer })).unread,
          mails: payloadsOf(store, "mail.send").length,
          messages: payloadsOf(store, "webhook.send").length,
        };
      },
    });
    expect(ends.length).toBeGreaterThan(5);
    for (const { diedAfter, end } of ends)
      expect({ diedAfter, end }).toEqual({ diedAfter, end: { unread: 1, mails: 1, messages: 1 } });
  });
});

describe("notices", () => {
  test("are read by whose they are, one by one or all", async () => {
    for (const kind of ["review.approved", "version.failed", "version.passed"] as const)
      await deliverAnnouncement(store, { announcementId: await announced({ kind }) });
    const { latest } = await bellOf(store.developer);
    const [first] = latest;
    if (!first) throw new Error("there is no notice");
    const ids = [first.announcement.id];
    await store.app.markNoticesRead({ actor: store.stranger, ids });
    expect(await bellOf(store.developer)).toMatchObject({ unread: 3 });
    await store.app.markNoticesRead({ actor: store.developer, ids });
    expect(await bellOf(store.developer)).toMatchObject({ unread: 2 });
    await store.app.markNoticesRead({ actor: store.developer, ids: null });
    expect(await bellOf(store.developer)).toMatchObject({ unread: 0 });
    const query = NoticeQuery.parse({});
    expect((await store.app.listNotices({ actor: store.developer, query })).total).toBe(3);
    expect((await store.app.listNotices({ actor: store.stranger, query })).total).toBe(0);
  });

  test("are nothing that a program may see or change", async () => {
    const actor: UserActor = {
      ...store.developer,
      token: { id: newId(), scopes: ["read", "upload", "publish"], appId: null },
    };
    const query = NoticeQuery.parse({});
    const choice = { kind: "review.approved", portal: true, mail: true } as const;
    for (const call of [
      () => store.app.listNotices({ actor, query }),
      () => store.app.readBell({ actor }),
      () => store.app.markNoticesRead({ actor, ids: null }),
      () => store.app.readNoticeChoices({ actor }),
      () => store.app.chooseNotices({ actor, ...choice }),
    ])
      await expect(call()).rejects.toMatchObject({ code: "token_not_allowed" });
  });

  test("are chosen among the kinds of one's role", async () => {
    const kindsOf = async (actor: UserActor) =>
      (await store.app.readNoticeChoices({ actor })).choices.map(({ kind }) => kind);
    expect(await kindsOf(store.admin)).toEqual(expect.arrayContaining([...noticeKindNames]));
    expect(await kindsOf(store.developer)).not.toContain("review.submitted");
    expect(await kindsOf(store.reviewer)).toContain("review.submitted");
    expect(await kindsOf(store.reviewer)).not.toContain("sweep.stopped");
    const choice = { kind: "sweep.stopped", portal: false, mail: false } as const;
    await expect(store.app.chooseNotices({ actor: store.developer, ...choice })).rejects.toMatchObject({
      code: "not_found",
    });
    await store.app.chooseNotices({ actor: store.admin, ...choice });
    expect((await store.app.readNoticeChoices({ actor: store.admin })).choices).toContainEqual(choice);
  });

  test("are forgotten: read ones after 90 days, unread ones after a year, and then what they were about", async () => {
    const read = await announced({ kind: "review.approved" });
    await deliverAnnouncement(store, { announcementId: read });
    await store.app.markNoticesRead({ actor: store.developer, ids: null });
    const unread = await announced({ kind: "review.approved" });
    await deliverAnnouncement(store, { announcementId: unread });
    const left = async () => {
      await forgetNotices(store, { batch: 1 });
      const found = await Promise.all([read, unread].map((id) => store.db.announcements.find(id)));
      return found.map((one) => one !== null);
    };
    store.clock.advance(89 * dayMs);
    expect(await left()).toEqual([true, true]);
    store.clock.advance(2 * dayMs);
    expect(await left()).toEqual([false, true]);
    expect(await bellOf(store.developer)).toMatchObject({ unread: 1 });
    store.clock.advance(275 * dayMs);
    expect(await left()).toEqual([false, false]);
  });
});

describe("the link that ends e-mails", () => {
  const secret = links.linkSecret;

  test("does it for one person and one kind, as often as one likes", async () => {
    await give(store, store.developer, "ada@example.com");
    const token = await unsubscribeToken(secret, { userId: store.developer.userId, kind: "review.approved" });
    for (let times = 0; times < 2; times += 1)
      expect(await store.app.unsubscribe({ token, secret })).toEqual({ kind: "review.approved" });
    await deliverAnnouncement(store, { announcementId: await announced({ kind: "review.approved" }) });
    await deliverAnnouncement(store, { announcementId: await announced({ kind: "review.rejected" }) });
    const [mail, ...more] = await mailAll();
    expect(more).toEqual([]);
    expect(mail?.template).toMatchObject({ props: { sentence: expect.stringContaining("rejected") } });
    expect(await bellOf(store.developer)).toMatchObject({ unread: 2 });
  });

  test("is worth nothing when a character of it is changed", async () => {
    const mine = { userId: store.developer.userId, kind: "review.approved" } as const;
    const token = await unsubscribeToken(secret, mine);
    expect(await readUnsubscribeToken(secret, token)).toEqual(mine);
    const changed = [
      token.replace(store.developer.userId, store.stranger.userId),
      token.replace("review.approved", "review.rejected"),
      token.replace("review.approved", "no.such"),
      `${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`,
      token.slice(0, -1),
      "",
      "x.y.z",
    ];
    for (const token of changed)
      await expect(store.app.unsubscribe({ token, secret })).rejects.toMatchObject({
        code: "unsubscribe_link_invalid",
      });
    expect(await readUnsubscribeToken("t".repeat(32), token)).toBeNull();
    const gone = await unsubscribeToken(secret, { userId: newId(), kind: "review.approved" });
    await expect(store.app.unsubscribe({ token: gone, secret })).rejects.toMatchObject({
      code: "unsubscribe_link_invalid",
    });
  });
});

describe("what is said", () => {
  const told = (kind: NoticeKind, names: Partial<Told["names"]> = {}): Told => ({
    announcement: {
      id: newId(),
      kind,
      at: new Date(0),
      developerId: null,
      userId: null,
      appId: null,
      versionId: null,
      by: null,
      data: {},
      once: null,
    },
    names: { account: null, app: null, version: null, by: null, ...names },
  });

  test.each(noticeKindNames)("%s is a sentence with a place, whatever is known", (kind) => {
    const bare = told(kind);
    const full = told(kind, {
      account: "Acme",
      app: { name: "Notes", packageId: "com.example.notes" },
      version: { name: "1.2.0", code: 12 },
      by: "Ada",
    });
    for (const one of [bare, full]) {
      expect(noticeSentence(one)).toMatch(/^\S.*\.$/);
      expect(noticeSentence(one)).not.toMatch(/undefined|null|\[object|NaN/);
      expect(noticePlace(one)).toMatch(/^\/(console|review|admin)(\/|$)/);
    }
    expect(noticeKinds[kind].words.length).toBeGreaterThan(10);
  });

  test.each<[NoticeKind, Told["announcement"]["data"], string, string]>([
    ["app.transferred", { came: true }, "Notes has come to Acme.", "/console/apps/com.example.notes"],
    ["app.transferred", { came: false }, "Notes has left Acme.", "/console/apps"],
    [
      "team.role_changed",
      { to: "owner" },
      "Your role in Acme has changed: you are an owner now.",
      "/console/team",
    ],
    [
      "role.changed",
      { to: "reviewer" },
      "Your role in this store has changed: you are a reviewer now.",
      "/console",
    ],
    ["retention.announced", { versions: 1 }, "A package of Acme is about to be deleted.", "/console/apps"],
    ["retention.announced", { versions: 3 }, "3 packages of Acme are about to be deleted.", "/console/apps"],
    ["budget.exceeded", { state: "over" }, "This month will cost more than its budget.", "/admin/cost"],
    [
      "sweep.stopped",
      { versions: 9, run: "r" },
      "A sweep would delete 9 packages and waits for approval.",
      "/admin/retention/runs/r",
    ],
  ])("%s with %j", (kind, data, sentence, place) => {
    const app = kind === "app.transferred" ? { name: "Notes", packageId: "com.example.notes" } : null;
    const bare = told(kind, { account: "Acme", app });
    const one = { ...bare, announcement: { ...bare.announcement, data } };
    expect(noticeSentence(one)).toBe(sentence);
    expect(noticePlace(one)).toBe(place);
  });
});
