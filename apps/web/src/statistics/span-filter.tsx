import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { type Statistics, statisticsSpans } from "@mosis/domain";
import { LinkButton } from "@/ui/link.tsx";
import classes from "./statistics.module.css";

/** Which days and which version are shown: links and a plain form, which the server answers with or without JavaScript. */
export function SpanFilter({
  statistics: { span, versions },
  days,
}: {
  statistics: Statistics;
  /** Null where the days are of one's own choice. */
  days: number | null;
}) {
  const version = span.versionCode === null ? "" : String(span.versionCode);
  const codes = new Map(versions.map((one) => [String(one.versionCode), one.versionName]));
  // The chosen one stays to choose, also where the span has nothing of it.
  if (version !== "" && !codes.has(version)) codes.set(version, null);
  return (
    <div className={classes.span}>
      <Group gap={6} component="nav" aria-label="Span of days">
        {statisticsSpans.map((length) => (
          <LinkButton
            key={length}
            href={`?${new URLSearchParams({ days: String(length), ...(version && { version }) })}`}
            size="compact-md"
            variant={length === days ? "light" : "subtle"}
            {...(length === days && { "aria-current": "true" })}
          >
            {length} days
          </LinkButton>
        ))}
      </Group>
      <form>
        <Group gap="xs" align="end">
          <TextInput type="date" name="from" label="From" size="xs" required defaultValue={span.from} />
          <TextInput type="date" name="to" label="To" size="xs" required defaultValue={span.to} />
          <NativeSelect
            name="version"
            label="Version"
            size="xs"
            defaultValue={version}
            data={[
              { value: "", label: "All versions" },
              ...[...codes].map(([code, name]) => ({
                value: code,
                label: name ? `${name} (${code})` : code,
              })),
            ]}
          />
          <Button type="submit" variant="default" size="xs">
            Show
          </Button>
        </Group>
      </form>
    </div>
  );
}
