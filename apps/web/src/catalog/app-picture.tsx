import type { AppHead } from "@mosis/domain";
import { env } from "@/env.ts";
import classes from "./lists.module.css";

/** An app's icon from the edge, sharp on dense screens, or its initial while it has none. */
export function AppPicture({ app, size }: { app: Pick<AppHead, "id" | "name" | "icon">; size: 56 | 96 }) {
  const sides = { width: size, height: size };
  if (!app.icon) {
    return (
      <svg {...sides} viewBox="0 0 56 56" className={classes.icon} aria-hidden="true">
        <text x="28" y="36" textAnchor="middle" fontSize="22" fill="currentColor">
          {[...app.name].slice(0, 1).join("").toUpperCase()}
        </text>
      </svg>
    );
  }
  return (
    // Stored in the sizes that are shown, and served for ever: there is nothing left to optimise.
    // biome-ignore lint/performance/noImgElement: see above
    <img
      {...sides}
      src={`${env().EDGE_URL}/assets/${app.id}/icon-128.png?v=${app.icon.contentHash}`}
      alt=""
      className={classes.icon}
      loading={size === 56 ? "lazy" : "eager"}
      decoding="async"
    />
  );
}
