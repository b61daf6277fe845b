"use client";

import { Button, Select, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api } from "@/http/client.ts";
import type { OpenedInvitationJson } from "@/http/present-teams.ts";
import { useCall } from "@/http/use-call.ts";
import { roleChoices } from "@/team/role-words.ts";
import { ShownLink } from "@/team/shown-link.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import classes from "./team.module.css";

/** Invites somebody: by mail, or by a link that is shown this once. */
export function InviteForm() {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const [made, setMade] = useState<OpenedInvitationJson | null>(null);
  const form = useForm({ initialValues: { email: "", role: "maintainer" } });
  const byMail = form.values.email.trim() !== "";

  const invite = () =>
    run(async () => {
      const { email, role } = form.values;
      try {
        setMade(
          await api.post<OpenedInvitationJson>("/api/v1/team/invitations", {
            role,
            email: email.trim() || null,
          }),
        );
      } catch (error) {
        const { fields } = ApiProblem.from(error);
        if (fields.length === 0) throw error;
        return form.setErrors(Object.fromEntries(fields.map(({ path, message }) => [path, message])));
      }
      form.reset();
      router.refresh();
    });

  if (made?.link) {
    return (
      <div className={classes.padded}>
        <ShownLink link={made.link} title="Copy this link now" onDone={() => setMade(null)}>
          This is the only time it is shown. Whoever opens it first can join, so give it to the one person you
          mean. It is good for seven days.
        </ShownLink>
      </div>
    );
  }
  return (
    <form
      noValidate
      className={classes.invite}
      onSubmit={(event) => {
        event.preventDefault();
        void invite();
      }}
    >
      <TextInput
        label="E-mail address"
        description="Leave it empty to get a link to pass on."
        type="email"
        placeholder="grace@example.com"
        autoComplete="off"
        {...form.getInputProps("email")}
      />
      <Select
        label="As"
        description="It can be changed later."
        data={roleChoices}
        allowDeselect={false}
        {...form.getInputProps("role")}
      />
      <Button type="submit" loading={sending} className={classes.submit}>
        {byMail ? "Send invitation" : "Make link"}
      </Button>
      <Text size="sm" c="dimmed" role="status" className={classes.whole}>
        {made?.email && `An invitation is on its way to ${made.email}.`}
      </Text>
      {problem && (
        <div className={classes.whole}>
          <ProblemAlert problem={problem} />
        </div>
      )}
    </form>
  );
}
