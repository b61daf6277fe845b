import { Alert, Text } from "@mantine/core";
import type { HistoryItem, Version } from "@mosis/domain";
import { IconBan } from "@tabler/icons-react";

/** Why a version was taken out of the store. Nothing while it is in it. */
export function EndReason({ version, history }: { version: Version; history: readonly HistoryItem[] }) {
  if (version.status !== "withdrawn" && version.status !== "removed") return null;
  const end = history.findLast(({ action }) => action === `version.${version.status}`);
  const title = version.status === "withdrawn" ? "Withdrawn by its developer" : "Taken down by the store";
  return (
    <Alert color="red" icon={<IconBan size={18} />} title={title}>
      {end && <Text className="prose">{String(end.data.reason ?? "")}</Text>}
      <Text size="sm" c="dimmed" mt="xs">
        Nobody can download it, and no track leads to it. Devices that have it keep it.
      </Text>
    </Alert>
  );
}
