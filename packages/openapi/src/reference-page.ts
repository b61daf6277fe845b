import { referenceScript } from "./reference-script.ts";

/**
 * A page that shows an OpenAPI document and tries its calls out, in one piece: nothing of it comes from elsewhere, so it
 * works wherever the API does. The calls are made by the reader's browser, with what the reader types in.
 *
 * @param options.documentUrl where the page finds the document, seen from its own address.
 * @param options.nonce for a Content-Security-Policy that lets neither script nor style in without it.
 */
export function referencePage({
  title,
  documentUrl,
  nonce,
}: {
  title: string;
  documentUrl: string;
  nonce?: string;
}): string {
  const mark = nonce === undefined ? "" : ` nonce="${asText(nonce)}"`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${asText(title)}</title>
<style${mark}>${style}</style>
</head>
<body data-document="${asText(documentUrl)}">
<header><h1>${asText(title)}</h1><p id="about"></p><a href="${asText(documentUrl)}">OpenAPI document</a></header>
<nav id="contents" aria-label="Calls"></nav>
<main id="calls"><p role="status">Reading the document…</p></main>
<noscript>This page needs JavaScript. The OpenAPI document does not.</noscript>
<script${mark}>${referenceScript}</script>
</body>
</html>
`;
}

function asText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3a3f4a); --soft: light-dark(#f5f6f8, #1d2027);
  --accent: light-dark(#1f5fbf, #7fb0ff); --bad: light-dark(#b3261e, #ff8a80); --text: light-dark(#1b1f27, #e4e7ec);
  --quiet: light-dark(#566070, #a3acba); --ground: light-dark(#fff, #14161b); }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 960px; margin: 0 auto; padding: 24px 16px 64px;
  color: var(--text); background: var(--ground); }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 17px; margin: 0; } h3 { font-size: 14px; margin: 16px 0 4px; }
a { color: var(--accent); } p { margin: 8px 0; }
code, pre, textarea, input { font: 13px/1.5 ui-monospace, monospace; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 12px; overflow: auto;
  max-height: 420px; white-space: pre-wrap; overflow-wrap: anywhere; }
nav ul { list-style: none; padding: 0; columns: 2 280px; } nav li { padding: 4px 0; overflow-wrap: anywhere; }
details { border: 1px solid var(--line); border-radius: 8px; margin: 12px 0; scroll-margin-top: 12px; }
summary { cursor: pointer; padding: 12px 16px; overflow-wrap: anywhere; } summary h2 { display: inline; }
details > div { padding: 0 16px 16px; border-top: 1px solid var(--line); }
.method { font: 600 12px ui-monospace, monospace; color: var(--accent); text-transform: uppercase; }
.quiet { color: var(--quiet); } .bad { color: var(--bad); }
label { display: block; margin: 10px 0; } label > span { display: block; overflow-wrap: anywhere; }
input, textarea { width: 100%; padding: 8px; color: inherit; background: var(--ground);
  border: 1px solid var(--line); border-radius: 6px; } textarea { min-height: 140px; }
button { font: inherit; padding: 8px 20px; border: 0; border-radius: 6px; cursor: pointer;
  color: var(--ground); background: var(--accent); } button:disabled { opacity: .6; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;
