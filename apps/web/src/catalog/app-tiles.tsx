import { type CatalogItem, categories } from "@mosis/domain";
import { AppPicture } from "./app-picture.tsx";
import classes from "./lists.module.css";
import { downloadsInWords } from "./words.ts";

/** Apps side by side, each leading to its page. */
export function AppTiles({ apps }: { apps: readonly CatalogItem[] }) {
  return (
    <ul className={classes.grid}>
      {apps.map((app) => (
        <li key={app.id} className={classes.tile}>
          <AppPicture app={app} size={56} />
          <div className={classes.words}>
            <a href={`/apps/${app.packageId}`} className={classes.name}>
              {app.name}
            </a>
            <p className={classes.summary}>{app.summary}</p>
            <p className={classes.note}>
              {categories[app.category]} · {app.versionName} · {app.developerName}
              {app.downloads > 0 && ` · ${downloadsInWords(app.downloads)}`}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
