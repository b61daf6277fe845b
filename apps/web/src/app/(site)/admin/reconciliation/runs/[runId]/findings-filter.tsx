import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { type FindingsQuery, findingKinds, findingOutcomes } from "@mosis/domain";
import { IconSearch } from "@tabler/icons-react";
import { kindWords, outcomeWords } from "../../finding-words.ts";

/** Narrows the findings down: a plain form, which the server answers with or without JavaScript. */
export function FindingsFilter({ query }: { query: FindingsQuery }) {
  return (
    <search>
      <form>
        <Group gap="xs">
          <TextInput
            name="search"
            type="search"
            aria-label="Search findings by key"
            placeholder="Key"
            defaultValue={query.search}
            leftSection={<IconSearch size={15} />}
            maxLength={100}
            flex="1 1 160px"
          />
          <NativeSelect
            name="kind"
            aria-label="Kind of finding"
            defaultValue={query.kind ?? ""}
            data={[
              { value: "", label: "All kinds" },
              ...findingKinds.toReversed().map((value) => ({ value, label: kindWords[value].title })),
            ]}
          />
          <NativeSelect
            name="outcome"
            aria-label="What became of it"
            defaultValue={query.outcome ?? ""}
            data={[
              { value: "", label: "Any outcome" },
              ...findingOutcomes.map((value) => ({ value, label: outcomeWords[value].label })),
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
