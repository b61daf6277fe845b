/** How the program ends; docs/cli.md tells people. */
export const exitCode = {
  done: 0,
  /** The package has errors. */
  refusedPackage: 1,
  /** The command is not meant that way, or a file is not there. */
  usage: 2,
  /** The portal or the storage could not be reached, or did not finish in time. */
  unreachable: 3,
  /** The portal said no: token, role, quota. */
  refusedCall: 4,
  /** A fault of this program, after EX_SOFTWARE of BSD's sysexits; never one of the package. */
  fault: 70,
  /** Ended by Ctrl-C, as shells have it: 128 and the number of the signal. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Ends the program with a sentence for the person at the terminal. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode;

  constructor(
    code: Exclude<keyof typeof exitCode, "done" | "fault">,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = "CommandFailure";
    this.exitCode = exitCode[code];
  }
}
