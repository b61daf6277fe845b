import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { type RetainedQuery, retentionClasses } from "@mosis/domain";
import { IconSearch } from "@tabler/icons-react";
import { classWords } from "../class-words.ts";

/** Narrows the list down: a plain form, which the server answers with or without JavaScript. */
export function RetainedFilter({ query }: { query: RetainedQuery }) {
  return (
    <search>
      <form>
        <Group gap="xs">
          {query.day && <input type="hidden" name="day" value={query.day} />}
          <TextInput
            name="search"
            type="search"
            aria-label="Search versions"
            placeholder="App or file"
            defaultValue={query.search}
            leftSection={<IconSearch size={15} />}
            maxLength={100}
            flex="1 1 150px"
          />
          <NativeSelect
            name="class"
            aria-label="Reason"
            defaultValue={query.class ?? ""}
            data={[
              { value: "", label: "All reasons" },
              ...retentionClasses.map((value) => ({ value, label: classWords[value].label })),
            ]}
          />
          <NativeSelect
            name="show"
            aria-label="Stage"
            defaultValue={query.show}
            data={[
              { value: "all", label: "All" },
              { value: "announced", label: "In their grace period" },
              { value: "held", label: "Held" },
            ]}
          />
          <Button type="submit" variant="default">
            Show
          </Button>
        </Group>
      </form>
    </search>
  );
}
