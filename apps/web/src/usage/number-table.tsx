import type { ReactNode } from "react";
import classes from "./usage.module.css";

/** A table of numbers, which scrolls to the side where it is too wide, also by keyboard. */
export function NumberTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={label}>
      <table className={classes.table}>{children}</table>
    </section>
  );
}
