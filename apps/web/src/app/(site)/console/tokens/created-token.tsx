"use client";

import { Button, Code, Group, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { CreatedTokenJson } from "@/http/client.ts";
import { CopyTextButton } from "@/ui/copy-text-button.tsx";
import classes from "./tokens.module.css";

/** The text of a token that was just made, and what to do with it. It cannot be shown again. */
export function CreatedToken({
  token,
  portalUrl,
  onDone,
}: {
  token: CreatedTokenJson;
  portalUrl: string;
  onDone: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone: whoever cannot see the change is told of it by the new focus.
  useEffect(() => heading.current?.focus(), []);
  const lines = (text: string) =>
    `export MOSIS_TOKEN=${text}\nexport MOSIS_URL=${portalUrl}\nnpx mosis publish my-app.mosis`;
  return (
    <div className={classes.created}>
      <div>
        <h3 ref={heading} tabIndex={-1} className={classes.heading}>
          Copy “{token.name}” now
        </h3>
        <Text size="sm" c="dimmed">
          This is the only time it is shown. Whoever has it can do in your name what it is for, so keep it
          like a password: in your pipeline's secrets, not in a file of your project.
        </Text>
      </div>
      <div className={classes.copied}>
        <Code className={classes.text} data-testid="token">
          {token.token}
        </Code>
        <CopyTextButton value={token.token} label="Copy token" className={classes.copy} />
      </div>
      <Text size="sm">To publish with it from a terminal:</Text>
      <div className={classes.copied}>
        <Code block className={classes.lines}>
          {lines(`${token.start}…`)}
        </Code>
        <CopyTextButton
          value={lines(token.token)}
          label="Copy commands"
          variant="default"
          className={classes.copy}
        />
      </div>
      <Group>
        <Button variant="default" onClick={onDone}>
          I have copied it
        </Button>
      </Group>
    </div>
  );
}
