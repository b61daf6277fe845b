/**
 * The only import of sharp, with the settings it keeps for the whole process. libvips reads a hundred formats; an icon
 * is a PNG held in memory, so every other loader is shut, whatever the bytes claim to be.
 */
import sharp from "sharp";

sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadPngBuffer"] });
// The queue runs several icons side by side. Threads within one cost more CPU than they save time.
sharp.concurrency(1);
// No picture is read twice.
sharp.cache(false);

export { sharp as confinedSharp };
