"use client";

import { Alert, Button, Code, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconCircleCheck } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ApiProblem, api, type CreatedTokenJson } from "@/http/client.ts";
import { CopyText } from "@/ui/hash.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import classes from "./tokens.module.css";

/** Makes a token and shows its text, this once. */
export function NewTokenForm({ portalUrl, lifetimes }: { portalUrl: string; lifetimes: readonly number[] }) {
  const router = useRouter();
  const [created, setCreated] = useState<CreatedTokenJson | null>(null);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const form = useForm({ initialValues: { name: "", days: "90" } });

  async function create() {
    setSending(true);
    setProblem(null);
    try {
      const { name, days } = form.values;
      setCreated(await api.post<CreatedTokenJson>("/api/v1/tokens", { name, days: Number(days) }));
      form.reset();
      router.refresh();
    } catch (error) {
      const problem = ApiProblem.from(error);
      const messages = Object.fromEntries(problem.fields.map(({ path, message }) => [path, message]));
      form.setErrors(messages);
      if (problem.fields.length === 0) setProblem(problem);
    } finally {
      setSending(false);
    }
  }

  return (
    <Stack gap="md" px="lg" pb="lg">
      <form
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void create();
        }}
      >
        <Group align="flex-start" gap="sm">
          <TextInput
            className={classes.name}
            label="Name"
            placeholder="What it is for, such as: release pipeline"
            maxLength={60}
            {...form.getInputProps("name")}
          />
          <Select
            label="Expires after"
            data={lifetimes.map((days) => ({
              value: String(days),
              label: days === 365 ? "1 year" : `${days} days`,
            }))}
            allowDeselect={false}
            w={140}
            {...form.getInputProps("days")}
          />
          <Button type="submit" loading={sending} mt={25}>
            Make token
          </Button>
        </Group>
      </form>
      {problem && <ProblemAlert problem={problem} />}
      {created && <CreatedToken token={created} portalUrl={portalUrl} />}
    </Stack>
  );
}

function CreatedToken({ token, portalUrl }: { token: CreatedTokenJson; portalUrl: string }) {
  const commands = `export MOSIS_TOKEN=${token.token}\nexport MOSIS_URL=${portalUrl}\nnpx mosis publish my-app.mosis`;
  return (
    <Alert
      color="green"
      icon={<IconCircleCheck size={18} />}
      title={`Copy the token “${token.name}” now`}
      role="status"
    >
      <Stack gap="sm">
        <Text size="sm">It is not shown again. Keep it like a password: as a secret of your pipeline.</Text>
        <Group gap={4} wrap="nowrap" align="flex-start">
          <Code className={classes.token} data-testid="token">
            {token.token}
          </Code>
          <CopyText value={token.token} label="Copy token" />
        </Group>
        <Text size="sm">To publish with it from a terminal:</Text>
        <Group gap={4} wrap="nowrap" align="flex-start">
          <Code block className={classes.commands}>
            {commands.replace(token.token, `${token.start}…`)}
          </Code>
          <CopyText value={commands} label="Copy commands" />
        </Group>
      </Stack>
    </Alert>
  );
}
