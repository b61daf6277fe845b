import { type FindingsQuery, findingKinds, findingOutcomes } from "@mosis/domain";
import { ListFilter } from "@/ui/list-filter.tsx";
import { kindWords, outcomeWords } from "../../finding-words.ts";

export function FindingsFilter({ query }: { query: FindingsQuery }) {
  return (
    <ListFilter
      label="Search findings by key"
      placeholder="Key"
      search={query.search}
      choices={[
        {
          name: "kind",
          label: "Kind of finding",
          value: query.kind ?? "",
          options: [
            { value: "", label: "All kinds" },
            ...findingKinds.toReversed().map((value) => ({ value, label: kindWords[value].title })),
          ],
        },
        {
          name: "outcome",
          label: "What became of it",
          value: query.outcome ?? "",
          options: [
            { value: "", label: "Any outcome" },
            ...findingOutcomes.map((value) => ({ value, label: outcomeWords[value].label })),
          ],
        },
      ]}
    />
  );
}
