import { Alert, Stack, Text } from "@mantine/core";
import { type ReviewSheet, reasonCodes, reviewReasons, type UserActor } from "@mosis/domain";
import { IconUserOff } from "@tabler/icons-react";
import { Suspense } from "react";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { Section } from "@/ui/section.tsx";
import { ClaimBar } from "./claim-bar.tsx";
import { DecisionForm } from "./decision-form.tsx";
import { LookForm } from "./look-form.tsx";
import { MessageForm } from "./message-form.tsx";
import classes from "./review.module.css";
import { Thread } from "./thread.tsx";

const choices = reasonCodes.map((code) => {
  const { title, words } = reviewReasons[code];
  return { code, title, words };
});
const sinceWords = new Intl.DateTimeFormat("en", {
  timeStyle: "short",
  dateStyle: "medium",
  timeZone: "UTC",
});

/** What a reviewer does with a version, beside everything they look at: claim, decide, write. */
export function ReviewAside({ sheet, actor }: { sheet: ReviewSheet; actor: UserActor }) {
  const { version, review, claim, isOwn, thread } = sheet;
  const isOpen = version.status === "in_review";
  return (
    <aside className={classes.aside} id="decision" aria-label="Decision and thread">
      {isOpen && (
        <Section title="Decision">
          <Stack gap="sm" px="lg" pb="lg">
            {isOwn ? (
              <Alert color="yellow" icon={<IconUserOff size={18} />}>
                This is your own app: another reviewer has to decide.
              </Alert>
            ) : (
              <>
                <ClaimBar
                  versionId={version.id}
                  holder={claim?.name ?? null}
                  isMine={claim?.userId === actor.userId}
                  since={claim ? `${sinceWords.format(claim.at)} UTC` : null}
                />
                <Approvals sheet={sheet} actor={actor} />
              </>
            )}
          </Stack>
        </Section>
      )}
      {review?.afterLook === "waiting" && !isOwn && !isOpen && (
        <Section title="A look afterwards">
          <Stack gap="sm" px="lg" pb="lg">
            <Text size="sm">It was approved without a person. Would you have approved it?</Text>
            <LookForm versionId={version.id} />
          </Stack>
        </Section>
      )}
      <Section title="Thread">
        <Thread messages={thread} empty="Nobody has written anything yet." />
        {!isOwn && <MessageForm versionId={version.id} side="reviewer" />}
      </Section>
    </aside>
  );
}

/** The form, unless it is another one's turn. */
function Approvals({ sheet, actor }: { sheet: ReviewSheet; actor: UserActor }) {
  const { version, claim, firstApproval, approvals } = sheet;
  if (claim !== null && claim.userId !== actor.userId) return null;
  const isSecond = approvals === 2 && firstApproval !== null;
  return (
    <>
      {firstApproval && (
        <Text size="sm">
          Approved by {firstApproval.userId === actor.userId ? "you" : firstApproval.name}{" "}
          <RelativeTime at={firstApproval.at} />
          {isSecond && ": it takes one more reviewer"}.
        </Text>
      )}
      {isSecond && firstApproval.userId === actor.userId ? null : (
        <Suspense>
          <DecisionForm
            versionId={version.id}
            choices={choices}
            isLast={approvals === 1 || firstApproval !== null}
          />
        </Suspense>
      )}
    </>
  );
}
