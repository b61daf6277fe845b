"use client";

import { Select, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { categories } from "@mosis/domain";

export interface Listing {
  name: string;
  summary: string;
  description: string;
  category: string | null;
}

const options = Object.entries(categories).map(([value, label]) => ({ value, label }));

/** What visitors read about an app; the same fields on creation and afterwards. */
export function ListingFields({ form }: { form: UseFormReturnType<Listing> }) {
  return (
    <>
      <TextInput
        label="Name"
        description="As people see it. At most 50 characters."
        maxLength={50}
        {...form.getInputProps("name")}
      />
      <TextInput
        label="Summary"
        description="One sentence for lists. At most 100 characters."
        maxLength={100}
        {...form.getInputProps("summary")}
      />
      <Textarea
        label="Description"
        description="For the app's own page. Needed before a version can be submitted."
        autosize
        minRows={4}
        maxRows={16}
        maxLength={4000}
        {...form.getInputProps("description")}
      />
      <Select
        label="Category"
        data={options}
        placeholder="Choose one"
        allowDeselect={false}
        {...form.getInputProps("category")}
      />
    </>
  );
}
