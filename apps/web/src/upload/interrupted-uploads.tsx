"use client";

import { Button, Paper, Progress, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useCall } from "../http/use-call.ts";
import { formatBytes } from "../ui/format-bytes.ts";
import { ProblemAlert } from "../ui/problem-alert.tsx";
import classes from "./interrupted-uploads.module.css";
import { uploadApi } from "./upload-api.ts";

/** An upload that began and is not over. Sizes are bytes. */
export interface InterruptedUpload {
  id: string;
  fileName: string;
  size: number;
  /** Of the parts that have arrived. */
  receivedBytes: number;
}

/** Offers to go on with uploads that stopped: what has arrived of them is not sent again. */
export function InterruptedUploads({ uploads }: { uploads: readonly InterruptedUpload[] }) {
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

function Interrupted({ upload: { id, fileName, size, receivedBytes } }: { upload: InterruptedUpload }) {
  const router = useRouter();
  const discard = useCall();
  const percent = Math.floor((receivedBytes / size) * 100);
  return (
    <li className={classes.item}>
      <div className={classes.words}>
        <Text fw={550}>
          An upload of {fileName} stopped at {percent} %.
        </Text>
        <Text size="sm" c="dimmed" className="tabular">
          Choose the file again to go on: {formatBytes(receivedBytes)} of {formatBytes(size)} are there
          already.
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
            await uploadApi.discard(id);
            router.refresh();
          })
        }
      >
        Discard
      </Button>
    </li>
  );
}
