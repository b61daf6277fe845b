import { Code } from "@mantine/core";
import type { Provenance } from "@mosis/domain";
import { Facts } from "./facts.tsx";
import { RelativeTime } from "./relative-time.tsx";

/** Where a version was built, as its issuer vouched. */
export function ProvenanceFacts({ provenance }: { provenance: Provenance }) {
  const { provider, issuer, claims, at } = provenance;
  const { repository, sha, ref, run_id, workflow_ref, environment, sub } = claims;
  const github = "https://github.com";
  const isGithub = provider === "github" && repository !== undefined;
  const workflow = workflow_ref?.split("@")[0]?.split("/").at(-1);
  return (
    <Facts
      facts={[
        ["Vouched for by", isGithub ? "GitHub Actions" : issuer],
        ...(isGithub
          ? ([
              ["Repository", <Out key="repository" href={`${github}/${repository}`} text={repository} />],
              [
                "Commit",
                sha && (
                  <Out
                    key="commit"
                    href={`${github}/${repository}/commit/${sha}`}
                    text={sha.slice(0, 12)}
                    mono
                  />
                ),
              ],
              ["Branch or tag", ref && <Code key="ref">{ref.replace(/^refs\/(heads|tags)\//, "")}</Code>],
              [
                "Run",
                run_id && (
                  <Out key="run" href={`${github}/${repository}/actions/runs/${run_id}`} text={run_id} />
                ),
              ],
              ["Workflow", workflow],
              ...(environment ? ([["Environment", environment]] as const) : []),
            ] as const)
          : ([
              ["Subject", sub],
              ...(sha ? ([["Commit", <Code key="commit">{sha}</Code>]] as const) : []),
            ] as const)),
        ["Uploaded", <RelativeTime key="at" at={at} />],
      ]}
    />
  );
}

function Out({ href, text, mono = false }: { href: string; text: string; mono?: boolean }) {
  return (
    <a href={href} rel="noreferrer" style={{ overflowWrap: "anywhere" }}>
      {mono ? <Code>{text}</Code> : text}
    </a>
  );
}
