import { type Manifest, packPackage } from "@mosis/format";
import { nodeCodec } from "@mosis/format/node";

/**
 * A package of an app that takes notes; it passes every check unless `fields` of its manifest say otherwise.
 * @param data what most of it is made of.
 */
export async function notesPackage(
  fields: Pick<Manifest, "id"> & Partial<Manifest>,
  data: Uint8Array,
): Promise<Buffer<ArrayBuffer>> {
  const manifest = {
    manifest_version: 1,
    name: "Notes",
    version: `1.${fields.version_code ?? 1}.0`,
    version_code: 1,
    entry: "index.html",
    min_os_version: "2.1",
    ...fields,
  };
  const files = [
    { path: "manifest.json", bytes: Buffer.from(JSON.stringify(manifest)) },
    { path: "index.html", bytes: Buffer.from("<!doctype html>\n<title>Notes</title>\n") },
    { path: "data.bin", bytes: data },
  ];
  const chunks: Uint8Array[] = [];
  for await (const chunk of packPackage(files, nodeCodec)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
