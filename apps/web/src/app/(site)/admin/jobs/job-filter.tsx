import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";

interface Option {
  value: string;
  label: string;
}

/** Narrows the list down: a plain form, which the server answers with or without JavaScript. */
export function JobFilter(props: {
  search: string;
  name: string | null;
  failureClass: string | null;
  names: readonly Option[];
  classes: readonly Option[];
}) {
  return (
    <search>
      <form>
        <Group gap="xs">
          <TextInput
            name="search"
            type="search"
            aria-label="Search failed jobs"
            placeholder="App, file, code, incident"
            defaultValue={props.search}
            leftSection={<IconSearch size={15} />}
            maxLength={100}
            flex="1 1 180px"
          />
          <NativeSelect
            name="name"
            aria-label="Kind of job"
            defaultValue={props.name ?? ""}
            data={[{ value: "", label: "All jobs" }, ...props.names]}
          />
          <NativeSelect
            name="class"
            aria-label="Kind of failure"
            defaultValue={props.failureClass ?? ""}
            data={[{ value: "", label: "All failures" }, ...props.classes]}
          />
          <Button type="submit" variant="default">
            Show
          </Button>
        </Group>
      </form>
    </search>
  );
}
