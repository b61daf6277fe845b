import { compareFiles, isShown, type ListedFile, totalsOf } from "../../file-change.ts";
import type { VersionId } from "../../ids.ts";
import type { FileListQueries, FileListStatus, FileListStore } from "../../ports/file-lists.ts";
import { contains, cut } from "./queries.ts";
import type { Access, State } from "./state.ts";

export function memoryFileListStore({ read, write }: Access): FileListStore {
  const put = (state: State, id: VersionId, status: FileListStatus, files: readonly ListedFile[] = []) => {
    state.fileLists.set(id, { status, files: structuredClone([...files]) });
    state.changed.add(`version:${id}`);
  };
  return {
    write: (versionId, files) => write((state) => put(state, versionId, "listed", files)),
    status: async (versionId) => read().fileLists.get(versionId)?.status ?? null,
    want: (versionId) =>
      write((state) => {
        if (state.fileLists.has(versionId)) return false;
        put(state, versionId, "listing");
        return true;
      }),
    settle: (versionId, status) =>
      write((state) => {
        const known = state.fileLists.get(versionId);
        if (known && known.status !== "listed") put(state, versionId, status);
      }),
    find: async (versionId, path) =>
      structuredClone(
        read()
          .fileLists.get(versionId)
          ?.files.find((file) => file.path === path),
      ) ?? null,
    forget: (versionIds) =>
      write(({ fileLists }) => {
        for (const id of versionIds) fileLists.delete(id);
      }),
  };
}

export function memoryFileListQueries(read: () => State): FileListQueries {
  return {
    async compareFiles({ before, after }, query) {
      const filesOf = (id: VersionId | null) => (id && read().fileLists.get(id)?.files) || [];
      const all = compareFiles(filesOf(before), filesOf(after));
      const shown = all.filter(
        ({ kind, path }) => isShown(kind, query.show) && contains(query.search, [path]),
      );
      return { page: cut(shown, query), totals: totalsOf(all) };
    },
  };
}
