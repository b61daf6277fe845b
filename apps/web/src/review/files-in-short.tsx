import { Text } from "@mantine/core";
import type { ComparedFiles } from "@mosis/domain";
import { formatBytes } from "@/ui/format-bytes.ts";
import { LinkAnchor } from "@/ui/link.tsx";
import { Section } from "@/ui/section.tsx";
import { FileList } from "./file-list.tsx";
import classes from "./files.module.css";

/** How many files changed, with the way to them. */
export function FilesInShort({ compared, base }: { compared: ComparedFiles; base: string }) {
  const { files, before } = compared;
  if (files === null)
    return <FileList compared={compared} query={{ search: "", page: 1, show: "changes" }} base={base} />;
  const { added, removed, changed, same, addedBytes } = files.totals;
  return (
    <Section
      title="Files"
      aside={
        <LinkAnchor href={base} size="sm">
          {before ? "Compare them" : "Look at them"}
        </LinkAnchor>
      }
    >
      <Text size="sm" className={classes.summary}>
        {before
          ? `${added.toLocaleString("en")} added, ${removed.toLocaleString("en")} removed, ${changed.toLocaleString("en")} changed, ${same.toLocaleString("en")} as before.`
          : `${added.toLocaleString("en")} files, ${formatBytes(addedBytes)} unpacked.`}
      </Text>
    </Section>
  );
}
