import { Badge, Code, Group, Stack, Text } from "@mantine/core";
import { type Finding, outcomeNotes } from "@mosis/domain";
import { formatBytes } from "@/ui/format-bytes.ts";
import { CopyText, Hash } from "@/ui/hash.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { kindWords, objectWords, outcomeWords } from "../../finding-words.ts";

/** One finding: where, what was expected, what was found, what became of it. */
export function FindingRow({ finding }: { finding: Finding }) {
  const { expected, found, note, modifiedAt } = finding;
  const outcome = outcomeWords[finding.outcome];
  return (
    <Stack gap={4} miw={0} flex={1}>
      <Group gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {finding.key} <CopyText value={finding.key} label="Copy key" />
        </Text>
        <Badge color={outcome.color} flex="none">
          {outcome.label}
        </Badge>
      </Group>
      <Group gap="md">
        <Text size="sm" fw={550}>
          {kindWords[finding.kind].title}
          {finding.objectKind && (
            <Text span c="dimmed" fw={400}>
              {" "}
              · {objectWords[finding.objectKind]}
            </Text>
          )}
        </Text>
        {expected.size !== null && <Side label="Ledger" {...expected} />}
        {found.size !== null && <Side label="Bucket" {...found} />}
        {modifiedAt && (
          <Text size="sm" c="dimmed">
            written <RelativeTime at={modifiedAt} />
          </Text>
        )}
      </Group>
      {finding.storageUploadId && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          Storage calls it <Code>{finding.storageUploadId}</Code>
        </Text>
      )}
      {note && <Text size="sm">{outcomeNotes[note]}</Text>}
    </Stack>
  );
}

function Side(props: { label: string; size: number | null; etag: string | null; sha256: string | null }) {
  const { label, size, etag, sha256 } = props;
  return (
    <Group gap={6} component="span">
      <Text size="sm" c="dimmed" className="tabular">
        {label}: {size === null ? "–" : formatBytes(size)}
      </Text>
      {sha256 ? <Hash value={sha256} label="SHA-256" /> : etag && <Hash value={etag} label="entity tag" />}
    </Group>
  );
}
