/** Where events are put for the worker to read. */
export interface EventSink {
  /** Stores these bytes under a key that is new. */
  put(key: string, bytes: Uint8Array): Promise<void>;
}

/** The media type of what is put there: JSON, a line an event. */
export const eventsContentType = "application/x-ndjson";
