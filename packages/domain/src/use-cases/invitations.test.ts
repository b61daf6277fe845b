import { beforeEach, describe, expect, it } from "vitest";
import { invitationLifetimeMs, mostInvitations } from "../invitation.ts";
import type { Mail } from "../ports/mailer.ts";
import { newSecretText } from "../secret-text.ts";
import { endsAfterEveryCrash } from "../testing/interrupted-ports.ts";
import { actionsOn, createSampleStore, payloadsOf, type SampleStore } from "../testing/sample-store.ts";
import { addSampleMember, addSamplePerson, codeOf } from "../testing/sample-team.ts";
import { sendInvitation } from "./send-invitation.ts";

let store: SampleStore;
beforeEach(async () => {
  store = await createSampleStore();
});

async function link(fields: { role?: "owner" | "viewer"; email?: string | null } = {}) {
  const { role = "viewer", email = null } = fields;
  const opened = await store.app.invite({ actor: store.developer, role, email });
  return { id: opened.invitation.id, text: opened.text ?? "" };
}

/** Carries out the job, as the worker does, and gives what was sent. */
async function deliver(invitationId: Parameters<typeof sendInvitation>[1]["invitationId"]): Promise<Mail[]> {
  const sent: Mail[] = [];
  const mailer = { send: async (mail: Mail) => void sent.push(mail) };
  await sendInvitation({ ...store, mailer, links: { portalUrl: "https://store.example" } }, { invitationId });
  return sent;
}

const textIn = (mail: Mail | undefined) =>
  mail?.template.name === "invitation" ? (mail.template.props.link.split("/").at(-1) ?? "") : "";

describe("an invitation by link", () => {
  it("says who invites to what, and takes the person in, once", async () => {
    const { app, developer } = store;
    const { id, text } = await link();
    expect(text).toMatch(/^mosis_inv_/);
    expect(JSON.stringify([store.audit, store.jobs])).not.toContain(text);
    expect(await app.readInvitation({ text })).toMatchObject({
      accountName: "developer",
      inviterName: "developer",
      role: "viewer",
    });
    const grace = await addSamplePerson(store, "Grace");
    const accept = async () =>
      app.acceptInvitation({ actor: await grace.actor(), sessionId: grace.sessionId, text });
    expect(await accept()).toBe(developer.developerId);
    expect(await grace.actor()).toMatchObject({ developerId: developer.developerId, accountRole: "viewer" });
    // Twice is harmless.
    expect(await accept()).toBe(developer.developerId);
    expect(actionsOn(store, grace.userId)).toEqual(["member.joined"]);
    expect(store.announced).toMatchObject([{ kind: "team.joined", data: { name: "Grace", role: "viewer" } }]);
    // For somebody else it has ended, and also for her once she has left.
    const other = await addSamplePerson(store, "Bob");
    const theirs = { actor: await other.actor(), sessionId: other.sessionId, text };
    expect(await codeOf(app.acceptInvitation(theirs))).toBe("invitation_ended");
    await app.leaveAccount({ actor: await grace.actor() });
    expect(await codeOf(accept())).toBe("invitation_ended");
    expect(actionsOn(store, id)).toEqual(["invitation.created"]);
  });

  it("of two people who accept at once takes in one", async () => {
    const { text } = await link();
    const people = await Promise.all([addSamplePerson(store, "Grace"), addSamplePerson(store, "Bob")]);
    const answers = await Promise.all(
      people.map(async ({ sessionId, actor }) =>
        codeOf(store.app.acceptInvitation({ actor: await actor(), sessionId, text })),
      ),
    );
    expect(answers.sort()).toEqual([store.developer.developerId, "invitation_ended"].sort());
  });

  it("ends when it expires, is declined, taken back or made anew", async () => {
    const { app, developer, clock } = store;
    const grace = await addSamplePerson(store, "Grace");
    const accept = async (text: string) =>
      codeOf(app.acceptInvitation({ actor: await grace.actor(), sessionId: grace.sessionId, text }));
    const declined = await link();
    await app.declineInvitation({ actor: await grace.actor(), text: declined.text });
    await app.declineInvitation({ actor: await grace.actor(), text: declined.text });
    const taken = await link();
    await app.revokeInvitation({ actor: developer, invitationId: taken.id });
    const renewed = await link();
    const again = await app.resendInvitation({ actor: developer, invitationId: renewed.id });
    const old = await link();
    clock.advance(invitationLifetimeMs);
    expect(await accept(declined.text)).toBe("invitation_ended");
    expect(await accept(taken.text)).toBe("invitation_ended");
    expect(await accept(renewed.text)).toBe("not_found");
    expect(await accept(again.text ?? "")).toBe("invitation_ended");
    expect(await accept(old.text)).toBe("invitation_ended");
    expect(await accept(newSecretText("invitation"))).toBe("not_found");
    expect(await accept("nonsense")).toBe("not_found");
    // Expired ones can be made anew; others not.
    const { text } = await app.resendInvitation({ actor: developer, invitationId: old.id });
    expect(await accept(text ?? "")).toBe(developer.developerId);
    expect(await codeOf(app.resendInvitation({ actor: developer, invitationId: taken.id }))).toBe(
      "invitation_ended",
    );
    expect(await codeOf(app.revokeInvitation({ actor: developer, invitationId: old.id }))).toBe(
      "invitation_ended",
    );
  });

  it("is for owners to make and to see", async () => {
    const { app, developer, stranger } = store;
    const { id } = await link();
    const maintainer = await (await addSampleMember(store, developer, "Grace", "maintainer")).actor();
    for (const call of [
      () => app.invite({ actor: maintainer, role: "viewer", email: null }),
      () => app.listInvitations({ actor: maintainer }),
      () => app.resendInvitation({ actor: maintainer, invitationId: id }),
      () => app.revokeInvitation({ actor: maintainer, invitationId: id }),
    ])
      expect(await codeOf(call())).toBe("account_role_required");
    expect(await codeOf(app.revokeInvitation({ actor: stranger, invitationId: id }))).toBe("not_found");
    expect(await app.listInvitations({ actor: stranger })).toEqual([]);
    const program = { ...developer, token: { id: "t" as never, scopes: ["publish"] as const, appId: null } };
    expect(await codeOf(app.invite({ actor: program, role: "viewer", email: null }))).toBe(
      "token_not_allowed",
    );
  });

  it("is one of at most fifty open ones", async () => {
    for (let made = 0; made < mostInvitations; made += 1) await link();
    expect(await codeOf(link())).toBe("invitation_limit_reached");
    store.clock.advance(invitationLifetimeMs);
    await link();
    const [, oldest] = await store.app.listInvitations({ actor: store.developer });
    expect(oldest).toBeDefined();
  });
});

describe("an invitation by mail", () => {
  it("is sent with a secret that nothing else knows, and is for whoever has the address", async () => {
    const { app, developer } = store;
    const { id, text: none } = await link({ email: "grace@example.com" });
    expect(none).toBe("");
    expect(payloadsOf(store, "invitation.send")).toEqual([{ invitationId: id }]);
    expect(await app.listInvitations({ actor: developer })).toMatchObject([{ isSent: false }]);
    const [mail] = await deliver(id);
    expect(mail).toMatchObject({
      to: "grace@example.com",
      template: { props: { accountName: "developer" } },
    });
    expect(await app.listInvitations({ actor: developer })).toMatchObject([{ isSent: true }]);
    const text = textIn(mail);
    for (const person of [await addSamplePerson(store, "Bob"), await addSamplePerson(store, "Eve", null)]) {
      const actor = await person.actor();
      const { sessionId } = person;
      expect(await codeOf(app.acceptInvitation({ actor, sessionId, text }))).toBe("invitation_for_other");
      expect(await codeOf(app.declineInvitation({ actor, text }))).toBe("invitation_for_other");
    }
    const grace = await addSamplePerson(store, "Grace", "Grace@Example.com");
    const { sessionId } = grace;
    expect(await app.acceptInvitation({ actor: await grace.actor(), sessionId, text })).toBe(
      developer.developerId,
    );
    expect(await deliver(id)).toEqual([]);
  });

  it("is sent again with another secret", async () => {
    const { app, developer } = store;
    const { id } = await link({ email: "grace@example.com" });
    const [first] = await deliver(id);
    await app.resendInvitation({ actor: developer, invitationId: id });
    expect(await app.readInvitation({ text: textIn(first) })).toBeNull();
    const [second] = await deliver(id);
    expect(await app.readInvitation({ text: textIn(second) })).toMatchObject({ id });
    expect(second?.idempotencyKey).not.toBe(first?.idempotencyKey);
    await app.revokeInvitation({ actor: developer, invitationId: id });
    expect(await deliver(id)).toEqual([]);
  });

  it("leads to the account by the last mail, wherever the worker dies", async () => {
    const ends = await endsAfterEveryCrash({
      begin: async () => {
        store = await createSampleStore();
        return { id: (await link({ email: "grace@example.com" })).id, sent: [] as Mail[] };
      },
      ports: () => store,
      run: (ports, { id, sent }) =>
        sendInvitation(
          {
            ...ports,
            mailer: { send: async (mail) => void sent.push(mail) },
            links: { portalUrl: "https://store.example" },
          },
          { invitationId: id },
        ),
      end: async ({ id, sent }) => (await store.app.readInvitation({ text: textIn(sent.at(-1)) }))?.id === id,
    });
    expect(ends.length).toBeGreaterThan(1);
    for (const { diedAfter, end } of ends) expect([diedAfter, end]).toEqual([diedAfter, true]);
  });
});
