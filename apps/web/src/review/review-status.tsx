import { Alert, Stack, Text } from "@mantine/core";
import { fewestDecisions, type ReviewStatus, type ReviewWait, reviewTimesDays } from "@mosis/domain";
import { IconHourglass, IconRobot } from "@tabler/icons-react";
import { Facts } from "@/ui/facts.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { Section } from "@/ui/section.tsx";
import { MessageForm } from "./message-form.tsx";
import { Thread } from "./thread.tsx";
import { timeInWords } from "./time-words.ts";

const waits: Record<ReviewWait, string | null> = {
  line: "It waits in line for a reviewer.",
  claimed: "A reviewer is looking at it.",
  second_approval: "One reviewer has approved it. This store asks for a second one.",
  your_answer: "A reviewer has written: answer below, and it goes on.",
  changes: "A reviewer asks for changes. Make them, or answer, then submit it again: the thread goes on.",
  nothing: null,
};

/** Where the review of one's own version stands: what is waited for, how long it usually takes, what was written. */
export function ReviewStatusPanel({
  status,
  versionId,
  canAnswer,
}: {
  status: ReviewStatus;
  versionId: string;
  canAnswer: boolean;
}) {
  const { wait, place, times, submittedAt, approvedBy, thread } = status;
  const words = waits[wait];
  if (words === null && thread.length === 0 && !approvedBy) return null;
  const needsYou = wait === "your_answer" || wait === "changes";
  return (
    <Section title="Review">
      <Stack gap="sm">
        {words && (
          <Alert color={needsYou ? "orange" : "blue"} icon={<IconHourglass size={18} />} mx="lg">
            {words}
          </Alert>
        )}
        {approvedBy && (
          <Alert color="teal" icon={<IconRobot size={18} />} mx="lg" title="Approved without a person">
            <Text size="sm">
              By the rule “{approvedBy.rule}”,{" "}
              {approvedBy.policy === 0
                ? "the store's own policy"
                : `policy ${approvedBy.policy} of the store`}
              .
            </Text>
          </Alert>
        )}
        {place && (
          <Facts
            facts={[
              [
                "Place in line",
                `${place.position.toLocaleString("en")} of ${place.waiting.toLocaleString("en")}`,
              ],
              ["Waits since", submittedAt && <RelativeTime key="since" at={submittedAt} />],
              [
                "Usual time",
                times.p50Ms === null || times.p90Ms === null
                  ? `Not enough decisions yet: ${times.decisions} of ${fewestDecisions} in the last ${reviewTimesDays} days.`
                  : `Half of them take up to ${timeInWords(times.p50Ms)}, nine of ten up to ${timeInWords(times.p90Ms)}.`,
              ],
            ]}
          />
        )}
        <Thread messages={thread} empty="Nobody has written anything yet." />
      </Stack>
      {canAnswer && status.isOpen && <MessageForm versionId={versionId} side="developer" />}
    </Section>
  );
}
