import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";

/** What a list is searched by, in a plain form: the server answers, with or without JavaScript. */
export function SearchField({
  label,
  placeholder = label,
  search,
  kept,
  grow,
}: {
  label: string;
  placeholder?: string;
  search: string;
  /** What else the list was asked for, to be asked for again. */
  kept: Record<string, string>;
  /** How it takes part in its row, as in CSS. */
  grow: string;
}) {
  return (
    <>
      {Object.entries(kept).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <TextInput
        name="search"
        type="search"
        aria-label={label}
        placeholder={placeholder}
        defaultValue={search}
        leftSection={<IconSearch size={15} />}
        maxLength={100}
        miw={0}
        flex={grow}
      />
    </>
  );
}
