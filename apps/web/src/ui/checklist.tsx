import { VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import classes from "./checklist.module.css";
import { LinkAnchor } from "./link.tsx";

export interface ChecklistStep {
  done: boolean;
  title: string;
  why: string;
  /** Where it is done; left out for what the store does. */
  action?: { href: string; label: string };
}

/** Steps of a way, with what is done and where to go for the rest. */
export function Checklist({ steps }: { steps: readonly ChecklistStep[] }) {
  return (
    <ol className={classes.list}>
      {steps.map(({ done, title, why, action }, index) => (
        <li key={title} className={classes.step} data-done={done || undefined}>
          <span className={classes.mark} aria-hidden="true">
            {done ? <IconCheck size={14} stroke={2.6} /> : index + 1}
          </span>
          <div className={classes.words}>
            <span className={classes.title}>
              {title}
              {done && <VisuallyHidden>, done</VisuallyHidden>}
            </span>
            {!done && <span className={classes.why}>{why}</span>}
          </div>
          {!done && action && (
            <LinkAnchor href={action.href} size="sm" fw={550}>
              {action.label}
            </LinkAnchor>
          )}
        </li>
      ))}
    </ol>
  );
}
