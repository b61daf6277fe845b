export { createOutbound, type OutboundOptions } from "./outbound.ts";
