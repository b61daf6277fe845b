import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { type AuditQuery, auditGroupNames, auditGroups } from "@mosis/domain";
import { SearchField } from "@/ui/search-field.tsx";

/** Narrows the log down: a plain form, which the server answers with or without JavaScript. */
export function AuditFilter({ query, kept }: { query: AuditQuery; kept: Record<string, string> }) {
  return (
    <search>
      <form>
        <Group gap="xs">
          <SearchField
            label="Search the audit log"
            placeholder="Person, app, action, id"
            search={query.search}
            kept={kept}
            grow="1 1 180px"
          />
          <NativeSelect
            name="group"
            aria-label="What it is about"
            defaultValue={query.group ?? ""}
            data={[
              { value: "", label: "Everything" },
              ...auditGroupNames.map((value) => ({ value, label: auditGroups[value].words })),
            ]}
          />
          <TextInput type="date" name="from" aria-label="From, UTC" defaultValue={query.from ?? ""} />
          <TextInput type="date" name="to" aria-label="To, UTC" defaultValue={query.to ?? ""} />
          <Button type="submit" variant="default">
            Show
          </Button>
        </Group>
      </form>
    </search>
  );
}
