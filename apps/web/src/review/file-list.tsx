import { Alert, Badge, Text } from "@mantine/core";
import {
  type ComparedFiles,
  type FileChange,
  type FileChangesQuery,
  type FileChangeTotals,
  shownText,
} from "@mosis/domain";
import { IconFileOff } from "@tabler/icons-react";
import Link from "next/link";
import { KeepFresh } from "@/app/(site)/admin/reconciliation/keep-fresh.tsx";
import { countOf } from "@/ui/count-of.ts";
import { formatBytes } from "@/ui/format-bytes.ts";
import { Pager } from "@/ui/list-controls.tsx";
import { ListFilter } from "@/ui/list-filter.tsx";
import { Section } from "@/ui/section.tsx";
import classes from "./files.module.css";

const looks = {
  added: { label: "Added", color: "green" },
  removed: { label: "Removed", color: "red" },
  changed: { label: "Changed", color: "yellow" },
  same: { label: "As before", color: "gray" },
} as const satisfies Record<FileChange["kind"], unknown>;

const choices = [
  { value: "changes", label: "All changes" },
  { value: "added", label: "Added" },
  { value: "removed", label: "Removed" },
  { value: "changed", label: "Changed" },
  { value: "all", label: "All files" },
] as const satisfies readonly { value: FileChangesQuery["show"]; label: string }[];

/** What changed in the package since the last published version, file by file. */
export function FileList({
  compared,
  query,
  base,
}: {
  compared: ComparedFiles;
  query: FileChangesQuery;
  /** Address of a file's page, without its path. */
  base: string;
}) {
  const { before, known, files } = compared;
  if (files === null) {
    return (
      <Section title="Files">
        {known === "listing" ? (
          <Text px="lg" pb="lg" c="dimmed" role="status">
            The files of {before ? "both packages are" : "the package are"} being listed. This takes some
            seconds, the first time only.
            <KeepFresh seconds={2} />
          </Text>
        ) : (
          <Alert color="gray" icon={<IconFileOff size={18} />} m="lg" mt={0}>
            The files cannot be listed: the package of one of the versions is gone or damaged. Download what
            is there to look at it.
          </Alert>
        )}
      </Section>
    );
  }
  const { page, totals } = files;
  return (
    <Section
      title={before ? `Files since ${before.manifest?.version ?? "the last version"}` : "Files"}
      aside={
        <ListFilter
          label="Search the paths"
          placeholder="Path"
          search={query.search}
          choices={[{ name: "show", label: "Which files", value: query.show, options: choices }]}
        />
      }
    >
      <Summary totals={totals} isFirst={before === null} />
      {page.items.length === 0 ? (
        <Text c="dimmed" px="lg" pb="lg">
          {query.search || query.show !== "changes" ? "Nothing matches." : "Not a byte differs."}
        </Text>
      ) : (
        <ul style={{ margin: 0, padding: 0, listStyle: "none" }}>
          {page.items.map((change) => (
            <FileRow key={change.path} change={change} base={base} />
          ))}
        </ul>
      )}
      <Pager page={page} search={query.search} filters={{ show: query.show }} />
    </Section>
  );
}

function Summary({ totals, isFirst }: { totals: FileChangeTotals; isFirst: boolean }) {
  const { added, removed, changed, same, addedBytes, removedBytes, grownBytes } = totals;
  if (isFirst) {
    return (
      <Text size="sm" className={classes.summary}>
        {countOf(added, "file")}, {formatBytes(addedBytes)}: nothing of this app was published before.
      </Text>
    );
  }
  const grown = `${grownBytes < 0 ? "−" : "+"}${formatBytes(Math.abs(grownBytes))}`;
  return (
    <div className={classes.summary}>
      <Text size="sm">
        {added.toLocaleString("en")} added ({formatBytes(addedBytes)})
      </Text>
      <Text size="sm">
        {removed.toLocaleString("en")} removed ({formatBytes(removedBytes)})
      </Text>
      <Text size="sm">
        {changed.toLocaleString("en")} changed ({grown})
      </Text>
      <Text size="sm" c="dimmed">
        {same.toLocaleString("en")} as before
      </Text>
    </div>
  );
}

function FileRow({ change: { path, kind, before, after }, base }: { change: FileChange; base: string }) {
  const { label, color } = looks[kind];
  const now = after ?? before;
  return (
    <li className={`${classes.file} row-link`}>
      <Badge color={color} size="sm">
        {label}
      </Badge>
      <Link
        className={`${classes.path} row-anchor`}
        href={`${base}?${new URLSearchParams({ path }).toString()}`}
        prefetch={false}
      >
        {shownText(path)}
      </Link>
      <span className={classes.sizes} title={now ? `${formatBytes(now.compressedSize)} in the package` : ""}>
        {kind === "changed" && before && after && before.size !== after.size
          ? `${formatBytes(before.size)} → ${formatBytes(after.size)}`
          : formatBytes(now?.size ?? 0)}
      </span>
      <span className={classes.hashes}>
        {kind === "changed" && before && after
          ? `${before.sha256.slice(0, 12)} → ${after.sha256.slice(0, 12)}`
          : now?.sha256.slice(0, 12)}
        {now && ` · ${formatBytes(now.compressedSize)} packed`}
      </span>
    </li>
  );
}
