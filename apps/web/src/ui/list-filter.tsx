import { Button, Group, NativeSelect } from "@mantine/core";
import { SearchField } from "./search-field.tsx";

interface Choice {
  /** Of the parameter in the address. */
  name: string;
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
}

/** Narrows a list down: a plain form, which the server answers with or without JavaScript. */
export function ListFilter({
  label,
  placeholder,
  search,
  choices,
  kept = {},
}: {
  /** What the search field is called. */
  label: string;
  placeholder: string;
  search: string;
  choices: readonly Choice[];
  /** What else the list was asked for, to be asked for again. */
  kept?: Record<string, string>;
}) {
  return (
    <search>
      <form>
        <Group gap="xs">
          <SearchField label={label} placeholder={placeholder} search={search} kept={kept} grow="1 1 160px" />
          {choices.map(({ name, label, value, options }) => (
            <NativeSelect
              key={name}
              name={name}
              aria-label={label}
              defaultValue={value}
              data={[...options]}
            />
          ))}
          <Button type="submit" variant="default">
            Show
          </Button>
        </Group>
      </form>
    </search>
  );
}
