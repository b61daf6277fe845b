import { z } from "zod";

// What answers are made of.

export const id = z.uuid();
export const at = z.iso.datetime();
export const bytes = z.int().min(0).describe("Bytes.");
export const count = z.int().min(0);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), total: count, page: z.int().min(1), page_count: z.int().min(1) });
