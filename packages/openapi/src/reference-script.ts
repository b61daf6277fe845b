/**
 * What runs in the page, as text: it has to reach the browser as it is, whichever bundler had the package before. All
 * that comes from the document or from an answer goes in as text, never as markup.
 */
export const referenceScript = String.raw`
"use strict";
(async () => {
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };
  const calls = document.getElementById("calls");
  let api;
  try {
    const response = await fetch(document.body.dataset.document);
    if (!response.ok) throw new Error("HTTP " + response.status);
    api = await response.json();
  } catch (error) {
    calls.replaceChildren(make("p", { className: "bad" }, "The OpenAPI document could not be read: " + error.message));
    return;
  }
  const pointed = (schema) =>
    schema && schema.$ref ? pointed(api.components.schemas[schema.$ref.split("/").pop()]) : (schema ?? {});

  /** A value to begin with; empty where nothing is known. */
  const sample = (schema, depth = 0) => {
    const known = pointed(schema);
    if (known.example !== undefined) return known.example;
    if (known.examples) return known.examples[0];
    if (known.default !== undefined) return known.default;
    if (known.const !== undefined) return known.const;
    if (known.enum) return known.enum[0];
    const choices = known.anyOf ?? known.oneOf;
    if (choices) return sample(choices[0], depth);
    if (known.type === "object" && depth < 6)
      return Object.fromEntries(
        Object.entries(known.properties ?? {})
          .filter(([name]) => (known.required ?? []).includes(name))
          .map(([name, value]) => [name, sample(value, depth + 1)]),
      );
    if (known.type === "array") return depth < 6 ? [sample(known.items, depth + 1)] : [];
    return { integer: known.minimum > 0 ? known.minimum : 0, number: 0, boolean: false, null: null }[known.type] ?? "";
  };

  /** A schema as people write types. */
  const typeOf = (schema, depth = 0) => {
    if (schema.$ref) return schema.$ref.split("/").pop();
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return choices.map((choice) => typeOf(choice, depth)).join(" | ");
    if (schema.type === "array") return "[" + typeOf(schema.items ?? {}, depth) + ", …]";
    if (schema.type === "object" && schema.properties) {
      const indent = "  ".repeat(depth + 1);
      const members = Object.entries(schema.properties).map(
        ([name, value]) =>
          indent + name + ((schema.required ?? []).includes(name) ? "" : "?") + ": " + typeOf(value, depth + 1) +
          (value.description ? "  — " + value.description : ""),
      );
      return "{\n" + members.join("\n") + "\n" + "  ".repeat(depth) + "}";
    }
    return [schema.type ?? "anything", schema.format && "(" + schema.format + ")"].filter(Boolean).join(" ");
  };

  const show = async (output, response, began) => {
    const type = response.headers.get("content-type") ?? "";
    const heading = make("p", { className: response.ok || response.status === 304 ? "" : "bad" },
      response.status + " " + response.statusText + ", " + Math.round(performance.now() - began) + " ms");
    const headers = make("pre", {}, [...response.headers].map((pair) => pair.join(": ")).join("\n"));
    if (!/json|text/.test(type)) {
      await response.body?.cancel();
      output.replaceChildren(heading, headers, make("p", { className: "quiet" }, type ? "The body is " + type + "." : "There is no body."));
      return;
    }
    let text = await response.text();
    try { text = JSON.stringify(JSON.parse(text), null, 2); } catch {}
    output.replaceChildren(heading, headers, make("pre", {}, text));
  };

  const tryOut = (method, path, operation, parameters) => {
    const inputs = new Map();
    const field = (name, note, control) =>
      make("label", {}, make("span", {}, make("code", {}, name), make("span", { className: "quiet" }, note)), control);
    const fields = parameters.map((parameter) => {
      const input = make("input", {
        required: parameter.required === true,
        value: String(parameter.example ?? (parameter.required ? "" : (parameter.schema.default ?? ""))),
      });
      inputs.set(parameter, input);
      const note = [typeOf(parameter.schema), parameter.in, parameter.required ? "required" : ""];
      return field(parameter.name, " " + note.filter(Boolean).join(", ") + (parameter.description ? ": " + parameter.description : ""), input);
    });
    const secured = (operation.security ?? api.security ?? []).length > 0;
    const token = secured ? make("input", { type: "password", autocomplete: "off" }) : null;
    if (token) fields.push(field("Authorization", " Bearer token; empty to go by the sign-in of this browser", token));
    const [bodyType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    const body = content ? make("textarea", { value: JSON.stringify(sample(content.schema), null, 2), spellcheck: false }) : null;
    if (body) fields.push(field("Body", " " + bodyType, body));
    const button = make("button", { type: "submit" }, "Send");
    const output = make("div", { ariaLive: "polite" });
    const form = make("form", {}, ...fields, button);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      let address = path;
      const query = new URLSearchParams();
      const headers = new Headers();
      for (const [{ name, in: place }, { value }] of inputs) {
        if (place === "path") address = address.replace("{" + name + "}", encodeURIComponent(value));
        else if (value === "") continue;
        else if (place === "query") query.append(name, value);
        else headers.set(name, value);
      }
      if (body) headers.set("content-type", bodyType);
      if (token?.value) headers.set("authorization", "Bearer " + token.value);
      const base = (api.servers?.[0]?.url ?? "").replace(/\/$/, "");
      const url = base + address + (query.size ? "?" + query : "");
      const began = performance.now();
      try {
        await show(output, await fetch(url, { method: method.toUpperCase(), headers, body: body?.value, cache: "no-store" }), began);
      } catch (error) {
        output.replaceChildren(make("p", { className: "bad" }, "There was no answer: " + error.message));
      } finally {
        button.disabled = false;
      }
    });
    return [form, output];
  };

  const answers = (operation) =>
    Object.entries(operation.responses).map(([status, answer]) => {
      const [type, content] = Object.entries(answer.content ?? {})[0] ?? [];
      return make("div", {},
        make("p", {}, make("code", {}, status), " " + answer.description, type ? make("span", { className: "quiet" }, " " + type) : null),
        content?.schema && /json/.test(type) ? make("pre", {}, typeOf(content.schema)) : null);
    });

  const sections = [];
  const entries = [];
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const label = () => [make("span", { className: "method" }, method), " ", make("code", {}, path), " "];
      const section = make("details", { id: operation.operationId },
        make("summary", {}, ...label(), make("h2", {}, operation.summary)),
        make("div", {},
          operation.description ? make("p", {}, operation.description) : null,
          make("h3", {}, "Try it"), ...tryOut(method, path, operation, operation.parameters ?? []),
          make("h3", {}, "Answers"), ...answers(operation)));
      sections.push(section);
      entries.push(make("li", {}, make("a", { href: "#" + operation.operationId }, operation.summary)));
    }
  }
  const types = Object.entries(api.components?.schemas ?? {}).map(([name, schema]) =>
    make("details", { id: "schema-" + name },
      make("summary", {}, make("h2", {}, name)),
      make("div", {}, schema.description ? make("p", {}, schema.description) : null, make("pre", {}, typeOf(schema)))));
  document.getElementById("about").textContent = api.info.description ?? "";
  document.getElementById("contents").append(make("ul", {}, ...entries));
  calls.replaceChildren(...sections, ...(types.length ? [make("h2", {}, "Types"), ...types] : []));
  const open = () => {
    const section = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (section?.tagName !== "DETAILS") return;
    section.open = true;
    section.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
})();
`;
