"use client";

import { Checkbox } from "@mantine/core";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import classes from "./notices.module.css";

interface Choice {
  kind: string;
  words: string;
  portal: boolean;
  mail: boolean;
}

const ways = [
  { name: "portal", label: "In the portal" },
  { name: "mail", label: "By e-mail" },
] as const;

/** How one is told of each kind; every change is kept at once. */
export function ChoiceTable({ choices: initial, canMail }: { choices: readonly Choice[]; canMail: boolean }) {
  const [choices, setChoices] = useState(initial);
  const { problem, run } = useCall();

  const choose = (next: Choice) => {
    const before = choices;
    setChoices(choices.map((choice) => (choice.kind === next.kind ? next : choice)));
    void run(async () => {
      try {
        const { kind, portal, mail } = next;
        await api.put("/api/v1/notices/choices", { kind, portal, mail });
      } catch (error) {
        setChoices(before);
        throw error;
      }
    });
  };

  return (
    <>
      {problem && <ProblemAlert problem={problem} />}
      <table className={classes.choices}>
        <thead>
          <tr>
            <th scope="col">When</th>
            {ways.map(({ name, label }) => (
              <th key={name} scope="col" className={classes.way}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {choices.map((choice) => (
            <tr key={choice.kind}>
              <th scope="row">{choice.words}</th>
              {ways.map(({ name, label }) => (
                <td key={name} className={classes.way}>
                  <Checkbox
                    aria-label={`${choice.words}: ${label.toLowerCase()}`}
                    checked={choice[name]}
                    disabled={name === "mail" && !canMail}
                    onChange={(event) => choose({ ...choice, [name]: event.currentTarget.checked })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
