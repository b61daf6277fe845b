import type { Page, PublicVersion } from "@mosis/domain";
import { formatBytes } from "@/ui/format-bytes.ts";
import classes from "./app-page.module.css";
import { PageLinks } from "./page-links.tsx";
import { dateOf } from "./words.ts";

/** The versions that all devices have had, with what was new in each. */
export function AppVersions({ versions }: { versions: Page<PublicVersion> }) {
  return (
    <section className={classes.panel} aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <ul className={classes.versions}>
        {versions.items.map((version) => (
          <li key={version.versionCode}>
            <div className={classes.versionHead}>
              <span className={classes.strong}>{version.versionName}</span>
              <span className={classes.quiet}>
                {version.publishedAt && dateOf(version.publishedAt)} · {formatBytes(version.size)}
              </span>
            </div>
            {version.releaseNotes && <p className={classes.prose}>{version.releaseNotes}</p>}
          </li>
        ))}
      </ul>
      <PageLinks page={versions} />
    </section>
  );
}
