"use client";

import { Button } from "@mantine/core";
import { useState } from "react";
import { PlaceHold } from "../place-hold.tsx";

export function HoldApp() {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button onClick={() => setOpened(true)}>Hold an app</Button>
      <PlaceHold opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}
