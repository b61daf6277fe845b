"use client";

import { Button, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { tokenScopes } from "@mosis/domain";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api, type CreatedTokenJson } from "@/http/client.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { CreatedToken } from "./created-token.tsx";
import classes from "./tokens.module.css";

/** Makes a token, then shows its text in the form's place, this once. */
export function NewToken({ portalUrl, lifetimes }: { portalUrl: string; lifetimes: readonly number[] }) {
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
      setCreated(
        await api.post<CreatedTokenJson>("/api/v1/tokens", { name, days: Number(days), scopes: tokenScopes }),
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
        label="Works for"
        description="Shorter is safer."
        data={lifetimes.map((days) => ({
          value: String(days),
          label: days === 365 ? "1 year" : `${days} days`,
        }))}
        allowDeselect={false}
        {...form.getInputProps("days")}
      />
      <Button type="submit" loading={sending} className={classes.make}>
        Make token
      </Button>
      {problem && (
        <div className={classes.whole}>
          <ProblemAlert problem={problem} />
        </div>
      )}
    </form>
  );
}
