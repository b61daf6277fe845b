"use client";

import { Button, Code, Modal, SegmentedControl, SimpleGrid, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { DialogForm } from "@/ui/dialog-form.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Binds an identity that another issuer vouches for to an app. */
export function AddPublisher({ appId, portalUrl }: { appId: string; portalUrl: string }) {
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        Add publisher
      </Button>
      <Modal opened={opened} onClose={close} title="Trust a publisher" centered size="lg">
        <PublisherForm appId={appId} portalUrl={portalUrl} onClose={close} />
      </Modal>
    </>
  );
}

function PublisherForm({
  appId,
  portalUrl,
  onClose,
}: {
  appId: string;
  portalUrl: string;
  onClose: () => void;
}) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const [provider, setProvider] = useState<"github" | "oidc">("github");
  const form = useForm({
    initialValues: {
      repository: "",
      repository_id: "",
      repository_owner_id: "",
      workflow: "",
      environment: "",
      issuer: "",
      subject: "",
      claims: "",
    },
  });

  const add = () =>
    run(async () => {
      const { environment, claims, ...values } = form.values;
      const identity =
        provider === "github"
          ? { provider, ...values, environment: environment.trim() || null }
          : { provider, ...values, claims: claimsIn(claims) };
      try {
        await api.post(`/api/v1/apps/${appId}/trusted-publishers`, identity);
      } catch (error) {
        const { fields } = ApiProblem.from(error);
        if (fields.length === 0) throw error;
        return form.setErrors(
          Object.fromEntries(fields.map(({ path, message }) => [path.split(".")[0], message])),
        );
      }
      onClose();
      router.refresh();
    });

  return (
    <DialogForm action="Trust it" sending={sending} onSubmit={add} onClose={onClose}>
      <SegmentedControl
        aria-label="Who vouches for it"
        fullWidth
        value={provider}
        onChange={(value) => setProvider(value as typeof provider)}
        data={[
          { value: "github", label: "GitHub Actions" },
          { value: "oidc", label: "Another issuer" },
        ]}
      />
      {provider === "github" ? (
        <>
          <TextInput
            label="Repository"
            description="As it is called now; what counts are the numbers below, which stay when it is renamed."
            placeholder="octo/notes"
            data-autofocus
            {...form.getInputProps("repository")}
          />
          <Text size="sm" c="dimmed">
            This prints the two numbers:{" "}
            <Code>gh api repos/{form.values.repository || "OWNER/NAME"} --jq '.id, .owner.id'</Code>
          </Text>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label="Repository's id" inputMode="numeric" {...form.getInputProps("repository_id")} />
            <TextInput
              label="Owner's id"
              inputMode="numeric"
              {...form.getInputProps("repository_owner_id")}
            />
            <TextInput
              label="Workflow"
              description="The file's name in .github/workflows."
              placeholder="release.yml"
              {...form.getInputProps("workflow")}
            />
            <TextInput
              label="Environment"
              description="Only jobs that run in it. Optional."
              placeholder="production"
              {...form.getInputProps("environment")}
            />
          </SimpleGrid>
        </>
      ) : (
        <>
          <TextInput
            label="Issuer"
            description="Its OpenID Connect address, as in the token's claim iss."
            placeholder="https://ci.example.com"
            data-autofocus
            {...form.getInputProps("issuer")}
          />
          <TextInput
            label="Subject"
            description="The token's claim sub, exactly."
            {...form.getInputProps("subject")}
          />
          <Textarea
            label="Further claims"
            description="One a line, as name = value. Each must be exactly so. Optional."
            placeholder="project_id = 4711"
            autosize
            minRows={2}
            {...form.getInputProps("claims")}
          />
          <Text size="sm" c="dimmed">
            The token's audience has to be <Code>{portalUrl}</Code>.
          </Text>
        </>
      )}
      {problem && <ProblemAlert problem={problem} />}
    </DialogForm>
  );
}

function claimsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => {
        const at = line.indexOf("=");
        return at < 0 ? [line.trim(), ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      }),
  );
}
