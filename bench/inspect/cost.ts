/** Milliseconds on the clock, and of processor time over all threads and processes. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}
