import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { StackError } from "./stack-error.ts";

/** The user a server runs as, when it must not be us. */
type SystemUser = { uid: number; gid: number };

function lookUp(name: string): SystemUser | undefined {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, name], { encoding: "utf8" }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/**
 * PostgreSQL refuses to run as root: for root, the system user `postgres`, made when there is none; for anyone
 * else `undefined`, which stands for "as ourselves".
 *
 * @throws StackError `postgres_user_missing` when it cannot be made.
 */
export function postgresUser(): SystemUser | undefined {
  if (userInfo().uid !== 0) return undefined;
  const known = lookUp("postgres");
  if (known) return known;
  spawnSync("useradd", [
    "--system",
    "--no-create-home",
    "--user-group",
    "--shell",
    "/usr/sbin/nologin",
    "postgres",
  ]);
  const made = lookUp("postgres");
  if (made) return made;
  throw new StackError(
    "postgres_user_missing",
    "PostgreSQL does not run as root and the user postgres could not be made: run `useradd --system postgres`, " +
      "start as another user, or set DATABASE_URL to a PostgreSQL you have.",
  );
}

/** Whether `user` gets through all folders that lead to `path` (root's home, say, is closed to others). */
function canReach(user: SystemUser, path: string): boolean {
  return spawnSync("test", ["-x", path], { cwd: "/", ...user }).status === 0;
}

/**
 * How to start `command` as `user`. Where the user cannot get through the folders that lead to `paths`, it keeps
 * one of root's rights, to pass them (CAP_DAC_OVERRIDE), by util-linux's `setpriv`.
 */
export function commandAs(
  user: SystemUser | undefined,
  paths: string[],
  command: string,
  args: string[],
): { command: string; args: string[]; uid?: number; gid?: number } {
  if (!user) return { command, args };
  if (paths.every((path) => canReach(user, path)) || !existsSync("/usr/bin/setpriv")) {
    return { command, args, ...user };
  }
  const rights = [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"];
  // initdb asks by access(2), which leaves a right kept past a change of user out of account without the last of these.
  const pass = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"];
  return { command: "/usr/bin/setpriv", args: [...rights, ...pass, "--", command, ...args] };
}
