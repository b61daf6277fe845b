import {
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  Text,
  VisuallyHidden,
} from "@mantine/core";
import { type AccountRole, accountPermits, accountRoles, permissionNames, permissions } from "@mosis/domain";
import { IconCheck } from "@tabler/icons-react";
import { roleNames } from "@/team/role-words.ts";
import classes from "./team.module.css";

/** What people may do in an account, from the table that decides it. */
export function RoleTable({ own }: { own: AccountRole }) {
  const rows = permissionNames.filter((name) => accountRoles.some((role) => accountPermits(role, name)));
  return (
    <Table className={classes.roles}>
      <TableThead>
        <TableTr>
          <TableTh>
            <VisuallyHidden>What</VisuallyHidden>
          </TableTh>
          {accountRoles.map((role) => (
            <TableTh key={role} ta="center" aria-current={role === own ? "true" : undefined}>
              {roleNames[role]}
            </TableTh>
          ))}
        </TableTr>
      </TableThead>
      <TableTbody>
        {rows.map((name) => (
          <TableTr key={name}>
            <TableTh scope="row" fw={400}>
              {permissions[name].words}
            </TableTh>
            {accountRoles.map((role) => (
              <TableTd key={role} ta="center">
                {accountPermits(role, name) ? (
                  <>
                    <IconCheck size={16} aria-hidden="true" />
                    <VisuallyHidden>Yes</VisuallyHidden>
                  </>
                ) : (
                  <Text span c="dimmed" aria-label="No">
                    –
                  </Text>
                )}
              </TableTd>
            ))}
          </TableTr>
        ))}
      </TableTbody>
    </Table>
  );
}
