import { expect, test } from "vitest";
import { referencePage } from "./reference-page.ts";
import { referenceScript } from "./reference-script.ts";

test("the page is in one piece and lets nothing in that is not marked", () => {
  const page = referencePage({ title: 'A & "B"', documentUrl: "/openapi.json", nonce: "abc" });
  expect(page).toContain("<title>A &#38; &#34;B&#34;</title>");
  expect(page).toContain('<body data-document="/openapi.json">');
  expect(page.match(/<(script|style) nonce="abc">/g)).toHaveLength(2);
  expect(page).not.toMatch(/(?:src|href)="https?:/);
});

test("the script is one that browsers can read, and does not end its own element", () => {
  expect(() => new Function(referenceScript)).not.toThrow();
  expect(referenceScript).not.toContain("</script");
  expect(referenceScript).not.toContain("innerHTML");
});
