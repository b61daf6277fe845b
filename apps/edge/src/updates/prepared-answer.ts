import type { Mark } from "../http/entity-tag.ts";

/** An answer to an update check, ready to be sent. */
export interface Answer {
  /** When its addresses expire, in seconds since 1970; 0 when it has none. */
  expires: number;
  /** Stands for document and update, and not for the addresses in it. */
  tag: string;
  /** Of the tag. */
  mark: Mark;
  body: string;
  headers: Record<string, string>;
  /** Of a 304. */
  unchangedHeaders: Record<string, string>;
  /** As one of several results, with a comma behind it, in bytes: an answer about a thousand apps is too long to be made of text each time. */
  result: Uint8Array;
  unchangedResult: Uint8Array;
}

/** What people and scripts are told of the track. */
export interface Summary {
  expires: number;
  etag: string;
  body: string;
}
