import { Badge, Group, Text } from "@mantine/core";
import type { DeveloperRecord } from "@mosis/domain";
import { Facts } from "@/ui/facts.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { Section } from "@/ui/section.tsx";
import { TrustSwitch } from "./trust-switch.tsx";

/** What an account has been through in this store. */
export function DeveloperCard({
  record,
  developerId,
  isAdmin,
}: {
  record: DeveloperRecord;
  developerId: string;
  isAdmin: boolean;
}) {
  const { name, isTrusted, members } = record;
  return (
    <Section
      title="This developer"
      aside={
        isAdmin ? (
          <TrustSwitch developerId={developerId} trusted={isTrusted} />
        ) : (
          isTrusted && <Badge color="teal">Trusted</Badge>
        )
      }
    >
      <Facts
        facts={[
          ["Account", name],
          ["Member", <RelativeTime key="at" at={record.memberSince} />],
          [
            "Versions",
            <Group key="counts" gap={8}>
              <Text span size="sm">
                {record.versions.toLocaleString("en")} in{" "}
                {record.apps === 1 ? "1 app" : `${record.apps} apps`}
              </Text>
              {record.published > 0 && <Badge color="green">{record.published} published</Badge>}
              {record.rejected > 0 && <Badge color="red">{record.rejected} rejected</Badge>}
              {record.removed > 0 && <Badge color="red">{record.removed} taken down</Badge>}
              {record.failed > 0 && <Badge color="gray">{record.failed} failed checks</Badge>}
            </Group>,
          ],
          ["People", members.map((member) => `${member.name} (${member.role})`).join(", ") || null],
        ]}
      />
    </Section>
  );
}
