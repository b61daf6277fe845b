import { open, readFile } from "node:fs/promises";

/** Where the data of an entry lies, and what it must come to. Sizes and places are bytes. */
export interface Entry {
  readonly name: string;
  /** Where its local header starts, and where its data. */
  readonly header: number;
  readonly data: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly crc: number;
  readonly stored: boolean;
  /** Its header in the table of contents. */
  readonly central: Buffer;
}

const endLength = 22;
const localLength = 30;
const centralLength = 46;

/** The entries of a package that `mosis pack` wrote: no comment, no extra fields, no ZIP64 (APPNOTE 4.3). */
export async function entriesOf(file: string): Promise<{ bytes: number; entries: Entry[] }> {
  const archive = await readFile(file);
  const end = archive.subarray(archive.length - endLength);
  const entries: Entry[] = [];
  let at = end.readUInt32LE(16);
  for (let count = end.readUInt16LE(10); count > 0; count--) {
    const nameLength = archive.readUInt16LE(at + 28);
    const central = archive.subarray(at, at + centralLength + nameLength);
    const header = central.readUInt32LE(42);
    entries.push({
      name: central.toString("utf8", centralLength),
      header,
      data: header + localLength + nameLength,
      compressedSize: central.readUInt32LE(20),
      size: central.readUInt32LE(24),
      crc: central.readUInt32LE(16),
      stored: central.readUInt16LE(10) === 0,
      central: Buffer.from(central),
    });
    at += central.length;
  }
  return { bytes: archive.length, entries };
}

/** Writes a package that holds another one `times` times: once as it is, and the copies in folders of their own. */
export async function repeatPackage(file: string, times: number, target: string): Promise<void> {
  const archive = await readFile(file);
  const { entries } = await entriesOf(file);
  const out = await open(target, "w");
  try {
    const directory: Buffer[] = [];
    let offset = 0;
    const write = async (part: Uint8Array) => {
      await out.writeFile(part);
      offset += part.length;
    };
    for (let copy = 0; copy < times; copy++) {
      for (const entry of entries) {
        const name = Buffer.from(copy === 0 ? entry.name : `copies/${copy}/${entry.name}`);
        const local = Buffer.from(archive.subarray(entry.header, entry.header + localLength));
        const central = Buffer.from(entry.central.subarray(0, centralLength));
        local.writeUInt16LE(name.length, 26);
        central.writeUInt16LE(name.length, 28);
        central.writeUInt32LE(offset, 42);
        directory.push(central, name);
        await write(
          Buffer.concat([local, name, archive.subarray(entry.data, entry.data + entry.compressedSize)]),
        );
      }
    }
    const end = Buffer.from(archive.subarray(archive.length - endLength));
    end.writeUInt16LE(entries.length * times, 8);
    end.writeUInt16LE(entries.length * times, 10);
    end.writeUInt32LE(offset, 16);
    const listed = Buffer.concat(directory);
    end.writeUInt32LE(listed.length, 12);
    await write(listed);
    await write(end);
  } finally {
    await out.close();
  }
}
