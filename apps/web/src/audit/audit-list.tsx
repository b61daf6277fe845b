import { Code, Text } from "@mantine/core";
import { type AuditItem, storeId } from "@mosis/domain";
import { Facts } from "@/ui/facts.tsx";
import { LinkAnchor } from "@/ui/link.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { actionWords, valueWords } from "./action-words.ts";
import classes from "./audit-list.module.css";
import { addressOf } from "./filter-address.ts";

/** Entries of the log, each with all that is known of it inside. `path` is the page that lists them. */
export function AuditList({ items, path }: { items: readonly AuditItem[]; path: string }) {
  return (
    <ol className={classes.list}>
      {items.map((item) => (
        <li key={String(item.id)}>
          <details className={classes.entry}>
            <summary>
              <Text fw={550} component="span">
                {actionWords(item.action)}
              </Text>
              <Text size="sm" c="dimmed" component="span" className="tabular">
                <RelativeTime at={item.at} />
              </Text>
              <Text size="sm" c="dimmed" component="span" truncate>
                {[who(item), item.app?.name ?? item.app?.packageId].filter(Boolean).join(" · ")}
              </Text>
            </summary>
            <div className={classes.detail}>
              <Changes item={item} />
              <Facts facts={factsOf(item, path)} />
            </div>
          </details>
        </li>
      ))}
    </ol>
  );
}

function who({ by, accessTokenId }: AuditItem): string {
  if (!by) return "The store";
  return `${by.name ?? "Somebody"}${accessTokenId ? ", by access token" : ""}`;
}

function Changes({ item: { before, after } }: { item: AuditItem }) {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (fields.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is to be reached by keyboard
    <section className={classes.changes} aria-label="What changed" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>{valueWords(before?.[field])}</td>
              <td>{valueWords(after?.[field])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function factsOf(item: AuditItem, path: string) {
  const { by, account, app, accessTokenId, cameFrom, subjectId, data } = item;
  const only = (text: string, query: Parameters<typeof addressOf>[1]) => (
    <LinkAnchor href={addressOf(path, query)} size="sm">
      {text}
    </LinkAnchor>
  );
  return [
    ["When", `${item.at.toISOString().replace("T", " ").slice(0, 23)} UTC`],
    ["Action", <Code key="action">{item.action}</Code>],
    ["Who", by ? only(who(item), { user: by.id }) : "The store"],
    ...(by?.accountName ? [["Acting for", by.accountName] as const] : []),
    ...(accessTokenId ? [["Access token", <Code key="token">{accessTokenId}</Code>] as const] : []),
    ...(cameFrom ? [["From", <Code key="from">{cameFrom}</Code>] as const] : []),
    ...(account ? [["Account", account.name ?? account.id] as const] : []),
    ...(app ? [["App", only(app.packageId ?? app.id, { app: app.id })] as const] : []),
    ["Subject", subjectId === storeId ? "The store" : only(subjectId, { subject: subjectId })],
    ...Object.entries(data).map(([name, value]) => [name.replaceAll("_", " "), valueWords(value)] as const),
    ["Place in the chain", String(item.sequence)],
  ] as const;
}
