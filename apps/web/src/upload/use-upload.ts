"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiProblem, api, type CompletedUploadJson, type StartedUploadJson } from "../http/client.ts";
import { hashFile } from "./hash-file.ts";
import { putFile } from "./put-file.ts";
import { type TransferRate, transferRate } from "./transfer-rate.ts";

export type UploadKind = "package" | "icon";

/** Where an upload stands, in the order things happen. */
export type UploadState =
  | { phase: "idle" }
  | { phase: "hashing"; file: File; progress: TransferRate }
  | { phase: "sending"; file: File; progress: TransferRate }
  | { phase: "completing"; file: File }
  | { phase: "done"; file: File; completed: CompletedUploadJson }
  | { phase: "failed"; file: File; problem: ApiProblem };

export interface UploadControl {
  state: UploadState;
  start(file: File): void;
  /** Ends the upload and has what was already sent deleted. */
  cancel(): void;
  /** Starts over with the same file. */
  retry(): void;
  reset(): void;
}

/** Hash, announce, send, complete: an upload from a file to what the store made of it. */
export function useUpload(options: {
  appId: string;
  kind: UploadKind;
  onDone: (completed: CompletedUploadJson) => void;
}): UploadControl {
  const { appId, kind } = options;
  const [state, setState] = useState<UploadState>({ phase: "idle" });
  const running = useRef<AbortController | null>(null);
  const onDone = useRef(options.onDone);
  onDone.current = options.onDone;

  const start = useCallback(
    (file: File) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const { signal } = controller;
      run(appId, kind, file, signal, setState).then(
        (completed) => {
          if (signal.aborted) return;
          setState({ phase: "done", file, completed });
          onDone.current(completed);
        },
        (error: unknown) => {
          if (!signal.aborted) setState({ phase: "failed", file, problem: ApiProblem.from(error) });
        },
      );
    },
    [appId, kind],
  );

  const reset = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState({ phase: "idle" });
  }, []);

  const retry = useCallback(() => {
    if (state.phase === "failed") start(state.file);
  }, [state, start]);

  const busy = state.phase === "hashing" || state.phase === "sending" || state.phase === "completing";
  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [busy]);
  useEffect(() => () => running.current?.abort(), []);

  return { state, start, cancel: reset, retry, reset };
}

async function run(
  appId: string,
  kind: UploadKind,
  file: File,
  signal: AbortSignal,
  show: (state: UploadState) => void,
): Promise<CompletedUploadJson> {
  const follow = (phase: "hashing" | "sending") => {
    const rate = transferRate(file.size, performance.now());
    const tell = (bytes: number) => {
      if (!signal.aborted) show({ phase, file, progress: rate(bytes, performance.now()) });
    };
    tell(0);
    return tell;
  };
  const sha256 = await hashFile(file, { signal, onProgress: follow("hashing") });
  const { upload, put } = await api.post<StartedUploadJson>(`/api/v1/apps/${appId}/uploads`, {
    kind,
    file_name: file.name,
    size: file.size,
    sha256,
  });
  try {
    if (put) await putFile(file, put, { signal, onProgress: follow("sending") });
    show({ phase: "completing", file });
    return await api.post<CompletedUploadJson>(`/api/v1/uploads/${upload.id}/complete`, {});
  } catch (error) {
    if (signal.aborted) {
      // The upload also ends by itself within the hour; a failure here leaves nothing behind for long.
      await api.delete(`/api/v1/uploads/${upload.id}`).catch(() => undefined);
    }
    throw error;
  }
}
