import { type Permission, permissions } from "@mosis/format";
import { permissionIcons } from "@/ui/permission-icons.ts";
import classes from "./app-page.module.css";

/** What an app may do, in plain words. */
export function AppPermissions({ asked }: { asked: readonly Permission[] }) {
  return (
    <section className={classes.panel} aria-labelledby="permissions">
      <h2 id="permissions">What it may do</h2>
      {asked.length === 0 ? (
        <p className={classes.quiet}>It asks for no permissions.</p>
      ) : (
        <ul className={classes.permissions}>
          {asked.map((id) => {
            const PermissionIcon = permissionIcons[id];
            return (
              <li key={id}>
                <PermissionIcon size={18} stroke={1.6} aria-hidden="true" />
                <div>
                  <p className={classes.strong}>{permissions[id].title}</p>
                  <p className={classes.quiet}>{permissions[id].description}</p>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
