"use client";

import { Button, Paper, Progress, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import type { OpenUploadJson } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { formatBytes } from "../ui/format-bytes.ts";
import { ProblemAlert } from "../ui/problem-alert.tsx";
import classes from "./interrupted-uploads.module.css";
import { uploadApi } from "./upload-api.ts";

/** Offers to go on with uploads that stopped: what has arrived of them is not sent again. */
export function InterruptedUploads({ uploads }: { uploads: readonly OpenUploadJson[] }) {
  if (uploads.length === 0) return null;
  return (
    <Paper withBorder component="section" aria-label="Interrupted uploads">
      <ul className={classes.list}>
        {uploads.map((upload) => (
          <Interrupted key={upload.id} upload={upload} />
        ))}
      </ul>
    </Paper>
  );
}

function Interrupted({ upload }: { upload: OpenUploadJson }) {
  const { file_name: fileName, received_bytes: received } = upload;
  const router = useRouter();
  const discard = useCall();
  const percent = Math.floor((received / upload.size) * 100);
  return (
    <li className={classes.item}>
      <div className={classes.words}>
        <Text fw={550}>
          An upload of {fileName} stopped at {percent} %.
        </Text>
        <Text size="sm" c="dimmed" className="tabular">
          Choose the file again to go on
          {received > 0 && `: ${formatBytes(received)} of ${formatBytes(upload.size)} are there already`}.
        </Text>
        <Progress value={percent} size="xs" mt={8} aria-hidden="true" />
        {discard.problem && <ProblemAlert problem={discard.problem} />}
      </div>
      <Button
        variant="default"
        size="xs"
        loading={discard.sending}
        aria-label={`Discard the upload of ${fileName}`}
        onClick={() =>
          discard.run(async () => {
            await uploadApi.discard(upload.id);
            router.refresh();
          })
        }
      >
        Discard
      </Button>
    </li>
  );
}
