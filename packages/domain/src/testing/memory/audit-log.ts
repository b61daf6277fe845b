import { auditFacts } from "../../audit.ts";
import { actingAccount, actionsOf } from "../../audit-groups.ts";
import type { AuditItem, AuditQuery } from "../../audit-query.ts";
import type { AuditQueries } from "../../ports/audit-queries.ts";
import type { AuditLog } from "../../ports/stores.ts";
import { dayMs } from "../../quota.ts";
import { sha256Of } from "../../sha256.ts";
import { contains } from "./queries.ts";
import type { Access, AuditRow, State } from "./state.ts";

export function memoryAuditLog({ write }: Access): AuditLog {
  const appendAll: AuditLog["appendAll"] = (entries) =>
    write(({ audit, apps }) => {
      for (const entry of entries) {
        const owner = entry.appId && apps.get(entry.appId)?.developerId;
        const row: AuditRow = {
          ...entry,
          data: auditFacts(entry),
          affairOf: entry.developerId ?? owner ?? actingAccount(entry),
        };
        audit.push(structuredClone(row));
      }
    });
  return { append: (entry) => appendAll([entry]), appendAll };
}

export function memoryAuditQueries(read: () => State): AuditQueries {
  return {
    async listAudit(query, limit) {
      const state = read();
      return state.audit
        .map((row, place) => toItem(state, row, BigInt(place + 1)))
        .filter((item) => matches(query, item))
        .reverse()
        .slice(0, limit);
    },
    async findAuditHead() {
      const { audit } = read();
      let hash = "";
      for (const entry of audit)
        hash = await sha256Of(new TextEncoder().encode(hash + JSON.stringify(entry)));
      return audit.length > 0 ? { sequence: BigInt(audit.length), hash } : null;
    },
  };
}

function toItem(state: State, row: AuditRow, id: bigint): AuditItem {
  const { actor, action, at, subjectId, appId, affairOf, data = {}, before = null, after = null } = row;
  const { access_token: _token, ...facts } = data;
  const app = appId && state.apps.get(appId);
  return structuredClone({
    id,
    sequence: id,
    at,
    by:
      actor.kind === "user"
        ? {
            id: actor.userId,
            name: state.users.get(actor.userId)?.name ?? null,
            accountId: actor.developerId,
            accountName: state.developers.get(actor.developerId) ?? null,
          }
        : null,
    accessTokenId: (actor.kind === "user" && actor.token?.id) || null,
    cameFrom: (actor.kind === "user" && actor.from) || null,
    action,
    subjectId,
    account: affairOf && { id: affairOf, name: state.developers.get(affairOf) ?? null },
    app: appId ? { id: appId, name: app ? app.name : null, packageId: app ? app.packageId : null } : null,
    data: facts,
    before,
    after,
  });
}

function matches(query: AuditQuery, item: AuditItem): boolean {
  const { search, user, account, app, subject, group, from, to, before } = query;
  const ids: (string | undefined)[] = [item.subjectId, item.by?.id, item.account?.id, item.app?.id];
  const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
  return (
    (user === null || item.by?.id === user) &&
    (account === null || item.account?.id === account) &&
    (app === null || item.app?.id === app) &&
    (subject === null || item.subjectId === subject) &&
    (group === null || actionsOf(group).includes(item.action)) &&
    (from === null || item.at.getTime() >= day(from)) &&
    (to === null || item.at.getTime() < day(to) + dayMs) &&
    (before === null || item.id < before) &&
    (ids.includes(search.toLowerCase()) ||
      contains(search, [item.by?.name ?? "", item.app?.name ?? "", item.app?.packageId ?? "", item.action]))
  );
}
