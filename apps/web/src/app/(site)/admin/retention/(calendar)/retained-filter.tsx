import { type RetainedQuery, retentionClasses } from "@mosis/domain";
import { ListFilter } from "@/ui/list-filter.tsx";
import { classWords } from "../class-words.ts";

export function RetainedFilter({ query }: { query: RetainedQuery }) {
  return (
    <ListFilter
      label="Search versions"
      placeholder="App or file"
      search={query.search}
      kept={query.day ? { day: query.day } : {}}
      choices={[
        {
          name: "class",
          label: "Reason",
          value: query.class ?? "",
          options: [
            { value: "", label: "All reasons" },
            ...retentionClasses.map((value) => ({ value, label: classWords[value].label })),
          ],
        },
        {
          name: "show",
          label: "Stage",
          value: query.show,
          options: [
            { value: "all", label: "Going next" },
            { value: "announced", label: "In their grace period" },
            { value: "held", label: "Held" },
          ],
        },
      ]}
    />
  );
}
