import { Badge, Group, Stack, Text } from "@mantine/core";
import { type LogFile, LogFilesQuery, type LogRefusal, type RebuiltDay } from "@mosis/domain";
import { IconCalendarCheck, IconFileImport } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { Pager } from "@/ui/list-controls.tsx";
import { ListFilter } from "@/ui/list-filter.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";

export const metadata: Metadata = { title: "Downloads" };

const refusals: Record<LogRefusal, string> = {
  unknown_format: "Format not known",
  columns_missing: "Columns missing",
  line_too_long: "A line too long",
  damaged: "Damaged",
  too_large: "Too large",
};

export default async function DownloadsPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = LogFilesQuery.parse(await searchParams);
  const { files, rebuilds } = await container().app.readDownloadSources({ actor, query });
  const isFiltered = query.search !== "" || query.show !== "all";
  return (
    <>
      <PageHeader
        title="Downloads"
        lead="What they are counted from, beside the edge: the logs of a CDN. Each night the day before is summed up again."
      />
      <Stack gap="lg">
        <Section title="Summed up again">
          {rebuilds.length === 0 ? (
            <EmptyState icon={<IconCalendarCheck size={24} />} title="No day has been summed up again yet">
              After the first full day, from 03:00 UTC on, its sums are compared with its single downloads.
            </EmptyState>
          ) : (
            <ul className={rows.list}>
              {rebuilds.map((rebuild) => (
                <RebuildRow key={rebuild.day} rebuild={rebuild} />
              ))}
            </ul>
          )}
        </Section>
        <Section title="Logs of a CDN">
          <div style={{ padding: "0 20px 12px" }}>
            <ListFilter
              label="Search logs"
              placeholder="Part of its name"
              search={query.search}
              choices={[
                {
                  name: "show",
                  label: "Which logs",
                  value: query.show,
                  options: [
                    { value: "all", label: "All" },
                    { value: "refused", label: "Refused" },
                  ],
                },
              ]}
            />
          </div>
          {files.items.length === 0 ? (
            <EmptyState
              icon={<IconFileImport size={24} />}
              title={isFiltered ? "No log matches" : "No log has been read yet"}
            >
              {!isFiltered &&
                "Where a CDN serves the bucket, have it put its access logs under cdn-logs/ there. They are counted within a minute, and deleted."}
            </EmptyState>
          ) : (
            <ul className={rows.list}>
              {files.items.map((file) => (
                <LogRow key={`${file.key} ${file.etag}`} file={file} />
              ))}
            </ul>
          )}
          <Pager
            page={files}
            search={query.search}
            filters={query.show === "all" ? {} : { show: query.show }}
          />
        </Section>
      </Stack>
    </>
  );
}

function RebuildRow({ rebuild: { day, downloads, differed, rebuiltAt } }: { rebuild: RebuiltDay }) {
  return (
    <li className={rows.item}>
      <div className={rows.words}>
        <Group gap="xs">
          <Text fw={550}>{day}</Text>
          {differed === 0 ? (
            <Badge color="green">The same</Badge>
          ) : (
            <Badge color="orange">{countOf(differed, "sum")} put right</Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" className="tabular">
          {countOf(downloads, "request")}, summed up again <RelativeTime at={rebuiltAt} />
        </Text>
      </div>
    </li>
  );
}

function LogRow({ file }: { file: LogFile }) {
  const { key, size, status, refusal, detail, lines, counted, begunAt } = file;
  const others = [
    [file.duplicates, "counted before"],
    [file.late, "late"],
    [file.unknown, "of no version there is"],
    [file.passedOver, "of something else"],
    [file.malformed, "not readable"],
  ] as const;
  const rest = others.filter(([count]) => count > 0);
  return (
    <li className={rows.item}>
      <div className={rows.words}>
        <Group gap="xs">
          <Text fw={550} style={{ overflowWrap: "anywhere" }}>
            {key}
          </Text>
          {status === "reading" && <Badge color="blue">Being read</Badge>}
          {refusal && <Badge color="red">{refusals[refusal]}</Badge>}
        </Group>
        {detail && <Text size="sm">{detail}</Text>}
        <Text size="sm" c="dimmed" className="tabular">
          {formatBytes(size)}, {countOf(lines, "line")}: {counted.toLocaleString("en")} counted
          {rest.map(([count, words]) => `, ${count.toLocaleString("en")} ${words}`).join("")} ·{" "}
          <RelativeTime at={begunAt} />
        </Text>
      </div>
    </li>
  );
}
