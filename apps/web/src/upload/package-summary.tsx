"use client";

import { Text, ThemeIcon } from "@mantine/core";
import { IconPackage } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { countOf } from "../ui/count-of.ts";
import { formatBytes } from "../ui/format-bytes.ts";
import type { Judgement } from "./judge.worker.ts";
import classes from "./package-summary.module.css";

/** What was recognised in a chosen file; before it has been read, the file itself. */
export function PackageSummary({ file, judgement }: { file: File; judgement: Judgement | null }) {
  const manifest = judgement?.manifest;
  const facts = manifest
    ? [
        `Version code ${manifest.version_code}`,
        countOf(judgement.files, "file"),
        `${formatBytes(judgement.unpackedBytes)} unpacked`,
        permissionsOf(manifest.permissions?.length ?? 0),
      ]
    : [formatBytes(file.size)];
  return (
    <div className={classes.summary}>
      <PackageIcon icon={judgement?.icon ?? null} />
      <div className={classes.words}>
        <Text fw={600} truncate>
          {manifest ? `${manifest.name} ${manifest.version}` : file.name}
        </Text>
        {manifest && (
          <Text size="sm" c="dimmed" truncate>
            {file.name} · {formatBytes(file.size)}
          </Text>
        )}
        <div className={classes.facts}>
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </div>
      </div>
    </div>
  );
}

function permissionsOf(count: number): string {
  return count === 0 ? "No permissions" : countOf(count, "permission");
}

function PackageIcon({ icon }: { icon: Blob | null }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!icon) return;
    const made = URL.createObjectURL(icon);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [icon]);
  if (url) {
    // biome-ignore lint/performance/noImgElement: a picture from the chosen file, which no server has seen.
    return <img className={classes.icon} src={url} alt="" />;
  }
  return (
    <ThemeIcon variant="light" size={48} radius={11} className={classes.icon}>
      <IconPackage size={26} stroke={1.5} />
    </ThemeIcon>
  );
}
