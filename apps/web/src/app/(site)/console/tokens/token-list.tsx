import { Badge, Code, Text } from "@mantine/core";
import { type AccessToken, type AppId, type DeveloperId, tokenEnd, tokenStatus } from "@mosis/domain";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { RevokeToken } from "./revoke-token.tsx";
import classes from "./tokens.module.css";

const soonMs = 7 * 24 * 60 * 60 * 1000;

const badges = {
  live: { label: "Live", color: "green" },
  soon: { label: "Expires soon", color: "yellow" },
  expired: { label: "Expired", color: "gray" },
  revoked: { label: "Revoked", color: "red" },
} as const;

/** Names of what tokens are good for. */
export interface TokenNames {
  apps: ReadonlyMap<AppId, string>;
  accounts: ReadonlyMap<DeveloperId, string>;
  /** The account one acts for. */
  current: DeveloperId;
}

/** What a token is good for. */
function reachOf({ appId, developerId }: AccessToken, { apps, accounts, current }: TokenNames): string {
  const apart =
    developerId === current ? "" : ` of ${accounts.get(developerId) ?? "an account you have left"}`;
  return appId === null ? `all apps${apart}` : (apps.get(appId) ?? `one app${apart}`);
}

/** Tokens with what there is to know of them; those that work can be revoked. */
export function TokenList({ tokens, names }: { tokens: readonly AccessToken[]; names: TokenNames }) {
  const now = new Date();
  return (
    <ul className={classes.list}>
      {tokens.map((token) => (
        <TokenRow key={token.id} token={token} names={names} now={now} />
      ))}
    </ul>
  );
}

function TokenRow({ token, names, now }: { token: AccessToken; names: TokenNames; now: Date }) {
  const status = tokenStatus(token, now);
  const isSoon = status === "live" && token.expiresAt.getTime() - now.getTime() < soonMs;
  const { label, color } = badges[isSoon ? "soon" : status];
  return (
    <li className={classes.item}>
      <div className={classes.words}>
        <Text fw={550} className={classes.name}>
          {token.name}
        </Text>
        <Text size="sm" c="dimmed" component="div">
          <Code>{token.start}…</Code> made <RelativeTime at={token.createdAt} />
        </Text>
        <Text size="sm" c="dimmed" component="div" className={classes.name}>
          {token.scopes.join(", ")} · {reachOf(token, names)}
        </Text>
      </div>
      <div className={classes.times}>
        <Text size="sm">
          {token.lastUsedAt ? (
            <>
              Last used <RelativeTime at={token.lastUsedAt} />
            </>
          ) : (
            "Never used"
          )}
        </Text>
        <Text size="sm" c="dimmed">
          {status === "live" ? "Expires" : status === "expired" ? "Expired" : "Revoked"}{" "}
          <RelativeTime at={tokenEnd(token)} />
        </Text>
      </div>
      <span className={classes.status}>
        <Badge color={color}>{label}</Badge>
      </span>
      {status === "live" && (
        <span className={classes.action}>
          <RevokeToken
            tokenId={token.id}
            name={token.name}
            lastUsed={token.lastUsedAt && <RelativeTime at={token.lastUsedAt} />}
          />
        </span>
      )}
    </li>
  );
}
