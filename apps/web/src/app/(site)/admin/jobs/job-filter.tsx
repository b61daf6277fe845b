import { type FailedJobsQuery, type FailureClass, failureClasses, jobNames } from "@mosis/domain";
import { ListFilter } from "@/ui/list-filter.tsx";
import { jobTitles } from "./job-titles.ts";

export function JobFilter({
  query,
  classLabels,
}: {
  query: FailedJobsQuery;
  classLabels: Record<FailureClass, { label: string }>;
}) {
  return (
    <ListFilter
      label="Search failed jobs"
      placeholder="App, file, code, incident"
      search={query.search}
      choices={[
        {
          name: "name",
          label: "Kind of job",
          value: query.name ?? "",
          options: [
            { value: "", label: "All jobs" },
            ...jobNames.map((value) => ({ value, label: jobTitles[value] })),
          ],
        },
        {
          name: "class",
          label: "Kind of failure",
          value: query.class ?? "",
          options: [
            { value: "", label: "All failures" },
            ...failureClasses.map((value) => ({ value, label: classLabels[value].label })),
          ],
        },
      ]}
    />
  );
}
