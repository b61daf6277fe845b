/** Files that were chosen in a way that lets the page read them again after they have changed on disk. */
const handles = new WeakMap<File, FileSystemFileHandle>();

/**
 * The files behind a choice, for react-dropzone: dropped, pasted, picked, or of a file field. While something is only being
 * dragged there are no files yet, but items that tell how many there will be.
 */
export async function chosenFiles(choice: unknown): Promise<(File | DataTransferItem)[]> {
  if (Array.isArray(choice)) {
    return Promise.all((choice as FileSystemFileHandle[]).map((handle) => fromHandle(handle)));
  }
  const event = choice as Pick<Event, "type" | "target"> & {
    dataTransfer?: DataTransfer;
    clipboardData?: DataTransfer;
  };
  if (event.dataTransfer) {
    const items = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
    return event.type === "drop" ? (await Promise.all(items.map(fromItem))).flat() : items;
  }
  if (event.clipboardData) return [...event.clipboardData.files];
  return event.target instanceof HTMLInputElement ? [...(event.target.files ?? [])] : [];
}

/** Whether `reread` works for the file; only some browsers keep the way to a chosen file. */
export function canReread(file: File): boolean {
  return handles.has(file);
}

/** The file as it is on disk now. @throws Error when it is gone or the way to it is not known. */
export async function reread(file: File): Promise<File> {
  try {
    const handle = handles.get(file);
    if (handle) return await fromHandle(handle);
  } catch {
    // told below
  }
  throw new Error("The file is no longer where it was. Choose it again.");
}

async function fromHandle(handle: FileSystemFileHandle): Promise<File> {
  const file = await handle.getFile();
  handles.set(file, handle);
  return file;
}

async function fromItem(item: DataTransferItem): Promise<File[]> {
  // Both must be asked for before anything is awaited: the items are gone when the event is over.
  const file = item.getAsFile();
  const handle = await ("getAsFileSystemHandle" in item
    ? (item as { getAsFileSystemHandle(): Promise<FileSystemHandle | null> }).getAsFileSystemHandle()
    : null);
  if (handle?.kind === "file") return [await fromHandle(handle as FileSystemFileHandle)];
  return file && handle === null ? [file] : [];
}
