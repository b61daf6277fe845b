import { Body, Button, Container, Head, Hr, Html, Link, Preview, Text } from "@react-email/components";
import { createElement as h, type ReactElement, type ReactNode } from "react";

/** What every mail is made of: sentences, one thing to do, and why it came. */
export interface Letter {
  /** Shown beside the subject in lists of mails. */
  preview: string;
  paragraphs: readonly string[];
  action: { label: string; link: string };
  /** Small print at the end. */
  footer: readonly (string | { label: string; link: string })[];
}

const font =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif';

// Colours stand inline, for programs that know nothing else; those that know the reader's scheme take these instead.
const dark = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background-color: #101113 !important; }
  .sheet { background-color: #1a1b1e !important; border-color: #2c2e33 !important; }
  .words { color: #e6e7e9 !important; }
  .quiet { color: #a1a5ab !important; }
  .rule { border-color: #2c2e33 !important; }
}`;

/** A mail as an element of React Email. */
export function letter({ preview, paragraphs, action, footer }: Letter): ReactElement {
  const paragraph = (words: string, index: number) =>
    h(Text, { key: index, className: "words", style: styles.words }, words);
  const small = (part: Letter["footer"][number], index: number): ReactNode =>
    typeof part === "string"
      ? part
      : h(Link, { key: index, href: part.link, className: "quiet", style: styles.link }, part.label);
  return h(
    Html,
    { lang: "en" },
    h(
      Head,
      null,
      h("meta", { name: "color-scheme", content: "light dark" }),
      h("meta", { name: "supported-color-schemes", content: "light dark" }),
      h("style", null, dark),
    ),
    h(
      Body,
      { className: "page", style: styles.page },
      h(Preview, null, preview),
      h(
        Container,
        { className: "sheet", style: styles.sheet },
        h(Text, { className: "quiet", style: styles.brand }, "Mosis"),
        ...paragraphs.map(paragraph),
        h(Button, { href: action.link, style: styles.button }, action.label),
        h(Hr, { className: "rule", style: styles.rule }),
        h(Text, { className: "quiet", style: styles.small }, ...footer.map(small)),
      ),
    ),
  );
}

const styles = {
  page: { backgroundColor: "#f4f5f7", fontFamily: font, margin: 0, padding: "24px 12px" },
  sheet: {
    backgroundColor: "#ffffff",
    border: "1px solid #e3e5e8",
    borderRadius: 8,
    maxWidth: 520,
    padding: "20px 28px 24px",
  },
  brand: { color: "#5f6670", fontSize: 13, fontWeight: 600, letterSpacing: 0.2, margin: "0 0 12px" },
  words: { color: "#1c1f23", fontSize: 16, lineHeight: "24px", margin: "0 0 12px", overflowWrap: "anywhere" },
  button: {
    backgroundColor: "#3b5bdb",
    borderRadius: 6,
    color: "#ffffff",
    display: "inline-block",
    fontSize: 15,
    fontWeight: 600,
    margin: "8px 0 4px",
    padding: "10px 18px",
  },
  rule: { borderColor: "#e3e5e8", margin: "24px 0 12px" },
  small: { color: "#5f6670", fontSize: 13, lineHeight: "20px", margin: 0 },
  link: { color: "#5f6670", textDecoration: "underline" },
} as const;
