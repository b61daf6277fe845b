"use client";

import { Button, Group, Modal, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api, type NewSecretJson, type WebhookJson } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";
import { DialogForm } from "@/ui/dialog-form.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { SecretShown } from "./secret-shown.tsx";
import { type KindOption, WebhookFields } from "./webhook-fields.tsx";

type Webhook = Pick<WebhookJson, "id" | "name" | "url" | "kinds" | "paused_for">;
type Asked = "edit" | "rotate" | "delete" | null;

/** What one can do with a webhook. */
export function WebhookActions({ webhook, kinds }: { webhook: Webhook; kinds: readonly KindOption[] }) {
  const router = useRouter();
  const [asked, setAsked] = useState<Asked>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const { sending, problem, run } = useCall();
  const path = `/api/v1/webhooks/${webhook.id}`;
  const close = () => setAsked(null);
  const call = (work: () => Promise<unknown>) =>
    run(async () => {
      await work();
      router.refresh();
    });
  return (
    <>
      <Group gap="sm">
        <Button loading={sending} onClick={() => call(() => api.post(`${path}/ping`, {}))}>
          Send a ping
        </Button>
        <Button
          variant="default"
          onClick={() => call(() => api.patch(path, { paused: webhook.paused_for === null }))}
        >
          {webhook.paused_for === null ? "Pause" : "Go on"}
        </Button>
        <Button variant="default" onClick={() => setAsked("edit")}>
          Edit
        </Button>
        <Button variant="default" onClick={() => setAsked("rotate")}>
          New secret
        </Button>
        <Button variant="subtle" color="red" onClick={() => setAsked("delete")}>
          Delete
        </Button>
      </Group>
      {problem && <ProblemAlert problem={problem} />}
      <Modal opened={asked === "edit"} onClose={close} title="Edit the webhook" centered size="lg">
        <EditWebhook webhook={webhook} kinds={kinds} onClose={close} />
      </Modal>
      <ConfirmModal
        opened={asked === "rotate"}
        onClose={close}
        title="Make a new secret?"
        keep="Keep the old one"
        action="Make it"
        onConfirm={async () => {
          setSecret((await api.post<NewSecretJson>(`${path}/secret`, {})).secret);
        }}
      >
        <Text size="sm">
          For 24 hours messages carry a signature of both, so that your server can change over meanwhile. Then
          the old secret signs nothing any more.
        </Text>
      </ConfirmModal>
      <Modal opened={secret !== null} onClose={() => setSecret(null)} title="Copy the secret now" centered>
        <SecretShown secret={secret ?? ""} onDone={() => setSecret(null)} />
      </Modal>
      <ConfirmModal
        opened={asked === "delete"}
        onClose={close}
        title="Delete this webhook?"
        keep="Keep it"
        action="Delete"
        color="red"
        isFinal
        onConfirm={async () => {
          await api.delete(path);
          router.push("/console/webhooks");
        }}
      >
        <Text size="sm">
          Nothing is sent to <b>{webhook.name}</b> any more, and what was sent is forgotten. This cannot be
          undone.
        </Text>
      </ConfirmModal>
    </>
  );
}

function EditWebhook({
  webhook,
  kinds,
  onClose,
}: {
  webhook: Webhook;
  kinds: readonly KindOption[];
  onClose: () => void;
}) {
  const router = useRouter();
  const [values, setValues] = useState({
    name: webhook.name,
    url: webhook.url,
    kinds: [...webhook.kinds] as string[],
  });
  const { sending, problem, run } = useCall();
  const save = () =>
    run(async () => {
      await api.patch(`/api/v1/webhooks/${webhook.id}`, values);
      onClose();
      router.refresh();
    });
  return (
    <DialogForm action="Save" sending={sending} onSubmit={save} onClose={onClose}>
      <WebhookFields
        values={values}
        onChange={setValues}
        kinds={kinds}
        errorOf={(path) => problem?.fields.find((field) => field.path === path)?.message}
      />
      {problem && problem.fields.length === 0 && <ProblemAlert problem={problem} />}
    </DialogForm>
  );
}
