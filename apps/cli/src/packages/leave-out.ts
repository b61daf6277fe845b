import { posix } from "node:path";

const names = new Set(["node_modules", "Thumbs.db", "desktop.ini"]);

/**
 * What a folder often holds and no app needs: names that begin with a dot (version control, editors, secrets in
 * .env), node_modules, other packages, and what Windows leaves in folders.
 */
export function isLeftOut(name: string): boolean {
  return name.startsWith(".") || names.has(name) || /\.mosis(\.partial)?$/.test(name);
}

/** Notes what was left out, a folder as one. */
export function leavingOut(): { leaveOut: (path: string, name: string) => boolean; leftOut: string[] } {
  const leftOut: string[] = [];
  return {
    leftOut,
    leaveOut(path, name) {
      if (!isLeftOut(name)) return false;
      leftOut.push(posix.normalize(path));
      return true;
    },
  };
}
