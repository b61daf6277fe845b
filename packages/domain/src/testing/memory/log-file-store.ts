import type { LogFile, LogFileKey, LogFileQueries, LogFileStore } from "../../ports/log-files.ts";
import { cut } from "./queries.ts";
import type { Access, State } from "./state.ts";

const nameOf = ({ key, etag }: LogFileKey) => `${etag} ${key}`;

export function memoryLogFileStore({ read, write }: Access): LogFileStore {
  return {
    begin: ({ key, etag, size }, at) =>
      write(({ logFiles }) => {
        const name = nameOf({ key, etag });
        const known = logFiles.get(name);
        if (known) return { ...known };
        const counts = {
          lines: 0,
          counted: 0,
          duplicates: 0,
          late: 0,
          unknown: 0,
          passedOver: 0,
          malformed: 0,
        };
        const end = { status: "reading", refusal: null, detail: null, endedAt: null } as const;
        const file: LogFile = { key, etag, size, ...counts, ...end, begunAt: at };
        logFiles.set(name, file);
        return { ...file };
      }),

    advance: (file, from, to) =>
      write(({ logFiles }) => {
        const known = logFiles.get(nameOf(file));
        if (known?.status !== "reading" || known.lines !== from) return false;
        logFiles.set(nameOf(file), { ...known, lines: to });
        return true;
      }),

    addCounts: (file, counts) =>
      write(({ logFiles }) => {
        const known = logFiles.get(nameOf(file));
        if (!known) return;
        logFiles.set(nameOf(file), {
          ...known,
          counted: known.counted + counts.counted,
          duplicates: known.duplicates + counts.duplicates,
          late: known.late + counts.late,
          unknown: known.unknown + counts.unknown,
          passedOver: known.passedOver + counts.passedOver,
          malformed: known.malformed + counts.malformed,
        });
      }),

    end: (file, refused, at) =>
      write(({ logFiles }) => {
        const known = logFiles.get(nameOf(file));
        if (known?.status !== "reading") return false;
        logFiles.set(nameOf(file), {
          ...known,
          status: refused ? "refused" : "imported",
          refusal: refused?.refusal ?? null,
          detail: refused?.detail ?? null,
          endedAt: at,
        });
        return true;
      }),

    listEnded: async (files) =>
      files.flatMap((file) => {
        const known = read().logFiles.get(nameOf(file));
        if (!known || known.status === "reading") return [];
        return [{ key: known.key, etag: known.etag, status: known.status }];
      }),

    forget: (before, limit) =>
      write(({ logFiles }) => {
        const old = [...logFiles]
          .filter(([, { endedAt }]) => endedAt !== null && endedAt < before)
          .slice(0, limit);
        for (const [name] of old) logFiles.delete(name);
        return old.length;
      }),
  };
}

export function memoryLogFileQueries(read: () => State): LogFileQueries {
  return {
    async listLogFiles(query) {
      const files = [...read().logFiles.values()]
        .filter(({ status }) => query.show === "all" || status === "refused")
        .filter(({ key }) => key.toLowerCase().includes(query.search.toLowerCase()))
        .sort((a, b) => b.begunAt.getTime() - a.begunAt.getTime() || (a.key < b.key ? 1 : -1));
      return cut(files, query);
    },
  };
}
