/**
 * Names that one object of a JSON text has more than once, each once. RFC 8259 leaves open which of them a
 * reader takes, so two readers can see two manifests in one text. The text must already be known to be JSON.
 */
export function duplicateKeys(json: string): string[] {
  const found = new Set<string>();
  // One set of names for each open object, null for each open array.
  const open: (Set<string> | null)[] = [];
  // Strings with what follows, and the brackets; everything else in valid JSON carries no names.
  const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/gs;
  for (const match of json.matchAll(token)) {
    const text = match[0];
    if (text === "{") open.push(new Set());
    else if (text === "[") open.push(null);
    else if (text === "}" || text === "]") open.pop();
    else if (match[1] !== undefined) {
      // Compared after unescaping: "\u0069d" is "id".
      const key: unknown = JSON.parse(text.slice(0, text.length - match[1].length));
      const names = open.at(-1);
      if (typeof key !== "string" || !names) continue;
      if (names.has(key)) found.add(key);
      names.add(key);
    }
  }
  return [...found];
}
