import { Alert, Text } from "@mantine/core";
import type { Version } from "@mosis/domain";
import { IconCalendarX, IconTrash } from "@tabler/icons-react";
import { RelativeTime } from "@/ui/relative-time.tsx";

const weekMs = 7 * 24 * 60 * 60 * 1000;

/** What a developer does to keep a package whose time is running out. */
const wayToKeep: Partial<Record<Version["status"], string>> = {
  draft: "Submit it for review to keep it.",
  rejected: "Download it if you still need it.",
  failed: "It is of no more use once you have uploaded a better one.",
  published: "No device is led to it any more. Download it if you still need it.",
};

/** Says that the package is gone, or goes within a week. Nothing otherwise. */
export function PackageFate({ version, dueAt }: { version: Version; dueAt: Date | null }) {
  if (version.purgedAt !== null) {
    return (
      <Alert color="gray" icon={<IconTrash size={18} />} title="The package has been deleted">
        <Text size="sm">
          Its time in the store was over <RelativeTime at={version.purgedAt} />. The version stays listed; to
          go on with it, upload the package as a new version.
        </Text>
      </Alert>
    );
  }
  if (dueAt === null || dueAt.getTime() - Date.now() > weekMs) return null;
  return (
    <Alert color="orange" icon={<IconCalendarX size={18} />} title="The package will be deleted soon">
      <Text size="sm">
        Its time in the store is over <RelativeTime at={dueAt} />. {wayToKeep[version.status]}
      </Text>
    </Alert>
  );
}
