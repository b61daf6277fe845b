import { scrub } from "@mosis/domain";
import type { Attributes, AttributeValue } from "@opentelemetry/api";

const mailAddress = /[^\s<>"'(),;:]+@[^\s<>"'(),;:@]+\.[^\s<>"'(),;:@.]{2,}/g;
const longest = 500;

/** Text that may leave for a receiver of traces: without what lets somebody in, and without anybody's e-mail address. */
export function harmless(text: string): string {
  return scrub(text).replace(mailAddress, "…@…").slice(0, longest);
}

export function harmlessAttributes(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, harmlessValue(value)]));
}

function harmlessValue(value: AttributeValue | undefined): AttributeValue | undefined {
  if (typeof value === "string") return harmless(value);
  if (Array.isArray(value) && value.some((one) => typeof one === "string"))
    return value.map((one) => (typeof one === "string" ? harmless(one) : one)) as string[];
  return value;
}
