"use client";

import { Alert, Skeleton, Stack, useComputedColorScheme } from "@mantine/core";
import { type createElement, useEffect, useRef, useState } from "react";
// Its looks come with this page alone, as it does.
import "swagger-ui-dist/swagger-ui.css";
import classes from "./api-reference.module.css";

/**
 * What the reference lacks for those who do not see it or use no mouse: inside the button that opens a call it puts a
 * link and another button, and its choice of servers, of which there is one, has no name. It brings a React of its own.
 */
const usableByEverybody = () => ({
  wrapComponents: {
    DeepLink:
      (_: unknown, { React }: { React: { createElement: typeof createElement } }) =>
      ({ text }: { text: string }) =>
        React.createElement("span", null, text),
    CopyToClipboardBtn: () => () => null,
    ServersContainer: () => () => null,
  },
});

/**
 * An OpenAPI document to read and to try out. The reader's browser makes the calls: at the portal with the session it
 * has, or a token that is typed in. Nothing is asked of any other host.
 */
export function ApiReference({ url }: { url: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<"loading" | "shown" | "failed">("loading");
  const scheme = useComputedColorScheme("light");

  useEffect(() => {
    let current = true;
    setState("loading");
    // More than a megabyte of script, which no other page needs.
    import("swagger-ui-dist/swagger-ui-es-bundle.js")
      .then(({ default: show }) => {
        if (!current || !place.current) return;
        show({
          domNode: place.current,
          url,
          deepLinking: true,
          docExpansion: "list",
          defaultModelsExpandDepth: 0,
          displayRequestDuration: true,
          filter: true,
          validatorUrl: null,
          plugins: [usableByEverybody],
          onComplete: () => current && setState("shown"),
        });
        // A document that cannot be read is told of by the reference itself.
        setState("shown");
      })
      .catch(() => current && setState("failed"));
    return () => {
      current = false;
    };
  }, [url]);

  // The reference looks for this on the whole document.
  useEffect(() => {
    const { classList } = document.documentElement;
    classList.toggle("dark-mode", scheme === "dark");
    return () => classList.remove("dark-mode");
  }, [scheme]);

  return (
    <>
      {state === "loading" && (
        <Stack gap="sm" aria-busy="true" aria-label="Loading">
          <Skeleton height={32} width={280} />
          <Skeleton height={48} />
          <Skeleton height={48} />
          <Skeleton height={48} />
        </Stack>
      )}
      {state === "failed" && (
        <Alert color="red" title="The reference could not be loaded">
          Check your connection, then reload the page. The document itself is at <a href={url}>{url}</a>.
        </Alert>
      )}
      <div className={classes.reference}>
        <div ref={place} />
      </div>
    </>
  );
}
