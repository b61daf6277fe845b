// Breaks: nothing
import "@prisma/client";
import "pg";

export type Row = { id: string };
