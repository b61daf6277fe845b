import { Group } from "@mantine/core";
import type { Version } from "@mosis/domain";
import { Facts } from "./facts.tsx";
import { formatBytes } from "./format-bytes.ts";
import { Hash } from "./hash.tsx";

/** What is known of a version's package: the file, and what its manifest says. */
export function PackageFacts({ version }: { version: Version }) {
  const { manifest, contents } = version;
  return (
    <Facts
      facts={[
        ["File", version.fileName],
        ["Size", formatBytes(version.size)],
        [
          "SHA-256",
          <Group key="hash" gap={0}>
            <Hash value={version.sha256} label="SHA-256" />
          </Group>,
        ],
        [
          "Contents",
          contents && `${contents.files.toLocaleString("en")} files, ${formatBytes(contents.bytes)} unpacked`,
        ],
        ...(manifest
          ? ([
              ["Package ID", manifest.id],
              ["Name", manifest.name],
              ["Version", manifest.version],
              ["Version code", manifest.version_code],
              ["Start page", manifest.entry],
              ["Needs", manifest.min_os_version ? `OS ${manifest.min_os_version}` : "Any OS version"],
              ["Languages", manifest.locales?.join(", ") || null],
              ["License", manifest.license],
              ["Author", manifest.author],
            ] as const)
          : []),
      ]}
    />
  );
}
