import classes from "./statistics.module.css";

/** Counts as small bars, one a day: a shape beside a number that says the same. */
export function DayBars({ counts }: { counts: readonly number[] }) {
  const most = Math.max(1, ...counts);
  return (
    <svg
      className={classes.bars}
      viewBox={`0 0 ${counts.length * 6} 24`}
      width={counts.length * 6}
      height={24}
      aria-hidden="true"
    >
      {counts.map((count, at) => {
        const height = count === 0 ? 1 : Math.max(2, (count / most) * 24);
        // biome-ignore lint/suspicious/noArrayIndexKey: a day has nothing but its place
        return <rect key={at} x={at * 6} y={24 - height} width={4} height={height} rx={1} />;
      })}
    </svg>
  );
}
