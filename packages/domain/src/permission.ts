/** What a person is in a developer account. */
export const accountRoles = ["owner", "maintainer", "viewer"] as const;
export type AccountRole = (typeof accountRoles)[number];

/** What a person is in the store as a whole. */
export const platformRoles = ["member", "reviewer", "admin"] as const;
export type PlatformRole = (typeof platformRoles)[number];

/** What an access token may be made for. */
export const tokenScopes = ["read", "upload", "publish"] as const;
export type TokenScope = (typeof tokenScopes)[number];

export interface PermissionRule {
  /** What it allows, in a person's words. */
  words: string;
  /** Roles in the account it is about that have it. */
  account: readonly AccountRole[];
  /** Roles in the store that have it, whatever account they act for. */
  platform: readonly PlatformRole[];
  /** Scopes of access tokens that have it, as far as their person does; none: people alone. */
  scopes: readonly TokenScope[];
}

const everyone = accountRoles;
const working = ["owner", "maintainer"] as const;
const owners = ["owner"] as const;
const anyToken = tokenScopes;
const nobody = [] as const;

/** Who may do what: the one table. Docs, routes, use cases and the authorization matrix read it. */
export const permissions = {
  "app.read": {
    words: "See apps, versions, findings, releases and statistics",
    account: everyone,
    platform: nobody,
    scopes: anyToken,
  },
  "app.create": { words: "Create apps", account: working, platform: nobody, scopes: nobody },
  "app.change": {
    words: "Change the listing and screenshots",
    account: working,
    platform: nobody,
    scopes: nobody,
  },
  "upload.send": {
    words: "Upload packages and icons",
    account: working,
    platform: nobody,
    scopes: ["upload"],
  },
  "version.submit": {
    words: "Submit versions for review",
    account: working,
    platform: nobody,
    scopes: ["upload", "publish"],
  },
  "review.answer": {
    words: "Answer reviewers, cancel a review, have a version checked again",
    account: working,
    platform: nobody,
    scopes: nobody,
  },
  "version.publish": {
    words: "Publish approved versions",
    account: working,
    platform: nobody,
    scopes: ["publish"],
  },
  "version.withdraw": {
    words: "Withdraw published versions",
    account: working,
    platform: nobody,
    scopes: nobody,
  },
  "release.steer": {
    words: "Start, raise, pause, complete and roll back releases",
    account: working,
    platform: nobody,
    scopes: ["publish"],
  },
  "track.change": {
    words: "Add and remove tracks and their devices",
    account: working,
    platform: nobody,
    scopes: nobody,
  },
  "trust.manage": {
    words: "Set up trusted publishing",
    account: working,
    platform: nobody,
    scopes: nobody,
  },
  "webhook.manage": { words: "Set up webhooks", account: working, platform: nobody, scopes: nobody },
  "app.transfer": {
    words: "Hand an app to another account, or take one over",
    account: owners,
    platform: nobody,
    scopes: nobody,
  },
  "team.read": {
    words: "See who belongs to the account",
    account: everyone,
    platform: nobody,
    scopes: nobody,
  },
  "team.manage": {
    words: "Invite and remove people, change their roles, rename the account",
    account: owners,
    platform: nobody,
    scopes: nobody,
  },
  "account.audit": {
    words: "See what was done in the account",
    account: owners,
    platform: nobody,
    scopes: nobody,
  },
  "self.manage": {
    words: "Manage one's own sessions, access tokens and notices",
    account: everyone,
    platform: nobody,
    scopes: nobody,
  },
  "review.decide": {
    words: "See submitted versions of every account and decide on them",
    account: nobody,
    platform: ["reviewer", "admin"],
    scopes: nobody,
  },
  "store.administer": {
    words: "Administer the store: storage, retention, jobs, policies, people, audit log, takedowns",
    account: nobody,
    platform: ["admin"],
    scopes: nobody,
  },
} as const satisfies Record<string, PermissionRule>;

export type Permission = keyof typeof permissions;
export const permissionNames = Object.keys(permissions) as readonly Permission[];

/** Whether someone with this role in an account has the permission there. */
export function accountPermits(role: AccountRole, permission: Permission): boolean {
  const rule: PermissionRule = permissions[permission];
  return rule.account.includes(role);
}

/** Whether access tokens of this scope can have the permission. */
export function scopePermits(scope: TokenScope, permission: Permission): boolean {
  const rule: PermissionRule = permissions[permission];
  return rule.scopes.includes(scope);
}

/** Scopes that give nothing which somebody with this role in an account may not do themselves. */
export function scopesOf(role: AccountRole): TokenScope[] {
  return tokenScopes.filter((scope) =>
    permissionNames.every((name) => !scopePermits(scope, name) || accountPermits(role, name)),
  );
}

/** What tokens of a scope are for, in a person's words. */
export function scopeWords(scope: TokenScope): string[] {
  return permissionNames.filter((name) => scopePermits(scope, name)).map((name) => permissions[name].words);
}

/** Whether any access token can have the permission. */
export function opensToTokens(permission: Permission): boolean {
  const rule: PermissionRule = permissions[permission];
  return rule.scopes.length > 0;
}
