import {
  isDomainError,
  type Permission,
  type PlatformRole,
  permissions,
  requirePermission,
  type UserActor,
} from "@mosis/domain";
import type { Audience } from "../http/route.ts";

/** Who calls: one column of the matrix. */
export interface Caller {
  name: string;
  actor: UserActor | null;
  /** How the request shows who it is from. */
  headers: Readonly<Record<string, string>>;
  /** Whether the sample account is the one they act for, with all of its apps. */
  inside: boolean;
  /** Whether they are the person who owns it. */
  isOwner: boolean;
}

/** The code of the refusal that the table of permissions has for a caller, null when there is none. */
export function refusalOf(audience: Audience, { actor }: Pick<Caller, "actor">): string | null {
  if (audience === "public") return null;
  if (!actor) return "sign_in_required";
  try {
    requirePermission(actor, audience);
    return null;
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
}

/** Whether a permission goes with a role in the store, so that it reaches into accounts. */
export function reachesInto(audience: Audience, actor: UserActor | null): boolean {
  if (audience === "public" || !actor) return false;
  const { platform }: { platform: readonly PlatformRole[] } = permissions[audience satisfies Permission];
  return platform.includes(actor.role);
}
