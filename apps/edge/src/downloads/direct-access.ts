/** Lets devices fetch from storage itself, where no edge network stands before it. */
export interface DirectAccess {
  /** An address of storage that serves the object for about so long, offered under this name. */
  addressOf(object: {
    key: string;
    size: number;
    fileName: string;
    expiresInSeconds: number;
  }): Promise<string>;
}
