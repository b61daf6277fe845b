import { LinkAnchor } from "@/ui/link.tsx";
import usage from "@/usage/usage.module.css";

export interface Share {
  key: string;
  label: string;
  count: number;
  /** Where it can be looked at alone. */
  href?: string | undefined;
  color?: string;
}

/** Parts of a whole as bars, with their numbers. */
export function ShareList({ shares, total }: { shares: readonly Share[]; total: number }) {
  return (
    <ul className={usage.shares}>
      {shares.map(({ key, label, count, href, color = "iris-5" }) => {
        const share = total > 0 ? (count / total) * 100 : 0;
        return (
          <li key={key} className={usage.share}>
            <span>{href ? <LinkAnchor href={href}>{label}</LinkAnchor> : label}</span>
            <span className={usage.bar} aria-hidden="true">
              {share > 0 && (
                <span style={{ width: `${share}%`, background: `var(--mantine-color-${color})` }} />
              )}
            </span>
            <span>{count.toLocaleString("en")}</span>
            <span>{share > 0 && share < 0.1 ? "< 0.1" : share.toFixed(1)} %</span>
          </li>
        );
      })}
    </ul>
  );
}
