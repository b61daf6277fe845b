"use client";

import { Button, Modal } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api, type NewSecretJson } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { DialogForm } from "@/ui/dialog-form.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { SecretShown } from "./secret-shown.tsx";
import { type KindOption, WebhookFields, type WebhookValues } from "./webhook-fields.tsx";

/** Adds a webhook, then shows its secret in the form's place, this once. */
export function NewWebhook({ kinds }: { kinds: readonly KindOption[] }) {
  const router = useRouter();
  const all = (): WebhookValues => ({ name: "", url: "", kinds: kinds.map(({ value }) => value) });
  const [opened, setOpened] = useState(false);
  const [values, setValues] = useState(all);
  const [created, setCreated] = useState<NewSecretJson | null>(null);
  const { sending, problem, run, forget } = useCall();

  const add = () =>
    run(async () => {
      setCreated(await api.post<NewSecretJson>("/api/v1/webhooks", values));
    });
  const close = () => {
    setOpened(false);
    if (created) router.push(`/console/webhooks/${created.id}`);
  };

  return (
    <>
      <Button
        onClick={() => {
          forget();
          setValues(all());
          setCreated(null);
          setOpened(true);
        }}
      >
        Add a webhook
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={created ? "Copy the secret now" : "Add a webhook"}
        centered
        size="lg"
      >
        {created ? (
          <SecretShown secret={created.secret} onDone={close} />
        ) : (
          <DialogForm action="Add" sending={sending} onSubmit={add} onClose={close}>
            <WebhookFields
              values={values}
              onChange={setValues}
              kinds={kinds}
              errorOf={(path) => problem?.fields.find((field) => field.path === path)?.message}
            />
            {problem && problem.fields.length === 0 && <ProblemAlert problem={problem} />}
          </DialogForm>
        )}
      </Modal>
    </>
  );
}
