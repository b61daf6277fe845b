/**
 * The cache of the data centre that a request came in at. Keys are paths without their query, so that all signed
 * addresses of an object share what is kept; whether an address may be used is decided before the cache is asked.
 */
export interface EdgeCache {
  /** What is kept, or the part of it that `range` asks for (206, or 416); null when nothing is. */
  match(path: string, range: string | undefined): Promise<Response | null>;
  /** Keeps a whole answer of status 200, for as long as its `Cache-Control` says. */
  put(path: string, answer: Response): Promise<void>;
  delete(path: string): Promise<void>;
}
