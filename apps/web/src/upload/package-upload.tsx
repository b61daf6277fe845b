"use client";

import { Button, Group, Paper, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useState } from "react";
import { ApiProblem } from "../http/client.ts";
import { FindingsReport } from "../ui/findings-report.tsx";
import { ProblemAlert } from "../ui/problem-alert.tsx";
import { canReread, reread } from "./chosen-files.ts";
import type { TargetApp } from "./judge.worker.ts";
import { PackageDrop } from "./package-drop.tsx";
import { PackageSummary } from "./package-summary.tsx";
import classes from "./package-upload.module.css";
import { TransferProgress } from "./transfer-progress.tsx";
import { type UploadState, useUpload } from "./use-upload.ts";

/**
 * Where a developer drops a package: it is judged here by the store's own code, sent when nothing stands against it,
 * and ends on the page of the version it became.
 */
export function PackageUpload({
  appId,
  app,
  children,
}: {
  appId: string;
  app: TargetApp;
  /** Shown while nothing is going on. */
  children?: ReactNode;
}) {
  const router = useRouter();
  const [gone, setGone] = useState<ApiProblem | null>(null);
  const upload = useUpload({
    appId,
    kind: "package",
    app,
    onDone: (completed) => {
      if (completed.kind === "package")
        router.push(`/console/apps/${app.packageId}/versions/${completed.version.id}`);
    },
    onGivenUp: router.refresh,
  });
  const { state } = upload;
  if (state.phase === "idle") {
    return (
      <Stack gap="md">
        <PackageDrop onChoose={upload.start} />
        {children}
      </Stack>
    );
  }

  const judgement = "judgement" in state ? state.judgement : null;
  const checkAgain = () => {
    setGone(null);
    reread(state.file).then(upload.start, (error: unknown) => setGone(ApiProblem.from(error)));
  };
  const chooseAnother = () => {
    setGone(null);
    upload.reset();
    // What failed half-way is offered to go on with.
    router.refresh();
  };
  return (
    <Paper withBorder component="section" aria-label="Upload" className={classes.upload}>
      <Stack gap="md" p="lg">
        <div className={classes.head}>
          <PackageSummary file={state.file} judgement={judgement} />
          {(state.phase === "judging" || state.phase === "sending") && (
            <Button variant="default" size="xs" className={classes.cancel} onClick={upload.cancel}>
              Cancel
            </Button>
          )}
        </div>
        {state.phase === "judging" && (
          <TransferProgress label="Checking the package" progress={state.progress} />
        )}
        {state.phase === "sending" && (
          <>
            <TransferProgress
              label={sendingLabel(state)}
              progress={state.progress}
              still={state.waiting !== null}
            />
            {state.waiting === "offline" && (
              <Text size="sm">
                There is no connection. The upload goes on by itself as soon as it is back.
              </Text>
            )}
          </>
        )}
        {state.phase === "completing" && (
          <Text size="sm">All bytes are there. Handing over for checking…</Text>
        )}
        {state.phase === "done" && <Text size="sm">Received. Opening the new version…</Text>}
        {state.phase === "refused" && (
          <>
            <Text>
              Nothing was sent: the store would refuse this package. Mend what is listed, build it again, and
              check the new file.
            </Text>
            {gone && <ProblemAlert problem={gone} />}
            <Group gap="sm">
              {canReread(state.file) && <Button onClick={checkAgain}>Check again</Button>}
              <Button variant={canReread(state.file) ? "default" : "filled"} onClick={chooseAnother}>
                Choose another file
              </Button>
            </Group>
          </>
        )}
        {state.phase === "failed" && (
          <>
            <ProblemAlert problem={state.problem} />
            <Group gap="sm">
              <Button onClick={upload.retry}>Try again</Button>
              <Button variant="default" onClick={chooseAnother}>
                Choose another file
              </Button>
            </Group>
          </>
        )}
        <VisuallyHidden role="status" aria-live="polite">
          {announcement(state)}
        </VisuallyHidden>
      </Stack>
      {judgement && judgement.findings.length > 0 && <FindingsReport findings={judgement.findings} />}
    </Paper>
  );
}

const waitingLabels = { offline: "Waiting for the connection", retrying: "Trying again" } as const;

function sendingLabel({ waiting }: { waiting: keyof typeof waitingLabels | null }): string {
  return waiting ? waitingLabels[waiting] : "Sending to storage";
}

function announcement(state: Exclude<UploadState, { phase: "idle" }>): string {
  switch (state.phase) {
    case "judging":
      return "Checking the package";
    case "refused":
      return "The package has errors and was not sent";
    case "sending":
      return sendingLabel(state);
    case "completing":
      return "All bytes sent";
    case "done":
      return "Upload complete";
    case "failed":
      return "The upload failed";
  }
}
