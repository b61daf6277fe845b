/**
 * The only import of sharp, with the settings it keeps for the whole process. libvips reads a hundred formats; icons
 * and screenshots are PNG and JPEG held in memory, so every other loader is shut, whatever the bytes claim to be.
 */
import sharp from "sharp";

sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadPngBuffer", "VipsForeignLoadJpegBuffer"] });
// The queue runs several pictures side by side. Threads within one cost more CPU than they save time.
sharp.concurrency(1);
// No picture is read twice.
sharp.cache(false);

export { sharp as confinedSharp };
