import { createHash } from "node:crypto";

/**
 * Sets the chosen appearance before anything is drawn: what Mantine goes by, and `data-scheme` where somebody chose it
 * rather than the system. The one script of catalog pages, always the same, so that their policy can name it.
 */
export const schemeScript =
  'try{var s=localStorage.getItem("mantine-color-scheme-value")}catch(e){}' +
  "var h=document.documentElement;" +
  'if(s==="light"||s==="dark")h.setAttribute("data-scheme",s);' +
  'else s=matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light";' +
  'h.setAttribute("data-mantine-color-scheme",s)';

/** As a source of a Content-Security-Policy (CSP level 3, §2.3.1). */
export const schemeScriptSource = `'sha256-${createHash("sha256").update(schemeScript).digest("base64")}'`;
