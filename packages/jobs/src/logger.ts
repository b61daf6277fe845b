/** Where this package says what a person running the store should know; a pino logger is one. */
export interface Logger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}
