import type { AccountRole } from "@mosis/domain";

/** Roles in an account, as people read them. */
export const roleNames = {
  owner: "Owner",
  maintainer: "Maintainer",
  viewer: "Viewer",
} as const satisfies Record<AccountRole, string>;

/** In a sentence: "as an owner". */
export const asRole = {
  owner: "an owner",
  maintainer: "a maintainer",
  viewer: "a viewer",
} as const satisfies Record<AccountRole, string>;

export const roleChoices = Object.entries(roleNames).map(([value, label]) => ({ value, label }));
