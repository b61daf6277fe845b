"use client";

import { Button, Checkbox, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api, type CreatedTokenJson } from "@/http/client.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { CreatedToken } from "./created-token.tsx";
import classes from "./tokens.module.css";

/** A scope with what it is for, and whether one's role in the account allows that. */
export interface ScopeChoice {
  scope: string;
  words: string;
  allowed: boolean;
}

/** Makes a token, then shows its text in the form's place, this once. */
export function NewToken({
  portalUrl,
  lifetimes,
  scopes,
  apps,
}: {
  portalUrl: string;
  lifetimes: readonly number[];
  scopes: readonly ScopeChoice[];
  apps: readonly { id: string; name: string }[];
}) {
  const router = useRouter();
  const [created, setCreated] = useState<CreatedTokenJson | null>(null);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const allowed = scopes.filter((one) => one.allowed).map(({ scope }) => scope);
  const form = useForm({
    initialValues: {
      name: "",
      days: "90",
      app: "",
      scopes: allowed.includes("upload") ? ["upload"] : allowed,
    },
  });

  async function create() {
    setSending(true);
    setProblem(null);
    try {
      const { name, days, app, scopes } = form.values;
      setCreated(
        await api.post<CreatedTokenJson>("/api/v1/tokens", {
          name,
          days: Number(days),
          scopes,
          app_id: app || null,
        }),
      );
      form.reset();
      router.refresh();
    } catch (error) {
      const problem = ApiProblem.from(error);
      form.setErrors(Object.fromEntries(problem.fields.map(({ path, message }) => [path, message])));
      if (problem.fields.length === 0) setProblem(problem);
    } finally {
      setSending(false);
    }
  }

  if (created) return <CreatedToken token={created} portalUrl={portalUrl} onDone={() => setCreated(null)} />;
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <TextInput
        label="Name"
        description="What will use it."
        placeholder="Release pipeline"
        maxLength={60}
        autoComplete="off"
        {...form.getInputProps("name")}
      />
      <Select
        label="For"
        description="One app is safer than all."
        data={[{ value: "", label: "All apps" }, ...apps.map(({ id, name }) => ({ value: id, label: name }))]}
        allowDeselect={false}
        searchable
        nothingFoundMessage="No app has that name."
        {...form.getInputProps("app")}
      />
      <Select
        label="Works for"
        description="Shorter is safer."
        data={lifetimes.map((days) => ({
          value: String(days),
          label: days === 365 ? "1 year" : `${days} days`,
        }))}
        allowDeselect={false}
        {...form.getInputProps("days")}
      />
      <Checkbox.Group label="May" className={classes.whole} {...form.getInputProps("scopes")}>
        <Stack gap={8} mt={6}>
          {scopes.map(({ scope, words, allowed }) => (
            <Checkbox
              key={scope}
              value={scope}
              label={scope}
              description={allowed ? words : `${words}. Your role in this account does not allow that.`}
              disabled={!allowed}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      {problem && (
        <div className={classes.whole}>
          <ProblemAlert problem={problem} />
        </div>
      )}
      <Button type="submit" loading={sending} className={classes.make}>
        Make token
      </Button>
    </form>
  );
}
