"use client";

import { hasErrors } from "@mosis/domain";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiProblem, type CompletedUploadJson } from "../http/client.ts";
import type { Judgement, TargetApp } from "./judge.worker.ts";
import { judgeFile } from "./judge-file.ts";
import type { Waiting } from "./keep-trying.ts";
import { givenUp, sendFile } from "./send-file.ts";
import { type TransferRate, transferRate } from "./transfer-rate.ts";
import type { UploadKind } from "./upload-api.ts";

/** Where an upload stands, in the order things happen. `judgement` is null for files that are not judged here. */
export type UploadState =
  | { phase: "idle" }
  | { phase: "judging"; file: File; progress: TransferRate }
  | { phase: "refused"; file: File; judgement: Judgement }
  | {
      phase: "sending";
      file: File;
      judgement: Judgement | null;
      progress: TransferRate;
      waiting: Waiting | null;
    }
  | { phase: "completing"; file: File; judgement: Judgement | null }
  | { phase: "done"; file: File; judgement: Judgement | null }
  | { phase: "failed"; file: File; problem: ApiProblem };

export interface UploadControl {
  state: UploadState;
  /** Begins with a file, or with what becomes one. */
  start(file: File): void;
  /** Ends the upload and has what was already sent deleted. */
  cancel(): void;
  /** Starts over with the same file; what storage has of it is not sent again. */
  retry(): void;
  reset(): void;
}

/** Judge, announce, send, complete: an upload from a file to what the store made of it. */
export function useUpload(options: {
  appId: string;
  kind: UploadKind;
  /** The app a package must fit; null sends the file without judging it. */
  app: TargetApp | null;
  onDone: (completed: CompletedUploadJson) => void;
  /** A cancelled upload is gone, with what was sent of it. */
  onGivenUp?: () => void;
}): UploadControl {
  const { appId, kind } = options;
  const [state, setState] = useState<UploadState>({ phase: "idle" });
  const running = useRef<AbortController | null>(null);
  const latest = useRef(options);
  latest.current = options;

  const start = useCallback(
    (file: File) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const { signal } = controller;
      const show = (next: UploadState) => {
        if (!signal.aborted) setState(next);
      };
      run({ appId, kind, app: latest.current.app, file, signal, show }).then(
        (completed) => {
          if (completed && !signal.aborted) latest.current.onDone(completed);
        },
        (error: unknown) => {
          if (signal.reason === givenUp) latest.current.onGivenUp?.();
          else show({ phase: "failed", file, problem: ApiProblem.from(error) });
        },
      );
    },
    [appId, kind],
  );

  const end = useCallback((reason?: unknown) => {
    running.current?.abort(reason);
    running.current = null;
    setState({ phase: "idle" });
  }, []);
  const cancel = useCallback(() => end(givenUp), [end]);
  const reset = useCallback(() => end(), [end]);

  const retry = useCallback(() => {
    if (state.phase === "failed") start(state.file);
  }, [state, start]);

  const busy = state.phase === "sending" || state.phase === "completing";
  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [busy]);
  // Leaving the page only stops: the developer may come back and go on.
  useEffect(() => () => running.current?.abort(), []);

  return { state, start, cancel, retry, reset };
}

/** Gives null when the file was refused here. */
async function run({
  appId,
  kind,
  app,
  file,
  signal,
  show,
}: {
  appId: string;
  kind: UploadKind;
  app: TargetApp | null;
  file: File;
  signal: AbortSignal;
  show: (state: UploadState) => void;
}): Promise<CompletedUploadJson | null> {
  const read = transferRate(file.size);
  const showJudging = (bytes: number) =>
    show({ phase: "judging", file, progress: read(bytes, performance.now()) });
  showJudging(0);
  const { sha256, judgement } = await judgeFile({ file, app }, { signal, onProgress: showJudging });
  if (judgement && hasErrors(judgement.findings)) {
    show({ phase: "refused", file, judgement });
    return null;
  }

  const sent = transferRate(file.size);
  let bytes = 0;
  let waiting: Waiting | null = null;
  const showSending = () =>
    show({ phase: "sending", file, judgement, progress: sent(bytes, performance.now()), waiting });
  const details = { appId, kind, sha256 };
  const completed = await sendFile(file, details, {
    signal,
    onProgress(now) {
      bytes = now;
      showSending();
    },
    onWaiting(now) {
      waiting = now;
      showSending();
    },
    onCompleting: () => show({ phase: "completing", file, judgement }),
  });
  show({ phase: "done", file, judgement });
  return completed;
}
