import { Alert, Group, Text } from "@mantine/core";
import { mostLines, mostPictureBytes, mostTextBytes, type ShownFile, shownText } from "@mosis/domain";
import { IconFileOff } from "@tabler/icons-react";
import { formatBytes } from "@/ui/format-bytes.ts";
import { Hash } from "@/ui/hash.tsx";
import { LinkAnchor } from "@/ui/link.tsx";
import { Section } from "@/ui/section.tsx";
import { DiffView } from "./diff-view.tsx";
import classes from "./files.module.css";

/** How a text is shown: beside what it was, and every line or only those near a change. */
export interface FileLook {
  split: boolean;
  whole: boolean;
}

/** A file of the package beside the same file of the last published version. */
export function FileView({
  shown,
  path,
  look,
  base,
}: {
  shown: ShownFile;
  path: string;
  look: FileLook;
  /** Address of the review. */
  base: string;
}) {
  const { file, before, version } = shown;
  const isSame = file !== null && before?.file.sha256 === file.sha256;
  const words = !file
    ? `Removed: it was in ${before?.version.manifest?.version ?? "the version before"}.`
    : !before
      ? "New in this version."
      : isSame
        ? "As it was in the last published version."
        : "Changed since the last published version.";
  const isCompared = file !== null && before !== null && !isSame;
  return (
    <Section title="File">
      <Group px="lg" pb="md" gap="xs" justify="space-between" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text className={classes.path} fw={600}>
            {shownText(path)}
          </Text>
          <Group gap={8}>
            <Text size="sm" c="dimmed">
              {words} {formatBytes((file ?? before?.file)?.size ?? 0)}
            </Text>
            <Hash value={(file ?? before?.file)?.sha256 ?? ""} label="SHA-256" />
          </Group>
        </div>
        {shown.kind === "text" && isCompared && <Looks path={path} look={look} base={base} />}
      </Group>
      {shown.kind === "text" && shown.isSvg && <Pictures id={version.id} shown={shown} path={path} />}
      {shown.kind === "picture" && <Pictures id={version.id} shown={shown} path={path} />}
      {shown.kind === "text" && (
        <DiffView
          lines={shown.lines}
          isSplit={look.split && isCompared}
          isWhole={look.whole || !isCompared}
        />
      )}
      {shown.kind === "text" && shown.isCut && (
        <Text size="sm" c="dimmed" px="lg" py="sm">
          Only the first {mostLines.toLocaleString("en")} lines are shown. Download the package for the rest.
        </Text>
      )}
      {shown.kind === "hidden" && (
        <Alert color="gray" icon={<IconFileOff size={18} />} m="lg" mt={0}>
          {shown.why === "too_large"
            ? `Texts up to ${formatBytes(mostTextBytes)} and pictures up to ${formatBytes(mostPictureBytes)} are shown. Download the package to look at this file.`
            : "This file is neither text nor a picture that can be shown. Download the package to look at it."}
        </Alert>
      )}
    </Section>
  );
}

function Looks({ path, look, base }: { path: string; look: FileLook; base: string }) {
  const href = (next: FileLook) => {
    const asked = { path, ...(next.split && { split: "1" }), ...(next.whole && { whole: "1" }) };
    return `${base}/files/view?${new URLSearchParams(asked).toString()}`;
  };
  return (
    <Group gap="md">
      <LinkAnchor size="sm" href={href({ ...look, split: !look.split })}>
        {look.split ? "One column" : "Side by side"}
      </LinkAnchor>
      <LinkAnchor size="sm" href={href({ ...look, whole: !look.whole })}>
        {look.whole ? "Changes only" : "Whole file"}
      </LinkAnchor>
    </Group>
  );
}

function Pictures({ id, shown, path }: { id: string; shown: ShownFile; path: string }) {
  const { file, before } = shown;
  const address = (of: "before" | "after") =>
    `/api/v1/versions/${id}/files/picture?${new URLSearchParams({ path, of }).toString()}`;
  const isSame = before?.file.sha256 === file?.sha256;
  const pictures = [
    ...(before && !isSame ? [{ of: "before" as const, label: "As it was" }] : []),
    ...(file ? [{ of: "after" as const, label: before && !isSame ? "As it is" : "" }] : []),
  ];
  return (
    <div className={classes.pictures}>
      {pictures.map(({ of, label }) => (
        <figure key={of} className={classes.picture}>
          {/* biome-ignore lint/performance/noImgElement: bytes of a stranger are not to be decoded by the portal. */}
          <img src={address(of)} alt={label || shownText(path)} decoding="async" />
          {label && (
            <Text component="figcaption" size="sm" c="dimmed">
              {label}
            </Text>
          )}
        </figure>
      ))}
    </div>
  );
}
