import { requirePrograms } from "./install-programs.ts";

/**
 * Gives the path of Python 3, and installs it first where it is missing, by apt-get where we are root.
 *
 * @throws one sentence with the way out when it is missing and cannot be installed
 */
export function requirePython(): { readonly python3: string } {
  return requirePrograms("run the device protocol's script", {
    python3: { places: ["/usr/bin/python3", "/usr/local/bin/python3"], package: "python3" },
  });
}
