import type { ShownScreenshot } from "@mosis/domain";
import { env } from "@/env.ts";
import classes from "./app-page.module.css";
import lists from "./lists.module.css";

/** Screenshots side by side. Each opens in full at an address of its own, from where others lead on and back. */
export function AppScreenshots({ pictures }: { pictures: readonly ShownScreenshot[] }) {
  const source = (picture: ShownScreenshot, file: "" | "-preview") =>
    `${env().EDGE_URL}/assets/${picture.appId}/screenshots/${picture.id}${file}.webp?v=${picture.contentHash}`;
  const nameOf = (picture: ShownScreenshot, at: number) => picture.altText || `Screenshot ${at + 1}`;
  return (
    <section className={classes.panel} aria-labelledby="screenshots">
      <h2 id="screenshots">Screenshots</h2>
      <ul className={classes.strip}>
        {pictures.map((picture, at) => (
          <li key={picture.id}>
            <a
              href={`#screenshot-${at + 1}`}
              className={classes.shot}
              aria-label={`Open in full: ${nameOf(picture, at)}`}
            >
              {/* biome-ignore lint/performance/noImgElement: stored in the sizes that are shown */}
              <img
                src={source(picture, "-preview")}
                width={picture.width}
                height={picture.height}
                alt=""
                loading="lazy"
                decoding="async"
              />
            </a>
          </li>
        ))}
      </ul>
      {pictures.map((picture, at) => (
        <figure key={picture.id} id={`screenshot-${at + 1}`} className={classes.large}>
          {/* biome-ignore lint/performance/noImgElement: as above */}
          <img
            src={source(picture, "")}
            width={picture.width}
            height={picture.height}
            alt={nameOf(picture, at)}
            loading="lazy"
            decoding="async"
          />
          <figcaption>
            {at > 0 && (
              <a className={lists.way} href={`#screenshot-${at}`}>
                Previous
              </a>
            )}
            <span>{nameOf(picture, at)}</span>
            {at < pictures.length - 1 && (
              <a className={lists.way} href={`#screenshot-${at + 2}`}>
                Next
              </a>
            )}
            <a className={lists.way} href="#screenshots">
              Close
            </a>
          </figcaption>
        </figure>
      ))}
    </section>
  );
}
