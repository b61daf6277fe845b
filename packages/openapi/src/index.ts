export * from "./openapi-document.ts";
export * from "./reference-page.ts";
