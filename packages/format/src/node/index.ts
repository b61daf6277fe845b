export { type FileSource, fileSource } from "./file-source.ts";
export { nodeCodec } from "./node-codec.ts";
export { folderFiles, type LeaveOut, type PackResult, packFolder, writePackage } from "./write-package.ts";
