import { CommandFailure } from "./exit-code.ts";

/**
 * The store's adapter of object storage, for the commands of its operators. It is loaded when such a command runs, and
 * is no part of the program that developers install.
 * @throws CommandFailure in that program.
 */
export async function loadStorage(): Promise<typeof import("@mosis/storage")> {
  try {
    return await import("@mosis/storage");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new CommandFailure(
      "usage",
      "mosis storage belongs to the store: run it in the store's own repository, as npx mosis storage.",
      { cause: error },
    );
  }
}

export type Storage = Awaited<ReturnType<typeof loadStorage>>;
