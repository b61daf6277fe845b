import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** What is kept beside a mail that was written into a folder. */
export interface StoredMail {
  /** ISO 8601. */
  at: string;
  to: string;
  subject: string;
  html: string;
  text: string;
}

/** Mails that were written into a folder. */
export interface Mailbox {
  /** The latest first, at most `limit`. */
  list(limit: number): Promise<({ name: string } & StoredMail)[]>;
  /** Null when there is no such. */
  find(name: string): Promise<StoredMail | null>;
  /** The mail as it would have been sent; null when there is no such. */
  readSource(name: string): Promise<string | null>;
}

const form = /^[0-9a-f]{40}$/;

/** The mails of a folder that `createFileMailer` writes into. */
export function createMailbox(directory: string): Mailbox {
  const read = async (file: string): Promise<string | null> => {
    try {
      return await readFile(join(directory, file), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  };
  const find = async (name: string): Promise<StoredMail | null> => {
    const text = form.test(name) ? await read(`${name}.json`) : null;
    return text === null ? null : (JSON.parse(text) as StoredMail);
  };

  return {
    find,
    readSource: async (name) => (form.test(name) ? read(`${name}.eml`) : null),
    async list(limit) {
      const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return [];
        throw error;
      });
      const names = files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -5));
      const dated = await Promise.all(
        names.map(async (name) => ({ name, at: (await stat(join(directory, `${name}.json`))).mtimeMs })),
      );
      const latest = dated.sort((a, b) => b.at - a.at || (a.name < b.name ? -1 : 1)).slice(0, limit);
      const mails = await Promise.all(
        latest.map(async ({ name }) => {
          const mail = await find(name);
          return mail && { name, ...mail };
        }),
      );
      return mails.filter((mail) => mail !== null);
    },
  };
}
