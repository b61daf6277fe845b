import { type CatalogItem, categories, Recent, type SharedCache } from "@mosis/domain";
import { ImageResponse } from "next/og";
import { cardVersion } from "./card-address.ts";

/** As wide and high as links to a page are usually shown with. */
const size = { width: 1200, height: 630 };
/** Cards in a process, some 60 kB each. */
const inProcess = 100;
const sharedSeconds = 24 * 60 * 60;
/** Who comes when so many wait for theirs is told to come again: a card takes a core for a fifth of a second. */
const mostWaiting = 20;

/** What the font of cards has signs for; others it would fetch from somewhere. */
const undrawable = /[^\u{20}-\u{7e}\u{a1}-\u{17f}\u{2013}\u{2014}\u{2018}-\u{201d}\u{2026}]+/gu;
const drawable = (text: string): string => text.replaceAll(undrawable, " ").replaceAll(/\s+/g, " ").trim();

export interface AppCards {
  /** A PNG; null when too many wait for theirs. */
  get(app: CatalogItem): Promise<Uint8Array | null>;
}

/** Pictures for links to apps, drawn once for each content, and one after the other. */
export function createAppCards({
  shared,
  readIcon,
}: {
  shared: SharedCache;
  /** An icon as a PNG. */
  readIcon(app: CatalogItem): Promise<Uint8Array>;
}): AppCards {
  const recent = new Recent<Promise<Uint8Array>>(inProcess);
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function make(app: CatalogItem, key: string): Promise<Uint8Array> {
    const known = await shared.get(key);
    if (known instanceof Uint8Array) return known;
    waiting += 1;
    const turn = last.then(() => draw(app));
    last = turn.catch(() => {});
    try {
      const png = await turn;
      await shared.set(key, png, sharedSeconds);
      return png;
    } finally {
      waiting -= 1;
    }
  }

  async function draw(app: CatalogItem): Promise<Uint8Array> {
    const icon = app.icon && (await readIcon(app));
    const drawn = new ImageResponse(<Card app={app} icon={icon} />, size);
    return new Uint8Array(await drawn.arrayBuffer());
  }

  return {
    async get(app) {
      const key = `card:${app.id}:${cardVersion(app)}`;
      const known = recent.get(key);
      if (known) return known;
      if (waiting >= mostWaiting) return null;
      const made = make(app, key);
      recent.set(key, made);
      made.catch(() => recent.delete(key));
      return made;
    },
  };
}

function Card({ app, icon }: { app: CatalogItem; icon: Uint8Array | null }) {
  const name = drawable(app.name) || app.packageId;
  return (
    <div
      style={{
        display: "flex",
        flexDirection: "column",
        justifyContent: "space-between",
        width: "100%",
        height: "100%",
        padding: 80,
        background: "#111216",
        color: "#e6e7ea",
      }}
    >
      <div style={{ display: "flex", alignItems: "center", gap: 56 }}>
        {icon ? (
          // biome-ignore lint/performance/noImgElement: drawn, not shown
          <img
            alt=""
            src={`data:image/png;base64,${Buffer.from(icon).toString("base64")}`}
            width={192}
            height={192}
            style={{ borderRadius: 42 }}
          />
        ) : (
          <div
            style={{
              display: "flex",
              alignItems: "center",
              justifyContent: "center",
              width: 192,
              height: 192,
              borderRadius: 42,
              background: "#262830",
              fontSize: 88,
            }}
          >
            {name.slice(0, 1).toUpperCase()}
          </div>
        )}
        <div style={{ display: "flex", flexDirection: "column", gap: 12, flex: 1 }}>
          <div style={{ fontSize: name.length > 24 ? 52 : 72, lineHeight: 1.1 }}>{name}</div>
          <div style={{ fontSize: 30, color: "#9ca1ac" }}>
            {[drawable(app.developerName), categories[app.category]].filter(Boolean).join(" · ")}
          </div>
        </div>
      </div>
      <div style={{ fontSize: 40, lineHeight: 1.35 }}>{drawable(app.summary)}</div>
      <div style={{ display: "flex", alignItems: "center", gap: 18, fontSize: 30 }}>
        <div style={{ width: 36, height: 36, borderRadius: 10, background: "#566aea" }} />
        Mosis
      </div>
    </div>
  );
}
