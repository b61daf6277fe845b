import { Badge, Code, Text } from "@mantine/core";
import type { TrustedPublisher } from "@mosis/domain";
import { IconBrandGithub, IconShieldCheck } from "@tabler/icons-react";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { RemovePublisher } from "./remove-publisher.tsx";

/** Who may upload to an app without a secret. */
export function PublisherList({
  appId,
  publishers,
}: {
  appId: string;
  publishers: readonly TrustedPublisher[];
}) {
  return (
    <ul className={classes.list}>
      {publishers.map(({ id, identity, createdAt }) => {
        const isGithub = identity.provider === "github";
        const Icon = isGithub ? IconBrandGithub : IconShieldCheck;
        const name = isGithub ? identity.repository : identity.subject;
        return (
          <li key={id} className={classes.item}>
            <Icon size={22} stroke={1.5} aria-hidden="true" />
            <div className={classes.words}>
              <Text fw={550} style={{ overflowWrap: "anywhere" }}>
                {name}
              </Text>
              <Text size="sm" c="dimmed" component="div" style={{ overflowWrap: "anywhere" }}>
                {isGithub ? (
                  <>
                    Workflow <Code>{identity.workflow}</Code>
                    {identity.environment && (
                      <>
                        {" "}
                        in the environment <Badge color="gray">{identity.environment}</Badge>
                      </>
                    )}{" "}
                    · repository {identity.repository_id}, owner {identity.repository_owner_id}
                  </>
                ) : (
                  <>
                    Of <Code>{identity.issuer}</Code>
                    {Object.entries(identity.claims).map(([claim, value]) => (
                      <span key={claim}>
                        , <Code>{`${claim}: ${value}`}</Code>
                      </span>
                    ))}
                  </>
                )}
              </Text>
              <Text size="sm" c="dimmed">
                Added <RelativeTime at={createdAt} />
              </Text>
            </div>
            <RemovePublisher appId={appId} publisherId={id} name={name} />
          </li>
        );
      })}
    </ul>
  );
}
