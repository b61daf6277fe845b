import type { ChangeFeed } from "@mosis/domain";
import type { Listener } from "./listener.ts";
import { changesChannel } from "./notify.ts";

export function createChangeFeed(listener: Listener): ChangeFeed {
  return {
    subscribe: (topic, tell) =>
      listener.listen(changesChannel, (payload) => {
        if (payload === null || payload === topic) tell();
      }),
  };
}
