import { Stack, Text } from "@mantine/core";
import type { AppHead, VersionHead } from "@mosis/domain";

/** Which version a row is about. */
export function VersionSubject({ version, app }: { version: VersionHead; app: AppHead }) {
  return (
    <Stack gap={0} miw={0} flex="1 1 220px">
      <Text fw={550} truncate>
        {app.name} {version.versionName ?? version.fileName}
      </Text>
      <Text size="sm" c="dimmed" truncate>
        {app.packageId}
        {version.versionCode !== null && ` · version code ${version.versionCode}`}
      </Text>
    </Stack>
  );
}
