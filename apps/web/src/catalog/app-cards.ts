import { DomainError } from "@mosis/domain";
import { container } from "../container.ts";
import { env } from "../env.ts";
import { type AppCards, createAppCards } from "./app-card.tsx";

/** The longest the edge may take for an icon, milliseconds. */
const iconMs = 3_000;

const shared = globalThis as typeof globalThis & { mosisAppCards?: AppCards };

/** This process's cards. */
export function appCards(): AppCards {
  shared.mosisAppCards ??= createAppCards({
    shared: container().cache,
    async readIcon({ id, icon }) {
      const address = `${env().EDGE_URL}/assets/${id}/icon-128.png?v=${icon?.contentHash}`;
      try {
        const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(iconMs) });
        if (!answer.ok) throw new Error(`the edge answered ${answer.status} for an icon`);
        return new Uint8Array(await answer.arrayBuffer());
      } catch (cause) {
        throw new DomainError("service_unavailable", { cause });
      }
    },
  });
  return shared.mosisAppCards;
}
