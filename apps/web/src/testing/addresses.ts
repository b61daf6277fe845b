import { globSync } from "node:fs";
import { join } from "node:path";

export const appFolder = join(import.meta.dirname, "../app");

/** Every page that Next serves, as its address with `{parameters}`. */
export function everyPage(): string[] {
  return globSync("**/page.tsx", { cwd: appFolder }).map(addressOfFile).sort();
}

/** Where Next serves a file of the app; groups in brackets are in no address. */
export function addressOfFile(file: string): string {
  const folders = file.split("/").slice(0, -1);
  const parts = folders
    .filter((folder) => !/^\(.*\)$/.test(folder))
    .map((folder) => folder.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}"));
  return `/${parts.join("/")}`;
}

export function parametersOf(address: string): string[] {
  return [...address.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}
